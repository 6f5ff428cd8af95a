import type { StackConfig } from "../config/schema";
import { AddressPlan, warnings } from "./addresses";
import { Assumptions, defaultAssumptions, fixedAssumptions } from "./assumptions";
import { Cost, stackCost } from "./cost";
import { stackAddresses } from "./demand";
import { Hint, hints, logRoutingSaves } from "./hints";
import { estimates, pricesOf } from "./prices";
import { BreakEven, breakEven, PullTraffic, scaleOut } from "./pulls";
import { stackUsage } from "./usage";

/** Addresses and cost of a stack. */
export interface StackPlan {
  readonly stack: string;
  readonly region: string;
  readonly cidr: string;
  readonly addresses: AddressPlan;
  /** Sentences about subnets that are nearly too small. */
  readonly warnings: readonly string[];
  readonly cost: Cost;
  /** Prices that are used although nobody confirmed them for the region. */
  readonly estimatedPrices: readonly string[];
  /** US dollars a month that log routing saves. */
  readonly logRoutingSaves: number;
  readonly hints: readonly Hint[];
  readonly breakEven: BreakEven;
  readonly scaleOut: PullTraffic;
  readonly assumptions: Assumptions;
  readonly fixedAssumptions: typeof fixedAssumptions;
}

/** What is not as the config and the defaults say. */
export interface PlanOptions {
  /** Whose prices are taken. @default the stack's region */
  readonly region?: string;
  readonly assumptions?: Partial<Assumptions>;
}

/** Addresses and cost of a stack, from its config alone: nothing is asked of AWS. */
export function stackPlan(config: StackConfig, { region, assumptions }: PlanOptions = {}): StackPlan {
  const prices = pricesOf(region ?? config.region);
  const assumed = { ...defaultAssumptions(config.delivery.build.sizeBudgetMiB), ...assumptions };
  const usage = stackUsage(config);
  const addresses = stackAddresses(config);
  return {
    stack: config.stack,
    region: config.region,
    cidr: config.network.cidr,
    addresses,
    warnings: warnings(addresses),
    cost: stackCost(usage, prices, assumed),
    estimatedPrices: estimates(prices),
    logRoutingSaves: logRoutingSaves(usage, prices, assumed),
    hints: hints(usage, prices, assumed),
    breakEven: breakEven(usage, prices, assumed),
    scaleOut: scaleOut(usage, prices, assumed),
    assumptions: assumed,
    fixedAssumptions,
  };
}

/** What a stack tells of its plan. */
export interface PlanOutputs {
  /** By tier of subnets: what the fullest one holds in the worst case. */
  readonly addresses: Readonly<Record<string, { needed: number; usable: number; sharePercent: number }>>;
  /** US dollars a month. */
  readonly monthlyCost: { readonly low: number; readonly high: number; readonly prices: string };
}

/** The plan in a few figures, for the outputs of a stack. */
export function planOutputs({ addresses, cost }: StackPlan): PlanOutputs {
  const cents = (usd: number) => Math.round(usd * 100) / 100;
  return {
    addresses: Object.fromEntries(
      addresses.tiers.map(({ tier, needed, usable, sharePercent }) => [tier, { needed, usable, sharePercent }]),
    ),
    monthlyCost: {
      low: cents(cost.low),
      high: cents(cost.high),
      prices: `${cost.priceRegion}, ${cost.pricesAsOf}`,
    },
  };
}
