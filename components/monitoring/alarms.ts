import { MetricSource, Series, serviceSeries } from "./metrics";

/** Above what an alarm goes off. */
export interface AlarmThresholds {
  /** Average CPU use of a service's tasks, in percent. */
  readonly cpuPercent: number;
  /** Memory use of the fullest task, in percent. */
  readonly memoryPercent: number;
  /** Minutes for which fewer tasks may run than are wanted. */
  readonly missingTaskMinutes: number;
  /** Share of requests that may fail with 5xx, in percent. */
  readonly errorPercent: number;
  /** 99th percentile of the response time, in seconds. */
  readonly latencySeconds: number;
  /** Share of connections that the load balancer may reject, in percent. */
  readonly rejectedPercent: number;
}

/**
 * How the absence of data is read. `notBreaching` everywhere, but for a reason that differs each time; what must not go
 * unseen by its absence is filled in by the expression.
 */
type MissingData = "notBreaching" | "breaching" | "ignore" | "missing";

/** An alarm: it goes off where the series is above the threshold in enough of the last periods. */
export interface AlarmDefinition<Text> {
  /** The end of its name. */
  readonly purpose: string;
  /** What people read in the mail. */
  readonly description: string;
  readonly series: Series<Text>;
  readonly threshold: number;
  /** Length of a period, in seconds. */
  readonly period: number;
  /** How many periods are looked at. */
  readonly periods: number;
  /** In how many of them the threshold must be exceeded. */
  readonly exceeded: number;
  readonly treatMissingData: MissingData;
  /** Means a bad version: part of the composite alarm that undoes a deployment. */
  readonly isDeploymentFault: boolean;
}

/**
 * Minutes that are looked at beyond those in which the threshold must be exceeded, where an expression fills in what is
 * missing: a metric that comes late would otherwise hold the alarm where it is, as its newest minute is always filled.
 *
 * {@link https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html | FILL and M out of N}
 */
const lateMinutes = 3;

/** Minutes for which a target may fail its checks before somebody is told; ECS replaces it by itself within two. */
const unhealthyMinutes = 5;

/**
 * The alarms of a service as data.
 *
 * Of a service with a load balancer, what its users see undoes a deployment: failing, slow or unreachable. Full CPU or
 * memory may be nothing but many users, and missing tasks a lack of Spot capacity; no rollback cures those. Without a load
 * balancer, missing tasks are all that there is to go by.
 *
 * @param startPeriodSeconds - for which a new task may fail its health checks
 */
export function alarmDefinitions<Text>(
  source: MetricSource<Text | string>,
  thresholds: AlarmThresholds,
  startPeriodSeconds = 0,
): AlarmDefinition<Text | string>[] {
  const { cpu, memory, missingTasks, logs, requests } = serviceSeries<Text>(source);
  const name = source.serviceName;
  const minutes = { period: 60, treatMissingData: "notBreaching", isDeploymentFault: false } as const;
  const fiveMinutes = { ...minutes, period: 300 } as const;
  return [
    {
      ...minutes,
      purpose: "cpu",
      description: `${name} uses more than ${thresholds.cpuPercent} % of its CPU for ten minutes: scaling does not help, or is at its maximum`,
      series: cpu,
      threshold: thresholds.cpuPercent,
      // Scaling reacts within three minutes, and a task starts within two.
      periods: 10,
      exceeded: 10,
      // No data: no task runs, and so none is overloaded. The alarm on missing tasks knows whether one should.
    },
    {
      ...minutes,
      purpose: "memory",
      description: `A task of ${name} uses more than ${thresholds.memoryPercent} % of its memory; at 100 % it is killed`,
      series: memory,
      threshold: thresholds.memoryPercent,
      periods: 5,
      exceeded: 5,
      // No data: as with CPU.
    },
    {
      ...minutes,
      purpose: "tasks",
      description: `${name} has fewer tasks than it wants for ${thresholds.missingTaskMinutes} minutes`,
      series: missingTasks,
      threshold: 0,
      periods: thresholds.missingTaskMinutes + lateMinutes,
      exceeded: thresholds.missingTaskMinutes,
      // No data: the service is not there yet, or Container Insights is late. Running tasks that are not reported while
      // some are wanted count as missing.
      isDeploymentFault: requests === undefined,
    },
    ...(requests === undefined
      ? []
      : [
          {
            ...minutes,
            purpose: "errors",
            description: `More than ${thresholds.errorPercent} % of the requests to ${name} fail`,
            // A share, because five errors are many at night and few at noon.
            series: requests.failed,
            threshold: thresholds.errorPercent,
            // Two bad minutes of three: one restart of a dependency undoes no deployment.
            periods: 3,
            exceeded: 2,
            // No data: no requests, and so no errors. Those for which there is no task are requests, too.
            isDeploymentFault: true,
          },
          {
            ...minutes,
            purpose: "latency",
            description: `One of a hundred requests to ${name} takes longer than ${thresholds.latencySeconds} s`,
            // CloudWatch's own guard against few samples wants a thousand requests a minute, and leaves an alarm that is
            // on as it is when the traffic ends; so the expression says what too few are, and that they are no alarm.
            series: requests.slowest,
            threshold: thresholds.latencySeconds,
            periods: 5,
            exceeded: 3,
            // No data: no request was answered; those that failed are in the share of errors.
            isDeploymentFault: true,
          },
          {
            ...minutes,
            purpose: "unhealthy",
            description: `Tasks of ${name} fail the load balancer's health checks, and new ones do not help`,
            series: requests.unhealthy,
            threshold: 0,
            periods: unhealthyMinutes + Math.ceil(startPeriodSeconds / 60) + lateMinutes,
            exceeded: unhealthyMinutes + Math.ceil(startPeriodSeconds / 60),
            // No data: neither group has a task; that is for the alarm on missing tasks.
            isDeploymentFault: true,
          },
          {
            ...minutes,
            purpose: "rejected",
            description: `The load balancer of ${name} rejects more than ${thresholds.rejectedPercent} % of its connections: it is at its limit`,
            series: requests.rejected,
            threshold: thresholds.rejectedPercent,
            periods: 5,
            exceeded: 3,
            // No data: nobody connected. Nothing to divide by is no data, too.
          },
        ]),
    {
      ...fiveMinutes,
      purpose: "lost-logs",
      description: `Log lines of ${name} are lost; the log router's own log group says which and why`,
      series: logs["lost-logs"],
      threshold: 0,
      // What is lost stays lost, so once is enough.
      periods: 1,
      exceeded: 1,
      // No data: the router, which logs warnings only, had nothing to say.
    },
    {
      ...fiveMinutes,
      purpose: "throttled-logs",
      description: `AWS throttles the log router of ${name} for a quarter of an hour; its buffer fills`,
      series: logs["throttled-logs"],
      threshold: 0,
      // The router tries again, so a short burst costs nothing.
      periods: 3,
      exceeded: 3,
      // No data: as with lost lines.
    },
  ];
}
