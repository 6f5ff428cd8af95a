import { subnetMasks } from "../../components/network/subnets";

/** The kinds of subnets that each zone has one of. */
export const tiers = ["public", "private", "isolated"] as const;
/** One of {@link tiers}. */
export type Tier = (typeof tiers)[number];

/** How a VPC is divided. */
export interface Layout {
  /** Availability zones, each with one subnet of each tier. */
  readonly zones: number;
  /** Prefix length of each tier's subnets. */
  readonly masks: Readonly<Record<Tier, number>>;
}

/** Tasks that ECS spreads over the zones. */
export interface TaskGroup {
  readonly name: string;
  /** The most that run at a time, a deployment aside. */
  readonly tasks: number;
}

/** Everything of a stack that takes addresses, at its most. */
export interface Demand {
  readonly loadBalancers: {
    /** Internet-facing ones, in the public subnets. */
    readonly public: number;
    /** Internal ones, in the private subnets. */
    readonly private: number;
  };
  /** Whether a public subnet may hold a NAT gateway. */
  readonly nat: boolean;
  /** Interface endpoints, each with an address in each zone. */
  readonly endpoints: number;
  /** Services, and the bastion where there is one. */
  readonly services: readonly TaskGroup[];
  /** Versions of a service that run side by side while one replaces the other. @default 2 */
  readonly versions?: number;
  /** Builds in the VPC at a time. */
  readonly builds: number;
  /** Functions in the VPC that have a security group of their own. */
  readonly functions: number;
}

/** One thing that takes addresses in a subnet. */
export interface Part {
  /** Such as `tasks`, so that the number of addresses can stand before it. */
  readonly what: string;
  readonly addresses: number;
}

/** What the fullest subnet of a tier must hold in the worst case. */
export interface TierPlan {
  readonly tier: Tier;
  readonly subnets: number;
  /** Prefix length of each. */
  readonly mask: number;
  /** Addresses of each that can be taken. */
  readonly usable: number;
  readonly needed: number;
  /** Needed of usable, in whole percent, rounded up. */
  readonly sharePercent: number;
  readonly fits: boolean;
  /** Prefix length of the smallest subnet that would do; undefined where not even a /16 does. */
  readonly smallestMask?: number;
  readonly parts: readonly Part[];
}

/** The addresses of a stack in the worst case. */
export interface AddressPlan {
  readonly zones: number;
  /** Zones that the tasks are left with when one is lost. */
  readonly zonesLeft: number;
  readonly tiers: readonly TierPlan[];
  readonly fits: boolean;
}

/** AWS keeps the first four addresses of a subnet, and the last one. */
const kept = 5;
const subnetPrefixes = { largest: 16, smallest: 28 };
/**
 * What AWS wants of each subnet of a load balancer.
 *
 * {@link https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer | Subnets}
 */
const loadBalancerSubnet = { smallest: 27, freeAddresses: 8 };

/** Addresses of a subnet that can be taken: `usableAddresses(26)` is 59. */
export function usableAddresses(mask: number): number {
  return 2 ** (32 - mask) - kept;
}

/**
 * Prefix length of the smallest subnet that has so many usable addresses: `smallestMask(50)` is 26.
 *
 * @param withLoadBalancer - a load balancer's subnet is a /27 at least
 * @returns undefined where not even AWS's largest subnet, a /16, has as many
 */
export function smallestMask(needed: number, withLoadBalancer = false): number | undefined {
  const smallest = withLoadBalancer ? loadBalancerSubnet.smallest : subnetPrefixes.smallest;
  for (let mask = smallest; mask >= subnetPrefixes.largest; mask -= 1) {
    if (usableAddresses(mask) >= needed) {
      return mask;
    }
  }
  return undefined;
}

/** How a VPC of this prefix length is divided; undefined where it is too small for so many zones. */
export function layoutOf(prefix: number, zones: number): Layout | undefined {
  try {
    return { zones, masks: subnetMasks(`10.0.0.0/${prefix}`, zones) };
  } catch {
    return undefined;
  }
}

/**
 * The worst case of a stack: every service runs its most tasks, old and new version side by side, while one of two or more
 * zones is lost.
 *
 * ECS spreads the tasks of each service and version evenly over the zones that are left, so a subnet gets at most its share
 * of each, rounded up. Nobody spreads builds: all of them may come to lie in one subnet.
 */
export function addressPlan(layout: Layout, demand: Demand): AddressPlan {
  const { zones } = layout;
  const zonesLeft = Math.max(1, zones - 1);
  const versions = demand.versions ?? 2;
  const tasks = sum(demand.services.map((service) => versions * Math.ceil(service.tasks / zonesLeft)));
  const balancers = (count: number): Part => ({
    what: count === 1 ? "for 1 load balancer" : `for ${count} load balancers`,
    addresses: count * loadBalancerSubnet.freeAddresses,
  });
  const parts: Record<Tier, Part[]> = {
    public: [balancers(demand.loadBalancers.public), { what: "NAT gateway", addresses: demand.nat ? 1 : 0 }],
    private: [
      { what: "tasks", addresses: tasks },
      balancers(demand.loadBalancers.private),
      { what: "builds", addresses: demand.builds },
      // Lambda takes one address for each pair of subnet and security group, however often a function runs.
      { what: "functions", addresses: demand.functions },
    ],
    isolated: [{ what: "interface endpoints", addresses: demand.endpoints }],
  };
  const plans = tiers.map((tier) => {
    const hasLoadBalancer = tier !== "isolated" && demand.loadBalancers[tier] > 0;
    return tierPlan(tier, layout, parts[tier], hasLoadBalancer);
  });
  return { zones, zonesLeft, tiers: plans, fits: plans.every(({ fits }) => fits) };
}

function tierPlan(tier: Tier, { zones, masks }: Layout, parts: readonly Part[], hasLoadBalancer: boolean): TierPlan {
  const mask = masks[tier];
  const usable = usableAddresses(mask);
  const needed = sum(parts.map(({ addresses }) => addresses));
  const smallest = smallestMask(needed, hasLoadBalancer);
  return {
    tier,
    subnets: zones,
    mask,
    usable,
    needed,
    sharePercent: Math.ceil((100 * needed) / usable),
    fits: smallest !== undefined && mask <= smallest,
    smallestMask: smallest,
    parts: parts.filter(({ addresses }) => addresses > 0),
  };
}

/** Prefix lengths that a VPC may have, smallest VPC first. */
const vpcPrefixes = [24, 23, 22, 21, 20, 19, 18, 17, 16];

/** Prefix length of the smallest VPC that holds the demand; undefined where not even a /16 does. */
export function smallestVpc(zones: number, demand: Demand): number | undefined {
  return vpcPrefixes.find((prefix) => {
    const layout = layoutOf(prefix, zones);
    return layout !== undefined && addressPlan(layout, demand).fits;
  });
}

/** Share of a subnet's addresses from which on it is worth a warning. */
const warnAbovePercent = 80;

/** A sentence for each tier that would nearly run out in the worst case; those that would run out are refused elsewhere. */
export function warnings(plan: AddressPlan): string[] {
  return plan.tiers
    .filter(({ needed, usable, fits }) => fits && needed * 100 > usable * warnAbovePercent)
    .map(
      ({ tier, mask, needed, usable, sharePercent }) =>
        `The ${tier} subnets (/${mask}) would use ${needed} of ${usable} addresses in the worst case, ${sharePercent} %: ` +
        "take a larger network.cidr before the services grow.",
    );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
