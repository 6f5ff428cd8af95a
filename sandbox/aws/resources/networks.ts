import ipaddr from "ipaddr.js";

import type { Cloud, Entry } from "../cloud";
import { find } from "../references";
import { Refusal } from "../refusal";
import { knownStrings } from "../value";
import { zonesIn } from "../zones";
import type { Draft } from "./facts";

/** An IPv4 block as its first and last address. */
function rangeOf(cidr: string): [number, number] | undefined {
  try {
    const [address, length] = ipaddr.IPv4.parseCIDR(cidr);
    const first = address.octets.reduce((sum, octet) => sum * 256 + octet, 0);
    return [first, first + 2 ** (32 - length) - 1];
  } catch {
    return undefined;
  }
}

/** VPCs and subnets have between 16 and 65,536 addresses. */
function requireSize(cidr: string, what: string): [number, number] {
  const range = rangeOf(cidr);
  const length = Number(cidr.split("/")[1]);
  if (!range || length < 16 || length > 28) {
    throw new Refusal(`Invalid${what}.Range`, `The CIDR '${cidr}' is invalid.`);
  }
  return range;
}

export function admitVpc({ inputs }: Draft): void {
  for (const cidr of knownStrings(inputs.cidrBlock)) {
    requireSize(cidr, "Vpc");
  }
}

/** A subnet lies inside its VPC and shares no address with another. */
export function admitSubnet({ inputs, cloud, old, place }: Draft): void {
  const [cidr] = knownStrings(inputs.cidrBlock);
  const vpc = find("vpc", inputs.vpcId, cloud);
  const [zone] = knownStrings(inputs.availabilityZone);
  const zones = zonesIn(place.region).map(({ name }) => name);
  if (zone !== undefined && !zones.includes(zone)) {
    throw new Refusal(
      "InvalidParameterValue",
      `Value (${zone}) for parameter availabilityZone is invalid. Subnets can currently only be created in the ` +
        `following availability zones: ${zones.join(", ")}.`,
    );
  }
  if (cidr === undefined || !vpc || old) {
    return;
  }
  const [first, last] = requireSize(cidr, "Subnet");
  const whole = rangeOf(knownStrings(vpc.outputs.cidrBlock)[0] ?? "");
  const secondary = cloud
    .ofTypes(["aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"])
    .filter((association) => association.inputs.vpcId === vpc.id)
    .map((association) => rangeOf(knownStrings(association.inputs.cidrBlock)[0] ?? ""));
  if (![whole, ...secondary].some((range) => range && range[0] <= first && last <= range[1])) {
    throw new Refusal("InvalidSubnet.Range", `The CIDR '${cidr}' is invalid.`);
  }
  for (const other of cloud.ofTypes([SUBNET])) {
    const range = rangeOf(knownStrings(other.inputs.cidrBlock)[0] ?? "");
    if (other.inputs.vpcId === vpc.id && range && range[0] <= last && first <= range[1]) {
      throw new Refusal("InvalidSubnet.Conflict", `The CIDR '${cidr}' conflicts with another subnet`);
    }
  }
}

const SUBNET = "aws:ec2/subnet:Subnet";
const GATEWAY = "aws:ec2/internetGateway:InternetGateway";

/** A VPC has one internet gateway. */
export function admitGateway({ inputs, cloud, old }: Draft): void {
  const [vpc] = knownStrings(inputs.vpcId);
  const other = cloud.ofTypes([GATEWAY]).find((gateway) => gateway.inputs.vpcId === vpc && gateway.id !== old?.id);
  if (vpc !== undefined && other) {
    throw new Refusal("Resource.AlreadyAssociated", `resource ${other.id} is already attached to network ${vpc}`);
  }
}

/** An internet gateway stays as long as something in its VPC has a public address. */
export function releaseGateway(gateway: Entry, cloud: Cloud): void {
  const [vpc = ""] = knownStrings(gateway.inputs.vpcId);
  const isMapped = cloud.entries().some(({ type, inputs, outputs }) => {
    const isNat = type === "aws:ec2/natGateway:NatGateway" && inputs.allocationId !== undefined;
    const isPublic = /^aws:(alb|lb)\/loadBalancer:/.test(type) && outputs.internal === false;
    return outputs.vpcId === vpc && (isNat || isPublic);
  });
  if (isMapped) {
    throw new Refusal(
      "DependencyViolation",
      `Network ${vpc} has some mapped public address(es). Please unmap those public address(es) before detaching ` +
        "the gateway.",
      true,
    );
  }
}

/**
 * The one VPC that a list of subnets is in.
 *
 * @throws Refusal where there is more than one
 */
export function vpcOf(subnets: readonly string[], cloud: Cloud): string | undefined {
  const vpcs = new Set(subnets.map((id) => knownStrings(cloud.find(SUBNET, id)?.outputs.vpcId)[0]));
  if (vpcs.size > 1) {
    throw new Refusal("InvalidParameterException", `The subnets ${subnets.join(", ")} are in different VPCs.`);
  }
  return [...vpcs][0];
}

/** The availability zones of a list of subnets. */
export function zonesOf(subnets: readonly string[], cloud: Cloud): Set<string> {
  return new Set(subnets.map((id) => knownStrings(cloud.find(SUBNET, id)?.outputs.availabilityZone)[0] ?? id));
}

/**
 * Refuses security groups of another VPC.
 *
 * @throws Refusal naming the first of them
 */
export function requireGroupsIn(vpc: string | undefined, groups: readonly string[], cloud: Cloud): void {
  for (const id of groups) {
    const group = find("securityGroup", id, cloud);
    if (vpc !== undefined && group && group.outputs.vpcId !== vpc) {
      throw new Refusal(
        "InvalidParameterException",
        `You have specified two resources that belong to different networks: security group ${id} is not in ${vpc}.`,
      );
    }
  }
}
