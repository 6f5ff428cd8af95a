import type { automation } from "@pulumi/pulumi";
import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { Property } from "../../../policies/facts/property";
import { exemptedMessage } from "../../../policies/message";
import { violation } from "../../../policies/rule";
import { factsOf, nameOf } from "../../../sandbox/report";

/** Events of a real run; see the names of the files. */
function recorded(name: string): automation.EngineEvent[] {
  const lines = readFileSync(join(__dirname, "events", `${name}.jsonl`), "utf8")
    .trim()
    .split("\n");
  return lines.map((line) => JSON.parse(line) as automation.EngineEvent);
}

const urn = (type: string, name: string) => `urn:pulumi:dev::fargate-platform::${type}::${name}`;
const group = (name: string) => urn("aws:ec2/securityGroup:SecurityGroup", name);

describe("report from engine events", () => {
  describe("of a preview that a rule refuses", () => {
    const facts = factsOf(recorded("refused"));

    it("lists the violation in full, without colours and markup", () => {
      expect(facts.violations).to.deep.equal([
        {
          rule: "bad-name",
          level: "mandatory",
          resource: urn("platform:index:Thing", "bad"),
          message: "d\nmulti\nline red  message",
        },
      ]);
    });

    it("keeps apart what could not be judged: what the pack says, and what the policy host gives up on", () => {
      expect(facts.inconclusive.map(({ rule, resource }) => [rule, nameOf(resource)])).to.have.deep.members([
        ["inconclusive", "platform:index:Thing inc"],
        ["reads-unknown", "platform:index:Thing unk"],
      ]);
    });

    it("has no error of its own: the engine's last word repeats that a rule refused", () => {
      expect(facts.errors).to.deep.equal([]);
    });

    it("hides secrets, also inside, and leaves out what is not known yet", () => {
      expect(facts.outputs).to.deep.equal({ password: "[secret]", nested: { token: "[secret]", port: 80 } });
    });
  });

  describe("of an update", () => {
    const facts = factsOf(recorded("changed"));

    it("counts as the engine does", () => {
      expect(facts.changes).to.deep.equal({ create: 1, same: 1, update: 1, replace: 1, delete: 1 });
    });

    it("tells each change once, with the properties that differ, and none of the engine's own providers", () => {
      expect(facts.steps).to.have.deep.members([
        { op: "create", urn: group("fresh"), properties: [] },
        { op: "update", urn: group("jobs"), properties: ["tags"] },
        { op: "replace", urn: group("web"), properties: ["description"] },
        { op: "delete", urn: group("old"), properties: [] },
      ]);
    });
  });

  it("tells what a refresh found changed", () => {
    const facts = factsOf(recorded("drifted"));
    expect(facts.changes).to.deep.equal({ create: 0, same: 3, update: 1, replace: 0, delete: 0 });
    expect(facts.steps.map(({ op, urn: which }) => [op, nameOf(which)])).to.deep.equal([
      ["update", "aws:ec2/securityGroup:SecurityGroup jobs"],
    ]);
  });

  it("has no outputs after a destroy", () => {
    const facts = factsOf(recorded("destroyed"));
    expect(facts.changes.delete).to.equal(4);
    expect(facts.outputs).to.deep.equal({});
  });

  it("tells a program's error once and without a stack trace", () => {
    expect(factsOf(recorded("threw")).errors).to.deep.equal(["first line\nsecond line"]);
  });

  it("removes the stack trace of an error that no one caught", () => {
    const message =
      "Unhandled exception: ConfigError: port 0\n" +
      "    at <anonymous> (/home/user/index.ts:13:62)\n" +
      "    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)\n";
    const event = { diagnosticEvent: { severity: "error", message, color: "never" } } as automation.EngineEvent;
    expect(factsOf([event]).errors).to.deep.equal(["port 0"]);
  });

  it("names the resource that an error is about, unless the error does", () => {
    const about = (message: string) =>
      factsOf([
        {
          diagnosticEvent: { severity: "error", message, color: "never", urn: group("web") },
        } as automation.EngineEvent,
      ]).errors;
    expect(about("no such VPC")).to.deep.equal(["aws:ec2/securityGroup:SecurityGroup web: no such VPC"]);
    expect(about("aws:ec2/securityGroup:SecurityGroup resource 'web' has a problem")).to.deep.equal([
      "aws:ec2/securityGroup:SecurityGroup resource 'web' has a problem",
    ]);
  });

  describe("of what is exempt", () => {
    const policyEvent = (policyName: string, message: string): automation.EngineEvent => ({
      sequence: 1,
      timestamp: 1,
      policyEvent: {
        policyName,
        message,
        enforcementLevel: "warning",
        resourceUrn: group("web"),
        color: "never",
        policyPackName: "pack",
        policyPackVersion: "1",
        policyPackVersionTag: "1",
      },
    });
    const at = Property.of({ type: "aws:ec2/securityGroup:SecurityGroup", name: "web", urn: group("web") }, "", {});
    const message = exemptedMessage({
      exemption: {
        rule: "no-root-containers",
        reason: "owner: unknown; the agent needs root.",
        owner: "platform team",
        expires: 20_000,
        daysLeft: 12,
        resource: undefined,
        at,
      },
      findings: [violation(at, { what: "it is open.", fix: "close it" })],
    });

    it("lists what the pack lists, with the days left, and not among the violations", () => {
      const facts = factsOf([policyEvent("exempted", `Exemptions in force are listed.\n${message}`)]);
      expect(facts.violations).to.deep.equal([]);
      expect(facts.exempted).to.deep.equal([
        {
          rule: "no-root-containers",
          resource: group("web"),
          message: `Exemptions in force are listed.\n${message}`,
          reason: "owner: unknown; the agent needs root.",
          owner: "platform team",
          expires: "2024-10-04",
          daysLeft: 12,
        },
      ]);
    });

    it("takes nothing else for that", () => {
      const facts = factsOf([policyEvent("exempted", "something else"), policyEvent("other-policy", message)]);
      expect(facts.violations.map(({ rule }) => rule)).to.deep.equal(["exempted", "other-policy"]);
      expect(facts.exempted).to.deep.equal([]);
    });
  });

  it("makes zero of a run that ended before it began", () => {
    expect(factsOf([])).to.deep.equal({
      changes: { create: 0, same: 0, update: 0, replace: 0, delete: 0 },
      steps: [],
      violations: [],
      exempted: [],
      inconclusive: [],
      outputs: {},
      errors: [],
    });
  });
});
