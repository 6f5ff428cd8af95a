import type { SubnetSpec } from "./arguments";
import { Ipv4Block } from "./ipv4";

/** Sizes in addresses that a subnet may ask for; the index is the mask, /0 to /30. */
export const SUBNET_SIZES: readonly number[] = Array.from({ length: 31 }, (_, mask) => 2 ** (32 - mask));

/** A subnet spec that says which block each zone gets. */
export type ExplicitSubnetSpec = SubnetSpec & { readonly cidrBlocks: string[] };

/** Subnet specs after the check: either every one names its blocks, or mask and size agree. */
export type CheckedSubnetSpecs =
  | { readonly explicit: true; readonly specs: readonly ExplicitSubnetSpec[] }
  | { readonly explicit: false; readonly specs: readonly SubnetSpec[] };

/**
 * Checks `subnetSpecs` for contradictions and fills in mask and size from each other.
 *
 * @param azCount how many availability zones there are, which is how many blocks an explicit spec must name.
 * @throws Error `Invalid subnet specifications:` with one line for each mistake.
 */
export function checkSubnetSpecs(specs: readonly SubnetSpec[], azCount: number): CheckedSubnetSpecs {
  const issues = [...ambiguousNames(specs), ...impossibleSizes(specs)];
  if (specs.some((spec) => spec.cidrBlocks !== undefined)) {
    issues.push(...specs.flatMap((spec, index) => explicitIssue(spec, index, azCount) ?? []));
    refuse(issues);
    return { explicit: true, specs: specs.filter(isExplicit) };
  }
  issues.push(...specs.flatMap((spec) => sizeIssue(spec) ?? []));
  refuse(issues);
  return {
    explicit: false,
    specs: specs.map((spec) => ({ ...spec, cidrMask: maskOf(spec), size: sizeOf(maskOf(spec)) })),
  };
}

/**
 * Refuses explicit blocks where the strategy works them out.
 *
 * @throws Error with the published component's text.
 */
export function checkAutoMerge(specs: readonly SubnetSpec[]): void {
  if (specs.some(isExplicit)) {
    throw new Error(
      `subnetStrategy="AutoMerge" does not support subnetSpecs with explicit cidrBlocks. ` +
        `Use subnetStrategy="Auto" or "Exact" to fully specify the subnet layout.`,
    );
  }
}

/** What is wrong with several specs of one type of which two would give their subnets the same name. */
export function ambiguousNamesIssue(type: string): string {
  return (
    `Multiple subnet specs of type "${type}" require unique names. You can have at most one unnamed subnet per type. ` +
    `All other subnets of the same type must have unique "name" properties to avoid duplicate resource names.`
  );
}

function refuse(issues: readonly string[]): void {
  if (issues.length > 0) {
    throw new Error(`Invalid subnet specifications:\n - ${issues.join("\n - ")}`);
  }
}

function isExplicit(spec: SubnetSpec): spec is ExplicitSubnetSpec {
  return spec.cidrBlocks !== undefined;
}

function ambiguousNames(specs: readonly SubnetSpec[]): string[] {
  const namesByType = new Map<string, (string | undefined)[]>();
  for (const spec of specs) {
    const type = spec.type.toLowerCase();
    namesByType.set(type, [...(namesByType.get(type) ?? []), spec.name]);
  }
  return [...namesByType]
    .filter(([, names]) => new Set(names).size < names.length)
    .map(([type]) => ambiguousNamesIssue(type));
}

function impossibleSizes(specs: readonly SubnetSpec[]): string[] {
  const sizes = specs.flatMap(({ size }) => (size !== undefined && !SUBNET_SIZES.includes(size) ? [size] : []));
  return sizes.length > 0
    ? [`The following subnet sizes are invalid: ${sizes.join(", ")}. Valid sizes are: ${SUBNET_SIZES.join(", ")}.`]
    : [];
}

// A size that is no power of two is reported as such; its index is then -1, which no size stands behind.
function maskOf(spec: SubnetSpec): number | undefined {
  return spec.cidrMask ?? (spec.size ? SUBNET_SIZES.indexOf(spec.size) : undefined);
}

function sizeOf(mask: number | undefined): number | undefined {
  return mask ? SUBNET_SIZES[mask] : undefined;
}

function sizeIssue(spec: SubnetSpec): string | undefined {
  const mask = maskOf(spec);
  const size = sizeOf(mask);
  return spec.size !== undefined && size !== undefined && size !== spec.size
    ? `Subnet size ${spec.size} does not match the expected size for a /${mask} subnet (${size}).`
    : undefined;
}

function explicitIssue(spec: SubnetSpec, index: number, azCount: number): string | undefined {
  if (spec.cidrBlocks === undefined) {
    return "If any subnet spec has explicit cidrBlocks, all subnets must have explicit cidrBlocks.";
  }
  if (spec.cidrBlocks.length !== azCount) {
    return `The number of CIDR blocks in subnetSpecs[${index}] must match the number of availability zones (${azCount}).`;
  }
  const blocks = spec.cidrBlocks.map((block) => Ipv4Block.parse(block));
  if (spec.cidrMask !== undefined && !blocks.every((block) => block.mask === spec.cidrMask)) {
    return `The cidrMask in subnetSpecs[${index}] must match all cidrBlocks or be left undefined.`;
  }
  if (spec.size !== undefined && !blocks.every((block) => block.size === spec.size)) {
    return `The size in subnetSpecs[${index}] must match all cidrBlocks or be left undefined.`;
  }
  return undefined;
}
