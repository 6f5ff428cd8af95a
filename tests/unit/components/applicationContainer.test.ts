import { expect } from "chai";

import { ApplicationArgs, traceCollector } from "../../../components";
import { applicationContainer } from "../../../components/container-service/applicationContainer";
import { location } from "../mocks";
import { application } from "./fixture";

const collector = traceCollector({
  kind: "adot",
  location,
  traceName: "shop-dev-api",
  stackName: "shop-dev",
  sampledPercent: 5,
});

function container(
  overrides: Partial<ApplicationArgs> = {},
  collectorOrNone: typeof collector | undefined = collector,
) {
  return applicationContainer(location, { ...application, ...overrides }, collectorOrNone);
}

function variables(environment: Readonly<Record<string, string>>): Record<string, string> {
  const given = container({ environment }).environment ?? [];
  return Object.fromEntries(given.map(({ name, value }) => [name, value]));
}

describe("an application's container", () => {
  it("waits for its log router, and for no more than the start of its trace collector", () => {
    expect(container().dependsOn).to.deep.equal([
      { containerName: "log-router", condition: "HEALTHY" },
      { containerName: "trace-collector", condition: "START" },
    ]);
    expect(applicationContainer(location, application).dependsOn).to.deep.equal([
      { containerName: "log-router", condition: "HEALTHY" },
    ]);
  });

  it("has the collector's variables, below its own", () => {
    expect(variables({})).to.include({ OTEL_SERVICE_NAME: "shop-dev-api", OTEL_TRACES_SAMPLER_ARG: "0.05" });
    expect(variables({ OTEL_SERVICE_NAME: "mine" })["OTEL_SERVICE_NAME"]).to.equal("mine");
  });

  it("that asks X-Ray which requests it traces gets the address for that in place of a share", () => {
    expect(variables({ OTEL_TRACES_SAMPLER: "xray" })["OTEL_TRACES_SAMPLER_ARG"]).to.equal(
      "endpoint=http://127.0.0.1:2000",
    );
    const own = { OTEL_TRACES_SAMPLER: "xray", OTEL_TRACES_SAMPLER_ARG: "endpoint=http://127.0.0.1:9" };
    expect(variables(own)["OTEL_TRACES_SAMPLER_ARG"]).to.equal("endpoint=http://127.0.0.1:9");
  });

  it("drops every capability that it does not keep", () => {
    expect(container().linuxParameters.capabilities.drop).to.deep.equal(["ALL"]);
    const { add, drop } = container({ keptCapabilities: ["KILL", "SETUID"] }).linuxParameters.capabilities;
    expect(add).to.deep.equal([]);
    expect(drop).to.include.members(["CHOWN", "NET_RAW", "SYS_CHROOT", "SETGID"]).and.to.have.length(12);
    expect(drop).to.not.include.members(["KILL"]);
    expect(drop).to.not.include.members(["SETUID"]);
  });
});
