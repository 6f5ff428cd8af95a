import { buildOf, type Build, mayRun, PROJECT } from "../facts/build";
import { type ImageCheck, imageCheckOf, pushesImage } from "../facts/images";
import { nameOf, PIPELINE, stepsOf } from "../facts/pipeline";
import type { ResourceFacts } from "../facts/resource";
import { type Breach, type Finding, inconclusive, type Rule, violation } from "../rule";

const CHECKS: Readonly<Record<ImageCheck["kind"], { readonly name: string; readonly command: string }>> = {
  scanner: {
    name: "vulnerability scanner",
    command: 'trivy image --exit-code 1 --severity HIGH,CRITICAL "$IMAGE"',
  },
  linter: { name: "image linter", command: 'dockle --exit-code 1 --exit-level warn "$IMAGE"' },
};

/**
 * What counts is not that the words stand in the buildspec, but that they keep a bad image back: if every scan failed,
 * no command that pushes may be reached. So a comment is no scan, nor is one after the push, in a function that nobody
 * calls, in a branch that need not be taken, or whose failure is ignored; and neither is one that exits with 0 whatever
 * it finds, as Trivy, Grype and Dockle do unless they are told otherwise.
 *
 * A project without an inline buildspec, or without a push in it, is not judged: what a file of the repository does
 * cannot be seen. (Such a build cannot be privileged: see `codebuild-no-privileged-unless-building-images`.)
 */
export const buildScansImages: Rule = {
  id: "build-scans-images",
  title: "A build pushes an image only after a vulnerability scanner and an image linter passed it.",
  severity: "high",
  controls: {},
  reads: [
    { type: PROJECT, properties: ["source.buildspec", "environment.environmentVariables"] },
    { type: PIPELINE, properties: ["stages[].actions[].provider"] },
  ],
  why: "An image in the registry is one that gets deployed, and what is wrong with it is found out in operation.",
  remediation:
    "Run a scanner (Trivy, Grype, Snyk or Docker Scout) and Dockle in the buildspec between the build and the push, each " +
    "with an exit code for findings (`--exit-code 1`, Grype: `--fail-on high`), so that their failure stops the build: no " +
    "`|| true`, `set -e` in a script of several lines, and no push in `post_build`, which runs after a failed build as well.",
  check: (resource) => (resource.type === PROJECT ? judgeProject(resource) : judgePipeline(resource)),
};

function judgeProject(project: ResourceFacts): Finding[] {
  const build = buildOf(project);
  if (build.at.isUnknown) {
    return [inconclusive(build.at)];
  }
  return mayRun(build, pushesImage)
    ? (["scanner", "linter"] as const).flatMap((kind) => {
        const breach = breachOf(build, kind);
        return breach === undefined ? [] : [violation(build.at, breach)];
      })
    : [];
}

function breachOf(build: Build, kind: ImageCheck["kind"]): Breach | undefined {
  const reached = build.reached(kind);
  const pushing = reached.find(pushesImage);
  if (pushing === undefined) {
    return undefined;
  }
  const push = pushing.words.slice(0, 2).join(" ").slice(0, 60);
  const found = reached.map(imageCheckOf).filter((check) => check?.kind === kind);
  const { name, command } = CHECKS[kind];
  const tool = found.find((check) => check?.fails)?.tool ?? found[0]?.tool;
  if (tool === undefined) {
    return {
      what: `the build pushes an image (${push}) that no ${name} has seen before.`,
      fix: `before it, as a command of its own: ${command}`,
    };
  }
  return found.some((check) => check?.fails)
    ? {
        what: `the build pushes the image (${push}) even where ${tool} fails: its failure is ignored, or it need not run before.`,
        fix: `run it before the push, unconditionally and without "|| true" (and with "set -e" in a script): ${command}`,
      }
    : {
        what: `the build pushes the image (${push}) whatever ${tool} finds, because ${tool} exits with 0 all the same.`,
        fix: command,
      };
}

function judgePipeline(pipeline: ResourceFacts): Finding[] {
  return stepsOf(pipeline).flatMap((step) => {
    const provider = step.action.get("provider");
    if (provider.isUnknown) {
      return [inconclusive(provider)];
    }
    return provider.value === "ECRBuildAndPublish"
      ? [
          violation(provider, {
            what: `${nameOf(step)} builds and pushes an image in one go, with no scan in between.`,
            fix: 'provider: "CodeBuild", with a project that scans the image before it pushes it',
          }),
        ]
      : [];
  });
}
