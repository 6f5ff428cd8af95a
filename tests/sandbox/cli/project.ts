import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { checkout } from "../../../sandbox/project";

/** A Pulumi project of its own for a test, in a temporary folder. */
export class TestProject {
  readonly dir = mkdtempSync(join(tmpdir(), "sandbox-test-"));
  readonly state = join(this.dir, "state");

  constructor() {
    this.write("Pulumi.yaml", "name: shop\nruntime: nodejs\n");
    for (const stack of ["dev", "stg", "prod"]) {
      this.write(`Pulumi.${stack}.yaml`, "config:\n  shop:mode: good\n");
    }
  }

  /** Writes a file of the project and answers with its path. */
  write(name: string, text: string): string {
    const file = join(this.dir, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  /**
   * Adds a policy pack. `rules` is the JavaScript source of a list of policies, in which `named(suffix, report)` makes
   * a check that reports on resources whose name ends so.
   */
  addPolicyPack(rules: string): string {
    this.useDependencies();
    this.write("policies/PulumiPolicy.yaml", "runtime: nodejs\nversion: 0.0.1\n");
    this.write("policies/package.json", '{"name": "pack", "version": "0.0.1", "main": "index.js"}\n');
    this.write(
      "policies/index.js",
      `const { PolicyPack } = require("@pulumi/policy");
const named = (suffix, report) => ({ name, props, urn }, violation) => {
  if (urn.endsWith(suffix)) report(violation, props);
};
new PolicyPack("pack", { policies: ${rules} });
`,
    );
    return join(this.dir, "policies");
  }

  /** Makes it a checkout: the sandbox itself beside a program, whose source is the text. */
  addSandbox(program: string): void {
    this.useDependencies();
    cpSync(join(checkout, "sandbox"), join(this.dir, "sandbox"), { recursive: true });
    cpSync(join(checkout, "package.json"), join(this.dir, "package.json"));
    this.write("index.ts", program);
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }

  private useDependencies(): void {
    try {
      symlinkSync(join(checkout, "node_modules"), join(this.dir, "node_modules"));
    } catch {
      // There already.
    }
  }
}
