import { dotted, Ipv4Block, overlap, parseInterface } from "./ipv4";

/** A subnet as far as its place in the VPC goes. */
export interface PlacedSubnet {
  readonly resourceName: string;
  readonly cidrBlock: string;
}

/**
 * Refuses subnets that share an address.
 *
 * @throws Error with a numbered list of all subnets concerned.
 */
export function checkOverlaps(subnets: readonly PlacedSubnet[]): void {
  const placed = subnets.map((subnet) => ({ ...subnet, range: parseInterface(subnet.cidrBlock) }));
  const overlapping = placed.filter((a) => placed.some((b) => a !== b && overlap(a.range, b.range)));
  if (overlapping.length > 0) {
    const list = overlapping.map(
      ({ resourceName, cidrBlock }, index) => `${index + 1}. ${resourceName}: ${cidrBlock}\n`,
    );
    throw new Error(
      "The following subnets overlap with at least one other subnet. Make the CIDR for the VPC larger, reduce the size " +
        `of the subnets per AZ, or use less Availability Zones:\n\n${list.join("")}`,
    );
  }
}

/**
 * Refuses, for strategy "Exact", subnets that do not fill the VPC's block from its first to its last address.
 *
 * @param subnets in the order of their blocks.
 * @throws Error that names all gaps.
 */
export function checkGaps(vpcCidrBlock: string, subnets: readonly PlacedSubnet[]): void {
  const vpc = Ipv4Block.parse(vpcCidrBlock);
  const placed = subnets.map((subnet) => ({ ...subnet, block: Ipv4Block.parse(subnet.cidrBlock) }));
  const gaps = placed.flatMap((subnet, index) => {
    const previous = placed[index - 1];
    const label = `${subnet.resourceName} (${subnet.cidrBlock})`;
    if (previous === undefined) {
      return subnet.block.base === vpc.base
        ? []
        : [`${label} does not start at the beginning of the VPC (${vpcCidrBlock})`];
    }
    return subnet.block.base === previous.block.next().base
      ? []
      : [`${previous.resourceName} (${previous.cidrBlock}) <=> ${label}`];
  });
  const last = placed.at(-1);
  if (last && last.block.lastHost !== vpc.lastHost) {
    // The brace that nothing opens is the published component's.
    gaps.push(
      `${last.resourceName} (ending ${dotted(last.block.lastHost)}) ends before VPC ends (at ${dotted(vpc.lastHost)}})`,
    );
  }
  if (gaps.length > 0) {
    throw new Error(`There are gaps in the subnet ranges. Please fix the following gaps: ${gaps.join(", ")}`);
  }
}
