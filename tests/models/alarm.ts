import { isObject, type Properties, type Value } from "../../sandbox/aws/value";
import { convert, list, object, type Rules, same, tags } from "./convert";

/** A map of dimensions as a list of names and values. */
const dimensions = (map: Value): Value =>
  Object.entries(isObject(map) ? map : {}).map(([Name, given]) => ({ Name, Value: given }));

const capital = (...names: readonly string[]): Rules =>
  Object.fromEntries(names.map((name) => [name, name.charAt(0).toUpperCase() + name.slice(1)]));

/** The provider has metric, period and statistic side by side, and CloudWatch the metric inside. */
const metricStat = (value: Value, path: string): Value => {
  const { period, stat, ...metric } = isObject(value) ? value : {};
  const rules: Rules = { ...capital("namespace", "metricName"), dimensions: ["Dimensions", dimensions] };
  return { Metric: convert(metric, rules, path), Period: period ?? null, Stat: stat ?? null };
};

const rules: Rules = {
  name: "AlarmName",
  ...capital(
    "alarmDescription",
    "alarmActions",
    "comparisonOperator",
    "threshold",
    "evaluationPeriods",
    "datapointsToAlarm",
    "treatMissingData",
  ),
  metricQueries: [
    "Metrics",
    list(object({ ...capital("id", "expression", "label", "returnData"), metric: ["MetricStat", metricStat] })),
  ],
  tags: ["Tags", tags("Key", "Value")],
};

/**
 * The PutMetricAlarmInput that the provider sends for the inputs of an `aws:cloudwatch/metricAlarm:MetricAlarm` on
 * calculated metrics.
 *
 * @throws Error for an input that is not known here
 */
export function putMetricAlarmInput(inputs: Properties): Properties {
  return convert(inputs, rules, "metricAlarm");
}

/** The PutMetricFilterInput for the inputs of an `aws:cloudwatch/logMetricFilter:LogMetricFilter`. */
export function putMetricFilterInput(inputs: Properties): Properties {
  const transformation: Rules = {
    name: "metricName",
    namespace: "metricNamespace",
    value: "metricValue",
    defaultValue: ["defaultValue", (text) => Number(text)],
    unit: "unit",
  };
  return convert(
    inputs,
    {
      name: "filterName",
      pattern: "filterPattern",
      ...same("logGroupName"),
      metricTransformation: ["metricTransformations", (value, path) => [object(transformation)(value, path)]],
    },
    "logMetricFilter",
  );
}
