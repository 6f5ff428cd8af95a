import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { existsSync } from "node:fs";
import { join } from "node:path";

import type { Operation } from "../../../sandbox/cli";
import { nameOf } from "../../../sandbox/report";
import { type Request, runOperation } from "../../../sandbox/run";
import { TestProject } from "./project";

/** A resource without a cloud behind it. */
class Thing extends pulumi.ComponentResource {
  constructor(name: string) {
    super("shop:index:Thing", name);
    this.registerOutputs();
  }
}

describe("an operation with a policy pack", function () {
  this.timeout(600_000);
  let project: TestProject;

  beforeEach(() => {
    project = new TestProject();
  });
  afterEach(() => {
    project.remove();
  });

  const run = (operation: Operation, more: Pick<Request, "program" | "policyPack" | "onStarted">) =>
    runOperation({ operation, stack: "dev", projectDir: project.dir, state: project.state, ...more });

  const rules = `[
    { name: "no-bad", description: "Nothing is bad.", enforcementLevel: "mandatory",
      validateResource: named("bad", (violation) => violation("rename it")) },
    { name: "no-odd", description: "Nothing is odd.", enforcementLevel: "advisory",
      validateResource: named("odd", (violation) => violation("better not")) },
    { name: "inconclusive", description: "Not known.", enforcementLevel: "advisory",
      validateResource: named("vague", (violation) => violation("no-bad: size")) },
  ]`;
  const things =
    (...names: string[]) =>
    () => {
      names.forEach((name) => new Thing(name));
      return Promise.resolve({});
    };

  it("refuses what breaks a mandatory rule before anything is made", async () => {
    const policyPack = project.addPolicyPack(rules);
    const { report } = await run("up", { policyPack, program: things("early", "bad", "odd") });
    expect(report.error).to.equal("refused by a mandatory rule: no-bad");
    expect(report.changes.create).to.equal(0);
    expect(
      report.policy.violations.map(({ rule, level, resource }) => [rule, level, nameOf(resource)]),
    ).to.have.deep.members([
      ["no-bad", "mandatory", "shop:index:Thing bad"],
      ["no-odd", "advisory", "shop:index:Thing odd"],
    ]);
    expect(report.policy.violations.find(({ rule }) => rule === "no-bad")?.message).to.equal(
      "Nothing is bad.\nrename it",
    );
    const { deployment } = await run("export", { program: things() });
    expect(deployment).to.not.include("urn:");
  });

  it("counts what could not be judged, and lets advice pass", async () => {
    const policyPack = project.addPolicyPack(rules);
    const { report, inconclusive } = await run("preview", { policyPack, program: things("vague", "odd") });
    expect(report).to.not.have.property("error");
    expect(report.policy.violations.map(({ rule }) => rule)).to.deep.equal(["no-odd"]);
    expect(report.policy.inconclusive).to.equal(1);
    expect(inconclusive.map(({ message }) => message)).to.deep.equal(["Not known.\nno-bad: size"]);
  });

  it("configures the pack for the stack where the pack says how", async () => {
    const policyPack = project.addPolicyPack(rules);
    project.write("policies/config/dev.json", JSON.stringify({ "no-bad": { enforcementLevel: "advisory" } }));
    const { report } = await run("preview", { policyPack, program: things("bad") });
    expect(report).to.not.have.property("error");
    expect(report.policy.violations.map(({ level }) => level)).to.deep.equal(["advisory"]);
  });

  for (const [what, text, says] of [
    ["broken", "{broken", "is not valid JSON: "],
    ["a list", "[]", "is not a JSON object"],
    ["null", "null", "is not a JSON object"],
  ] as const) {
    it(`names the pack's config when it is ${what}, before the engine starts`, async () => {
      const policyPack = project.addPolicyPack(rules);
      const file = project.write("policies/config/dev.json", text);
      const started: string[] = [];
      const { report } = await run("up", {
        policyPack,
        program: things("bad"),
        onStarted: () => started.push("the engine"),
      });
      expect(report.error).to.contain(`${file} ${says}`).and.contain("or remove the file");
      expect(started).to.deep.equal([]);
      expect(existsSync(join(project.state, "backend"))).to.equal(false);
    });
  }

  it("lets a stack go whose pack's config is broken, since nothing is judged then", async () => {
    const policyPack = project.addPolicyPack(rules);
    project.write("policies/config/dev.json", "{broken");
    const { report } = await run("destroy", { policyPack, program: things() });
    expect(report).to.not.have.property("error");
  });

  it("takes an empty config of the pack for none, as the engine does", async () => {
    const policyPack = project.addPolicyPack(rules);
    project.write("policies/config/dev.json", "\n");
    const { report } = await run("preview", { policyPack, program: things("bad") });
    expect(report.error).to.equal("refused by a mandatory rule: no-bad");
  });
});
