import type { ec2, ecs } from "@pulumi/aws";
import { TASK_DEFINITION } from "../facts/containers";
import { type Ingress, ingressIn, READS_OF_INGRESS } from "../facts/ingress";
import {
  elementsOf,
  isGiven,
  isSame,
  referencesIn,
  resourcesIn,
  SECURITY_GROUPS,
  SERVICE,
  SUBNETS,
} from "../facts/network";
import type { Property } from "../facts/property";
import type { StackFacts, StackResource } from "../facts/resource";
import { quoted } from "../message";
import { type Finding, inconclusive, judge, type Rule, violation } from "../rule";

const INSTANCE = "aws:ec2/instance:Instance";
const EIP = "aws:ec2/eip:Eip";
const EIP_ASSOCIATION = "aws:ec2/eipAssociation:EipAssociation";

/**
 * A bastion is what calls itself one: an ECS service or an EC2 instance whose name in the program, physical name, task
 * family or `Name` tag has `bastion`, `jumpbox`, `jump host` or the like in it. People reach it with Session Manager or
 * ECS Exec, which it calls itself, so nothing has to be let in, from nowhere: it has no public address, its security
 * groups no ingress rule, and no load balancer stands before it. Groups of another program cannot be seen, and are
 * trusted; so are launch templates.
 */
export const bastionPrivate: Rule = {
  id: "bastion-private",
  title: "Nobody reaches a bastion over the network.",
  severity: "high",
  controls: { securityHub: ["EC2.9"], checkov: ["CKV_AWS_88", "CKV_AWS_333"] },
  reads: [
    {
      type: SERVICE,
      properties: [
        "name",
        "networkConfiguration.assignPublicIp",
        "networkConfiguration.securityGroups[]",
        "loadBalancers[]",
      ],
      inStackOnly: true,
    },
    { type: TASK_DEFINITION, properties: ["family"], inStackOnly: true },
    {
      type: INSTANCE,
      properties: [
        "tags",
        "associatePublicIpAddress",
        "subnetId",
        "vpcSecurityGroupIds[]",
        "networkInterfaces[]",
        "primaryNetworkInterface",
        "launchTemplate",
      ],
      inStackOnly: true,
    },
    { type: EIP, properties: ["instance"], inStackOnly: true },
    { type: EIP_ASSOCIATION, properties: ["instanceId"], inStackOnly: true },
    ...SUBNETS.map((type) => ({ type, properties: ["id", "mapPublicIpOnLaunch"], inStackOnly: true })),
    ...READS_OF_INGRESS,
  ],
  why: "A bastion leads to everything behind it, so an open port of it is an open port of all that.",
  remediation:
    "Run it in private subnets with `assignPublicIp: false` (an instance: `associatePublicIpAddress: false`) and a " +
    "security group of its own without ingress, and connect with Session Manager or ECS Exec.",
  checkStack: (stack) => [
    ...stack
      .ofType(SERVICE)
      .filter(isBastionService)
      .flatMap((service) => judgeService(service, stack)),
    ...stack
      .ofType(INSTANCE)
      .filter(isBastionInstance)
      .flatMap((instance) => judgeInstance(instance, stack)),
  ],
};

function isBastionService(service: StackResource): boolean {
  const families = service
    .sourcesOf("taskDefinition")
    .filter(({ type }) => type === TASK_DEFINITION)
    .map((task) => task.inputs<ecs.TaskDefinitionArgs>().get("family").value);
  return saysBastion(service.name, service.inputs<ecs.ServiceArgs>().get("name").value, ...families);
}

function isBastionInstance(instance: StackResource): boolean {
  return saysBastion(instance.name, instance.inputs<{ tags: { Name: string } }>().get("tags").get("Name").value);
}

function saysBastion(...names: readonly unknown[]): boolean {
  return names.some((name) => typeof name === "string" && /bastion|jump[\s._-]?(?:box|host|server)/i.test(name));
}

function judgeService(service: StackResource, stack: StackFacts): Finding[] {
  const inputs = service.inputs<ecs.ServiceArgs>();
  const network = inputs.get("networkConfiguration");
  const balancers = inputs.get("loadBalancers");
  const groups = network.get("securityGroups");
  return [
    ...judge(network.get("assignPublicIp"), (value) =>
      value === undefined || value === false
        ? undefined
        : {
            what: `the bastion has a public address (assignPublicIp: ${quoted(value)}).`,
            fix: "assignPublicIp: false",
          },
    ),
    ...(elementsOf(balancers).length === 0
      ? []
      : [violation(balancers, { what: "the bastion is behind a load balancer.", fix: "leave loadBalancers out" })]),
    // Without a network of its own it has that of its host.
    ...(network.value === undefined && !network.isUnknown
      ? []
      : judgeGroups(service, "networkConfiguration", groups, stack)),
  ];
}

function judgeInstance(instance: StackResource, stack: StackFacts): Finding[] {
  const inputs = instance.inputs<ec2.InstanceArgs>();
  const groups = inputs.get("vpcSecurityGroupIds");
  const hasOwnInterface = (["networkInterfaces", "primaryNetworkInterface", "launchTemplate"] as const).some(
    (input) => {
      const given = inputs.get(input);
      return (
        instance.sourcesOf(input).length > 0 ||
        (given.value !== undefined && (input !== "networkInterfaces" || elementsOf(given).length > 0))
      );
    },
  );
  return [
    ...judgeAddress(instance, hasOwnInterface),
    ...elasticAddressesOf(instance, stack),
    // The interface has groups of its own then.
    ...(hasOwnInterface && !isGiven(instance, "vpcSecurityGroupIds", groups)
      ? []
      : judgeGroups(instance, "vpcSecurityGroupIds", groups, stack)),
  ];
}

/** Omitted, the subnet decides; one that the program does not make proves nothing, and AWS's default subnets say yes. */
function judgeAddress(instance: StackResource, hasOwnInterface: boolean): Finding[] {
  const inputs = instance.inputs<ec2.InstanceArgs>();
  const address = inputs.get("associatePublicIpAddress");
  const isOmitted = address.isUnknown && instance.sourcesOf("associatePublicIpAddress").length === 0;
  const [subnet] = resourcesIn(instance, "subnetId", [inputs.get("subnetId")], SUBNETS);
  const what = "the bastion has a public address, or nothing shows that it has none";
  const fix = "associatePublicIpAddress: false";
  if (!isOmitted && (address.isUnknown || address.value !== undefined)) {
    return judge(address, (value) =>
      value === false ? undefined : { what: `${what} (associatePublicIpAddress: ${quoted(value)}).`, fix },
    );
  }
  if (hasOwnInterface) {
    return [];
  }
  return subnet === undefined
    ? [violation(address, { what: `${what} (associatePublicIpAddress: omitted).`, fix })]
    : judge(subnet.inputs<ec2.SubnetArgs>().get("mapPublicIpOnLaunch"), (value) =>
        value === undefined || value === false ? undefined : { what: `${what}, because its subnet gives it one.`, fix },
      );
}

function elasticAddressesOf(instance: StackResource, stack: StackFacts): Finding[] {
  const targets = [
    ...stack.ofType(EIP).map((eip) => ({ eip, input: "instance" as const })),
    ...stack.ofType(EIP_ASSOCIATION).map((eip) => ({ eip, input: "instanceId" as const })),
  ];
  return targets
    .filter(({ eip, input }) => eip.sourcesOf(input).some(({ urn }) => urn === instance.urn))
    .map(({ eip, input }) =>
      violation(eip.inputs<{ instance: string; instanceId: string }>().get(input), {
        what: `it gives the bastion ${quoted(instance.name)} a public address.`,
        fix: "remove the Elastic IP address, and connect with Session Manager",
      }),
    );
}

/** Without a group of its own it is in the VPC's default one, which lets in every member of it. */
function judgeGroups(bastion: StackResource, input: string, list: Property, stack: StackFacts): Finding[] {
  const ids = elementsOf(list);
  const groups = referencesIn(bastion, input, ids, SECURITY_GROUPS);
  if (ids.length > 0 || (list.isUnknown && groups.length > 0)) {
    return ingressIn(stack)
      .filter((ingress) => ingress.groups.some((opened) => groups.some((group) => isSame(opened, group))))
      .flatMap((ingress) => judgeIngress(ingress, bastion));
  }
  return list.isUnknown && bastion.sourcesOf(input).length > 0
    ? [inconclusive(list)]
    : [
        violation(list, {
          what: "the bastion has no security group of its own, and the VPC's default one lets its members in.",
          fix: `${input === "networkConfiguration" ? "securityGroups" : input}: [<a group without ingress>.id]`,
        }),
      ];
}

function judgeIngress({ at, direction }: Ingress, bastion: StackResource): Finding[] {
  const open = [at, direction].find((property) => property?.isUnknown === true);
  return open !== undefined
    ? [inconclusive(open)]
    : [
        violation(at, {
          what: `it lets traffic into the bastion ${quoted(bastion.name)}.`,
          fix: "remove the rule, and connect with Session Manager or ECS Exec",
        }),
      ];
}
