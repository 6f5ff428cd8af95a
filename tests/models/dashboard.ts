import { z } from "zod";

const period = z.int().min(60).multipleOf(60);
const stat = z.union([
  z.enum(["SampleCount", "Average", "Sum", "Minimum", "Maximum"]),
  z.string().regex(/^p(?:\d{1,2}(?:\.\d+)?|100)$/),
]);
const side = z.enum(["left", "right"]);
const colour = z.string().regex(/^#[0-9a-fA-F]{3,6}$/);
const id = z.string().regex(/^[a-z]\w*$/);

const rendering = z.strictObject({
  id: id.optional(),
  label: z.string().optional(),
  color: colour.optional(),
  period: period.optional(),
  stat: stat.optional(),
  visible: z.boolean().optional(),
  yAxis: side.optional(),
  region: z.string().optional(),
  accountId: z.string().optional(),
});

const calculation = z.tuple([rendering.extend({ expression: z.string().min(1) })]);

/** Namespace, name, dimensions as names and values in turn, and how it is drawn. */
const measured = z
  .array(z.union([z.string().min(1), rendering]))
  .min(2)
  .superRefine((parts, context) => {
    const texts = parts.filter((part) => typeof part === "string");
    const isLastAlone = parts.every((part, index) => typeof part === "string" || index === parts.length - 1);
    if (texts.length % 2 !== 0 || !isLastAlone) {
      context.addIssue({
        code: "custom",
        message: "a dimension needs name and value, and what is drawn how comes last",
      });
    }
  });

const axis = z.strictObject({
  label: z.string().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  showUnits: z.boolean().optional(),
});

const line = z.strictObject({
  value: z.number(),
  label: z.string().optional(),
  color: colour.optional(),
  fill: z.enum(["above", "below", "none"]).optional(),
  visible: z.boolean().optional(),
  yAxis: side.optional(),
});

const metricProperties = z.strictObject({
  accountId: z.string().optional(),
  annotations: z.strictObject({ horizontal: z.array(line) }).optional(),
  legend: z.strictObject({ position: z.enum(["right", "bottom", "hidden"]) }).optional(),
  liveData: z.boolean().optional(),
  metrics: z
    .array(z.union([calculation, measured]))
    .min(1)
    .max(500),
  period: period.optional(),
  region: z.string().min(1),
  sparkline: z.boolean().optional(),
  stacked: z.boolean().optional(),
  stat: stat.optional(),
  timezone: z.string().optional(),
  title: z.string().optional(),
  view: z.enum(["timeSeries", "singleValue", "gauge", "bar", "pie", "table"]).optional(),
  yAxis: z.strictObject({ left: axis.optional(), right: axis.optional() }).optional(),
});

const place = {
  x: z.int().min(0).max(23),
  y: z.int().min(0),
  width: z.int().min(1).max(24),
  height: z.int().min(1).max(1000),
};

const widget = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("metric"), ...place, properties: metricProperties }),
  z.strictObject({
    type: z.literal("text"),
    ...place,
    properties: z.strictObject({
      markdown: z.string().min(1),
      background: z.enum(["transparent", "solid"]).optional(),
    }),
  }),
  z.strictObject({
    type: z.literal("alarm"),
    ...place,
    properties: z.strictObject({
      alarms: z
        .array(z.string().regex(/^arn:[\w-]+:cloudwatch:[\w-]+:\d{12}:alarm:.+$/))
        .min(1)
        .max(100),
      sortBy: z.enum(["default", "stateUpdatedTimestamp", "timestamp"]).optional(),
      states: z.array(z.enum(["ALARM", "INSUFFICIENT_DATA", "OK"])).optional(),
      title: z.string().optional(),
    }),
  }),
]);

/** The most metrics of one dashboard, over all of its widgets. */
const mostMetrics = 2500;

/**
 * The body of a CloudWatch dashboard, as far as metric, text and alarm widgets go. AWS publishes no machine-readable
 * schema; this is its reference, and it refuses every key that the reference does not name.
 *
 * {@link https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html | Dashboard body}
 */
export const dashboardSchema = z
  .strictObject({
    start: z
      .string()
      .regex(/^-P(?:T\d+[HM]|\d+[DWM])$/)
      .optional(),
    periodOverride: z.enum(["auto", "inherit"]).optional(),
    widgets: z.array(widget).max(500),
  })
  .superRefine(({ widgets }, context) => {
    const issue = (message: string) => context.addIssue({ code: "custom", message });
    const taken = new Set<string>();
    let metrics = 0;
    for (const { type, x, y, width, height, properties } of widgets) {
      if (x + width > 24) {
        issue(`a widget at ${x}, ${y} is wider than the dashboard`);
      }
      for (let column = x; column < x + width; column++) {
        for (let row = y; row < y + height; row++) {
          const cell = `${column} ${row}`;
          if (taken.has(cell)) {
            issue(`two widgets at ${cell}`);
          }
          taken.add(cell);
        }
      }
      if (type === "metric") {
        metrics += properties.metrics.length;
        const ids = properties.metrics.flatMap((parts) => {
          const last = parts.at(-1);
          return typeof last === "object" && last.id !== undefined ? [last.id] : [];
        });
        if (new Set(ids).size < ids.length) {
          issue(`${properties.title ?? ""}: two metrics with one id`);
        }
        for (const { expression } of properties.metrics.flatMap((parts) =>
          parts.flatMap((part) => (typeof part === "object" && "expression" in part ? [part] : [])),
        )) {
          const unknown = (expression.match(/\b[a-z]\w*/g) ?? []).filter((word) => !ids.includes(word));
          if (unknown.length > 0) {
            issue(`${properties.title ?? ""}: ${expression} names ${unknown.join(", ")}, which is not there`);
          }
        }
      }
    }
    if (metrics > mostMetrics) {
      issue(`${metrics} metrics, and at most ${mostMetrics} are allowed`);
    }
  });

/** A dashboard's body that is well formed. */
export type DashboardModel = z.output<typeof dashboardSchema>;
