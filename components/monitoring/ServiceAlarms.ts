import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { LoadBalancer } from "../load-balancer/LoadBalancer";
import { LogRouter } from "../logging/LogRouter";
import { AlarmDefinition, alarmDefinitions, AlarmThresholds } from "./alarms";
import { errorLines, lostLogs, throttledLogs } from "./logPatterns";
import { LogMetric, logMetricName, MonitoredService, Series } from "./metrics";

type Text = pulumi.Input<string>;

/** Arguments of {@link ServiceAlarms}. */
export interface ServiceAlarmsArgs {
  /** Physical name of an alarm of this service. */
  readonly alarmName: (purpose: string) => string;
  readonly clusterName: string;
  readonly serviceName: string;
  /** Left out for a service without one, which then has no alarms on requests. */
  readonly loadBalancer?: LoadBalancer;
  /** Its log groups are searched for errors and for lines that it lost. */
  readonly logRouter: LogRouter;
  /** Namespace of the metrics that are made from log lines, for example `shop/dev`. */
  readonly metricNamespace: string;
  readonly thresholds: AlarmThresholds;
  /** Seconds for which a new task may fail its health checks. @default 0 */
  readonly startPeriodSeconds?: number;
  /** Is told when an alarm goes off. */
  readonly topicArn: string;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * The alarms of one service, and a composite one of those that mean a bad version.
 *
 * The composite alarm tells people what its parts would, once: a bad version often fails, is slow and is unhealthy at the
 * same time. Its parts tell nobody; the composite's mail names the part. The others speak for themselves. Nobody is told
 * that an alarm is over: a new alarm goes from "no data" to "OK", and each one of a new stack would send that mail.
 *
 * Error lines are counted and drawn but raise no alarm: what a service logs as an error is its own choice, and failing
 * requests have an alarm that knows nothing of wording.
 *
 * {@link https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html | Composite alarms},
 * {@link https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html#alarms-and-missing-data | Missing data}
 *
 * @example
 * new ServiceAlarms("api", {
 *   alarmName: (purpose) => `shop-api-${purpose}`, clusterName: "shop", serviceName: "api", loadBalancer, logRouter,
 *   metricNamespace: "shop/dev", topicArn: topic.arn,
 *   thresholds: { cpuPercent: 85, memoryPercent: 85, missingTaskMinutes: 5, errorPercent: 5, latencySeconds: 1, rejectedPercent: 1 },
 * }, { dependsOn: [...topic.ready] });
 */
export class ServiceAlarms extends pulumi.ComponentResource {
  /** The composite alarm of all that undoes a deployment: what people are told. Known at preview. */
  readonly rollbackAlarmName: string;
  /**
   * The metric alarms that it is made of, any of which sets it off and undoes a deployment; known at preview. Deployments
   * watch these: AWS documents metric alarms for CodeDeploy as for ECS, and its DescribeAlarms, unless it is asked, tells of
   * no other ones.
   */
  readonly rollbackMetricAlarmNames: readonly string[];
  /** For the dashboard. */
  readonly monitored: MonitoredService<Text>;
  /** For `dependsOn`. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: ServiceAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:monitoring:ServiceAlarms", name, {}, opts);
    const { alarmName, loadBalancer, logRouter } = args;
    // Passed on, because Pulumi does not: the topic comes first.
    const child = { parent: this, dependsOn: opts?.dependsOn };
    const source = {
      serviceName: args.serviceName,
      clusterName: args.clusterName,
      metricNamespace: args.metricNamespace,
      ...(loadBalancer === undefined
        ? {}
        : {
            loadBalancer: {
              suffix: loadBalancer.arnSuffix,
              blueSuffix: loadBalancer.blueTargetGroup.arnSuffix,
              greenSuffix: loadBalancer.greenTargetGroup.arnSuffix,
            },
          }),
    };

    const count = (metric: LogMetric, logGroupName: string, pattern: string) =>
      new aws.cloudwatch.LogMetricFilter(
        `${name}-${metric}`,
        {
          name: logMetricName(args.serviceName, metric),
          logGroupName,
          pattern,
          metricTransformation: {
            namespace: args.metricNamespace,
            name: logMetricName(args.serviceName, metric),
            value: "1",
            // Where lines come in that do not match, so that "none" can be told from "no lines".
            defaultValue: "0",
            unit: "Count",
          },
        },
        { parent: this, dependsOn: [...logRouter.ready] },
      );
    count("error-lines", logRouter.logGroupName, errorLines);
    count("lost-logs", logRouter.ownLogGroupName, lostLogs);
    count("throttled-logs", logRouter.ownLogGroupName, throttledLogs);

    const definitions = alarmDefinitions<Text>(source, args.thresholds, args.startPeriodSeconds);
    const faults = definitions.filter(({ isDeploymentFault }) => isDeploymentFault);
    const alarms = definitions.map(
      (definition) =>
        new aws.cloudwatch.MetricAlarm(
          `${name}-${definition.purpose}`,
          {
            name: alarmName(definition.purpose),
            ...metricAlarm(definition),
            alarmActions: definition.isDeploymentFault ? undefined : [args.topicArn],
            tags: args.tags,
          },
          child,
        ),
    );
    this.rollbackAlarmName = alarmName("failing");
    this.rollbackMetricAlarmNames = faults.map(({ purpose }) => alarmName(purpose));
    const composite = new aws.cloudwatch.CompositeAlarm(
      name,
      {
        alarmName: this.rollbackAlarmName,
        alarmDescription: `${name} fails its users; a deployment that is under way is undone. ${faults.map(({ description }) => description).join(". Or: ")}`,
        alarmRule: this.rollbackMetricAlarmNames.map((part) => `ALARM("${part}")`).join(" OR "),
        alarmActions: [args.topicArn],
        tags: args.tags,
      },
      // Named by the rule only, which is text: CloudWatch refuses a rule about alarms that it does not know, and keeps alarms
      // that a rule speaks of.
      { parent: this, dependsOn: alarms },
    );
    this.monitored = {
      ...source,
      alarmNames: [this.rollbackAlarmName, ...definitions.map(({ purpose }) => alarmName(purpose))],
    };
    this.ready = [...alarms, composite];
    this.registerOutputs({ rollbackAlarmName: this.rollbackAlarmName });
  }
}

/** An alarm in the provider's words. */
function metricAlarm(definition: AlarmDefinition<Text>): aws.cloudwatch.MetricAlarmArgs {
  return {
    alarmDescription: definition.description,
    comparisonOperator: "GreaterThanThreshold",
    threshold: definition.threshold,
    evaluationPeriods: definition.periods,
    datapointsToAlarm: definition.exceeded,
    treatMissingData: definition.treatMissingData,
    metricQueries: queries(definition.series, definition.period),
  };
}

function queries(
  { label, metrics, expression }: Series<Text>,
  period: number,
): aws.types.input.cloudwatch.MetricAlarmMetricQuery[] {
  const isAlone = expression === undefined;
  return [
    ...(isAlone ? [] : [{ id: "judged", expression, label, returnData: true }]),
    ...Object.entries(metrics).map(([id, metric]) => ({
      id,
      metric: { ...metric, period },
      ...(isAlone ? { label, returnData: true } : {}),
    })),
  ];
}
