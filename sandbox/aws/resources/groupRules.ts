import { find } from "../references";
import { Refusal } from "../refusal";
import { canonical, knownStrings, type Properties, type Value, text } from "../value";
import type { Draft } from "./facts";

const RULES = [
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  "aws:ec2/securityGroupRule:SecurityGroupRule",
];

const PEERS = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"];

/** A rule has one peer, its ports fit its protocol, it is in one VPC with its peer, and it is the only one of its kind. */
export function admitRule({ type, inputs, cloud, old }: Draft): void {
  if (type !== "aws:ec2/securityGroupRule:SecurityGroupRule") {
    requireOnePeer(inputs);
    requirePorts(inputs);
  }
  requireSameVpc(inputs, (id) => find("securityGroup", id, cloud)?.outputs.vpcId);
  const key = keyOf(type, inputs);
  const twin = cloud.ofTypes(RULES).find((other) => other.id !== old?.id && keyOf(other.type, other.inputs) === key);
  if (twin) {
    throw new Refusal(
      "InvalidPermission.Duplicate",
      `the specified rule "peer: ${peerOf(inputs)}, ${portsOf(inputs)}, ALLOW" already exists`,
    );
  }
}

function requireOnePeer(inputs: Properties): void {
  const given = PEERS.filter((peer) => inputs[peer] !== undefined);
  if (given.length !== 1) {
    throw new Refusal(
      "InvalidParameterCombination",
      `exactly one of ${PEERS.join(", ")} must be specified, got ${given.length === 0 ? "none" : given.join(", ")}`,
    );
  }
}

function requirePorts({ ipProtocol, fromPort, toPort }: Properties): void {
  const hasPorts = ["tcp", "udp", "6", "17"].includes(text(ipProtocol));
  if (hasPorts && (fromPort === undefined || toPort === undefined)) {
    throw new Refusal(
      "InvalidParameterValue",
      `Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.`,
    );
  }
  if (hasPorts && typeof fromPort === "number" && typeof toPort === "number" && fromPort > toPort) {
    throw new Refusal("InvalidParameterValue", `Invalid TCP/UDP port range (${fromPort}:${toPort})`);
  }
}

function requireSameVpc(inputs: Properties, vpcOfGroup: (id: Value | undefined) => Value | undefined): void {
  const own = vpcOfGroup(inputs.securityGroupId);
  for (const peer of [inputs.referencedSecurityGroupId, inputs.sourceSecurityGroupId]) {
    const other = vpcOfGroup(peer);
    if (own !== undefined && other !== undefined && own !== other) {
      throw new Refusal("InvalidGroup.NotFound", "You have specified two resources that belong to different networks.");
    }
  }
}

function keyOf(type: string, inputs: Properties): string {
  const direction = /Egress/.test(type) || inputs.type === "egress" ? "egress" : "ingress";
  return canonical([direction, inputs.securityGroupId ?? "", peerOf(inputs), portsOf(inputs)]);
}

function peerOf(inputs: Properties): string {
  const { cidrIpv4, cidrIpv6, prefixListId, referencedSecurityGroupId, self, sourceSecurityGroupId } = inputs;
  const own = self === true ? (inputs.securityGroupId ?? "") : "";
  return knownStrings([
    cidrIpv4 ?? "",
    cidrIpv6 ?? "",
    prefixListId ?? "",
    referencedSecurityGroupId ?? "",
    sourceSecurityGroupId ?? "",
    own,
    ...knownStrings(inputs.cidrBlocks),
    ...knownStrings(inputs.ipv6CidrBlocks),
    ...knownStrings(inputs.prefixListIds),
  ])
    .sort()
    .join(" ");
}

function portsOf(inputs: Properties): string {
  const protocol = text(inputs.ipProtocol ?? inputs.protocol ?? "");
  const everything = protocol === "-1" || protocol === "all";
  const from = text(inputs.fromPort ?? "");
  const to = text(inputs.toPort ?? "");
  return everything ? "ALL" : `${protocol.toUpperCase()}, from port: ${from}, to port: ${to}`;
}
