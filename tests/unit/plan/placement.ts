import { Demand, Layout, Tier } from "../../../stacks/plan";

/** Free addresses of each subnet; placing takes them one by one. */
type Free = Record<Tier, number[]>;

/**
 * Puts everything of a stack into its subnets, one address after the other, in the order in which it comes to be: load
 * balancers, NAT, endpoints and functions in every zone, then one zone is lost, then the tasks of both versions of each
 * service one by one, each in the next zone that is left, then the builds, all in the same zone.
 *
 * @param lost - index of the zone that is lost; of a single zone none is
 * @param firstZones - where the first task of each service and version goes, by turns
 * @returns whether everything found an address
 */
export function placesAll(layout: Layout, demand: Demand, lost: number, firstZones: readonly number[]): boolean {
  const zones = [...Array(layout.zones).keys()];
  const free = (tier: Tier) => zones.map(() => 2 ** (32 - layout.masks[tier]) - 5);
  const left: Free = { public: free("public"), private: free("private"), isolated: free("isolated") };
  let isPlaced = true;
  const take = (tier: Tier, zone: number) => {
    const addresses = left[tier];
    addresses[zone] = (addresses[zone] ?? 0) - 1;
    isPlaced &&= (addresses[zone] ?? -1) >= 0;
  };
  const times = (count: number, act: () => void) => {
    for (let index = 0; index < count; index += 1) {
      act();
    }
  };
  for (const zone of zones) {
    times(demand.loadBalancers.public * 8, () => take("public", zone));
    times(demand.loadBalancers.private * 8, () => take("private", zone));
    times(demand.nat ? 1 : 0, () => take("public", zone));
    times(demand.endpoints, () => take("isolated", zone));
    times(demand.functions, () => take("private", zone));
  }
  const survivors = zones.length === 1 ? zones : zones.filter((zone) => zone !== lost % zones.length);
  let turn = 0;
  const nextFirst = () => firstZones[turn++ % firstZones.length] ?? 0;
  for (const service of demand.services) {
    times(demand.versions ?? 2, () => {
      let place = nextFirst();
      times(service.tasks, () => take("private", survivors[place++ % survivors.length] ?? 0));
    });
  }
  const buildZone = survivors[nextFirst() % survivors.length] ?? 0;
  times(demand.builds, () => take("private", buildZone));
  return isPlaced;
}
