import { expect } from "chai";
import fc from "fast-check";

import { fixedAssumptions, pricedRegions } from "../../../stacks/plan";
import { stackCost } from "../../../stacks/plan/cost";
import { hints } from "../../../stacks/plan/hints";
import { pricesOf } from "../../../stacks/plan/prices";
import { breakEven, pullTraffic, scaleOut } from "../../../stacks/plan/pulls";
import { api, assumed, tokyo, usage } from "./usage";

describe("Pull traffic", () => {
  it("leaves layers out of NAT, because they come from S3 by its gateway endpoint", () => {
    const { natGb, usd, usdWithoutGateway } = pullTraffic(usage(), tokyo, 1024, assumed({ imageMib: 150 }));
    // The log router of a public registry, and what is asked of the registry.
    expect(natGb).to.be.closeTo(100.1, 1e-9);
    expect(usdWithoutGateway - usd).to.be.closeTo(150 * 0.062, 1e-9);
  });

  it("asks interface endpoints where there are some", () => {
    const { natGb, endpointGb } = pullTraffic(usage({ "network.endpoints": "auto" }), tokyo, 1024, assumed());
    expect(natGb).to.be.closeTo(100, 1e-9);
    expect(endpointGb).to.be.closeTo(0.1, 1e-9);
  });

  it("of a scale-out is that of the tasks which are added", () => {
    const { tasks, gb } = scaleOut(usage(), tokyo, assumed({ imageMib: 300 }));
    expect(tasks).to.equal(2);
    expect(gb).to.be.closeTo((2 * (300 + 100 + 0.1)) / 1024, 1e-9);
  });

  it("breaks even where the hours of endpoints are saved by the gigabyte", () => {
    fc.assert(
      fc.property(fc.constantFrom(...pricedRegions), fc.integer({ min: 1, max: 2000 }), (region, imageMib) => {
        const { of } = pricesOf(region);
        const even = breakEven(usage({ "network.endpoints": "auto" }), pricesOf(region), assumed({ imageMib }));
        // ecr.api, ecr.dkr and logs in two zones.
        expect(even.usdPerMonth).to.be.closeTo(6 * 730 * of.endpoint.usd, 1e-9);
        const byNat = even.gbPerMonth * of.natTraffic.usd;
        expect(byNat).to.be.closeTo(even.usdPerMonth + even.gbPerMonth * of.endpointTraffic.usd, 1e-6);
        expect((even.pullsPerDay * imageMib * (730 / 24)) / 1024).to.be.closeTo(even.gbPerMonth, 1e-6);
        expect(even.pullsPerDayWithGateway * fixedAssumptions.pullApiMib).to.be.closeTo(
          even.pullsPerDay * imageMib,
          1e-3,
        );
      }),
    );
  });
});

describe("Hints", () => {
  it("say what Spot, ARM64 and a schedule save", () => {
    const plain = { ...api, architecture: "x86_64", spotPercent: 0 };
    const stack = usage({ services: [plain] });
    const found = new Map(hints(stack, tokyo, assumed()).map(({ change, usd }) => [change, usd]));
    const [now, arm, spot] = [plain, { ...plain, architecture: "arm64" }, { ...plain, spotPercent: 100 }].map(
      (service) => stackCost(usage({ services: [service] }), tokyo, assumed()).lines[0]?.low ?? NaN,
    );
    expect(found.get("architecture: arm64")).to.be.closeTo(Number(now) - Number(arm), 1e-9);
    expect(found.get("spotPercent: 100")).to.be.closeTo(Number(now) - Number(spot), 1e-9);
    expect(found.get("scaling.schedule: 12 hours on five days")).to.be.closeTo((Number(now) * 108) / 168, 1e-4);
  });

  it("keep production on demand for the half, and without a schedule", () => {
    const changes = hints(usage({ services: [{ ...api, spotPercent: 0 }] }, "prod"), tokyo, assumed()).map(
      ({ change }) => change,
    );
    expect(changes).to.contain("spotPercent: 50");
    expect(changes.filter((change) => change.includes("schedule") || change.includes("100"))).to.deep.equal([]);
  });
});
