import { Assumptions } from "./assumptions";
import { CostLine, line, plural, range } from "./costLine";
import { Prices } from "./prices";
import { StackUsage } from "./usage";

/** Metrics for which Container Insights asks for money; what AWS's table of dimensions and a bill of 2026 suggest. */
const insightsMetrics = { cluster: 23, service: 26, family: 26, task: 26, container: 26 };
/** Without enhanced observability: the cluster, and each service twice, as such and as a family of task definitions. */
const plainInsights = { cluster: 12, service: 15, family: 10 };
/** Metrics that the alarms of a service look at, counted as AWS does: each metric of a calculation. */
const alarmMetrics = { ofEach: 6, ofLoadBalanced: 11 };
/** Metrics that are made of a service's log lines. */
const logMetrics = 3;

/** What metrics, alarms, the dashboard and traces cost. */
export function monitoringLines(usage: StackUsage, { of }: Prices, assumed: Assumptions): CostLine[] {
  const { services } = usage;
  const alarms = services.reduce(
    (sum, { hasLoadBalancer, scalingAlarms }) =>
      sum + alarmMetrics.ofEach + (hasLoadBalancer ? alarmMetrics.ofLoadBalanced : 0) + scalingAlarms,
    0,
  );
  const [low, high] = [insights(usage, "minTasks"), insights(usage, "maxTasks")];
  const insightsPrice = usage.containerInsights === "enhanced" ? of.insightsEnhanced : of.customMetric;
  const isTraced = services.some((service) => service.isTraced);
  // A call to an internal service belongs to the trace of its caller.
  const balancers = usage.loadBalancers.public || usage.loadBalancers.internal;
  const traces = isTraced ? (balancers * assumed.requests * usage.sampledPercent) / 100 : 0;
  return [
    line(
      "Monitoring",
      `Container Insights, ${usage.containerInsights}`,
      `${range(low, high)} metrics`,
      low * insightsPrice.usd,
      high * insightsPrice.usd,
    ),
    line("Monitoring", "alarms", `${alarms} metrics`, alarms * of.alarm.usd),
    line(
      "Monitoring",
      "alarms for rollback",
      plural(services.length, "composite alarm"),
      services.length * of.compositeAlarm.usd,
    ),
    line(
      "Monitoring",
      "metrics of log lines",
      `${logMetrics} of each service`,
      services.length * logMetrics * of.customMetric.usd,
    ),
    line("Monitoring", "dashboard", "", of.dashboard.usd),
    line(
      "Monitoring",
      "traces, and insights into them",
      `${traces.toFixed(2)} million`,
      traces * (of.trace.usd + of.traceInsights.usd),
    ),
  ];
}

function insights(usage: StackUsage, side: "minTasks" | "maxTasks"): number {
  const bastion = usage.bastion === undefined ? [] : [{ tasks: 1, containers: 2 }];
  const services = usage.services.map((service) => ({
    tasks: service[side],
    containers: 1 + service.sidecars.private + service.sidecars.public,
  }));
  const all = [...services, ...bastion];
  if (usage.containerInsights === "enabled") {
    return plainInsights.cluster + all.length * (plainInsights.service + plainInsights.family);
  }
  const { cluster, service, family, task, container } = insightsMetrics;
  return all.reduce(
    (sum, { tasks, containers }) => sum + service + family + tasks * (task + containers * container),
    cluster,
  );
}
