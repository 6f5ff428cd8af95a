import { expect } from "chai";

import { collectorConfig } from "../../../components/tracing/collectorConfig";
import { Tracing } from "../../../components/tracing/Tracing";
import { Plan, planOf } from "../mocks";

const ruleType = "aws:xray/samplingRule:SamplingRule";

function planWith(healthCheckPaths: readonly string[]): Promise<Plan> {
  return planOf(
    () =>
      new Tracing("tracing", {
        stackName: "shop-dev",
        groupName: "shop-dev",
        ruleName: (purpose) => `shop-dev-${purpose}`,
        healthCheckPaths,
        sampledPerSecond: 2,
        sampledPercent: 5,
      }),
    { preview: true },
  );
}

/** What X-Ray's wildcards match. */
function matches(pattern: unknown, text: string): boolean {
  const escaped = String(pattern).replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(text);
}

describe("Tracing", () => {
  it("records no health check, and of the rest what the stack wants", async () => {
    const plan = await planWith(["/healthz", "/healthz"]);
    const rules = plan.all(ruleType).map(({ inputs }) => inputs);
    expect(rules).to.have.lengthOf(2);
    const [first, second] = rules.sort((a, b) => Number(a["priority"]) - Number(b["priority"]));
    expect(first).to.include({ urlPath: "/healthz", fixedRate: 0, reservoirSize: 0 });
    expect(second).to.include({ urlPath: "*", fixedRate: 0.05, reservoirSize: 2 });
    // X-Ray's own rule, which matches everything.
    expect(second?.["priority"]).to.be.below(10_000);
  });

  it("has a rule for each path of health checks, but for the one that users ask, too", async () => {
    const plan = await planWith(["/healthz", "/", "/api/health", "/healthz"]);
    const rules = plan.all(ruleType).map(({ inputs }) => inputs);
    expect(rules.filter(({ fixedRate }) => fixedRate === 0).map(({ urlPath }) => urlPath)).to.have.members([
      "/api/health",
      "/healthz",
    ]);
    const names = rules.map(({ ruleName }) => String(ruleName));
    expect(new Set(names)).to.have.lengthOf(names.length);
  });

  it("leaves other stacks of the account alone, also one whose name begins alike", async () => {
    for (const { inputs } of (await planWith(["/healthz"])).all(ruleType)) {
      expect(matches(inputs["serviceName"], "shop-dev-frontend")).to.equal(true);
      expect(matches(inputs["serviceName"], "shop-dev2-frontend")).to.equal(false);
      expect(matches(inputs["serviceName"], "shop-prod-frontend")).to.equal(false);
    }
  });

  it("finds a stack's traces by the mark that the collector gives to spans, however many services there are", async () => {
    const [mark] = collectorConfig({ region: "ap-northeast-1", stackName: "shop-dev" }).processors.attributes.actions;
    const group = (await planWith(["/healthz"])).one("aws:xray/group:Group");
    expect(group["filterExpression"]).to.equal(`annotation.${mark?.key ?? ""} = "${mark?.value ?? ""}"`);
    expect(group["insightsConfiguration"]).to.deep.equal({ insightsEnabled: true, notificationsEnabled: false });
  });
});
