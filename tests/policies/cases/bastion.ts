import { type Resource, UNKNOWN } from "../harness";
import { type Case, otherResource } from "./case";
import { GROUP, group, INGRESS_RULE, ofGroup, RULE } from "./exposure";

const SERVICE = "aws:ecs/service:Service";
const INSTANCE = "aws:ec2/instance:Instance";

const bastion = (what: string, over: object, beside: readonly Resource[] = [], expected: Partial<Case> = {}): Case => ({
  what,
  type: SERVICE,
  name: "bastion",
  props: { name: "b", networkConfiguration: { subnets: UNKNOWN, securityGroups: [UNKNOWN] }, ...over },
  sources: { networkConfiguration: [`${GROUP} own`] },
  beside: [group("own"), group("other"), ...beside],
  ...expected,
});

const lettingInto = (name: string, props: object = {}): Resource => ({
  type: INGRESS_RULE,
  name: "in",
  props: { referencedSecurityGroupId: UNKNOWN, securityGroupId: UNKNOWN, ...props },
  sources: ofGroup(name),
});

const network = (props: object) => ({
  networkConfiguration: { subnets: UNKNOWN, securityGroups: [UNKNOWN], ...props },
});

const host = (what: string, over: object, beside: readonly Resource[] = [], expected: Partial<Case> = {}): Case => ({
  what: `an instance, ${what}`,
  type: INSTANCE,
  name: "jump-host",
  props: { associatePublicIpAddress: false, vpcSecurityGroupIds: [UNKNOWN], ...over },
  sources: { vpcSecurityGroupIds: [`${GROUP} own`] },
  beside: [group("own"), ...beside],
  ...expected,
});

const IN_SUBNET = { vpcSecurityGroupIds: [`${GROUP} own`], subnetId: ["aws:ec2/subnet:Subnet subject"] };
const subnet = (mapPublicIpOnLaunch: unknown): Resource => ({
  type: "aws:ec2/subnet:Subnet",
  props: { mapPublicIpOnLaunch },
});
/** As the plan shows it: the provider will fill it in. */
const ADDRESS_OMITTED = { associatePublicIpAddress: UNKNOWN, subnetId: UNKNOWN };
const ADDRESS = "associatePublicIpAddress";
const PUBLIC_IP = "networkConfiguration.assignPublicIp";

export const bastionPrivate: readonly Case[] = [
  otherResource,
  bastion("no public address, no ingress", network({ assignPublicIp: false })),
  bastion("an ingress of another group", {}, [lettingInto("other")]),
  bastion("a public address", network({ assignPublicIp: true }), [], {
    violations: [PUBLIC_IP],
    says: "assignPublicIp: false",
  }),
  bastion("an ingress rule", {}, [lettingInto("own")], { violations: [""], says: 'into the bastion "bastion"' }),
  bastion("an ingress in the group", {}, [], {
    beside: [group("own", { ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["10.0.0.0/8"] }] })],
    violations: ["ingress[0]"],
  }),
  bastion(
    "an ingress rule of the older type",
    {},
    [{ type: RULE, props: { type: "ingress", cidrBlocks: ["10.0.0.0/8"] }, sources: ofGroup("own") }],
    { violations: [""] },
  ),
  bastion("perhaps an ingress rule", {}, [{ type: RULE, props: { type: UNKNOWN }, sources: ofGroup("own") }], {
    inconclusive: ["type"],
  }),
  bastion("perhaps an ingress in the group", {}, [], {
    beside: [group("own", {}, { ingress: [`${GROUP} other`] }), group("other")],
    inconclusive: ["ingress"],
  }),
  bastion("a load balancer", { loadBalancers: [{ targetGroupArn: UNKNOWN }] }, [], { violations: ["loadBalancers"] }),
  bastion("no group of its own", network({ securityGroups: undefined }), [], {
    violations: ["networkConfiguration.securityGroups"],
    says: "securityGroups: [<a group without ingress>.id]",
  }),
  bastion("groups of another program", network({ securityGroups: ["sg-1"] }), [], { sources: {} }),
  bastion(
    "a group of another program, opened here",
    network({ securityGroups: ["sg-1"] }),
    [{ ...lettingInto("none"), props: { securityGroupId: "sg-1" } }],
    { sources: {}, violations: [""] },
  ),
  bastion("on a host", { networkConfiguration: undefined }, [], { sources: {} }),
  bastion("address unknown", network({ assignPublicIp: UNKNOWN }), [], { inconclusive: [PUBLIC_IP] }),
  bastion("groups unknown", network({ securityGroups: UNKNOWN }), [], {
    sources: { networkConfiguration: ["aws:ec2/vpc:Vpc subject"] },
    beside: [{ type: "aws:ec2/vpc:Vpc", props: {} }],
    inconclusive: ["networkConfiguration.securityGroups"],
  }),
  bastion("no bastion", network({ assignPublicIp: true }), [], { name: "web" }),
  bastion("a service called so", { name: "prod-JumpBox", ...network({ assignPublicIp: true }) }, [], {
    name: "web",
    violations: [PUBLIC_IP],
  }),
  bastion("a task called so", network({ assignPublicIp: true }), [], {
    name: "web",
    sources: {
      networkConfiguration: [`${GROUP} own`],
      taskDefinition: ["aws:ecs/taskDefinition:TaskDefinition subject"],
    },
    beside: [group("own"), { type: "aws:ecs/taskDefinition:TaskDefinition", props: { family: "shop-bastion" } }],
    violations: [PUBLIC_IP],
  }),
  host("closed", {}),
  host("with a public address", { associatePublicIpAddress: true }, [], {
    violations: [ADDRESS],
    says: "associatePublicIpAddress: true",
  }),
  host("in whatever subnet", ADDRESS_OMITTED, [], { violations: [ADDRESS], says: "associatePublicIpAddress: omitted" }),
  host("in a private subnet", ADDRESS_OMITTED, [subnet(false)], { sources: IN_SUBNET }),
  host("in a public subnet", ADDRESS_OMITTED, [subnet(true)], {
    sources: IN_SUBNET,
    violations: ["mapPublicIpOnLaunch"],
  }),
  host("in a subnet that is unknown", ADDRESS_OMITTED, [subnet(UNKNOWN)], {
    sources: IN_SUBNET,
    inconclusive: ["mapPublicIpOnLaunch"],
  }),
  host("with SSH", {}, [lettingInto("own")], { violations: [""], says: 'into the bastion "jump-host"' }),
  host(
    "with an Elastic IP address",
    {},
    [{ type: "aws:ec2/eip:Eip", props: { instance: UNKNOWN }, sources: { instance: [`${INSTANCE} jump-host`] } }],
    { violations: ["instance"] },
  ),
  host(
    "with an Elastic IP address, associated",
    {},
    [
      {
        type: "aws:ec2/eipAssociation:EipAssociation",
        props: { instanceId: UNKNOWN },
        sources: { instanceId: [`${INSTANCE} jump-host`] },
      },
    ],
    { violations: ["instanceId"] },
  ),
  host("without a group", { vpcSecurityGroupIds: UNKNOWN }, [], {
    sources: {},
    violations: ["vpcSecurityGroupIds"],
    says: "vpcSecurityGroupIds: [<a group without ingress>.id]",
  }),
  host(
    "with an interface of its own",
    {
      networkInterfaces: [{ networkInterfaceId: UNKNOWN }],
      associatePublicIpAddress: UNKNOWN,
      vpcSecurityGroupIds: UNKNOWN,
    },
    [],
    {
      sources: {},
    },
  ),
  host("called so by its tag", { tags: { Name: "Bastion A" }, associatePublicIpAddress: true }, [], {
    name: "a",
    violations: [ADDRESS],
  }),
  host("called otherwise", { associatePublicIpAddress: true }, [], { name: "a" }),
];
