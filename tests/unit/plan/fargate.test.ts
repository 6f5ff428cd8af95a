import { expect } from "chai";

import { pricedRegions } from "../../../stacks/plan";
import { fargateCost, spotShare } from "../../../stacks/plan/fargate";
import { pricesOf } from "../../../stacks/plan/prices";
import { tokyo } from "./usage";

const quarter = { cpuUnits: 256, memoryMiB: 512 };

describe("Fargate's price", () => {
  it("is that of vCPU and memory, by the second", () => {
    // 0.25 × 0.05056 + 0.5 × 0.00553 = 0.015405 an hour.
    expect(fargateCost(tokyo, quarter, "x86_64", 0, 3600)).to.be.closeTo(0.015405, 1e-9);
    expect(fargateCost(tokyo, quarter, "x86_64", 0, 90.2)).to.be.closeTo((0.015405 * 91) / 3600, 1e-9);
  });

  it("has a minimum of a minute for each start", () => {
    const minute = fargateCost(tokyo, quarter, "arm64", 0, 60);
    expect(fargateCost(tokyo, quarter, "arm64", 0, 5)).to.equal(minute);
    expect(fargateCost(tokyo, quarter, "arm64", 0, 100, 3)).to.be.closeTo(3 * minute, 1e-12);
    expect(fargateCost(tokyo, quarter, "arm64", 0, 600, 3)).to.be.closeTo(10 * minute, 1e-12);
  });

  it("is lower on ARM64 and on Spot in every region", () => {
    for (const region of pricedRegions) {
      const cost = (architecture: "arm64" | "x86_64", spot: number) =>
        fargateCost(pricesOf(region), quarter, architecture, spot, 3600);
      expect(cost("arm64", 0)).to.be.below(cost("x86_64", 0));
      expect(cost("arm64", 100)).to.be.below(cost("arm64", 0) / 2);
      expect(cost("x86_64", 50)).to.be.closeTo((cost("x86_64", 0) + cost("x86_64", 100)) / 2, 1e-12);
    }
  });

  it("keeps the first task of a mix on demand", () => {
    expect(spotShare(1, 50)).to.equal(0);
    expect(spotShare(2, 50)).to.equal(25);
    expect(spotShare(5, 50)).to.equal(40);
    expect(spotShare(3, 100)).to.equal(100);
    expect(spotShare(3, 0)).to.equal(0);
  });
});
