import { expect } from "chai";
import { execFile } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import type { Report } from "../../../sandbox/report";
import { TestProject } from "./project";

/** What a command left. */
interface Outcome {
  status: number;
  stdout: string;
  stderr: string;
}

const program = `
import * as pulumi from "@pulumi/pulumi";
class Thing extends pulumi.ComponentResource {
  constructor(name: string) {
    super("shop:index:Thing", name);
    this.registerOutputs();
  }
}
export = async () => {
  console.log("printed by the program");
  const mode = new pulumi.Config().require("mode");
  new Thing(mode);
  if (mode === "broken") {
    throw new Error("shop:mode: broken is no mode");
  }
  return { mode, password: pulumi.secret("hush-hush") };
};
`;

const rules = `[
  { name: "no-bad", description: "Nothing is bad.", enforcementLevel: "mandatory",
    validateResource: named("bad", (violation) => violation("rename it")) },
]`;

describe("sandbox command", function () {
  this.timeout(600_000);
  const project = new TestProject();

  before(() => {
    project.addSandbox(program);
    project.addPolicyPack(rules);
  });
  after(() => {
    project.remove();
  });

  function sandbox(...args: string[]): Promise<Outcome> {
    return new Promise((resolve) => {
      const command = ["--require", "tsx/cjs", "sandbox/main.ts", ...args];
      const child = execFile(process.execPath, command, { cwd: project.dir }, (_, stdout, stderr) => {
        resolve({ status: child.exitCode ?? -1, stdout, stderr });
      });
    });
  }

  const json = async (...args: string[]) => {
    const { status, stdout } = await sandbox(...args, "--json", "--state", project.state);
    return { status, answer: JSON.parse(stdout) as Report | Report[] };
  };

  it("answers a wrong command line with status 2, the reason and the usage, and nothing on standard output", async () => {
    for (const [args, reason] of [
      [["preview", "--stack", "qa", "--json"], 'Unknown stack "qa". Stacks: dev, stg, prod, all'],
      [["plan"], 'Unknown operation "plan"'],
    ] as const) {
      const { status, stdout, stderr } = await sandbox(...args);
      expect([status, stdout]).to.deep.equal([2, ""]);
      expect(stderr)
        .to.match(/^Usage: /m)
        .and.include(reason);
    }
  });

  it("prints the usage when asked", async () => {
    const { status, stdout } = await sandbox("--help");
    expect(status).to.equal(0);
    expect(stdout).to.match(/^Usage: /);
  });

  it("prints one JSON object of the agreed form, whatever the program prints", async () => {
    const { status, answer } = await json("preview", "--stack", "dev");
    expect(status).to.equal(0);
    const { durationMs, ...rest } = answer as Report;
    expect(durationMs).to.be.a("number");
    expect(rest).to.deep.equal({
      stack: "dev",
      operation: "preview",
      changes: { create: 2, same: 0, update: 0, replace: 0, delete: 0 },
      policy: { violations: [], exempted: [], inconclusive: 0 },
      outputs: { mode: "good", password: "[secret]" },
    });
  });

  it("refuses with status 1 what breaks a rule, and says rule, resource and cure", async () => {
    const file = project.write("bad.yaml", "config:\n  shop:mode: bad\n");
    const { status, stdout, stderr } = await sandbox(
      "up",
      "--stack",
      "dev",
      "--config-file",
      file,
      "--state",
      project.state,
    );
    expect(status).to.equal(1);
    expect(stdout).to.include("no-bad (mandatory) shop:index:Thing bad").and.include("rename it");
    expect(stderr).to.include("error: refused by a mandatory rule: no-bad");
    const { answer } = await json("outputs", "--stack", "dev");
    expect((answer as Report).outputs).to.deep.equal({});
  });

  it("judges nothing with --no-policy", async () => {
    const file = project.write("bad.yaml", "config:\n  shop:mode: bad\n");
    const { status } = await json("preview", "--stack", "dev", "--config-file", file, "--no-policy");
    expect(status).to.equal(0);
  });

  it("tells the mistakes of a config file with status 1 and no stack trace", async () => {
    const files = {
      [project.write("broken.yaml", "config:\n  shop:mode: broken\n")]: "shop:mode: broken is no mode",
      [project.write("syntax.yaml", "config:\n  shop:mode: [\n")]: "not valid YAML at line 3, column 1",
      [join(project.dir, "none.yaml")]: "does not exist",
    };
    for (const [file, message] of Object.entries(files)) {
      const { status, answer } = await json("up", "--stack", "stg", "--config-file", file);
      expect(status, file).to.equal(1);
      const { error = "", changes } = answer as Report;
      expect(error).to.include(message);
      expect(error.match(/^\s+at /m), file).to.equal(null);
      expect(changes).to.deep.equal({ create: 0, same: 0, update: 0, replace: 0, delete: 0 });
    }
  });

  it("goes through all stacks, stops at the first failure, and tells what ran", async () => {
    project.write("Pulumi.stg.yaml", "config:\n  shop:mode: broken\n");
    const failed = await json("up", "--stack", "all", "--no-policy");
    expect(failed.status).to.equal(1);
    expect((failed.answer as Report[]).map(({ stack, error }) => [stack, error])).to.deep.equal([
      ["dev", undefined],
      ["stg", "shop:mode: broken is no mode"],
    ]);

    project.write("Pulumi.stg.yaml", "config:\n  shop:mode: good\n");
    const up = await json("up", "--stack", "all", "--no-policy");
    expect((up.answer as Report[]).map(({ stack }) => stack)).to.deep.equal(["dev", "stg", "prod"]);

    const exported = await sandbox("export", "--stack", "all", "--state", project.state);
    expect((JSON.parse(exported.stdout) as unknown[]).length).to.equal(3);
    expect(exported.stdout).to.not.include("hush-hush");

    const destroyed = await json("destroy", "--stack", "all");
    expect((destroyed.answer as Report[]).map(({ stack, changes }) => [stack, changes.delete])).to.deep.equal([
      ["prod", 2],
      ["stg", 2],
      ["dev", 2],
    ]);
  });

  it("never touches the project's files", () => {
    expect(readFileSync(join(project.dir, "Pulumi.dev.yaml"), "utf8")).to.equal("config:\n  shop:mode: good\n");
  });

  it("ends the tour with a table and the next thing to type", async () => {
    rmSync(join(project.dir, "Pulumi.prod.yaml"));
    const { status, stdout } = await sandbox("tour");
    expect(status).to.equal(0);
    for (const stack of ["dev", "stg"]) {
      expect(stdout).to.match(new RegExp(`^${stack} +2 +0 +0 +[0-9.]+ s +up$`, "m"));
    }
    expect(stdout).to.match(/engine [0-9.]+ s, stacks [0-9.]+ s/);
    expect(stdout).to.include("npm run --silent sandbox -- ");
  });
});
