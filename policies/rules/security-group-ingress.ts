import type { lb } from "@pulumi/aws";
import { type Address, type Ingress, ingressIn, READS_OF_INGRESS } from "../facts/ingress";
import { elementsOf, isSame, LOAD_BALANCERS, type Reference, referencesIn, SECURITY_GROUPS } from "../facts/network";
import type { Property, Value } from "../facts/property";
import type { StackResource } from "../facts/resource";
import { quoted } from "../message";
import { type Finding, inconclusive, type Rule, violation } from "../rule";

const BALANCERS: readonly string[] = [...LOAD_BALANCERS, "aws:elb/loadBalancer:LoadBalancer"];
const WEB_PORTS: readonly Value[] = [80, 443];
const TCP: readonly Value[] = ["tcp", "TCP", "6", 6];

/** What has addresses of its own. An unknown range that was made from one of them is no range of everybody's. */
const ADDRESSED: readonly string[] = [
  "aws:ec2/defaultSubnet:DefaultSubnet",
  "aws:ec2/defaultVpc:DefaultVpc",
  "aws:ec2/eip:Eip",
  "aws:ec2/natGateway:NatGateway",
  "aws:ec2/subnet:Subnet",
  "aws:ec2/vpc:Vpc",
];

/** A load balancer, as far as it may be what a group stands in front of. */
interface Front {
  /** Or the property that would tell. */
  readonly isPublic: boolean | Property;
  readonly groups: readonly Reference[];
}

/**
 * The one exception is a load balancer that is there for the internet, at the ports for the web. Anything else that
 * serves the public (a mail server, a game) needs an exemption that says so.
 */
export const securityGroupIngress: Rule = {
  id: "security-group-ingress",
  title: "Nothing but a load balancer is open to the whole internet, and that at ports 80 and 443 only.",
  severity: "high",
  controls: {
    securityHub: ["EC2.18", "EC2.19", "EC2.53", "EC2.54"],
    checkov: ["CKV_AWS_24", "CKV_AWS_25", "CKV_AWS_277"],
    cdkNag: ["AwsSolutions-EC23"],
  },
  reads: [
    ...READS_OF_INGRESS,
    ...BALANCERS.map((type) => ({ type, properties: ["internal", "securityGroups[]"], inStackOnly: true })),
  ],
  why: "Whatever listens at an open port is found within minutes, and every hole in it is everybody's.",
  remediation:
    "Let in the security group of the caller (`referencedSecurityGroupId`) or the range of a network that you know. The " +
    "group of an internet-facing load balancer may open TCP 80 and 443 to everybody.",
  checkStack: (stack) => {
    const fronts = stack.ofType(...BALANCERS).map(frontOf);
    return ingressIn(stack).flatMap((ingress) => judgeIngress(ingress, fronts));
  },
};

function frontOf(balancer: StackResource): Front {
  const inputs = balancer.inputs<lb.LoadBalancerArgs>();
  const internal = inputs.get("internal");
  // Omitted, it is for the internet; the provider fills that in, so before the deployment it is unknown then.
  const isOpen = internal.isUnknown && balancer.sourcesOf("internal").length > 0;
  return {
    isPublic: isOpen ? internal : internal.value !== true,
    groups: referencesIn(balancer, "securityGroups", elementsOf(inputs.get("securityGroups")), SECURITY_GROUPS),
  };
}

function judgeIngress(ingress: Ingress, fronts: readonly Front[]): Finding[] {
  const everybody = ingress.addresses.filter(({ cidr }) => isEverybody(cidr.value)).map(({ cidr }) => cidr);
  const unknown = ingress.addresses.filter(mayBeEverybody).map(({ cidr }) => cidr);
  const isAllowed = isAllowedBy(ingress, fronts);
  if (everybody.length + unknown.length === 0 || isAllowed === true) {
    return [];
  }
  const doubts = [
    ...(everybody.length > 0 ? [] : unknown),
    ...(ingress.direction?.isUnknown === true ? [ingress.direction] : []),
    ...(isAllowed === false ? [] : [isAllowed]),
  ];
  return doubts.length > 0
    ? doubts.map(inconclusive)
    : [
        violation(ingress.at, {
          what: `the whole internet (${everybody.map(({ value }) => quoted(value)).join(", ")}) is let in at ${portsOf(ingress)}.`,
          fix: "name the caller's security group, or the range of a network that you know",
        }),
      ];
}

function isEverybody(cidr: Value): boolean {
  return typeof cidr === "string" && /\/0+$/.test(cidr.trim());
}

function mayBeEverybody({ cidr, sources }: Address): boolean {
  return cidr.isUnknown && !sources.some(({ type }) => ADDRESSED.includes(type));
}

/** Whether it is a web port of a load balancer for the internet, or the property that would tell. */
function isAllowedBy({ groups, protocol, fromPort, toPort }: Ingress, fronts: readonly Front[]): boolean | Property {
  const behind = fronts.filter((front) => front.groups.some((group) => groups.some((own) => isSame(own, group))));
  const ports = [fromPort, toPort].map(({ value }) => value);
  const isOther =
    (!protocol.isUnknown && !TCP.includes(protocol.value)) ||
    [fromPort, toPort].some((port) => !port.isUnknown && !WEB_PORTS.includes(port.value)) ||
    (!fromPort.isUnknown && !toPort.isUnknown && ports[0] !== ports[1]);
  if (behind.length === 0 || isOther) {
    return false;
  }
  const fronting = behind.map(({ isPublic }) => isPublic);
  const isPublic = fronting.includes(true) || (fronting.find((answer) => answer !== false) ?? false);
  return isPublic === true ? ([protocol, fromPort, toPort].find(({ isUnknown }) => isUnknown) ?? true) : isPublic;
}

function portsOf({ protocol, fromPort, toPort }: Ingress): string {
  const [from, to] = [fromPort.value, toPort.value];
  const name = typeof protocol.value === "string" && /^\w+$/.test(protocol.value) ? `${protocol.value} ` : "";
  if (typeof from !== "number" || typeof to !== "number" || from < 0) {
    return `${name}ports of every number`;
  }
  return from === to ? `${name}port ${from}` : `${name}ports ${from} to ${to}`;
}
