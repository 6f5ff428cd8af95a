import type { ec2, vpc } from "@pulumi/aws";
import { type Reference, referencesIn, referenceTo, SECURITY_GROUPS } from "./network";
import type { Property } from "./property";
import type { StackFacts, StackResource } from "./resource";

const RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

/** What rules about incoming traffic read. */
export const READS_OF_INGRESS = [
  ...SECURITY_GROUPS.map((type) => ({
    type,
    properties: [
      "id",
      "ingress[].protocol",
      "ingress[].fromPort",
      "ingress[].toPort",
      "ingress[].cidrBlocks[]",
      "ingress[].ipv6CidrBlocks[]",
    ],
    inStackOnly: true,
  })),
  {
    type: RULE,
    properties: ["type", "securityGroupId", "protocol", "fromPort", "toPort", "cidrBlocks[]", "ipv6CidrBlocks[]"],
    inStackOnly: true,
  },
  {
    type: INGRESS_RULE,
    properties: ["securityGroupId", "ipProtocol", "fromPort", "toPort", "cidrIpv4", "cidrIpv6"],
    inStackOnly: true,
  },
];

/** One permission for traffic to come in, in whichever of the three ways it was written. */
export interface Ingress {
  readonly at: Property;
  /** The group it opens. */
  readonly groups: readonly Reference[];
  /** Says whether it is about incoming traffic at all; only where the resource can be about either. */
  readonly direction?: Property;
  readonly protocol: Property;
  readonly fromPort: Property;
  readonly toPort: Property;
  readonly addresses: readonly Address[];
}

/** Addresses that are let in, and the resources they come from. */
export interface Address {
  readonly cidr: Property;
  readonly sources: readonly StackResource[];
}

/** Everything in the plan that lets traffic into a security group. */
export function ingressIn(stack: StackFacts): Ingress[] {
  return [
    ...stack.ofType(...SECURITY_GROUPS).flatMap(inlineIngress),
    ...stack.ofType(RULE).flatMap(ingressOfRule),
    ...stack.ofType(INGRESS_RULE).map(ingressOfIngressRule),
  ];
}

function inlineIngress(group: StackResource): Ingress[] {
  const list = group.inputs<ec2.SecurityGroupArgs>().get("ingress");
  const sources = group.sourcesOf("ingress");
  // Omitted, the provider fills it in with what other resources let in.
  const entries = list.isUnknown && sources.length === 0 ? [] : list.items();
  return entries.map((entry) => ({
    at: entry,
    groups: [referenceTo(group)],
    protocol: entry.get("protocol"),
    fromPort: entry.get("fromPort"),
    toPort: entry.get("toPort"),
    addresses: [...entry.get("cidrBlocks").items(), ...entry.get("ipv6CidrBlocks").items()].map((cidr) => ({
      cidr,
      sources,
    })),
  }));
}

function ingressOfRule(rule: StackResource): Ingress[] {
  const inputs = rule.inputs<ec2.SecurityGroupRuleArgs>();
  const direction = inputs.get("type");
  if (!direction.isUnknown && direction.value !== "ingress") {
    return [];
  }
  return [
    {
      at: inputs,
      groups: groupOf(rule, inputs.get("securityGroupId")),
      direction,
      protocol: inputs.get("protocol"),
      fromPort: inputs.get("fromPort"),
      toPort: inputs.get("toPort"),
      addresses: (["cidrBlocks", "ipv6CidrBlocks"] as const).flatMap((input) =>
        inputs
          .get(input)
          .items()
          .map((cidr) => ({ cidr, sources: rule.sourcesOf(input) })),
      ),
    },
  ];
}

function ingressOfIngressRule(rule: StackResource): Ingress {
  const inputs = rule.inputs<vpc.SecurityGroupIngressRuleArgs>();
  return {
    at: inputs,
    groups: groupOf(rule, inputs.get("securityGroupId")),
    protocol: inputs.get("ipProtocol"),
    fromPort: inputs.get("fromPort"),
    toPort: inputs.get("toPort"),
    addresses: (["cidrIpv4", "cidrIpv6"] as const).map((input) => ({
      cidr: inputs.get(input),
      sources: rule.sourcesOf(input),
    })),
  };
}

function groupOf(rule: StackResource, id: Property): Reference[] {
  return referencesIn(rule, "securityGroupId", [id], SECURITY_GROUPS);
}
