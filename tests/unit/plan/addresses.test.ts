import { expect } from "chai";
import fc from "fast-check";

import { addressPlan, Demand, Layout, smallestMask, Tier, warnings } from "../../../stacks/plan";
import { smallestVpc, usableAddresses } from "../../../stacks/plan/addresses";
import { placesAll } from "./placement";

const nothing: Demand = {
  loadBalancers: { public: 0, private: 0 },
  nat: false,
  endpoints: 0,
  services: [],
  builds: 0,
  functions: 0,
};

const layout = (zones: number, masks: Partial<Record<Tier, number>> = {}): Layout => ({
  zones,
  masks: { public: 24, private: 24, isolated: 24, ...masks },
});

function tier(plan: ReturnType<typeof addressPlan>, name: Tier) {
  const found = plan.tiers.find((each) => each.tier === name);
  if (found === undefined) {
    throw new Error(`The plan has no ${name} tier.`);
  }
  return found;
}

const demands = fc.record({
  loadBalancers: fc.record({ public: fc.nat(4), private: fc.nat(4) }),
  nat: fc.boolean(),
  endpoints: fc.nat(10),
  services: fc.array(fc.record({ name: fc.string(), tasks: fc.nat(80) }), { maxLength: 6 }),
  builds: fc.nat(6),
  functions: fc.nat(6),
}) satisfies fc.Arbitrary<Demand>;

const layouts = fc.record({
  zones: fc.integer({ min: 1, max: 6 }),
  masks: fc.record({
    public: fc.integer({ min: 22, max: 28 }),
    private: fc.integer({ min: 20, max: 28 }),
    isolated: fc.integer({ min: 22, max: 28 }),
  }),
}) satisfies fc.Arbitrary<Layout>;

describe("Address plan", function () {
  this.timeout(20_000);

  it("refuses 50 tasks in a /28 and names a /26", () => {
    const services = [{ name: "api", tasks: 50 }];
    const plan = tier(addressPlan(layout(2, { private: 28 }), { ...nothing, versions: 1, services }), "private");
    expect(plan).to.include({ needed: 50, usable: 11, fits: false, smallestMask: 26 });
  });

  it("names a /25 for them when a deployment doubles them", () => {
    const services = [{ name: "api", tasks: 50 }];
    const plan = tier(addressPlan(layout(2, { private: 28 }), { ...nothing, services }), "private");
    expect(plan).to.include({ needed: 100, fits: false, smallestMask: 25 });
  });

  it("divides tasks among the zones that are left, each service for itself", () => {
    const services = [
      { name: "api", tasks: 3 },
      { name: "worker", tasks: 1 },
    ];
    const needed = (zones: number) => tier(addressPlan(layout(zones), { ...nothing, services }), "private").needed;
    // Both versions: of 3 tasks, 3, 3, 2 and 1 in the fullest subnet; of 1 task, 1.
    expect([1, 2, 3, 4].map(needed)).to.deep.equal([8, 8, 6, 4]);
  });

  it("keeps eight addresses for a load balancer, and wants a /27 for it", () => {
    const demand = { ...nothing, loadBalancers: { public: 1, private: 0 } };
    expect(tier(addressPlan(layout(2, { public: 28 }), demand), "public")).to.include({
      needed: 8,
      usable: 11,
      fits: false,
      smallestMask: 27,
    });
    expect(tier(addressPlan(layout(2, { public: 27 }), demand), "public").fits).to.equal(true);
  });

  it("counts endpoints in the isolated subnets, and NAT in the public ones", () => {
    const plan = addressPlan(layout(3), { ...nothing, endpoints: 7, nat: true });
    expect(plan.tiers.map(({ needed }) => needed)).to.deep.equal([1, 0, 7]);
  });

  it("finds the smallest subnet at the edges of each size", () => {
    expect([0, 11, 12, 27, 28, 59, 60, 65531, 65532].map((needed) => smallestMask(needed))).to.deep.equal([
      28,
      28,
      27,
      27,
      26,
      26,
      25,
      16,
      undefined,
    ]);
    expect(smallestMask(3, true)).to.equal(27);
  });

  it("warns above 80 %, and is silent at 80 % and where it refuses", () => {
    const plan = (tasks: number) =>
      addressPlan(layout(2, { private: 27 }), { ...nothing, versions: 1, services: [{ name: "api", tasks }] });
    expect(warnings(plan(21))).to.deep.equal([]);
    expect(warnings(plan(22))).to.have.length(1);
    expect(warnings(plan(22))[0])
      .to.contain("private subnets (/27)")
      .and.to.contain("22 of 27 addresses");
    expect(warnings(plan(28))).to.deep.equal([]);
  });

  it("fits whenever it says so: everything finds an address when it is placed one by one", () => {
    const places = fc.array(fc.nat(5), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(layouts, demands, fc.nat(5), places, (subnets, demand, lost, firstZones) => {
        fc.pre(addressPlan(subnets, demand).fits);
        expect(placesAll(subnets, demand, lost, firstZones)).to.equal(true);
      }),
      { numRuns: 500 },
    );
  });

  it("does not ask for more than can be taken: some way of placing fills the fullest subnet", () => {
    fc.assert(
      fc.property(layouts, demands, (subnets, demand) => {
        const plan = addressPlan(subnets, demand);
        const tooSmall = plan.tiers.some(({ needed, usable }) => needed > usable);
        // All begin in the first zone that is left, which gets the rest of every division.
        expect(placesAll(subnets, demand, subnets.zones - 1, [0])).to.equal(!tooSmall);
      }),
      { numRuns: 500 },
    );
  });

  it("suggests a subnet that does, and half of it does not", () => {
    fc.assert(
      fc.property(layouts, demands, (subnets, demand) => {
        for (const { tier: name, smallestMask: mask = 0 } of addressPlan(subnets, demand).tiers) {
          const fits = (length: number) =>
            tier(addressPlan({ ...subnets, masks: { ...subnets.masks, [name]: length } }, demand), name).fits;
          expect(fits(mask)).to.equal(true);
          expect(mask === 28 || !fits(mask + 1)).to.equal(true);
        }
      }),
    );
  });

  it("suggests a VPC that does, and none of the smaller ones does", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), demands, (zones, demand) => {
        const prefix = smallestVpc(zones, demand);
        fc.pre(prefix !== undefined);
        // As the network divides it: half of a zone's share for tasks, an eighth each for the others.
        const share = (length: number) => length + Math.ceil(Math.log2(zones));
        const masks = (length: number) => ({
          private: share(length) + 1,
          public: share(length) + 3,
          isolated: share(length) + 3,
        });
        expect(addressPlan({ zones, masks: masks(prefix) }, demand).fits).to.equal(true);
        expect(
          prefix === 24 || share(prefix + 1) + 3 > 28 || !addressPlan({ zones, masks: masks(prefix + 1) }, demand).fits,
        ).to.equal(true);
      }),
    );
  });

  it("is never negative, and more tasks never need fewer addresses", () => {
    fc.assert(
      fc.property(layouts, demands, fc.nat(5), fc.nat(50), (subnets, demand, index, more) => {
        const services = demand.services.map((service, place) =>
          place === index ? { ...service, tasks: service.tasks + more } : service,
        );
        const before = addressPlan(subnets, demand).tiers;
        const after = addressPlan(subnets, { ...demand, services }).tiers;
        before.forEach(({ needed, sharePercent, usable, mask }, place) => {
          expect(needed).to.be.at.least(0);
          expect(sharePercent).to.be.at.least(0);
          expect(usable).to.equal(usableAddresses(mask)).and.to.be.above(0);
          expect(after[place]?.needed).to.be.at.least(needed);
        });
      }),
    );
  });
});
