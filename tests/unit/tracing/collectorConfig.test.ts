import { expect } from "chai";
import * as fc from "fast-check";
import { parse } from "yaml";

import { adotMemory, adotPorts, collectorConfig } from "../../../components/tracing/collectorConfig";
import { collectorSchema } from "./collectorSchema";

const config = collectorConfig({ region: "ap-northeast-1", stackName: "shop-dev" });

/** Every value below a key of that name. */
function valuesOf(key: string, value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  const entries: [string, unknown][] = Object.entries(value);
  return entries.flatMap(([name, inner]) => [...(name === key ? [inner] : []), ...valuesOf(key, inner)]);
}

describe("the trace collector's configuration", () => {
  it("is what the collector takes, for every stack and region", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z][a-z0-9-]{0,40}$/),
        fc.constantFrom("eu-west-1", "cn-north-1"),
        (stackName, region) => {
          const written: unknown = parse(JSON.stringify(collectorConfig({ region, stackName })));
          expect(collectorSchema.safeParse(written).error).to.equal(undefined);
        },
      ),
      { numRuns: 20 },
    );
  });

  it("would be refused by the same schema with a key misspelt, or a component that is not there", () => {
    const text = JSON.stringify(config);
    for (const [right, wrong] of [
      ["indexed_attributes", "indexed_attribute"],
      ["limit_mib", "limit_mb"],
      ['"awsproxy"]', '"xrayproxy"]'],
      ["127.0.0.1:4317", "127.0.0.1"],
      ['"1s"', '"1 s"'],
    ] as const) {
      expect(text).to.contain(right);
      expect(collectorSchema.safeParse(JSON.parse(text.replace(right, wrong))).success, wrong).to.equal(false);
    }
  });

  it("listens on the loopback interface only, at the ports that are reserved for it", () => {
    const endpoints = valuesOf("endpoint", config);
    expect(endpoints).to.have.members(Object.values(adotPorts).map((port) => `127.0.0.1:${port}`));
    // The collector's own metrics have a listener unless they are off.
    expect(config.service.telemetry.metrics.level).to.equal("none");
  });

  it("refuses spans before it takes more memory than its container has", () => {
    const { limit_mib, spike_limit_mib } = config.processors.memory_limiter;
    expect(config.service.pipelines.traces.processors[0]).to.equal("memory_limiter");
    // What OpenTelemetry says the process takes beyond the limiter's figure.
    expect(limit_mib + 50).to.be.below(adotMemory);
    expect(spike_limit_mib).to.be.above(0).and.below(limit_mib);
  });

  it("marks every span with the stack, and X-Ray finds traces by that mark", () => {
    const [action] = config.processors.attributes.actions;
    expect(action).to.include({ value: "shop-dev", action: "upsert" });
    expect(config.exporters.awsxray.indexed_attributes).to.include(action?.key);
    expect(config.service.pipelines.traces.processors).to.include("attributes");
  });

  it("holds nothing that the collector would expand", () => {
    expect(JSON.stringify(config)).not.to.contain("$");
  });
});
