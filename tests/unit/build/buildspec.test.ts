import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";

import { reportNames } from "../../../components/build/permissions";
import { pythonTool } from "../../tools/pythonTool";
import { Buildspec, buildspecSchema, phaseNames } from "./buildspecSchema";
import { buildspecFile } from "./workspace";

const text = readFileSync(buildspecFile, "utf8");
const spec = buildspecSchema.parse(parse(text));

/** Every command with the place where it stands. */
function commands({ phases }: Buildspec): { place: string; command: string }[] {
  return phaseNames.flatMap((name) =>
    [...(phases[name]?.commands ?? []), ...(phases[name]?.finally ?? [])].map((command, index) => ({
      place: `${name}-${index}`,
      command,
    })),
  );
}

/** The script that the install phase writes for the steps to share. */
function sharedScript(): string {
  const writing = commands(spec).find(({ command }) => command.includes("<<'LIB'"));
  return /<<'LIB'\n([\s\S]*)\nLIB/.exec(writing?.command ?? "")?.[1] ?? "";
}

describe("buildspec", () => {
  it("is refused by the schema with any key that CodeBuild does not know", () => {
    const mistake = (change: (copy: Record<string, unknown>) => void) => {
      const copy = structuredClone(parse(text)) as Record<string, unknown>;
      change(copy);
      return buildspecSchema.safeParse(copy).success;
    };
    expect(mistake(() => undefined)).to.equal(true);
    expect(mistake((copy) => (copy["phase"] = {}))).to.equal(false);
    expect(mistake((copy) => (copy["version"] = "0.2 beta"))).to.equal(false);
    expect(mistake((copy) => (copy["phases"] = { test: { commands: ["true"] } }))).to.equal(false);
    expect(mistake((copy) => (copy["env"] = { variables: { CODEBUILD_X: "1" } }))).to.equal(false);
  });

  it("is small enough to be read in a plan", () => {
    expect(statSync(buildspecFile).size).to.be.lessThan(20 * 1024);
  });

  it("has shell in which shellcheck finds nothing", function () {
    this.timeout(120_000);
    const folder = mkdtempSync(join(tmpdir(), "shell-"));
    try {
      writeFileSync(join(folder, "lib.sh"), `# shellcheck shell=bash\n${sharedScript()}\n`);
      const files = commands(spec).map(({ place, command }) => {
        const file = join(folder, `${place}.sh`);
        writeFileSync(file, `#!/bin/bash\n${command}\n`);
        return file;
      });
      const findings = (checked: string[]) => {
        try {
          const options = ["--external-sources", "--check-sourced", "--source-path", folder, "--format", "gcc"];
          return execFileSync(pythonTool("shellcheck"), [...options, ...checked], { encoding: "utf8" });
        } catch (error) {
          return String((error as { stdout?: unknown }).stdout);
        }
      };
      expect(findings(files)).to.equal("");

      // The check sees mistakes in a step and in what it sources.
      const step = files.find((file) => readFileSync(file, "utf8").includes('lib.sh"\n')) ?? "";
      writeFileSync(step, `${readFileSync(step, "utf8")}\nrm -rf $WORK/x\n`);
      expect(findings([step])).to.contain("SC2086");
      writeFileSync(join(folder, "lib.sh"), `# shellcheck shell=bash\n${sharedScript()}\nrm -rf $CACHE\n`);
      expect(findings(files)).to.match(/lib\.sh.*SC2086/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("pins each tool, for both machines, by version and checksum", () => {
    const pins = [...text.matchAll(/^ +(\w+) +(x86_64|aarch64) +([0-9a-f]{64}) (\S+ \S+)$/gm)].map(
      ([, tool, machine, , path]) => ({ tool, machine, path }),
    );
    expect(pins.map(({ tool, machine }) => `${tool ?? ""} ${machine ?? ""}`)).to.have.members(
      ["hadolint", "dockle", "trivy", "crane"].flatMap((tool) => [`${tool} x86_64`, `${tool} aarch64`]),
    );
    for (const { path } of pins) {
      expect(path).to.match(/^[\w-]+\/[\w-]+ v\d+\.\d+\.\d+\/[\w.-]+$/);
    }
  });

  it("installs nothing but one signed package of Amazon, by version and release", () => {
    const installed = text.match(/\bdnf (?:.*\\\n)*.*/g) ?? [];
    expect(installed.filter((command) => !command.startsWith("dnf refuses"))).to.have.length(1);
    const install = installed.at(-1) ?? "";
    expect(install)
      .to.match(/ --repo amazonlinux /)
      .and.to.contain("--setopt='*.gpgcheck=1'");
    expect(install).to.match(/ --releasever \d{4}\.\d+\.\d{8} /);
    expect(install).to.match(/ soci-snapshotter-\d+\.\d+\.\d+-\d+\.amzn2023\.[\d.]+$/);
  });

  it("takes the build from the same place that the cache keeps", () => {
    expect(spec.cache?.paths).to.deep.equal([`${spec.env?.variables?.["CACHE"] ?? ""}/**/*`]);
  });

  it("has the reports for which the role has permissions", () => {
    expect(Object.keys(spec.reports ?? {})).to.have.members([...reportNames]);
  });

  it("does nothing after a failed build", () => {
    expect(spec.phases.post_build).to.equal(undefined);
    for (const name of phaseNames) {
      expect(spec.phases[name]?.["on-failure"]).to.not.equal("CONTINUE");
    }
  });
});
