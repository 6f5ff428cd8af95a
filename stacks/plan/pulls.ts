import { Assumptions, fixedAssumptions as fixed } from "./assumptions";
import { Prices } from "./prices";
import { ServiceUsage, StackUsage } from "./usage";

/** What the starts of some tasks pull. */
export interface PullTraffic {
  readonly tasks: number;
  /** All of it. */
  readonly gb: number;
  /** What goes through NAT: images of public registries, and what is asked of the registry where it has no endpoint. */
  readonly natGb: number;
  /** What goes through interface endpoints. */
  readonly endpointGb: number;
  /** US dollars for it. */
  readonly usd: number;
  /** US dollars if S3 had no gateway endpoint, so that every layer went through NAT. */
  readonly usdWithoutGateway: number;
}

const mibPerGb = 1024;

/**
 * The traffic of so many starts of tasks. Fargate keeps no image, so each start pulls all of its images anew.
 *
 * A private registry sends the layers from S3, to which every stack has a gateway endpoint: they cost nothing. What is asked
 * of the registry itself is small. Images of public registries come from the internet.
 *
 * {@link https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetDownloadUrlForLayer.html | Where layers come from}
 */
export function pullTraffic(usage: StackUsage, { of }: Prices, tasks: number, assumed: Assumptions): PullTraffic {
  const hasEndpoint = ["ecr.api", "ecr.dkr"].every((endpoint) => usage.endpoints.includes(endpoint));
  const hasNat = usage.natGateways > 0;
  // Of the service whose tasks pull most, so that another service's tasks never make the sum smaller.
  const perTask = (mib: (service: ServiceUsage) => number) => Math.max(0, ...usage.services.map(mib));
  const gb = (mib: number) => (tasks * mib) / mibPerGb;
  const layersGb = gb(perTask(({ sidecars }) => assumed.imageMib + sidecars.private * fixed.sidecarMib));
  const publicGb = gb(perTask(({ sidecars }) => sidecars.public * fixed.sidecarMib));
  const apiGb = gb(perTask(({ sidecars }) => (1 + sidecars.private) * fixed.pullApiMib));
  const natGb = hasNat ? publicGb + (hasEndpoint ? 0 : apiGb) : 0;
  const endpointGb = hasEndpoint ? apiGb : 0;
  const usd = natGb * of.natTraffic.usd + endpointGb * of.endpointTraffic.usd;
  return {
    tasks,
    gb: layersGb + publicGb + apiGb,
    natGb,
    endpointGb,
    usd,
    usdWithoutGateway: usd + (hasNat ? layersGb * of.natTraffic.usd : 0),
  };
}

/** Starts of tasks in a month. */
export function pullsPerMonth({ pullsPerDay }: Assumptions): number {
  return (pullsPerDay * fixed.hoursPerMonth) / 24;
}

/** The traffic of a scale-out of every service from its fewest tasks to its most. */
export function scaleOut(usage: StackUsage, prices: Prices, assumed: Assumptions): PullTraffic {
  const added = usage.services.reduce((sum, { minTasks, maxTasks }) => sum + maxTasks - minTasks, 0);
  return pullTraffic(usage, prices, added, assumed);
}

/** From which traffic on interface endpoints cost less than NAT for the same traffic. */
export interface BreakEven {
  /** The endpoints for which the stack has a use. */
  readonly endpoints: number;
  /** US dollars a month for their hours. */
  readonly usdPerMonth: number;
  /** GB a month that must go through them instead of NAT. */
  readonly gbPerMonth: number;
  /**
   * Pulls a day that are as much, if all of an image went through NAT. It does not: with S3's gateway endpoint layers pass
   * neither.
   */
  readonly pullsPerDay: number;
  /** Pulls a day that are as much, when only what is asked of the registry goes through NAT, as in this stack. */
  readonly pullsPerDayWithGateway: number;
  /** US dollars a month for the hours of NAT gateways, which a stack without NAT saves. */
  readonly natUsdPerMonth: number;
}

/** Where endpoints and NAT cost the same. */
export function breakEven(usage: StackUsage, { of }: Prices, assumed: Assumptions): BreakEven {
  const endpoints = usage.endpoints.length > 0 ? usage.endpoints.length : usage.usefulEndpoints.length;
  const usdPerMonth = endpoints * usage.zones * fixed.hoursPerMonth * of.endpoint.usd;
  const gbPerMonth = usdPerMonth / (of.natTraffic.usd - of.endpointTraffic.usd);
  const pulls = (mib: number) => (gbPerMonth * mibPerGb) / mib / (fixed.hoursPerMonth / 24);
  return {
    endpoints,
    usdPerMonth,
    gbPerMonth,
    pullsPerDay: pulls(assumed.imageMib),
    pullsPerDayWithGateway: pulls(fixed.pullApiMib),
    natUsdPerMonth: usage.natGateways * fixed.hoursPerMonth * of.natGateway.usd,
  };
}
