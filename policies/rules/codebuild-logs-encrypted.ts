import type { cloudwatch, codebuild } from "@pulumi/aws";
import { PROJECT } from "../facts/build";
import type { ResourceFacts, StackFacts, StackResource } from "../facts/resource";
import { quoted } from "../message";
import { type Finding, inconclusive, judge, type Rule, violation } from "../rule";

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

/**
 * Without a group name CodeBuild creates a group of its own, without a key and without an end to its retention. A group
 * that another program made cannot be seen, and is trusted.
 */
export const codebuildLogsEncrypted: Rule = {
  id: "codebuild-logs-encrypted",
  title: "A build keeps its log, encrypted.",
  severity: "medium",
  controls: {
    securityHub: ["CodeBuild.3", "CodeBuild.4"],
    checkov: ["CKV_AWS_158", "CKV_AWS_311", "CKV_AWS_314"],
  },
  reads: [
    {
      type: PROJECT,
      properties: [
        "logsConfig.cloudwatchLogs.status",
        "logsConfig.cloudwatchLogs.groupName",
        "logsConfig.s3Logs.status",
        "logsConfig.s3Logs.encryptionDisabled",
      ],
    },
    { type: LOG_GROUP, properties: ["name", "kmsKeyId"], inStackOnly: true },
  ],
  why: "A build's log shows names, versions and now and then a secret, and is the only trace of what was built.",
  remediation:
    "Name a log group of the program that has a `kmsKeyId` in `logsConfig.cloudwatchLogs.groupName`, and leave " +
    "`encryptionDisabled` of `s3Logs` out.",
  check: (project) => {
    const { cloudwatch, s3 } = logsOf(project);
    const status = { cloudwatch: cloudwatch.get("status"), s3: s3.get("status") };
    const findings = status.s3.value === "ENABLED" || status.s3.isUnknown ? judgeS3(project) : [];
    if (status.cloudwatch.isUnknown) {
      return [...findings, inconclusive(status.cloudwatch)];
    }
    if (status.cloudwatch.value !== "DISABLED") {
      return [...findings, ...judgeGroupName(project)];
    }
    if (status.s3.isUnknown) {
      return [...findings, inconclusive(status.s3)];
    }
    return status.s3.value === "ENABLED"
      ? findings
      : [
          violation(cloudwatch, {
            what: "the build keeps no log at all.",
            fix: 'logsConfig: { cloudwatchLogs: { groupName: "<an encrypted log group>" } }',
          }),
        ];
  },
  checkStack: (stack) => stack.ofType(PROJECT).flatMap((project) => judgeGroup(project, stack)),
};

function logsOf(project: ResourceFacts) {
  const logs = project.inputs<codebuild.ProjectArgs>().get("logsConfig");
  return { cloudwatch: logs.get("cloudwatchLogs"), s3: logs.get("s3Logs") };
}

function judgeS3(project: ResourceFacts): Finding[] {
  return judge(logsOf(project).s3.get("encryptionDisabled"), (value) =>
    value === undefined || value === false
      ? undefined
      : { what: "the log in S3 is not encrypted.", fix: "encryptionDisabled: false" },
  );
}

/** An unknown name is a name; whose it is, the whole plan shows. */
function judgeGroupName(project: ResourceFacts): Finding[] {
  const name = logsOf(project).cloudwatch.get("groupName");
  return name.isUnknown
    ? []
    : judge(name, (value) =>
        typeof value === "string" && value !== ""
          ? undefined
          : {
              what: "CodeBuild makes the log group itself, without encryption by a key of yours.",
              fix: 'logsConfig: { cloudwatchLogs: { groupName: "<an encrypted log group>" } }',
            },
      );
}

function judgeGroup(project: StackResource, stack: StackFacts): Finding[] {
  const { cloudwatch } = logsOf(project);
  const [status, name] = [cloudwatch.get("status"), cloudwatch.get("groupName")];
  if (status.isUnknown || status.value === "DISABLED") {
    return [];
  }
  const groups = name.isUnknown
    ? project.sourcesOf("logsConfig").filter(({ type }) => type === LOG_GROUP)
    : stack
        .ofType(LOG_GROUP)
        .filter((group) => group.inputs<cloudwatch.LogGroupArgs>().get("name").value === name.value);
  if (name.isUnknown && groups.length === 0) {
    return [inconclusive(name)];
  }
  return groups.flatMap((group) => {
    const key = group.inputs<cloudwatch.LogGroupArgs>().get("kmsKeyId");
    // The ARN of a new key is unknown; that there is one is enough.
    return key.isUnknown && group.sourcesOf("kmsKeyId").length > 0
      ? []
      : judge(key, (value) =>
          typeof value === "string" && value !== ""
            ? undefined
            : {
                what: `the log group of the build ${quoted(project.name)} has no key of your own.`,
                fix: "kmsKeyId: <the key>.arn",
              },
        );
  });
}
