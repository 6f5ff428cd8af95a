import { expect } from "chai";

import { serviceTracing, tracing } from "../../../stacks/config/tracing";

describe("the config of tracing", () => {
  it("is ADOT, five percent and one trace a second when nothing is said", () => {
    expect(tracing.parse(undefined)).to.deep.equal({ collector: "adot", sampledPercent: 5, sampledPerSecond: 1 });
    expect(serviceTracing.parse(undefined)).to.equal(undefined);
  });

  it("takes what is within bounds, and nothing else", () => {
    const image = "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/adot:v0.49.0";
    expect(tracing.parse({ collector: "none", sampledPercent: 0.5, collectorImage: image })).to.include({
      sampledPercent: 0.5,
      collectorImage: image,
    });
    for (const wrong of [
      { collector: "jaeger" },
      { sampledPercent: 101 },
      { sampledPercent: -1 },
      { sampledPerSecond: 0.5 },
      { collectorImage: "adot:latest" },
      { sampler: "xray" },
    ]) {
      expect(tracing.safeParse(wrong).success, JSON.stringify(wrong)).to.equal(false);
    }
    expect(serviceTracing.safeParse("ADOT").success).to.equal(false);
  });
});
