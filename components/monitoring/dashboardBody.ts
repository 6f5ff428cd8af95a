import { arn, Location } from "../location";
import { MonitoredService, serviceSeries } from "./metrics";
import { alarmWidget, graphWidget, Line, placed, textWidget, Unplaced, Widget } from "./widgets";

/** A text of a dashboard. */
export interface Note {
  readonly title: string;
  readonly markdown: string;
}

/** What a dashboard shows. */
export interface DashboardContent<Text = string> {
  readonly location: Location;
  readonly title: string;
  readonly services: readonly MonitoredService<Text>[];
  /** What no metric says, for example the addresses that are left. */
  readonly notes: readonly Note[];
}

/** The body of a dashboard, as far as it is used here. */
export interface DashboardBody {
  readonly start: string;
  readonly widgets: readonly Widget[];
}

/**
 * CloudWatch's limits for a dashboard.
 *
 * {@link https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html | CloudWatch quotas}
 */
const limits = { widgets: 500, alarmsOfWidget: 100 } as const;

/**
 * The dashboard of a stack: alarms, then the golden signals of each service (traffic, errors, latency, saturation), its
 * tasks and its log lines.
 *
 * @throws Error when there are more services than a dashboard has room for, some 80.
 *
 * {@link https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html | Dashboard body}
 */
export function dashboardBody({ location, title, services, notes }: DashboardContent): DashboardBody {
  const alarmArns = services.flatMap(({ alarmNames }) =>
    alarmNames.map((name) => arn(location, "cloudwatch", `alarm:${name}`)),
  );
  const widgets = placed([
    [textWidget(24, `# ${title}\nMade by a program: changes in the console are lost at its next run.`)],
    notes.map((note) => textWidget(12, `## ${note.title}\n${note.markdown}`)),
    ...chunks(alarmArns, limits.alarmsOfWidget).map((some) => [alarmWidget("Alarms", some)]),
    ...services.flatMap((service) => serviceRows(location.region, service)),
  ]);
  if (widgets.length > limits.widgets) {
    throw new Error(
      `The dashboard "${title}" of ${services.length} services has ${widgets.length} widgets, and CloudWatch takes ` +
        `${limits.widgets}: move services to another stack.`,
    );
  }
  return { start: "-PT3H", widgets };
}

function serviceRows(region: string, service: MonitoredService): Unplaced[][] {
  const { cpu, memory, tasks, logs, requests } = serviceSeries<string>(service);
  const graph = (title: string, lines: readonly Line[]) =>
    graphWidget(`${service.serviceName}: ${title}`, region, lines);
  return [
    [textWidget(24, `## ${service.serviceName}`)],
    [
      ...(requests === undefined
        ? []
        : [
            graph("requests", [
              { label: "requests a minute", metric: requests.count },
              { series: requests.failed, axis: "right" },
            ]),
            graph("response time", [
              { label: "half are faster than, in seconds", metric: requests.latency.p50 },
              { label: "99 % are faster than, in seconds", metric: requests.latency.p99 },
            ]),
          ]),
      graph("CPU and memory", [{ series: cpu }, { series: memory }]),
      graph("tasks", [
        { label: "running", metric: tasks.running },
        { label: "wanted", metric: tasks.desired },
        { label: "starting", metric: tasks.pending },
      ]),
      graph("log lines", [
        { series: logs["error-lines"] },
        { series: logs["lost-logs"], axis: "right" },
        { series: logs["throttled-logs"], axis: "right" },
      ]),
    ],
  ];
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
