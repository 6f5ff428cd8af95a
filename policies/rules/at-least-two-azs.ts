import type { ec2 } from "@pulumi/aws";
import { LOAD_BALANCERS, type Placement, placementOf, SERVICE, SUBNETS } from "../facts/network";
import type { Property } from "../facts/property";
import type { StackResource } from "../facts/resource";
import { type Finding, inconclusive, type Rule, violation } from "../rule";

/**
 * Subnets of another program, named by their ids, do not show their zones: two of them are trusted to be in two. Services
 * without a network of their own (EC2 hosts) are not judged.
 */
export const atLeastTwoAzs: Rule = {
  id: "at-least-two-azs",
  title: "Services and load balancers stand in two Availability Zones at least.",
  severity: "medium",
  controls: { securityHub: ["ELB.13"] },
  reads: [
    { type: SERVICE, properties: ["networkConfiguration.subnets[]"], inStackOnly: true },
    ...LOAD_BALANCERS.map((type) => ({
      type,
      properties: ["subnets[]", "subnetMappings[].subnetId"],
      inStackOnly: true,
    })),
    ...SUBNETS.map((type) => ({
      type,
      properties: ["id", "availabilityZone", "availabilityZoneId"],
      inStackOnly: true,
    })),
  ],
  why: "When the one zone fails, everything in it is gone until somebody has built it anew in another.",
  remediation: "Name subnets of two or more zones, such as all private subnets of the VPC.",
  checkStack: (stack) =>
    stack.ofType(SERVICE, ...LOAD_BALANCERS).flatMap((resource) => {
      const placement = placementOf(resource);
      return placement === undefined ? [] : judgePlacement(placement);
    }),
};

function judgePlacement({ list, ids, subnets }: Placement): Finding[] {
  const named = new Set(ids.map(({ value }, index) => value ?? index));
  if (!list.isUnknown && named.size < 2) {
    return [violation(list, breach("one subnet"))];
  }
  if (subnets.length === 0 || ids.length > subnets.length) {
    return list.isUnknown ? [inconclusive(list)] : [];
  }
  const zones = subnets.map(zonesOf);
  if (isInTwo(zones.map(({ name }) => name)) || isInTwo(zones.map(({ id }) => id))) {
    return [];
  }
  const open = zones.find(({ name, id }) => name.isUnknown && id.isUnknown);
  return subnets.length > 1 && open !== undefined
    ? [inconclusive(open.name)]
    : [violation(list, breach(subnets.length > 1 ? "subnets of one Availability Zone" : "one subnet"))];
}

function breach(where: string) {
  return { what: `it stands in ${where} only.`, fix: "subnets: [<a subnet in one zone>.id, <a subnet in another>.id]" };
}

/** Given by one of the two, and filled in for the other by AWS. */
function zonesOf(subnet: StackResource): { name: Property<string>; id: Property<string> } {
  const inputs = subnet.inputs<ec2.SubnetArgs>();
  return { name: inputs.get("availabilityZone"), id: inputs.get("availabilityZoneId") };
}

function isInTwo(zones: readonly Property[]): boolean {
  return new Set(zones.map(({ value }) => value).filter((zone) => typeof zone === "string")).size > 1;
}
