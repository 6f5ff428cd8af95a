import type { VpcArgs } from "./arguments";
import { checkNatSubnets } from "./natGateways";
import { checkGaps, checkOverlaps } from "./subnetChecks";
import { observedLayout, type ResolvedSubnetSpec, statedLayout } from "./subnetLayout";
import { type PlannedSubnet, planSubnets } from "./subnetPlan";
import { checkAutoMerge, checkSubnetSpecs } from "./subnetSpecs";

/** What the subnets of a VPC depend on. */
export interface SubnetDecisionRequest {
  readonly vpcName: string;
  readonly args: VpcArgs;
  readonly azNames: readonly string[];
  readonly natStrategy: string;
  /** `undefined` where an IPAM pool decides it, after the VPC has been created. */
  readonly vpcCidrBlock: string | undefined;
}

/** The subnets of a VPC. */
export interface SubnetDecision {
  readonly subnets: readonly PlannedSubnet[];
  /** Checked blocks in the order of the subnets; or how to find and check them when the VPC's block is known. */
  readonly blocks: readonly string[] | ((vpcCidrBlock: string) => readonly string[]);
  /** The component's output `subnetLayout`. */
  readonly layout: (blocks: readonly string[]) => ResolvedSubnetSpec[];
  /** Whether a layout of the user's own hangs on what the default strategy is. */
  readonly dependsOnDefaultStrategy: boolean;
}

/**
 * Decides which subnets a VPC gets and where they lie.
 *
 * @throws Error with the published component's text if the arguments contradict each other, the VPC's block has no room,
 * subnets overlap, strategy "Exact" leaves gaps, or NAT gateways lack a subnet.
 */
export function decideSubnets(request: SubnetDecisionRequest): SubnetDecision {
  const { args, azNames, natStrategy, vpcCidrBlock } = request;
  const strategy = args.subnetStrategy ?? "Legacy";
  if (strategy === "AutoMerge" && args.subnetSpecs) {
    checkAutoMerge(args.subnetSpecs);
  }
  const specs = args.subnetSpecs && checkSubnetSpecs(args.subnetSpecs, azNames.length);
  const { subnets, blocks } = planSubnets({ ...request, specs });

  const check = (found: readonly string[]): readonly string[] => {
    const placed = subnets.map((subnet, index) => ({ ...subnet, cidrBlock: found[index] ?? "" }));
    checkOverlaps(placed);
    if (strategy === "Exact" && vpcCidrBlock !== undefined) {
      checkGaps(vpcCidrBlock, placed);
    }
    checkNatSubnets(natStrategy, subnets);
    return found;
  };
  return {
    subnets,
    blocks: typeof blocks === "function" ? (block) => check(blocks(block)) : check(blocks),
    layout: (found) =>
      specs === undefined || strategy === "Legacy" || strategy === "AutoMerge"
        ? observedLayout(subnets, found, azNames.length)
        : statedLayout(specs.specs),
    dependsOnDefaultStrategy: args.subnetStrategy === undefined && specs !== undefined && !specs.explicit,
  };
}
