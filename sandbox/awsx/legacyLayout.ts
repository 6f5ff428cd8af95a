import type { SubnetSpec } from "./arguments";
import { dotted, type Ipv4Interface, overlap, parseInterface, rangeOf } from "./ipv4";

/** The order in which the legacy layout places subnets, and the mask that a type gets at most by default. */
const TYPES = [
  { type: "Private", mask: 19 },
  { type: "Public", mask: 20 },
  { type: "Isolated", mask: 24 },
] as const;

/** A subnet of the legacy layout. */
export interface LegacySubnet {
  readonly azIndex: number;
  readonly spec: SubnetSpec;
  readonly cidrBlock: string;
}

/**
 * Subnets for strategy "Legacy": each zone gets an equal share of the VPC's block; in it come the private subnets,
 * then the public, then the isolated ones. Specs of other types get none.
 *
 * @param specs by default one private subnet with half of the zone's share and one public with a quarter, in this
 * order over all zones.
 * @throws Error `Requested … new bits, but only … are available.` if a subnet is smaller than one address.
 */
export function legacySubnets(vpcCidrBlock: string, azCount: number, specs?: readonly SubnetSpec[]): LegacySubnet[] {
  const vpc = parseInterface(vpcCidrBlock);
  const newBits = azCount === 0 ? 0 : Math.ceil(Math.log2(azCount));
  const zones = Array.from({ length: azCount }, (_, index) => part(vpc, newBits, index));
  return specs
    ? zones.flatMap((zone, azIndex) => zoneSubnets(zone, specs).map((subnet) => ({ azIndex, ...subnet })))
    : defaultSubnets(zones);
}

function defaultSubnets(zones: readonly Ipv4Interface[]): LegacySubnet[] {
  const halves = zones.map((zone) => part(zone, 1, 0));
  const quarters = halves.map((half) => part(part(half, 0, 1), 1, 0));
  return [
    ...halves.map((block, azIndex) => ({ azIndex, spec: { type: "Private" as const }, cidrBlock: text(block) })),
    ...quarters.map((block, azIndex) => ({ azIndex, spec: { type: "Public" as const }, cidrBlock: text(block) })),
  ];
}

function zoneSubnets(zone: Ipv4Interface, specs: readonly SubnetSpec[]): Omit<LegacySubnet, "azIndex">[] {
  const subnets: Omit<LegacySubnet, "azIndex">[] = [];
  // A single subnet may have the whole share, several get half of it at most.
  const largest = zone.mask + (specs.length === 1 ? 0 : 1);
  let last: Ipv4Interface = { address: rangeOf(zone).first - 1, mask: 32 };
  for (const { type, mask: defaultMask } of TYPES) {
    const start = subnets.length > 0 ? part(last, 0, 1) : zone;
    specs
      .filter((spec) => spec.type.toLowerCase() === type.toLowerCase())
      .forEach((spec, index) => {
        const mask = spec.cidrMask ?? Math.max(largest, defaultMask);
        const block = part(start, mask - start.mask, index);
        last = overlap(last, block) ? following(last, mask) : block;
        subnets.push({ spec: { ...spec, type }, cidrBlock: text(last) });
      });
  }
  return subnets;
}

/** The index-th part of a range that is divided by so many more bits; beyond the range it goes on. */
function part(range: Ipv4Interface, newBits: number, index: number): Ipv4Interface {
  const mask = range.mask + newBits;
  if (mask > 32) {
    throw new Error(`Requested ${newBits} new bits, but only ${32 - range.mask} are available.`);
  }
  return { address: range.address + 2 ** (32 - mask) * index, mask };
}

/** The first range of a size after the end of another one. */
function following(range: Ipv4Interface, mask: number): Ipv4Interface {
  return { address: rangeOf({ address: rangeOf(range).last, mask }).last + 1, mask };
}

function text({ address, mask }: Ipv4Interface): string {
  return `${dotted(address)}/${mask}`;
}
