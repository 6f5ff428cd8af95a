/** A metric of CloudWatch with the statistic that is looked at. */
export interface Metric<Text> {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, Text>>;
  /** For example `Average` or `p99`. */
  readonly stat: string;
}

/** What is judged or drawn: one metric, or a calculation with several. */
export interface Series<Text> {
  /** What the values are, with their unit. */
  readonly label: string;
  /** By the names that the expression uses. */
  readonly metrics: Readonly<Record<string, Metric<Text>>>;
  /** Metric math; left out where the one metric is what is meant. */
  readonly expression?: string;
}

/** The parts of a load balancer that metrics are named by: the last parts of the ARNs. */
export interface MonitoredLoadBalancer<Text> {
  readonly suffix: Text;
  /** Both target groups: deployments move the tasks from one to the other. */
  readonly blueSuffix: Text;
  readonly greenSuffix: Text;
}

/** A service as CloudWatch knows it. `Text` is `string`, or an input of Pulumi where resources are not made yet. */
export interface MonitoredService<Text = string> {
  readonly serviceName: string;
  readonly clusterName: string;
  /** Namespace of the metrics that are made from log lines. */
  readonly metricNamespace: string;
  /** Left out for a service without one. */
  readonly loadBalancer?: MonitoredLoadBalancer<Text>;
  /** All of the service's alarms. */
  readonly alarmNames: readonly string[];
}

/** What {@link MonitoredService} says without its alarms. */
export type MetricSource<Text> = Omit<MonitoredService<Text>, "alarmNames">;

/** The metrics that metric filters make of one service's log lines. */
export const logMetrics = ["error-lines", "lost-logs", "throttled-logs"] as const;

/** One of {@link logMetrics}. */
export type LogMetric = (typeof logMetrics)[number];

/** A log metric's name. Services share a namespace and have no dimension, because a filter on plain text can set none. */
export function logMetricName(serviceName: string, metric: LogMetric): string {
  return `${serviceName}-${metric}`;
}

/** Everything that is measured of a service; names and dimensions as AWS documents them. */
export interface ServiceSeries<Text> {
  readonly cpu: Series<Text>;
  readonly memory: Series<Text>;
  readonly tasks: Readonly<Record<"running" | "desired" | "pending", Metric<Text>>>;
  readonly missingTasks: Series<Text>;
  readonly logs: Readonly<Record<LogMetric, Series<Text>>>;
  /** Only with a load balancer. */
  readonly requests?: RequestSeries<Text>;
}

/** What a load balancer measures. */
export interface RequestSeries<Text> {
  readonly count: Metric<Text>;
  readonly failed: Series<Text>;
  readonly latency: Readonly<Record<"p50" | "p99", Metric<Text>>>;
  readonly slowest: Series<Text>;
  readonly unhealthy: Series<Text>;
  readonly rejected: Series<Text>;
}

/** The fewest requests in a minute of which a 99th percentile says something: it is the slowest one of a hundred. */
const fewestForPercentile = 100;

/**
 * The measures of a service.
 *
 * {@link https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html | ECS},
 * {@link https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html | Container Insights},
 * {@link https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html | Application Load Balancer}
 */
export function serviceSeries<Text>(source: MetricSource<Text | string>): ServiceSeries<Text | string> {
  const dimensions = { ClusterName: source.clusterName, ServiceName: source.serviceName };
  const ecs = (metricName: string, stat: string) => ({ namespace: "AWS/ECS", metricName, dimensions, stat });
  const insights = (metricName: string) => ({
    namespace: "ECS/ContainerInsights",
    metricName,
    dimensions,
    // One value a minute, so every statistic is that value.
    stat: "Average",
  });
  const log = (metric: LogMetric, label: string) => ({
    label,
    metrics: {
      lines: {
        namespace: source.metricNamespace,
        metricName: logMetricName(source.serviceName, metric),
        dimensions: {},
        stat: "Sum",
      },
    },
  });
  const tasks = {
    running: insights("RunningTaskCount"),
    desired: insights("DesiredTaskCount"),
    pending: insights("PendingTaskCount"),
  };
  return {
    cpu: { label: "CPU in percent", metrics: { cpu: ecs("CPUUtilization", "Average") } },
    // The fullest task: a task that runs out of memory is killed, however much the others have left.
    memory: {
      label: "memory of the fullest task in percent",
      metrics: { memory: ecs("MemoryUtilization", "Maximum") },
    },
    tasks,
    missingTasks: {
      label: "missing tasks",
      metrics: { desired: tasks.desired, running: tasks.running },
      // While tasks are wanted, no number of running ones means that there is none.
      expression: "desired - FILL(running, 0)",
    },
    logs: {
      "error-lines": log("error-lines", "lines that speak of an error"),
      "lost-logs": log("lost-logs", "times that log lines were lost"),
      "throttled-logs": log("throttled-logs", "times that AWS throttled the log router"),
    },
    ...(source.loadBalancer === undefined ? {} : { requests: requestSeries(source.loadBalancer, tasks.desired) }),
  };
}

function requestSeries<Text>(
  balancer: MonitoredLoadBalancer<Text | string>,
  desired: Metric<Text | string>,
): RequestSeries<Text | string> {
  const elb = (metricName: string, stat = "Sum", more: Readonly<Record<string, Text | string>> = {}) => ({
    namespace: "AWS/ApplicationELB",
    metricName,
    dimensions: { LoadBalancer: balancer.suffix, ...more },
    stat,
  });
  // The least of what the load balancer's nodes see: one node's trouble is not the task's.
  const unhealthy = (TargetGroup: Text | string) => elb("UnHealthyHostCount", "Minimum", { TargetGroup });
  const count = elb("RequestCount");
  const latency = { p50: elb("TargetResponseTime", "p50"), p99: elb("TargetResponseTime", "p99") };
  return {
    count,
    failed: {
      label: "failed requests in percent",
      metrics: {
        targets: elb("HTTPCode_Target_5XX_Count"),
        // What the load balancer answers itself when no task does.
        balancer: elb("HTTPCode_ELB_5XX_Count"),
        // These are requests for which there was a task to choose; the others are answered with 503.
        requests: count,
        unrouted: elb("HTTPCode_ELB_503_Count"),
        desired,
      },
      // Outside of its hours a service has no task on purpose.
      expression:
        "IF(FILL(desired, 1) >= 1, " +
        "100 * (FILL(targets, 0) + FILL(balancer, 0)) / (FILL(requests, 0) + FILL(unrouted, 0)), 0)",
    },
    latency,
    slowest: {
      label: "99th percentile of the response time in seconds",
      metrics: { latency: latency.p99, requests: count },
      expression: `IF(requests >= ${fewestForPercentile}, latency, 0)`,
    },
    unhealthy: {
      label: "unhealthy tasks",
      metrics: { blue: unhealthy(balancer.blueSuffix), green: unhealthy(balancer.greenSuffix) },
      // The group without tasks reports nothing.
      expression: "FILL(blue, 0) + FILL(green, 0)",
    },
    rejected: {
      label: "rejected connections in percent",
      metrics: { rejected: elb("RejectedConnectionCount"), taken: elb("NewConnectionCount") },
      expression: "100 * FILL(rejected, 0) / (FILL(rejected, 0) + FILL(taken, 0))",
    },
  };
}
