import type { codebuild } from "@pulumi/aws";
import { buildOf, mayRun, PROJECT } from "../facts/build";
import { buildsImage } from "../facts/images";
import { quoted } from "../message";
import { inconclusive, judge, type Rule } from "../rule";

/**
 * A Docker daemon inside a build needs the privileged mode; nothing else does. Whether there is one, only an inline
 * buildspec tells: what stands in a file of the repository can be another thing tomorrow.
 */
export const codebuildNoPrivilegedUnlessBuildingImages: Rule = {
  id: "codebuild-no-privileged-unless-building-images",
  title: "A build runs privileged only to build container images.",
  severity: "high",
  controls: {
    checkov: ["CKV_AWS_316"],
    cdkNag: ["AwsSolutions-CB3", "NIST.800.53.R5-CodeBuildProjectPrivilegedModeDisabled"],
  },
  reads: [
    {
      type: PROJECT,
      properties: ["environment.privilegedMode", "environment.environmentVariables", "source.buildspec"],
    },
  ],
  why: "A privileged build has the rights of root on its host, and runs whatever the code that it builds brings along.",
  remediation:
    "Leave `privilegedMode` out. A project that builds images keeps it, and has its buildspec inline " +
    "(`buildspec: readFileSync(...)`), where the command that builds is seen.",
  check: (project) => {
    const privileged = project.inputs<codebuild.ProjectArgs>().get("environment").get("privilegedMode");
    const build = buildOf(project);
    if (build.spec !== undefined && mayRun(build, buildsImage)) {
      return [];
    }
    const findings = judge(privileged, (value) =>
      value === undefined || value === false
        ? undefined
        : {
            what:
              build.spec === undefined
                ? `the build is privileged (${quoted(value)}), and what it runs cannot be seen in a file of the repository.`
                : `the build is privileged (${quoted(value)}), and builds no image.`,
            fix:
              build.spec === undefined
                ? "privilegedMode: false; or the buildspec itself in source.buildspec, if it builds images"
                : "privilegedMode: false",
          },
    );
    return findings.length > 0 && build.at.isUnknown ? [inconclusive(build.at)] : findings;
  },
};
