import { expect } from "chai";
import fc from "fast-check";

import { costGroups, pricedRegions, stackPlan } from "../../../stacks/plan";
import { serviceCost, stackCost } from "../../../stacks/plan/cost";
import { estimates, pricesOf } from "../../../stacks/plan/prices";
import { edited, parse } from "../config/example";
import { api, assumed, tokyo, usage } from "./usage";

const anyService = fc.record({
  size: fc.constantFrom("0.25 vCPU / 0.5 GB", "1 vCPU / 4 GB", "4 vCPU / 30 GB"),
  architecture: fc.constantFrom("arm64", "x86_64"),
  spotPercent: fc.integer({ min: 0, max: 100 }),
  exposure: fc.constantFrom("public", "internal", "none"),
  tracing: fc.constantFrom("none", "adot"),
  count: fc.tuple(fc.integer({ min: 1, max: 30 }), fc.nat(30)).map(([min, more]) => ({ min, max: min + more })),
});

const anyUsage = fc
  .record({
    services: fc.array(anyService, { minLength: 1, maxLength: 4 }),
    nat: fc.constantFrom("single", "per-az"),
    endpoints: fc.constantFrom("gateway", "auto"),
    cloudWatch: fc.constantFrom("all", "errors"),
  })
  .map(({ services, nat, endpoints, cloudWatch }) =>
    usage({
      services: services.map((service, index) => ({ ...api, ...service, name: `service-${index}` })),
      "network.nat": nat,
      "network.endpoints": endpoints,
      "logging.cloudWatch": cloudWatch,
    }),
  );

describe("Cost of a stack", function () {
  this.timeout(20_000);

  it("agrees to the cent with a calculation by hand", () => {
    const { lines, low, high } = stackCost(usage(), tokyo, assumed());
    const found = lines.map((line) => [line.what, line.low.toFixed(2), line.high.toFixed(2)]);
    expect(found).to.deep.equal([
      // An hour on demand is 0.04045 + 2 × 0.00442 = 0.04929, on Spot 0.01375 + 2 × 0.0015 = 0.01675.
      // 730 × (1.5 × 0.04929 + 0.5 × 0.01675), and 730 × (2.5 × 0.04929 + 1.5 × 0.01675).
      ["api", "60.09", "108.30"],
      // 730 × 0.0243.
      ["hours", "17.74", "17.74"],
      // A million requests at 25 connections a second are 11.11 capacity unit hours, at 0.008.
      ["traffic", "0.09", "0.09"],
      // Two of the load balancer and one of the NAT gateway: 3 × 730 × 0.005.
      ["public addresses", "10.95", "10.95"],
      // 730 × 0.062.
      ["NAT hours", "45.26", "45.26"],
      // 608.33 pulls of a 100 MiB log router and of 0.1 MiB from the registry are 59.47 GB, with 10 GB of other traffic
      // and 0.5 GB of log lines 69.97 GB, at 0.062.
      ["NAT traffic", "4.34", "4.34"],
      // 0.5 GB at 0.76, and 15 % of it, kept for 30 of 30.4 days, at 0.033.
      ["CloudWatch Logs", "0.38", "0.38"],
      // 1.5 GB a month for 12 months, at 0.025.
      ["archive in S3", "0.45", "0.45"],
      // 43,800 minutes, at 0.0047 for a thousand, for two tasks and for four.
      ["uploads to S3", "0.41", "0.82"],
      // 23 + 26 + 26 + 2 × 3 × 26 = 231 metrics at 0.07, and 387 with four tasks.
      ["Container Insights, enhanced", "16.17", "27.09"],
      // 17 metrics of the alarms and 2 of the scaler's, at 0.10.
      ["alarms", "1.90", "1.90"],
      ["alarms for rollback", "0.50", "0.50"],
      // 3 × 0.30.
      ["metrics of log lines", "0.90", "0.90"],
      ["dashboard", "3.00", "3.00"],
      // 20 × 20 minutes at 0.002.
      ["pipelines", "0.80", "0.80"],
      // 20 × 5 minutes at 0.0034.
      ["builds", "0.34", "0.34"],
      // 30 × 150 MiB at 0.10.
      ["images", "0.44", "0.44"],
      // A key and a private hosted zone.
      ["encryption key, private hosted zone", "1.50", "1.50"],
    ]);
    expect([low.toFixed(2), high.toFixed(2)]).to.deep.equal(["165.26", "224.80"]);
  });

  it("is the sum of its lines, none of which is negative or unknown", () => {
    fc.assert(
      fc.property(anyUsage, fc.constantFrom(...pricedRegions), (stack, region) => {
        const { lines, low, high } = stackCost(stack, pricesOf(region), assumed());
        for (const line of lines) {
          expect(line.low).to.be.at.least(0);
          expect(line.high).to.be.at.least(line.low).and.to.be.finite;
          expect(costGroups).to.contain(line.group);
        }
        expect(lines.reduce((sum, line) => sum + line.low, 0)).to.be.closeTo(low, 1e-6);
        expect(lines.reduce((sum, line) => sum + line.high, 0)).to.be.closeTo(high, 1e-6);
      }),
      { numRuns: 50 },
    );
  });

  it("is never lower with more tasks", () => {
    fc.assert(
      fc.property(anyUsage, fc.nat(3), fc.nat(20), (stack, index, more) => {
        const services = stack.services.map((service, place) =>
          place === index
            ? { ...service, minTasks: service.minTasks + more, maxTasks: service.maxTasks + more }
            : service,
        );
        const [before, after] = [stack, { ...stack, services }].map((each) => stackCost(each, tokyo, assumed()));
        expect(after?.low).to.be.at.least((before?.low ?? NaN) - 1e-9);
        expect(after?.high).to.be.at.least((before?.high ?? NaN) - 1e-9);
      }),
      { numRuns: 50 },
    );
  });

  it("counts a schedule's hours, and the tasks outside of them", () => {
    const cost = (otherwise: number | undefined) => {
      const schedule = { timeZone: "Asia/Tokyo", from: "08:00", to: "20:00", otherwise };
      const [service] = usage({
        services: [{ ...api, scaling: otherwise === undefined ? {} : { schedule } }],
      }).services;
      return service === undefined ? NaN : serviceCost(service, tokyo, 2);
    };
    // 60 of 168 hours with two tasks.
    expect(cost(0)).to.be.closeTo((cost(undefined) * 60) / 168, 1e-4);
    // The other 108 hours with one task, which is on demand.
    expect(cost(1) - cost(0)).to.be.closeTo(((0.04929 * 108) / 168) * 730, 1e-4);
  });

  it("pays for all lines in CloudWatch Logs what routing saves otherwise", () => {
    const plan = (cloudWatch: string) =>
      stackPlan(parse(edited({ services: [api], "logging.cloudWatch": cloudWatch })));
    const [all, errors] = [plan("all"), plan("errors")];
    const logs = ({ cost }: typeof all) => cost.lines.find(({ what }) => what === "CloudWatch Logs")?.low ?? NaN;
    expect(errors.logRoutingSaves)
      .to.be.closeTo(logs(all) - logs(errors), 1e-9)
      .and.to.be.above(5);
    expect(all.logRoutingSaves).to.equal(0);
    expect(all.hints.find(({ change }) => change.startsWith("logging.cloudWatch"))?.usd).to.be.closeTo(
      errors.logRoutingSaves,
      1e-9,
    );
  });

  it("counts the bastion's hours in the advanced tier only where it registers", () => {
    const bastion = (mode: string) =>
      stackCost(usage({ bastion: { mode, image: "bastion:1" } }), tokyo, assumed()).lines.find(
        ({ what }) => what === "bastion",
      )?.low ?? NaN;
    expect(bastion("session-manager") - bastion("ecs-exec")).to.be.closeTo(730 * 0.00695, 1e-9);
  });

  it("takes the prices of another region where it must, and says so", () => {
    expect(pricesOf("eu-central-1").region).to.equal("ap-northeast-1");
    expect(stackPlan(parse(edited({ "aws:region": "eu-central-1" }))).cost.priceRegion).to.equal("ap-northeast-1");
    expect(stackPlan(parse(edited({})), { region: "us-east-1" }).cost.priceRegion).to.equal("us-east-1");
  });

  it("names the prices that nobody confirmed, of which those of Fargate on demand are none", () => {
    for (const region of pricedRegions) {
      expect(estimates(pricesOf(region))).not.to.include.members(["fargateX86Vcpu", "fargateArmGb", "natGateway"]);
    }
    expect(estimates(tokyo)).to.contain("fargateX86VcpuSpot");
  });
});
