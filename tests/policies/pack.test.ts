import { type ChildProcess, spawn } from "node:child_process";
import * as path from "node:path";
import * as readline from "node:readline";
import { expect } from "chai";
import { toPolicies } from "../../policies/engine";
import { ruleIds } from "../../policies/ruleIds";
import { rules } from "../../policies/rules";

const ROOT = path.join(__dirname, "../..");

describe("the pack", () => {
  it("has every rule as a mandatory policy, after the exemptions that it asks and before what reports on all", () => {
    const levels = toPolicies(rules).map(({ name, enforcementLevel }) => [name, enforcementLevel]);
    expect(levels).to.deep.equal([
      ["exemptions", "mandatory"],
      ...rules.map(({ id }) => [id, "mandatory"]),
      ["inconclusive", "advisory"],
      ["exempted", "advisory"],
    ]);
  });

  it("tells programs the ids of its rules", () => {
    expect(ruleIds).to.have.members(rules.map(({ id }) => id));
  });

  it("starts as the engine starts it, and serves a port", async () => {
    const pack = spawn(path.join(ROOT, "sandbox/bin/pulumi-analyzer-policy-nodejs"), ["127.0.0.1:1", "."], {
      cwd: path.join(ROOT, "policies"),
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      expect(await firstLine(pack)).to.match(/^\d+$/);
    } finally {
      pack.kill();
    }
  }).timeout(120_000);
});

async function firstLine(pack: ChildProcess): Promise<string> {
  if (pack.stdout !== null) {
    for await (const line of readline.createInterface({ input: pack.stdout })) {
      return line;
    }
  }
  return "the pack ended without a word";
}
