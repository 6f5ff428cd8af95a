import { dashboardSchema } from "./dashboard";

/** A resource that exists, whether mocked or in the sandbox cloud. */
export interface Made {
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** What metrics call it: the last part of a load balancer's or a target group's ARN, otherwise its physical name. */
  readonly called: string;
}

/** A metric as an alarm names it. */
interface Asked {
  readonly namespace?: string;
  readonly metricName?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
}

/** A metric by its names. */
interface Measured {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** The dimensions of AWS's own namespaces, and the types whose names are their values. */
const dimensionTypes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "AWS/ECS": { ClusterName: "aws:ecs/cluster:Cluster", ServiceName: "aws:ecs/service:Service" },
  "ECS/ContainerInsights": { ClusterName: "aws:ecs/cluster:Cluster", ServiceName: "aws:ecs/service:Service" },
  "AWS/ApplicationELB": {
    LoadBalancer: "aws:lb/loadBalancer:LoadBalancer",
    TargetGroup: "aws:lb/targetGroup:TargetGroup",
  },
};

/** The namespaces that alarms and dashboards look into. */
export function namespaces(made: readonly Made[]): Set<string> {
  return new Set(measured(made).map(({ namespace }) => namespace));
}

/**
 * Metrics of alarms and dashboards that nothing here has: a dimension without such a resource, or a metric of a namespace of
 * ours that no metric filter fills.
 *
 * @throws ZodError when a dashboard's body is none.
 */
export function strangers(made: readonly Made[]): string[] {
  const counted = ofType(made, "aws:cloudwatch/logMetricFilter:LogMetricFilter").map(({ inputs }) => {
    const { namespace, name } = inputs["metricTransformation"] as Record<string, string>;
    return `${namespace} ${name}`;
  });
  return measured(made).flatMap(({ namespace, metricName, dimensions }) => {
    const metric = `${namespace} ${metricName}`;
    const types = dimensionTypes[namespace];
    if (types === undefined) {
      return counted.includes(metric) ? [] : [metric];
    }
    return Object.entries(dimensions)
      .filter(([dimension, value]) => !ofType(made, types[dimension] ?? "").some(({ called }) => called === value))
      .map(([dimension, value]) => `${metric} ${dimension}=${value}`);
  });
}

function measured(made: readonly Made[]): Measured[] {
  return [
    ...ofType(made, "aws:cloudwatch/metricAlarm:MetricAlarm").flatMap(ofAlarm),
    ...ofType(made, "aws:cloudwatch/dashboard:Dashboard").flatMap(ofDashboard),
  ];
}

function ofType(made: readonly Made[], type: string): Made[] {
  return made.filter((one) => one.type === type);
}

function ofAlarm({ inputs }: Made): Measured[] {
  const { metricQueries, ...alone } = inputs as Asked & { metricQueries?: readonly { readonly metric?: Asked }[] };
  const queried = (metricQueries ?? []).flatMap(({ metric }) => (metric === undefined ? [] : [metric]));
  return [alone, ...queried].flatMap(({ namespace, metricName, dimensions = {} }) =>
    namespace === undefined || metricName === undefined ? [] : [{ namespace, metricName, dimensions }],
  );
}

function ofDashboard({ inputs }: Made): Measured[] {
  const { widgets } = dashboardSchema.parse(JSON.parse(String(inputs["dashboardBody"])));
  return widgets.flatMap(({ type, properties }) =>
    type !== "metric"
      ? []
      : properties.metrics.flatMap((parts) => {
          const [namespace, metricName, ...rest] = parts.flatMap((part) => (typeof part === "string" ? [part] : []));
          return namespace === undefined || metricName === undefined
            ? []
            : [{ namespace, metricName, dimensions: pairs(rest) }];
        }),
  );
}

function pairs(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.flatMap((name, index) => (index % 2 === 0 ? [[name, texts[index + 1] ?? ""] as const] : [])),
  );
}
