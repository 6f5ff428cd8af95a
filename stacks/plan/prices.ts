/**
 * What AWS takes, in US dollars, without tax, discounts and free tiers. The only file with prices: look them up again, and
 * change `pricesAsOf`.
 */
export const pricesAsOf = "October 2026";

/** Where a figure comes from. */
export const proofs = {
  list: "AWS Price List API, as quoted with usage type and date between July and October 2026",
  page: "AWS's price page or a quotation of it, 2025 or 2026",
  bill: "derived from a bill of 2026 that names the usage type",
  world: "one price in all regions, from AWS's price page",
  estimate: "not confirmed for this region: taken from another region or date, see docs/planning.md",
} as const;
/** One of {@link proofs}. */
export type Proof = keyof typeof proofs;

/** One figure. */
export interface Price {
  readonly usd: number;
  readonly proof: Proof;
}

type Region = "ap-northeast-1" | "us-east-1" | "eu-west-1";
/** US dollars, and where the figure comes from. */
type Figure = readonly [usd: number, proof: Proof];

/** Every price: what it is paid for, then Tokyo, N. Virginia, Ireland. A single figure holds for all. */
const table = {
  // Per second with a minimum of a minute; https://aws.amazon.com/fargate/pricing/
  fargateX86Vcpu: ["vCPU-hour", [0.05056, "list"], [0.04048, "page"], [0.04048, "list"]],
  fargateX86Gb: ["GB-hour", [0.00553, "list"], [0.004445, "page"], [0.004445, "list"]],
  fargateArmVcpu: ["vCPU-hour", [0.04045, "list"], [0.03238, "page"], [0.03238, "list"]],
  fargateArmGb: ["GB-hour", [0.00442, "list"], [0.00356, "page"], [0.00356, "list"]],
  // Spot moves every few months. The one price of 2026 at hand is 32 % of on demand; 34 % is the dearest ever found.
  fargateX86VcpuSpot: ["vCPU-hour", [0.01719, "estimate"], [0.01376, "estimate"], [0.01376, "estimate"]],
  fargateX86GbSpot: ["GB-hour", [0.00188, "estimate"], [0.00151, "estimate"], [0.00151, "estimate"]],
  fargateArmVcpuSpot: ["vCPU-hour", [0.01375, "estimate"], [0.01034, "page"], [0.01101, "estimate"]],
  fargateArmGbSpot: ["GB-hour", [0.0015, "estimate"], [0.00114, "page"], [0.00121, "estimate"]],
  // https://aws.amazon.com/elasticloadbalancing/pricing/
  loadBalancer: ["hour", [0.0243, "list"], [0.0225, "page"], [0.0252, "bill"]],
  loadBalancerCapacity: ["LCU-hour", [0.008, "list"], [0.008, "page"], [0.008, "bill"]],
  publicAddress: ["hour", [0.005, "list"], [0.005, "page"], [0.005, "bill"]],
  // https://aws.amazon.com/vpc/pricing/ and https://aws.amazon.com/privatelink/pricing/
  natGateway: ["hour", [0.062, "list"], [0.045, "page"], [0.048, "list"]],
  natTraffic: ["GB", [0.062, "list"], [0.045, "page"], [0.048, "list"]],
  endpoint: ["hour and zone", [0.014, "list"], [0.01, "page"], [0.011, "bill"]],
  endpointTraffic: ["GB", [0.01, "list"], [0.01, "page"], [0.01, "estimate"]],
  // https://aws.amazon.com/cloudwatch/pricing/
  logIngestion: ["GB", [0.76, "list"], [0.5, "page"], [0.57, "estimate"]],
  logStorage: ["GB-month", [0.033, "list"], [0.03, "page"], [0.03, "estimate"]],
  alarm: ["metric and month", [0.1, "list"], [0.1, "page"], [0.1, "estimate"]],
  compositeAlarm: ["month", [0.5, "estimate"], [0.5, "page"], [0.5, "estimate"]],
  dashboard: ["month", [3, "world"]],
  insightsEnhanced: ["metric and month", [0.07, "estimate"], [0.07, "page"], [0.07, "estimate"]],
  customMetric: ["metric and month", [0.3, "list"], [0.3, "page"], [0.3, "estimate"]],
  trace: ["million traces", [5, "world"]],
  traceInsights: ["million traces", [1, "estimate"]],
  // https://aws.amazon.com/s3/pricing/
  bucketStorage: ["GB-month", [0.025, "list"], [0.023, "page"], [0.023, "estimate"]],
  bucketPut: ["1000 requests", [0.0047, "list"], [0.005, "page"], [0.005, "estimate"]],
  imageStorage: ["GB-month", [0.1, "list"], [0.1, "page"], [0.1, "estimate"]],
  key: ["month", [1, "list"], [1, "world"], [1, "world"]],
  hostedZone: ["month", [0.5, "world"]],
  // Of the smallest host; https://aws.amazon.com/codebuild/pricing/, https://aws.amazon.com/codepipeline/pricing/
  buildX86: ["minute", [0.005, "estimate"], [0.005, "page"], [0.005, "estimate"]],
  buildArm: ["minute", [0.0034, "estimate"], [0.0034, "page"], [0.0034, "estimate"]],
  pipeline: ["action minute", [0.002, "world"]],
  // https://aws.amazon.com/systems-manager/pricing/
  advancedInstance: ["hour", [0.00695, "estimate"], [0.00695, "page"], [0.00695, "estimate"]],
} as const satisfies Readonly<
  Record<string, readonly [unit: string, everywhere: Figure] | readonly [unit: string, Figure, Figure, Figure]>
>;

/** What is paid for. */
export type PriceName = keyof typeof table;

/** The prices of one region. */
export interface Prices {
  /** Whose prices these are. */
  readonly region: string;
  readonly asOf: string;
  readonly of: Readonly<Record<PriceName, Price>>;
}

/** Regions whose prices are known. */
export const pricedRegions: readonly Region[] = ["ap-northeast-1", "us-east-1", "eu-west-1"];

const names = Object.keys(table) as PriceName[];

/** The prices of a region; of a region that is not known, those of the first one that is, which `region` then names. */
export function pricesOf(region: string): Prices {
  const found = pricedRegions.find((known) => known === region) ?? "ap-northeast-1";
  const price = (name: PriceName): Price => {
    const [, ...figures] = table[name];
    const [usd, proof] = figures[pricedRegions.indexOf(found)] ?? figures[0];
    return { usd, proof };
  };
  return {
    region: found,
    asOf: pricesAsOf,
    of: Object.fromEntries(names.map((name) => [name, price(name)])) as Record<PriceName, Price>,
  };
}

/** What a price is for: `vCPU-hour`. */
export function unitOf(name: PriceName): string {
  return table[name][0];
}

/** The prices of a region that nobody has confirmed. */
export function estimates({ of }: Prices): PriceName[] {
  return names.filter((name) => of[name].proof === "estimate");
}
