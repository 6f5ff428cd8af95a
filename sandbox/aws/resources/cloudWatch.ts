import type { Cloud, Entry } from "../cloud";
import { Refusal } from "../refusal";
import { isObject, isUnknown, knownStrings, type Properties, text, valuesAt } from "../value";
import { documentOf } from "./documents";
import type { Draft, FactsTable, Mistake } from "./facts";

/** Alarms and dashboards. */
export const CLOUDWATCH: FactsTable = {
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    id: "{name}",
    outputs: { arn: "arn:{partition}:cloudwatch:{region}:{account}:alarm:{name}" },
    naming: { property: "name" },
    replaces: ["name"],
    sets: ["metricQueries"],
    check: alarmMistakes,
    admit: admitAlarm,
    release: requireNoComposite,
  },
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": {
    id: "{alarmName}",
    outputs: { arn: "arn:{partition}:cloudwatch:{region}:{account}:alarm:{alarmName}" },
    replaces: ["alarmName"],
    admit: admitComposite,
    release: requireNoComposite,
  },
  "aws:cloudwatch/dashboard:Dashboard": {
    id: "{dashboardName}",
    outputs: { dashboardArn: "arn:{partition}:cloudwatch::{account}:dashboard/{dashboardName}" },
    replaces: ["dashboardName"],
    check: dashboardMistakes,
    admit: admitDashboard,
  },
};

function alarmMistakes({ metricName, metricQueries, evaluationCriteria }: Properties): Mistake[] {
  const given = [metricName, metricQueries, evaluationCriteria].filter((one) => one !== undefined);
  const all = "`evaluation_criteria,metric_name,metric_query`";
  return given.length === 1
    ? []
    : [
        {
          path: "metricName",
          reason:
            given.length === 0
              ? `"metric_name": one of ${all} must be specified`
              : `"metric_name": only one of ${all} can be specified`,
        },
      ];
}

const DAY = 86_400;

function admitAlarm({ inputs }: Draft): void {
  const reject = (message: string): never => {
    throw new Refusal("ValidationError", message);
  };
  const queries = valuesAt(inputs, "metricQueries[]").filter(isObject);
  if (queries.length > 0 && queries.filter(({ returnData }) => returnData === true).length !== 1) {
    reject("Exactly one element of the metrics list should return data.");
  }
  for (const { id, expression, metric } of queries) {
    if (!/^[a-z]\w*$/.test(text(id))) {
      reject(`Invalid metrics list: the id ${text(id)} must start with a lowercase letter.`);
    }
    if ((expression === undefined) === (metric === undefined)) {
      reject(`Invalid metrics list: ${text(id)} must have either an expression or a metric.`);
    }
  }
  const { evaluationPeriods, datapointsToAlarm } = inputs;
  if (typeof evaluationPeriods === "number") {
    if (typeof datapointsToAlarm === "number" && datapointsToAlarm > evaluationPeriods) {
      reject("DatapointsToAlarm should be less than or equal to EvaluationPeriods");
    }
    const periods = [inputs.period, ...valuesAt(inputs, "metricQueries[].metric.period")];
    if (periods.some((period) => typeof period === "number" && period < 3600 && period * evaluationPeriods > DAY)) {
      reject("Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).");
    }
  }
}

const ALARMS = ["aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm"];

/** The alarms that a composite alarm's rule names, by name or ARN. */
function namedIn(rule: Properties[string] | undefined): string[] {
  return [...text(rule).matchAll(/\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*"?([^")]+?)"?\s*\)/g)].flatMap(
    ([, name]) => name ?? [],
  );
}

function admitComposite({ inputs, cloud }: Draft): void {
  const rule = inputs.alarmRule;
  if (isUnknown(rule)) {
    return;
  }
  const names = namedIn(rule);
  if (names.length === 0 && !/\b(?:TRUE|FALSE)\b/.test(text(rule))) {
    throw new Refusal("ValidationError", `Error in AlarmRule [${text(rule)}]`);
  }
  const missing = names.filter(
    (name) => !cloud.ofTypes(ALARMS).some(({ id, outputs }) => [id, outputs.arn].includes(name)),
  );
  if (missing.length > 0) {
    throw new Refusal(
      "ValidationError",
      `Could not save the composite alarm as alarms [${missing.join(", ")}] in the alarm rule do not exist`,
    );
  }
}

function requireNoComposite({ id, outputs }: Entry, cloud: Cloud): void {
  const isNamed = cloud
    .ofTypes(["aws:cloudwatch/compositeAlarm:CompositeAlarm"])
    .some(
      (other) => other.id !== id && namedIn(other.inputs.alarmRule).some((name) => [id, outputs.arn].includes(name)),
    );
  if (isNamed) {
    throw new Refusal("ValidationError", `Cannot delete ${id} as there are composite alarm(s) depending on it.`);
  }
}

function dashboardMistakes({ dashboardName, dashboardBody }: Properties): Mistake[] {
  const [name] = knownStrings(dashboardName);
  const [body] = knownStrings(dashboardBody);
  return [
    ...(name !== undefined && !/^[A-Za-z0-9_-]{1,255}$/.test(name)
      ? [
          {
            path: "dashboardName",
            reason: `"dashboard_name" can only contain alphanumeric characters, hyphens and underscores: ${name}`,
          },
        ]
      : []),
    ...(body !== undefined && documentOf(body) === undefined
      ? [{ path: "dashboardBody", reason: `"dashboard_body" contains an invalid JSON` }]
      : []),
  ];
}

const MOST_WIDGETS = 500;

function admitDashboard({ inputs }: Draft): void {
  const widgets = documentOf(inputs.dashboardBody)?.widgets;
  const mistake = !Array.isArray(widgets)
    ? "Should have required property 'widgets'"
    : widgets.length > MOST_WIDGETS
      ? `Should NOT have more than ${MOST_WIDGETS} items`
      : widgets.every((widget) => isObject(widget) && typeof widget.type === "string" && isObject(widget.properties))
        ? undefined
        : "Should have required properties 'type' and 'properties'";
  if (mistake !== undefined) {
    throw new Refusal(
      "InvalidParameterInput",
      `The dashboard body is invalid, there are 1 validation errors: [{"dataPath": "/widgets", "message": "${mistake}"}]`,
    );
  }
}
