import type * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";

/** Arguments of `awsx.ec2.Vpc`, as its SDK declares them. */
export type VpcArgs = awsx.ec2.VpcArgs;
/** One entry of `subnetSpecs`. */
export type SubnetSpec = awsx.types.input.ec2.SubnetSpecArgs;
/** One entry of `vpcEndpointSpecs`. */
export type VpcEndpointSpec = awsx.types.input.ec2.VpcEndpointSpecArgs;

/** Tags of a resource; their values may be outputs. */
export type Tags = Readonly<Record<string, pulumi.Input<string>>>;

/**
 * Refuses IPAM arguments that contradict each other.
 *
 * @throws Error with the published component's text.
 */
export function checkIpam(args: VpcArgs): void {
  if (args.ipv4IpamPoolId === undefined) {
    return;
  }
  if (args.cidrBlock !== undefined && args.ipv4NetmaskLength !== undefined) {
    throw new Error("Only one of 'cidrBlock', 'ipv4NetmaskLength' is allowed.");
  }
  if (args.cidrBlock === undefined && args.ipv4NetmaskLength === undefined) {
    throw new Error("If 'ipv4IpamPoolId' is specified, 'ipv4NetmaskLength' or 'cidrBlock' must also be specified.");
  }
}

/**
 * Refuses to be told both which zones to use and how many.
 *
 * @throws Error with the published component's text.
 */
export function checkAvailabilityZones(args: VpcArgs): void {
  if (args.availabilityZoneNames && args.numberOfAvailabilityZones) {
    throw new Error("Only one of [availabilityZoneNames] and [numberOfAvailabilityZones] can be specified");
  }
}

/**
 * The first zones of a region.
 *
 * @param names the region's zones, in AWS's order.
 * @param count how many to take; 3 by default, as AWS advises for production and the component does.
 * @throws Error if the region has fewer, or none that the account may use.
 */
export function firstZones(names: readonly string[] | undefined, count = 3): string[] {
  if (!names) {
    throw new Error(
      "Could not fetch default Availability Zones. If this is an opt-in region, please enable the region first. " +
        "Alternatively, you may specify an explicit list of zones in `availabilityZoneNames`.",
    );
  }
  if (names.length < count) {
    throw new Error(
      `The configured region for this provider does not have at least ${count} Availability Zones. ` +
        `Either specify an explicit list of zones in availabilityZoneNames or choose a region with at least ${count} AZs.`,
    );
  }
  return names.slice(0, count);
}

/** The VPC's block: as given, left to the IPAM pool where there is one (`undefined`), else 10.0.0.0/16. */
export function vpcCidrBlock(args: VpcArgs): string | undefined {
  return args.cidrBlock ?? (args.ipv4IpamPoolId === undefined ? "10.0.0.0/16" : undefined);
}

/** Arguments that the component reads while it builds, so that their value must be there at once. */
const PLAIN_ARGUMENTS = [
  "availabilityZoneCidrMask",
  "availabilityZoneNames",
  "cidrBlock",
  "natGateways",
  "numberOfAvailabilityZones",
  "subnetNameTagStrategy",
  "subnetSpecs",
  "subnetStrategy",
  "tags",
  "vpcEndpointSpecs",
  "vpcEndpointStrategy",
] as const;

/**
 * Refuses outputs and secrets where the component's schema asks for plain values.
 *
 * @throws Error that names the argument.
 */
export function checkPlain(args: VpcArgs): void {
  for (const name of PLAIN_ARGUMENTS) {
    plain(args[name], name);
  }
}

/**
 * Tells that a value is there at once.
 *
 * @param path where the value stands in the arguments.
 * @throws Error if it is an output or a secret.
 */
export function plain<T>(value: pulumi.Input<T>, path: string): T {
  if (pulumi.Output.isInstance(value) || value instanceof Promise) {
    throw new Error(
      `awsx:ec2:Vpc reads '${path}' while it builds, so it must be a plain value, but an output or a secret was given. ` +
        `Take the value from config or from a plain invoke; members of 'tags' may be outputs one by one.`,
    );
  }
  return value;
}
