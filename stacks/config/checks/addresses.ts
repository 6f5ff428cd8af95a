import ipaddr from "ipaddr.js";
import { addressPlan, AddressPlan, Demand, layoutOf, smallestVpc, TierPlan } from "../../plan/addresses";
import { addressDemand, mostTasks, prefixOf } from "../../plan/demand";
import { Mistake, shown } from "../mistake";
import { zoneLimit } from "../network";
import { Check, Facts, isWrong, PlacedService, services, zoneCount } from "./facts";
import { rangeIsLargeEnough } from "./network";

/** The largest VPC that AWS allows. */
const largestVpc = 16;

/**
 * The addresses of every subnet last for the worst case: all services at their most tasks, old and new side by side, one
 * zone lost.
 *
 * A range that is too small for any load balancer is another check's to tell. What is wrong elsewhere counts as if it were
 * left out.
 */
export const addressesLast: Check = function* (facts) {
  const zones = zoneCount(facts);
  const cidr = facts.draft.network?.cidr;
  if (zones === undefined || zones < 1 || zones > zoneLimit || cidr === undefined) {
    return;
  }
  const layout = layoutOf(prefixOf(cidr), zones);
  if (layout === undefined || [...rangeIsLargeEnough(facts)].length > 0) {
    return;
  }
  const demand = addressDemand(facts.draft);
  const plan = addressPlan(layout, demand);
  if (plan.fits) {
    return;
  }
  const prefix = smallestVpc(zones, demand);
  yield prefix === undefined ? tooMany(facts, zones, demand) : tooSmall(facts, cidr, prefix, plan);
};

function tooSmall(facts: Facts, cidr: string, prefix: number, plan: AddressPlan): Mistake {
  const first = ipaddr.IPv4.networkAddressFromCIDR(`${cidr.split("/")[0]}/${prefix}`);
  const largest = largestService(facts);
  const lower =
    largest === undefined ? "" : `, or lower count.max of ${nameOf(largest)}, ${mostTasks(largest.service)}`;
  return {
    path: ["network", "cidr"],
    given: `${shown(cidr)}, where ${plan.tiers
      .filter(({ fits }) => !fits)
      .map(shortage)
      .join(", and ")}`,
    allowed: `/${largestVpc} to /${prefix} for ${plan.zones === 1 ? "1 zone" : `${plan.zones} zones`} and these services`,
    fix: `Take a range such as ${first.toString()}/${prefix}${lower}.`,
  };
}

function shortage({ tier, mask, usable, needed, smallestMask }: TierPlan): string {
  const wanted = smallestMask === undefined ? "" : ` (a /${smallestMask})`;
  return `each ${tier} subnet is a /${mask} with ${usable} addresses, and the worst case takes ${needed}${wanted}`;
}

/** Not even the largest VPC would do, so there are too many tasks. */
function tooMany(facts: Facts, zones: number, demand: Demand): Mistake {
  const largest = largestService(facts);
  const most = largest === undefined ? 0 : mostThatFits(zones, demand, mostTasks(largest.service));
  if (largest === undefined || most < Math.max(1, largest.service.count?.min ?? 1)) {
    return {
      path: ["services"],
      given: `${services(facts).length} services`,
      allowed: `fewer or smaller ones: not even a /${largestVpc} has the addresses for all of them at their most`,
      fix: "Lower count.max of the services, or divide them between two stacks.",
    };
  }
  return {
    path: [...largest.path, "count", "max"],
    given: String(mostTasks(largest.service)),
    allowed: `at most ${most} beside the other services, as not even a /${largestVpc} has more addresses for ${zones} zones`,
    fix: `Lower it to ${most}, or move services to another stack.`,
  };
}

/** The most tasks of the service that has `asked`, the others as they are, for which the largest VPC has addresses. */
function mostThatFits(zones: number, demand: Demand, asked: number): number {
  const layout = layoutOf(largestVpc, zones);
  const index = demand.services.findIndex(({ tasks }) => tasks === asked);
  const fits = (tasks: number) =>
    layout !== undefined &&
    addressPlan(layout, {
      ...demand,
      services: demand.services.map((service, place) => (place === index ? { ...service, tasks } : service)),
    }).fits;
  let [low, high] = [0, asked];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    [low, high] = fits(middle) ? [middle, high] : [low, middle - 1];
  }
  return low;
}

function largestService(facts: Facts): PlacedService | undefined {
  return services(facts)
    .filter(({ path }) => !isWrong(facts, [...path, "count"]))
    .reduce<PlacedService | undefined>(
      (largest, each) =>
        largest === undefined || mostTasks(each.service) > mostTasks(largest.service) ? each : largest,
      undefined,
    );
}

function nameOf({ service, path }: PlacedService): string {
  return service.name ?? `services[${String(path[1])}]`;
}
