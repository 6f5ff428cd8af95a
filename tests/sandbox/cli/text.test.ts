import { expect } from "chai";

import type { Report } from "../../../sandbox/report";
import type { Result } from "../../../sandbox/run";
import { textOf, tourText } from "../../../sandbox/text";

const urn = (type: string, name: string) => `urn:pulumi:dev::shop::${type}::${name}`;

function result(report: Partial<Report>, more: Partial<Result> = {}): Result {
  return {
    report: {
      stack: "dev",
      operation: "preview",
      changes: { create: 0, same: 0, update: 0, replace: 0, delete: 0 },
      policy: { violations: [], exempted: [], inconclusive: 0 },
      outputs: {},
      durationMs: 1234,
      ...report,
    },
    steps: [],
    inconclusive: [],
    ...more,
  };
}

describe("sandbox text", () => {
  it("names the few that come or go, as a person wants to know what was lost", () => {
    const steps = [{ op: "delete" as const, urn: urn("aws:s3/bucket:Bucket", "logs"), properties: [] }];
    const text = textOf(
      result({ operation: "refresh", changes: { create: 0, same: 4, update: 0, replace: 0, delete: 1 } }, { steps }),
    );
    expect(text).to.match(/^ {2}- aws:s3\/bucket:Bucket logs$/m);
  });

  it("counts by kind where many come or go, and names what changes", () => {
    const many = Array.from({ length: 20 }, (_, index) => ({
      op: "create" as const,
      urn: urn("aws:ec2/subnet:Subnet", `subnet-${index}`),
      properties: [],
    }));
    const text = textOf(
      result(
        { changes: { create: 20, same: 4, update: 1, replace: 1, delete: 1 } },
        {
          steps: [
            ...many,
            { op: "delete", urn: urn("aws:s3/bucket:Bucket", "logs"), properties: [] },
            { op: "update", urn: urn("aws:ecs/service:Service", "web"), properties: ["tags"] },
            { op: "replace", urn: urn("aws:kms/key:Key", "key"), properties: [] },
          ],
        },
      ),
    );
    expect(text.split("\n")).to.deep.equal([
      "  ~ aws:ecs/service:Service web (tags)",
      "  +- aws:kms/key:Key key",
      "  + aws:ec2/subnet:Subnet ×20",
      "  - aws:s3/bucket:Bucket",
      "",
      "dev preview: 20 create, 4 same, 1 update, 1 replace, 1 delete; 0 violations, 0 inconclusive; 1.2 s",
      "",
    ]);
  });

  it("shows each violation and each inconclusive rule in full, with its resource", () => {
    const violation = (rule: string, name: string) => ({
      rule,
      level: "mandatory" as const,
      resource: urn("aws:ecs/taskDefinition:TaskDefinition", name),
      message: `${rule}: why\n  fix: this`,
    });
    const text = textOf(
      result(
        { policy: { violations: [violation("no-root", "web")], exempted: [], inconclusive: 1 }, error: "refused" },
        { inconclusive: [violation("inconclusive", "api")] },
      ),
    );
    expect(text).to.include(
      "no-root (mandatory) aws:ecs/taskDefinition:TaskDefinition web\n    no-root: why\n      fix: this\n",
    );
    expect(text).to.include("inconclusive (mandatory) aws:ecs/taskDefinition:TaskDefinition api\n");
    expect(text).to.match(/^dev preview failed: no changes; 1 violation, 1 inconclusive; /m);
  });

  it("shows what is exempt in two lines each, before the violations, and counts it", () => {
    const exempted = (name: string, daysLeft: number) => ({
      rule: "no-root",
      resource: urn("aws:ecs/taskDefinition:TaskDefinition", name),
      message: "no-root: exempt",
      reason: "The agent needs root.",
      owner: "platform team",
      expires: "2027-03-31",
      daysLeft,
    });
    const text = textOf(
      result({ policy: { violations: [], exempted: [exempted("a", 1), exempted("b", 30)], inconclusive: 0 } }),
    );
    expect(text.split("\n")).to.deep.equal([
      "no-root (exempt, 1 day left) aws:ecs/taskDefinition:TaskDefinition a",
      "    The agent needs root. (platform team, until 2027-03-31)",
      "no-root (exempt, 30 days left) aws:ecs/taskDefinition:TaskDefinition b",
      "    The agent needs root. (platform team, until 2027-03-31)",
      "",
      "dev preview: no changes; 0 violations, 2 exempt, 0 inconclusive; 1.2 s",
      "",
    ]);
  });

  it("prints outputs after an up and when asked for them, not in a preview", () => {
    const outputs = { url: "https://web.example", ports: [80, 443] };
    expect(textOf(result({ operation: "outputs", outputs }))).to.equal("url    https://web.example\nports  [80,443]\n");
    expect(textOf(result({ operation: "up", outputs }))).to.include("https://web.example");
    expect(textOf(result({ outputs }))).to.not.include("https://web.example");
    expect(textOf(result({ operation: "outputs" }))).to.equal("dev has no outputs\n");
  });

  it("ends a tour with figures for every stack, and with the failed one to go on with", () => {
    const up = result({ operation: "up", changes: { create: 10, same: 2, update: 0, replace: 1, delete: 3 } });
    const failed = result({ operation: "up", stack: "stg", error: "no" });
    const text = tourText([up, failed], { install: 12_000, engine: 300, stacks: 65_432 });
    expect(text).to.match(/^dev +13 +0 +0 +1\.2 s +up$/m);
    expect(text).to.match(/^stg +0 +0 +0 +1\.2 s +failed$/m);
    expect(text).to.include("install 12.0 s, engine 0.3 s, stacks 65.4 s");
    expect(text).to.include("preview --stack stg");
    expect(tourText([up], { engine: 1, stacks: 1 }))
      .to.not.include("install")
      .and.not.include("failed");
  });
});
