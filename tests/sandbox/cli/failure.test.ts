import { expect } from "chai";

import { failureOf } from "../../../sandbox/failure";
import { factsOf, type Facts } from "../../../sandbox/report";

const nothing = factsOf([]);

function violating(...rules: string[]): Facts {
  const violations = rules.map((rule) => ({ rule, level: "mandatory" as const, resource: "", message: "no" }));
  return {
    ...nothing,
    violations: [...violations, { ...violations[0], rule: "hint", level: "advisory", resource: "", message: "" }],
  };
}

/** An error as the Automation API throws it. */
const commandError = (line: string) =>
  new Error(`code: -2\n stdout: \n stderr: ${line}: /opt/pulumi up --yes\nUpdating (dev):\n err?: Error: ${line}\n`);

describe("reason of a failure", () => {
  it("is the program's own error first, each reason once", () => {
    const program = new Error("no such service");
    const facts = { ...nothing, errors: ["no such service", "bucket: taken"] };
    expect(failureOf(facts, { program, stderr: "" })).to.equal("no such service\nbucket: taken");
  });

  it("is not the call that failed because the engine had stopped", () => {
    const program = Object.assign(new Error("14 UNAVAILABLE"), { code: 14, details: "gone" });
    expect(failureOf({ ...nothing, errors: ["bucket: taken"] }, { program, stderr: "" })).to.equal("bucket: taken");
  });

  it("names the mandatory rules that refused, each once, and no advice", () => {
    expect(failureOf(violating("no-root"), { stderr: "" })).to.equal("refused by a mandatory rule: no-root");
    expect(failureOf(violating("no-root", "no-root", "no-latest"), { stderr: "" })).to.equal(
      "refused by mandatory rules: no-root, no-latest",
    );
  });

  it("is what the engine prints when it fails before it starts", () => {
    const stderr = "warning: x\nerror: validating stack config: a is missing\nsecond line\n";
    expect(failureOf(nothing, { engine: commandError("Command failed"), stderr })).to.equal(
      "validating stack config: a is missing\nsecond line",
    );
  });

  it("is short when the engine gives none", () => {
    const engine = commandError("Command was killed with SIGKILL (Forced termination)");
    expect(failureOf(nothing, { engine, stderr: "" })).to.equal(
      "the engine gave no reason: Command was killed with SIGKILL (Forced termination)",
    );
  });
});
