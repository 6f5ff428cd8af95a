import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import * as yaml from "yaml";
import { rules } from "../../policies/rules";
import { askResource } from "./harness";

const TEXT = readFileSync(path.join(__dirname, "../../components/build/buildspec.yml"), "utf8");

interface Spec {
  phases: Record<string, { commands: string[] }>;
}

/** What the pack says of a project with that buildspec: the first line of each violation. */
function verdict(buildspec: string): string[] {
  const { reports } = askResource(rules, {
    type: "aws:codebuild/project:Project",
    props: {
      environment: {
        privilegedMode: true,
        environmentVariables: [{ name: "SERVICE", value: "api", type: "PLAINTEXT" }],
      },
      logsConfig: { cloudwatchLogs: { groupName: "/shop/build" } },
      source: { type: "CODEPIPELINE", buildspec },
    },
  });
  return reports.map(({ message }) => message.split("\n")[0] ?? "");
}

/** The buildspec after a change of its build phase. */
function changed(change: (commands: string[], spec: Spec) => string[]): string {
  const spec = yaml.parse(TEXT) as Spec;
  const build = spec.phases["build"] ?? { commands: [] };
  build.commands = change(build.commands, spec);
  return yaml.stringify(spec);
}

const DOCKLE = /^\s*dockle /m;
const TRIVY = /trivy_scan trivy-image /;
const PUSH = /docker push/;

const without = (...patterns: readonly RegExp[]) =>
  changed((commands) => commands.filter((command) => !patterns.some((pattern) => pattern.test(command))));

const moved = (pattern: RegExp) =>
  changed((commands) => [
    ...commands.filter((command) => !pattern.test(command)),
    ...commands.filter((command) => pattern.test(command)),
  ]);

/** The text with one place replaced, which must be there. */
function replaced(pattern: RegExp | string, by: string): string {
  const text = TEXT.replace(pattern, by);
  expect(text).not.to.equal(TEXT);
  return text;
}

const UNSEEN = (what: string) =>
  `build-scans-images: the build pushes an image (docker push) that no ${what} has seen before.`;
const DESPITE = (tool: string) =>
  `build-scans-images: the build pushes the image (docker push) even where ${tool} fails: its failure is ignored, or it need not run before.`;
const ZERO = (tool: string) =>
  `build-scans-images: the build pushes the image (docker push) whatever ${tool} finds, because ${tool} exits with 0 all the same.`;

describe("the buildspec of this repository", () => {
  it("keeps every rule", () => {
    expect(verdict(TEXT)).to.deep.equal([]);
  });

  it("breaks build-scans-images without Dockle, without Trivy, and without both", () => {
    expect(verdict(without(DOCKLE))).to.deep.equal([UNSEEN("image linter")]);
    expect(verdict(without(TRIVY))).to.deep.equal([UNSEEN("vulnerability scanner")]);
    expect(verdict(without(DOCKLE, TRIVY))).to.deep.equal([UNSEEN("vulnerability scanner"), UNSEEN("image linter")]);
  });

  it("breaks it where the scan comes after the push", () => {
    expect(verdict(moved(DOCKLE))).to.deep.equal([DESPITE("dockle")]);
    expect(verdict(moved(TRIVY))).to.deep.equal([DESPITE("trivy")]);
  });

  it("breaks it where only the line with the tool is gone", () => {
    expect(verdict(replaced(/^ *dockle --input [^]*?status=\$\?\n/m, ""))).to.deep.equal([UNSEEN("image linter")]);
    expect(verdict(replaced(/^( *)trivy_scan trivy-image .*\n.*\n/m, "$1# trivy_scan\n"))).to.deep.equal([
      ZERO("trivy"),
    ]);
  });

  it("breaks it where a finding does not fail the tool", () => {
    expect(verdict(replaced(/(dockle --input [^]*?--exit-code) 1/, "$1 0"))).to.deep.equal([ZERO("dockle")]);
    expect(verdict(replaced("HIGH,CRITICAL --exit-code 1", "HIGH,CRITICAL --exit-code 0"))).to.deep.equal([
      ZERO("trivy"),
    ]);
  });

  it("breaks it where the tool's verdict is not acted on", () => {
    expect(verdict(replaced(/^.*fail "dockle refuses.*\n/m, ""))).to.deep.equal([DESPITE("dockle")]);
    expect(verdict(replaced(/^.*fail "trivy refuses.*\n/m, ""))).to.deep.equal([DESPITE("trivy")]);
  });

  it("breaks it with the push in post_build, which runs after a failed build as well", () => {
    const text = changed((commands, spec) => {
      spec.phases["post_build"] = { commands: commands.filter((command) => PUSH.test(command)) };
      return commands.filter((command) => !PUSH.test(command));
    });
    expect(verdict(text)).to.deep.equal([DESPITE("trivy"), DESPITE("dockle")]);
  });

  it("breaks the rule about privileged builds without the command that builds", () => {
    expect(verdict(without(/docker buildx build/)).map((line) => line.split(":")[0])).to.include(
      "codebuild-no-privileged-unless-building-images",
    );
  });
});
