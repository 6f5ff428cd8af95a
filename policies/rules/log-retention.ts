import type { cloudwatch } from "@pulumi/aws";
import { type Container, judgeContainers, nameOf, readsOfContainers, TASK_DEFINITION } from "../facts/containers";
import type { Value } from "../facts/property";
import type { ResourceFacts } from "../facts/resource";
import { quoted } from "../message";
import { type Finding, inconclusive, judge, type Rule } from "../rule";

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

/**
 * Omitted and 0 both mean: never expires. A log group that a log driver creates on its own (`awslogs-create-group`, or
 * `auto_create_group` of Fluent Bit's CloudWatch outputs) is one of that kind, outside of the program.
 */
export const logRetention: Rule = {
  id: "log-retention",
  title: "Every CloudWatch log group expires its events.",
  severity: "medium",
  controls: {
    securityHub: ["CloudWatch.16"],
    checkov: ["CKV_AWS_66"],
    cdkNag: ["NIST.800.53.R5-CloudWatchLogGroupRetentionPeriod"],
  },
  reads: [
    { type: LOG_GROUP, properties: ["retentionInDays", "logGroupClass"] },
    ...readsOfContainers("logConfiguration.options"),
  ],
  why: "Events that never expire are paid for every month, and keep personal data longer than anybody decided.",
  remediation: "Create the log group in the program, with `retentionInDays`.",
  check: (resource) =>
    resource.type === TASK_DEFINITION
      ? judgeContainers(resource, (containers) => containers.flatMap(judgeContainer))
      : judgeLogGroup(resource),
};

function judgeLogGroup(resource: ResourceFacts): Finding[] {
  const inputs = resource.inputs<cloudwatch.LogGroupArgs>();
  const retention = inputs.get("retentionInDays");
  const logClass = inputs.get("logGroupClass");
  // AWS expires this class after two days, whatever the retention says.
  if (logClass.value === "DELIVERY") {
    return [];
  }
  const findings = judge(retention, (days) =>
    typeof days === "number" && days > 0
      ? undefined
      : {
          what: `its events never expire (retentionInDays: ${days === undefined ? "omitted" : quoted(days)}).`,
          fix: "retentionInDays: 30",
        },
  );
  return findings.length > 0 && logClass.isUnknown ? [inconclusive(logClass)] : findings;
}

function judgeContainer(container: Container): Finding[] {
  const options = container.get("logConfiguration").get("options");
  return [
    ...judge(options.get("awslogs-create-group"), (value) =>
      isOn(value)
        ? {
            what: `${nameOf(container)} has its log driver create a log group that never expires.`,
            fix: 'create the group with aws.cloudwatch.LogGroup and retentionInDays; remove "awslogs-create-group"',
          }
        : undefined,
    ),
    ...judge(options.get("auto_create_group"), (value) =>
      isOn(value) && !isPositive(options.get("log_retention_days").value)
        ? {
            what: `${nameOf(container)} has the log router create a log group that never expires.`,
            fix: 'options: { ..., log_retention_days: "30" }',
          }
        : undefined,
    ),
  ];
}

/** The spellings of true that Docker's log drivers and Fluent Bit know between them. */
function isOn(value: Value): boolean {
  return value === true || (typeof value === "string" && /^(true|t|1|on|yes)$/i.test(value));
}

function isPositive(value: Value): boolean {
  return typeof value === "string" && Number(value) > 0;
}
