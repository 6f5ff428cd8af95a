import type { cloudwatch, codedeploy, ecs, route53 } from "@pulumi/aws";
import { SERVICE } from "../facts/network";
import type { Property } from "../facts/property";
import type { StackFacts, StackResource } from "../facts/resource";
import { type Finding, inconclusive, judge, type Rule, violation } from "../rule";

const METRIC_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const COMPOSITE_ALARM = "aws:cloudwatch/compositeAlarm:CompositeAlarm";

/** Who looks at alarms of its own accord, and the names that it knows them by. */
const WATCHERS: readonly {
  type: string;
  input: string;
  path: string;
  names: (resource: StackResource) => readonly unknown[];
}[] = [
  {
    type: COMPOSITE_ALARM,
    input: "alarmRule",
    path: "alarmRule",
    names: (alarm) => namesIn(alarm.inputs<cloudwatch.CompositeAlarmArgs>().get("alarmRule").value),
  },
  {
    type: COMPOSITE_ALARM,
    input: "actionsSuppressor",
    path: "actionsSuppressor.alarm",
    names: (alarm) => [alarm.inputs<cloudwatch.CompositeAlarmArgs>().get("actionsSuppressor").get("alarm").value],
  },
  {
    type: "aws:codedeploy/deploymentGroup:DeploymentGroup",
    input: "alarmConfiguration",
    path: "alarmConfiguration.alarms[]",
    names: (group) =>
      valuesOf(group.inputs<codedeploy.DeploymentGroupArgs>().get("alarmConfiguration").get("alarms").items()),
  },
  {
    type: SERVICE,
    input: "alarms",
    path: "alarms.alarmNames[]",
    names: (service) => valuesOf(service.inputs<ecs.ServiceArgs>().get("alarms").get("alarmNames").items()),
  },
  {
    type: "aws:route53/healthCheck:HealthCheck",
    input: "cloudwatchAlarmName",
    path: "cloudwatchAlarmName",
    names: (check) => [check.inputs<route53.HealthCheckArgs>().get("cloudwatchAlarmName").value],
  },
];

/**
 * An alarm may also be there for another one, for a deployment that it undoes, or for a health check; then it needs no
 * action. One that only acts when it ends, or when data are missing, does not count as one that acts.
 */
export const alarmsHaveActions: Rule = {
  id: "alarms-have-actions",
  title: "Every alarm does something when it goes off.",
  severity: "medium",
  controls: {
    securityHub: ["CloudWatch.15", "CloudWatch.17"],
    checkov: ["CKV_AWS_319"],
    cdkNag: ["NIST.800.53.R5-CloudWatchAlarmAction"],
  },
  reads: [
    { type: METRIC_ALARM, properties: ["alarmActions[]", "actionsEnabled", "name", "arn"], inStackOnly: true },
    {
      type: COMPOSITE_ALARM,
      properties: ["alarmActions[]", "actionsEnabled", "alarmName", "arn", "alarmRule", "actionsSuppressor.alarm"],
      inStackOnly: true,
    },
    ...WATCHERS.filter(({ type }) => type !== COMPOSITE_ALARM).map(({ type, path }) => ({
      type,
      properties: [path],
      inStackOnly: true,
    })),
  ],
  why: "An alarm without an action turns red in a console that nobody looks at.",
  remediation:
    "Set `alarmActions` to what tells or does something, such as the ARN of an SNS topic, or name the alarm in a " +
    "composite alarm that has actions.",
  checkStack: (stack) =>
    stack
      .ofType(METRIC_ALARM, COMPOSITE_ALARM)
      .filter((alarm) => !isWatched(alarm, stack))
      .flatMap(judgeAlarm),
};

function judgeAlarm(alarm: StackResource): Finding[] {
  const inputs = alarm.inputs<cloudwatch.MetricAlarmArgs>();
  const actions = inputs.get("alarmActions");
  if (actions.isUnknown) {
    return [inconclusive(actions)];
  }
  // The ARN of a new topic is unknown; that there is one is enough.
  if (!actions.items().some(({ value, isUnknown }) => isUnknown || (value !== undefined && value !== ""))) {
    return [
      violation(actions, {
        what: "nobody learns of the alarm: it has no action, and no other alarm and no deployment looks at it.",
        fix: "alarmActions: [<an SNS topic>.arn]",
      }),
    ];
  }
  return judge(inputs.get("actionsEnabled"), (enabled) =>
    enabled === undefined || enabled === true
      ? undefined
      : { what: "the actions of the alarm are switched off.", fix: "actionsEnabled: true" },
  );
}

function isWatched(alarm: StackResource, stack: StackFacts): boolean {
  const inputs = alarm.inputs<{ name: string; alarmName: string; arn: string }>();
  const own = [inputs.get(alarm.type === METRIC_ALARM ? "name" : "alarmName"), inputs.get("arn")]
    .map(({ value }) => value)
    .filter((name) => name !== undefined);
  return WATCHERS.some(({ type, input, names }) =>
    stack
      .ofType(type)
      .some(
        (watcher) =>
          watcher.sourcesOf(input).some(({ urn }) => urn === alarm.urn) ||
          names(watcher).some((name) => own.some((one) => one === name)),
      ),
  );
}

/**
 * The alarms that a composite alarm's rule names, each in parentheses after a state:
 * `ALARM("one") AND (OK(two) OR AT_LEAST(50%, NOT ALARM, ("three", arn:...)))`.
 */
function namesIn(rule: unknown): unknown[] {
  const states = /\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*,?\s*\(((?:"(?:[^"\\]|\\.)*"|'[^']*'|[^()"'])*)\)/g;
  const names = /(?:^|,)\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"',]+))\s*(?=,|$)/g;
  return typeof rule === "string"
    ? [...rule.matchAll(states)]
        .flatMap(([, list = ""]) => [...list.matchAll(names)])
        .map(([, double, single, bare]) => double?.replaceAll('\\"', '"') ?? single ?? bare)
    : [];
}

function valuesOf(properties: readonly Property[]): unknown[] {
  return properties.map(({ value }) => value);
}
