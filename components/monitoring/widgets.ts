import { Metric, Series } from "./metrics";

/** A widget on the grid. */
export interface Widget {
  readonly type: "alarm" | "metric" | "text";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: object;
}

/** A widget that has no place yet. */
export type Unplaced = Omit<Widget, "x" | "y">;

/** Columns of a dashboard. */
const columns = 24;

/** Puts widgets from left to right, in rows as high as their highest widget. */
export function placed(rows: readonly (readonly Unplaced[])[]): Widget[] {
  let y = 0;
  return rows.flatMap((row) => {
    let x = 0;
    let height = 0;
    const widgets = row.map((widget) => {
      if (x + widget.width > columns) {
        x = 0;
        y += height;
        height = 0;
      }
      const at = { ...widget, x, y };
      x += widget.width;
      height = Math.max(height, widget.height);
      return at;
    });
    y += height;
    return widgets;
  });
}

/** A text in Markdown, as high as its lines need about. */
export function textWidget(width: number, markdown: string): Unplaced {
  const lines = markdown.split("\n").length;
  return { type: "text", width, height: Math.min(Math.max(Math.ceil(lines * 0.75), 1), 12), properties: { markdown } };
}

/** The state of alarms, those that are on first. */
export function alarmWidget(title: string, alarmArns: readonly string[]): Unplaced {
  return {
    type: "alarm",
    width: columns,
    height: Math.ceil(alarmArns.length / 12) + 1,
    properties: { title, alarms: alarmArns, sortBy: "stateUpdatedTimestamp" },
  };
}

/** One line of a graph, or a calculation with the metrics that it needs, which are not drawn themselves. */
export type Line = { readonly label: string; readonly metric: Metric<string>; readonly axis?: Axis } | Calculated;

type Axis = "left" | "right";

interface Calculated {
  readonly series: Series<string>;
  readonly axis?: Axis;
}

/** A graph. Values of each axis begin at nothing, so that small changes look small. */
export function graphWidget(title: string, region: string, lines: readonly Line[]): Unplaced {
  return {
    type: "metric",
    width: 6,
    height: 6,
    properties: {
      title,
      region,
      view: "timeSeries",
      stacked: false,
      period: 60,
      metrics: lines.flatMap(drawn),
      yAxis: { left: { min: 0 }, right: { min: 0 } },
    },
  };
}

type Drawn = readonly (string | object)[];

function drawn(line: Line, index: number): Drawn[] {
  const yAxis = line.axis ?? "left";
  if ("metric" in line) {
    return [metricOf(line.metric, { label: line.label, yAxis })];
  }
  const { label, metrics, expression } = line.series;
  if (expression === undefined) {
    return Object.values(metrics).map((metric) => metricOf(metric, { label, yAxis }));
  }
  // Two calculations of one graph may call their metrics the same.
  const own = (id: string) => `${id}${index}`;
  const ids = Object.keys(metrics);
  const renamed = expression.replace(/[a-z]\w*/g, (word) => (ids.includes(word) ? own(word) : word));
  return [
    ...Object.entries(metrics).map(([id, metric]) => metricOf(metric, { id: own(id), visible: false })),
    [{ expression: renamed, label, id: `result${index}`, yAxis }],
  ];
}

function metricOf({ namespace, metricName, dimensions, stat }: Metric<string>, rendering: object): Drawn {
  return [namespace, metricName, ...Object.entries(dimensions).flat(), { stat, ...rendering }];
}
