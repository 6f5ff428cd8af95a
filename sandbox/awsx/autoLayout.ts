import type { SubnetSpec } from "./arguments";
import { Ipv4Block } from "./ipv4";
import { ambiguousNamesIssue } from "./subnetSpecs";

/** The types of subnet that a zone gets where no specs are given, in the order of their blocks. */
export const DEFAULT_SPECS: readonly SubnetSpec[] = [{ type: "Private" }, { type: "Public" }];

/** Where the VPC's block is divided and how. */
export interface AutoLayoutRequest {
  readonly vpcCidrBlock: string;
  readonly azCount: number;
  /** Mask of a zone's share; by default the VPC's block is divided evenly. */
  readonly azCidrMask?: number;
}

/**
 * Blocks for strategies "Auto" and "Exact": each zone gets an equal share of the VPC's block, in which the subnets
 * follow each other in the order of the specs, each on a boundary of its size.
 *
 * @param specs by default one private subnet with half of the zone's share and one public with a quarter.
 * @returns one block for each zone and spec, zone by zone.
 * @throws Error if a zone's share is too small, a mask is impossible or there are no specs.
 */
export function autoBlocks(request: AutoLayoutRequest, specs?: readonly SubnetSpec[]): string[] {
  const vpc = Ipv4Block.parse(request.vpcCidrBlock);
  const azMask = zoneMask(vpc, request);
  return divide(vpc, azMask, request.azCount, specs ?? defaultSpecs(azMask));
}

/** Blocks for strategy "AutoMerge": as {@link autoBlocks}, of the default specs merged with the given ones. */
export function autoMergeBlocks(request: AutoLayoutRequest, specs: readonly SubnetSpec[]): string[] {
  const vpc = Ipv4Block.parse(request.vpcCidrBlock);
  const azMask = zoneMask(vpc, request);
  return divide(vpc, azMask, request.azCount, mergeSpecs(specs, defaultSpecs(azMask)));
}

/**
 * Merges specs into the default ones: an unnamed spec changes the default of its type, all others follow.
 *
 * @throws Error if two unnamed specs would change the same default.
 */
export function mergeSpecs(
  specs: readonly SubnetSpec[],
  defaults: readonly SubnetSpec[] = DEFAULT_SPECS,
): SubnetSpec[] {
  const changes = new Map<string, SubnetSpec>();
  const others: SubnetSpec[] = [];
  for (const spec of specs) {
    const type = spec.type.toLowerCase();
    if (spec.name !== undefined || !defaults.some((candidate) => candidate.type.toLowerCase() === type)) {
      others.push(spec);
      continue;
    }
    if (changes.has(type)) {
      throw new Error(ambiguousNamesIssue(type));
    }
    changes.set(type, spec);
  }
  // A mask that the change leaves open hides the default's (checked specs carry the key): the zone is then divided
  // evenly, which is what the published component does.
  return [...defaults.map((spec) => ({ ...spec, ...changes.get(spec.type.toLowerCase()) })), ...others];
}

function zoneMask(vpc: Ipv4Block, { azCidrMask, azCount }: AutoLayoutRequest): number {
  return azCidrMask ?? vpc.mask + bitsFor(azCount);
}

function defaultSpecs(azMask: number): SubnetSpec[] {
  if (azMask > 26) {
    // The missing space between the sentences is the published component's.
    throw new Error(
      `Automatic subnet creation requires a VPC with at least /26 available per AZ, but only /${azMask} is available.` +
        `If you do need very small subnets, please specify them explicitly.`,
    );
  }
  return DEFAULT_SPECS.map((spec, index) => ({ ...spec, cidrMask: Math.max(azMask, 16) + index + 1 }));
}

function divide(vpc: Ipv4Block, azMask: number, azCount: number, specs: readonly SubnetSpec[]): string[] {
  if (specs.length === 0) {
    throw new Error("No subnets specified");
  }
  const masks = specs.map((spec) => spec.cidrMask ?? azMask + bitsFor(specs.length));
  const available = Ipv4Block.around(vpc.base, azMask).size;
  const required = masks.reduce((sum, mask) => sum + Ipv4Block.around(vpc.base, mask).size, 0);
  if (required > available) {
    throw new Error(
      `Subnets are too large for VPC. VPC has ${available} addresses, but subnets require ${required} addresses.`,
    );
  }

  const blocks: string[] = [];
  let zone = Ipv4Block.around(vpc.base, azMask);
  for (let azIndex = 0; azIndex < azCount; azIndex++) {
    let previous: Ipv4Block | undefined;
    for (const mask of masks) {
      previous = previous ? Ipv4Block.around(previous.lastHost, mask).next() : Ipv4Block.around(zone.base, mask);
      blocks.push(previous.toString());
    }
    zone = zone.next();
  }
  return blocks;
}

function bitsFor(count: number): number {
  return count === 0 ? 0 : Math.ceil(Math.log2(count));
}
