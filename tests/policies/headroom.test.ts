import { expect } from "chai";
import * as fc from "fast-check";
import { addressHeadroom } from "../../policies/rules/address-headroom";
import { askStack, type Resource, UNKNOWN } from "./harness";

interface Subnet {
  readonly zone: string;
  readonly prefix: number;
}

interface Service {
  readonly max: number;
  /** Of the subnets, by their number. */
  readonly places: readonly number[];
}

interface Plan {
  readonly subnets: readonly Subnet[];
  readonly services: readonly Service[];
}

const SUBNET = "aws:ec2/subnet:Subnet";
const SERVICE = "aws:ecs/service:Service";

const plans: fc.Arbitrary<Plan> = fc
  .array(fc.record({ zone: fc.constantFrom("a", "b", "c"), prefix: fc.integer({ min: 25, max: 28 }) }), {
    minLength: 1,
    maxLength: 5,
  })
  .chain((subnets) =>
    fc.record({
      subnets: fc.constant(subnets),
      services: fc.array(
        fc.record({
          max: fc.integer({ min: 0, max: 60 }),
          places: fc.uniqueArray(fc.nat(subnets.length - 1), { minLength: 1 }),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    }),
  );

function resourcesOf({ subnets, services }: Plan): Resource[] {
  return [
    ...subnets.map(({ zone, prefix }, index) => ({
      type: SUBNET,
      name: String(index),
      props: { availabilityZone: zone, cidrBlock: `10.0.${index}.0/${prefix}` },
    })),
    ...services.flatMap(({ max, places }, index) => [
      {
        type: SERVICE,
        name: `s${index}`,
        props: { name: `s${index}`, desiredCount: 0, networkConfiguration: { subnets: UNKNOWN } },
        sources: { networkConfiguration: places.map((place) => `${SUBNET} ${place}`) },
      },
      {
        type: "aws:appautoscaling/target:Target",
        name: `s${index}`,
        props: { resourceId: `service/main/s${index}`, maxCapacity: max },
      },
    ]),
  ];
}

function complaints(plan: Plan): string[] {
  return askStack([addressHeadroom], resourcesOf(plan)).reports.map(({ urn }) => urn ?? "");
}

/** Starts every task where its version of the service has fewest, and says whether each of them found an address. */
function fits({ subnets, services }: Plan, lost: string | undefined): boolean {
  const left = subnets.map(({ prefix }) => 2 ** (32 - prefix) - 5);
  return services.every(({ max, places }) => {
    const open = places.filter((place) => subnets[place]?.zone !== lost);
    return (
      open.length === 0 ||
      ["old", "new"].every(() => {
        const own = new Map(open.map((place) => [place, 0]));
        return Array.from({ length: max }).every(() => {
          const [place = 0] = [...own].sort(([, a], [, b]) => a - b)[0] ?? [];
          own.set(place, (own.get(place) ?? 0) + 1);
          left[place] = (left[place] ?? 0) - 1;
          return left[place] >= 0;
        });
      })
    );
  });
}

describe("address-headroom, against tasks that are placed one by one", () => {
  it("accepts no plan whose tasks do not all find an address, whichever zone is lost", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const isAccepted = complaints(plan).length === 0;
        const isEnough = [undefined, "a", "b", "c"].every((lost) => fits(plan, lost));
        expect(!isAccepted || isEnough).to.equal(true);
      }),
      { numRuns: 500 },
    );
  }).timeout(20_000);

  it("complains of one service in subnets of one size exactly where a task finds none", () => {
    const even = fc.tuple(plans, fc.integer({ min: 25, max: 28 })).map(([{ subnets, services }, prefix]) => ({
      subnets: subnets.map(({ zone }) => ({ zone, prefix })),
      services: services.slice(0, 1),
    }));
    fc.assert(
      fc.property(even, (plan) => {
        const isEnough = [undefined, "a", "b", "c"].every((lost) => fits(plan, lost));
        expect(complaints(plan).length === 0).to.equal(isEnough);
      }),
      { numRuns: 500 },
    );
  }).timeout(20_000);

  it("never takes a complaint back when a service may grow", () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: 1, max: 20 }), (plan, more) => {
        const services = plan.services.map((service) => ({ ...service, max: service.max + more }));
        expect(complaints({ ...plan, services })).to.include.members(complaints(plan));
      }),
      { numRuns: 500 },
    );
  }).timeout(20_000);
});
