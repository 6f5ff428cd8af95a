import { plain, type SubnetSpec, type Tags, type VpcArgs } from "./arguments";
import { autoBlocks, autoMergeBlocks, type AutoLayoutRequest, DEFAULT_SPECS, mergeSpecs } from "./autoLayout";
import { legacySubnets } from "./legacyLayout";
import { type SubnetNames, subnetNames } from "./subnetNames";
import type { CheckedSubnetSpecs } from "./subnetSpecs";

/** What decides which subnets there are. */
export interface SubnetPlanRequest {
  readonly vpcName: string;
  readonly azNames: readonly string[];
  readonly args: Pick<VpcArgs, "subnetStrategy" | "subnetNameTagStrategy" | "availabilityZoneCidrMask">;
  /** `undefined` where no specs were given. */
  readonly specs: CheckedSubnetSpecs | undefined;
  /** `undefined` where an IPAM pool decides it, after the VPC has been created. */
  readonly vpcCidrBlock: string | undefined;
}

/** One subnet, but for its block. */
export interface PlannedSubnet extends SubnetNames {
  readonly azName: string;
  readonly type: SubnetSpec["type"];
  readonly tags: Tags;
  readonly assignIpv6AddressOnCreation: boolean | undefined;
}

/** All subnets and their blocks, in the same order; or how to find the blocks as soon as the VPC's is known. */
export interface SubnetPlan {
  readonly subnets: readonly PlannedSubnet[];
  readonly blocks: readonly string[] | ((vpcCidrBlock: string) => readonly string[]);
}

/**
 * Decides the subnets of every zone.
 *
 * @throws Error if the VPC's block has no room for them, or if strategy "Legacy" would have to wait for the block.
 */
export function planSubnets(request: SubnetPlanRequest): SubnetPlan {
  const { azNames, args, specs, vpcCidrBlock } = request;
  const strategy = args.subnetStrategy ?? "Legacy";
  if (strategy === "Legacy" || (specs === undefined && strategy !== "Auto" && strategy !== "AutoMerge")) {
    return legacyPlan(request);
  }
  if (specs?.explicit) {
    return {
      subnets: azNames.flatMap((_, azIndex) => specs.specs.map((spec) => planned(request, spec, azIndex))),
      blocks: azNames.flatMap((_, azIndex) => specs.specs.map((spec) => spec.cidrBlocks[azIndex] ?? "")),
    };
  }
  const merging = strategy === "AutoMerge";
  const types = merging ? mergeSpecs(specs?.specs ?? []) : (specs?.specs ?? DEFAULT_SPECS);
  const blocks = (cidrBlock: string): string[] => {
    const layout: AutoLayoutRequest = {
      vpcCidrBlock: cidrBlock,
      azCount: azNames.length,
      azCidrMask: args.availabilityZoneCidrMask,
    };
    return merging ? autoMergeBlocks(layout, specs?.specs ?? []) : autoBlocks(layout, specs?.specs);
  };
  return {
    blocks: vpcCidrBlock === undefined ? blocks : blocks(vpcCidrBlock),
    subnets: azNames.flatMap((_, azIndex) => types.map((spec) => planned(request, spec, azIndex))),
  };
}

function legacyPlan(request: SubnetPlanRequest): SubnetPlan {
  const { azNames, specs, vpcCidrBlock } = request;
  if (vpcCidrBlock === undefined) {
    // The quotation mark before "Try" is the published component's.
    throw new Error(
      `Dynamically allocated cidrBlock ranges are not supported with subnetStrategy="Legacy". ` +
        `"Try using subnetStrategy="Auto"`,
    );
  }
  const subnets = legacySubnets(vpcCidrBlock, azNames.length, specs?.specs);
  return {
    subnets: subnets.map(({ spec, azIndex }) => planned(request, spec, azIndex)),
    blocks: subnets.map(({ cidrBlock }) => cidrBlock),
  };
}

function planned({ vpcName, azNames, args }: SubnetPlanRequest, spec: SubnetSpec, azIndex: number): PlannedSubnet {
  const azName = azNames[azIndex] ?? "";
  return {
    ...subnetNames(vpcName, spec, azIndex, azName, args.subnetNameTagStrategy === "AvailabilityZone"),
    azName,
    type: spec.type,
    tags: plain(spec.tags, "subnetSpecs[].tags") ?? {},
    assignIpv6AddressOnCreation: spec.assignIpv6AddressOnCreation,
  };
}

/** Order in which the subnets of a zone are made: a NAT gateway must stand before a private subnet routes to it. */
export function bySubnetType(a: Pick<PlannedSubnet, "type">, b: Pick<PlannedSubnet, "type">): number {
  return rank(a.type) - rank(b.type);
}

function rank(type: string): number {
  const index = ["public", "private"].indexOf(type.toLowerCase());
  return index < 0 ? 2 : index;
}
