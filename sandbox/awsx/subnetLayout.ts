import type * as awsx from "@pulumi/awsx";
import type { SubnetSpec } from "./arguments";
import { Ipv4Block } from "./ipv4";

/** One entry of the output `subnetLayout`. */
export type ResolvedSubnetSpec = awsx.types.output.ec2.ResolvedSubnetSpec;

/** The layout as the specs state it; what they leave open is left out. */
export function statedLayout(specs: readonly SubnetSpec[]): ResolvedSubnetSpec[] {
  return specs.map(({ name, cidrBlocks, cidrMask, size, type }) => ({
    ...(name && { name }),
    ...(cidrBlocks && { cidrBlocks }),
    ...(cidrMask && { cidrMask }),
    ...(size && { size }),
    type,
  }));
}

/**
 * The layout of one zone read back from the blocks, with "Unused" where there is a gap between two of them: specs that
 * give the same blocks with strategy "Auto" or "Exact".
 *
 * Takes the first of the blocks for the first zone's, as the published component does; by default strategy "Legacy"
 * lists the private subnets of all zones first, so its layout shows those.
 */
export function observedLayout(
  subnets: readonly Pick<SubnetSpec, "type">[],
  blocks: readonly string[],
  azCount: number,
): ResolvedSubnetSpec[] {
  const zone = subnets.slice(0, subnets.length / azCount).map(({ type }, index) => ({
    type,
    block: Ipv4Block.parse(blocks[index] ?? ""),
  }));
  return zone.flatMap(({ type, block }, index) => {
    const previous = zone[index - 1];
    const gaps = previous ? gapsBetween(previous.block, block) : [];
    return [
      ...gaps.map((gap) => ({ type: "Unused" as const, cidrMask: gap.mask })),
      { type, ...(block.mask > 0 && { cidrMask: block.mask }) },
    ];
  });
}

/** The fewest blocks that fill what lies between two others. */
export function gapsBetween(a: Ipv4Block, b: Ipv4Block): Ipv4Block[] {
  const [start, end] = a.base < b.base ? [a, b] : [b, a];
  const gaps: Ipv4Block[] = [];
  let previous = a;
  for (let next = start.next(); next.base < end.base; next = next.next()) {
    for (let wider = next.doubled(); isFree(wider, previous, end); wider = next.doubled()) {
      next = wider;
    }
    gaps.push(next);
    previous = next;
  }
  return gaps;
}

function isFree(block: Ipv4Block, before: Ipv4Block, after: Ipv4Block): boolean {
  const firstHost = after.base + (after.mask <= 30 ? 1 : 0);
  return !block.contains(before.lastHost) && !block.contains(firstHost);
}
