import { expect } from "chai";
import * as fc from "fast-check";

import { AlarmDefinition, alarmDefinitions } from "../../../components/monitoring/alarms";
import { valueOf } from "./metricMath";
import { monitored, thresholds } from "./monitored";

describe("alarm definitions", () => {
  const all = alarmDefinitions(monitored("api"), thresholds);
  const definition = (purpose: string, among = all): AlarmDefinition<string> => {
    const found = among.find((one) => one.purpose === purpose);
    if (found === undefined) {
      throw new Error(`no alarm ${purpose} among ${among.map((one) => one.purpose).join(", ")}`);
    }
    return found;
  };
  const isOn = (purpose: string, values: Readonly<Record<string, number | undefined>>): boolean => {
    const { series, threshold, treatMissingData } = definition(purpose);
    const value = valueOf(series, values);
    return value === undefined ? treatMissingData === "breaching" : value > threshold;
  };
  const some = fc.integer({ min: 1, max: 100_000 });

  it("judge requests only where a load balancer counts them", () => {
    const purposes = (hasLoadBalancer: boolean) =>
      alarmDefinitions(monitored("api", hasLoadBalancer), thresholds).map(({ purpose }) => purpose);
    const always = ["cpu", "memory", "tasks", "lost-logs", "throttled-logs"];
    expect(purposes(true)).to.have.members([...always, "errors", "latency", "unhealthy", "rejected"]);
    expect(purposes(false)).to.have.members(always);
  });

  it("undo a deployment by what users see, or by missing tasks where nobody sees users", () => {
    const faults = (hasLoadBalancer: boolean) =>
      alarmDefinitions(monitored("api", hasLoadBalancer), thresholds)
        .filter(({ isDeploymentFault }) => isDeploymentFault)
        .map(({ purpose }) => purpose);
    expect(faults(true)).to.have.members(["errors", "latency", "unhealthy"]);
    expect(faults(false)).to.deep.equal(["tasks"]);
  });

  it("are off while there is nothing to measure", () => {
    for (const { purpose } of all) {
      expect(isOn(purpose, {}), purpose).to.equal(false);
    }
  });

  it("are on above the thresholds asked for, and not at them", () => {
    expect(isOn("cpu", { cpu: 85 })).to.equal(false);
    expect(isOn("cpu", { cpu: 85.1 })).to.equal(true);
    expect(isOn("memory", { memory: 80 })).to.equal(false);
    expect(isOn("memory", { memory: 80.1 })).to.equal(true);
    expect(isOn("latency", { latency: 1.5, requests: 1000 })).to.equal(false);
    expect(isOn("latency", { latency: 1.6, requests: 1000 })).to.equal(true);
    expect(definition("tasks")).to.include({ period: 60, exceeded: 7 });
  });

  it("judge failed requests by their share, whoever answered them", () => {
    fc.assert(
      fc.property(
        some,
        fc.integer({ min: 0, max: 100_000 }),
        fc.integer({ min: 0, max: 100_000 }),
        (requests, a, b) => {
          const share = (100 * (a + b)) / requests;
          expect(isOn("errors", { requests, targets: a, balancer: b })).to.equal(share > 5);
        },
      ),
    );
    expect(isOn("errors", { requests: 100, targets: 6 })).to.equal(true);
    expect(isOn("errors", { requests: 100, balancer: 6 })).to.equal(true);
    expect(isOn("errors", { requests: 100 })).to.equal(false);
    expect(definition("errors")).to.include({ periods: 3, exceeded: 2 });
  });

  it("see an outage in which no request finds a task, unless none is wanted", () => {
    expect(isOn("errors", { balancer: 40, unrouted: 40, desired: 2 })).to.equal(true);
    expect(isOn("errors", { balancer: 40, unrouted: 40 })).to.equal(true);
    expect(isOn("errors", { balancer: 40, unrouted: 40, desired: 0 })).to.equal(false);
    // 502 and 504 are answers to requests that are counted already.
    expect(isOn("errors", { requests: 1000, balancer: 51, unrouted: 1, desired: 2 })).to.equal(true);
  });

  it("leave room for a metric that comes late, whose newest minute is filled in", () => {
    for (const purpose of ["tasks", "unhealthy"]) {
      expect(definition(purpose).periods, purpose).to.be.greaterThan(definition(purpose).exceeded);
    }
  });

  it("take a slow request for slow service only among many", () => {
    expect(isOn("latency", { latency: 30, requests: 99 })).to.equal(false);
    expect(isOn("latency", { latency: 30, requests: 100 })).to.equal(true);
  });

  it("see unhealthy tasks in either target group, of which one has no tasks", () => {
    expect(isOn("unhealthy", { blue: 1 })).to.equal(true);
    expect(isOn("unhealthy", { green: 1 })).to.equal(true);
    expect(isOn("unhealthy", { blue: 0, green: 1 })).to.equal(true);
    expect(isOn("unhealthy", { blue: 0 })).to.equal(false);
  });

  it("wait for the time that a new task may fail its checks", () => {
    const slow = alarmDefinitions(monitored("api"), thresholds, 90);
    expect(definition("unhealthy", slow).periods).to.equal(definition("unhealthy").periods + 2);
    expect(definition("unhealthy", slow).exceeded).to.equal(definition("unhealthy").exceeded + 2);
  });

  it("see tasks that are missing, also where none is reported, and none where none is wanted", () => {
    fc.assert(
      fc.property(fc.nat(100), fc.nat(100), (desired, running) => {
        expect(isOn("tasks", { desired, running })).to.equal(running < desired);
      }),
    );
    expect(isOn("tasks", { desired: 2 })).to.equal(true);
    expect(isOn("tasks", { desired: 0 })).to.equal(false);
  });

  it("judge rejected connections by their share of all", () => {
    fc.assert(
      fc.property(some, some, (rejected, taken) => {
        expect(isOn("rejected", { rejected, taken })).to.equal((100 * rejected) / (rejected + taken) > 1);
      }),
    );
    expect(isOn("rejected", { taken: 10 })).to.equal(false);
    expect(isOn("rejected", { rejected: 10 })).to.equal(true);
  });

  it("tell of lost lines at once, and of throttling when it lasts", () => {
    expect(definition("lost-logs")).to.include({ periods: 1, threshold: 0 });
    expect(definition("throttled-logs")).to.include({ periods: 3, exceeded: 3 });
  });

  it("ask nothing that no period answers", () => {
    for (const { purpose, periods, exceeded, period } of all) {
      expect(exceeded, purpose).to.be.within(1, periods);
      expect(periods * period, purpose).to.be.at.most(86_400);
    }
  });
});
