import { Refusal } from "../refusal";
import { isObject, isUnknown, knownStrings, type Properties, text, type Value, valuesAt } from "../value";
import type { Draft, FactsTable } from "./facts";

const PART_OF_TARGET = ["name", "resourceId", "scalableDimension", "serviceNamespace"];

/** Application Auto Scaling. */
export const SCALING: FactsTable = {
  "aws:appautoscaling/target:Target": {
    id: "{resourceId}",
    outputs: {
      arn: "arn:{partition}:application-autoscaling:{region}:{account}:scalable-target/{hex:38}",
      roleArn: ({ place }) =>
        `arn:${place.partition}:iam::${place.account}:role/aws-service-role/` +
        "ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService",
    },
    naming: false,
    replaces: ["resourceId", "roleArn", "scalableDimension", "serviceNamespace"],
    admit: admitScalable,
  },
  "aws:appautoscaling/policy:Policy": {
    id: "{name}",
    outputs: {
      arn:
        "arn:{partition}:autoscaling:{region}:{account}:scalingPolicy:{uuid}:resource/" +
        "{serviceNamespace}/{resourceId}:policyName/{name}",
      alarmArns: () => [],
    },
    replaces: PART_OF_TARGET,
    admit: admitPolicy,
  },
  "aws:appautoscaling/scheduledAction:ScheduledAction": {
    id: "{name}-{serviceNamespace}-{resourceId}",
    outputs: {
      arn: "arn:{partition}:autoscaling:{region}:{account}:scheduledAction:{uuid}:scheduledActionName/{name}",
    },
    replaces: PART_OF_TARGET,
    admit: admitAction,
  },
};

const SERVICE = "aws:ecs/service:Service";

function invalid(message: string): Refusal {
  return new Refusal("ValidationException", message);
}

/** Application Auto Scaling takes a service of ECS only once the service exists. */
function admitScalable({ inputs, cloud }: Draft): void {
  const [, cluster, service] = knownStrings(inputs.resourceId)[0]?.split("/") ?? [];
  if (inputs.serviceNamespace === "ecs") {
    const exists = cloud
      .ofTypes([SERVICE])
      .some(({ id, outputs }) => outputs.name === service && id.endsWith(`${text(cluster)}/${text(service)}`));
    if (!exists) {
      throw invalid(`ECS service doesn't exist: ${text(inputs.resourceId)}`);
    }
  }
  requireOrder(inputs);
}

function requireOrder({ minCapacity, maxCapacity }: Properties): void {
  if (typeof minCapacity === "number" && typeof maxCapacity === "number" && minCapacity > maxCapacity) {
    throw invalid("Maximum capacity cannot be less than minimum capacity");
  }
}

function requireScalableTarget({ inputs, cloud }: Draft): void {
  const exists = cloud
    .ofTypes(["aws:appautoscaling/target:Target"])
    .some((target) => target.inputs.resourceId === inputs.resourceId);
  if (!exists) {
    const [dimension] = valuesAt(inputs, "scalableDimension");
    throw new Refusal(
      "ObjectNotFoundException",
      `No scalable target registered for service namespace: ${text(inputs.serviceNamespace)}, resource ID: ` +
        `${text(inputs.resourceId)}, scalable dimension: ${text(dimension)}`,
    );
  }
}

function admitPolicy(draft: Draft): void {
  requireScalableTarget(draft);
  const { inputs } = draft;
  const tracking = inputs.targetTrackingScalingPolicyConfiguration;
  const steps = inputs.stepScalingPolicyConfiguration;
  const [type] = knownStrings(inputs.policyType);
  if (type === "TargetTrackingScaling") {
    if (!isObject(tracking) || isObject(steps)) {
      throw invalid("Only a target tracking configuration is allowed, and required, for the policy type.");
    }
    requireOneMetric(tracking);
  }
  if (type === undefined || type === "StepScaling") {
    if (!isObject(steps) || isObject(tracking)) {
      throw invalid("Only a step scaling configuration is allowed, and required, for the policy type.");
    }
    requirePartition(valuesAt(steps, "stepAdjustments[]").filter(isObject));
  }
}

/** A metric of AWS's, or one's own: a metric by name, or metric math that returns one series. */
function requireOneMetric(tracking: Properties): void {
  const { predefinedMetricSpecification: predefined, customizedMetricSpecification: customized } = tracking;
  if (isObject(predefined) === isObject(customized)) {
    throw invalid("Exactly one of the predefined and the customized metric specification must be given.");
  }
  if (
    isObject(predefined) &&
    predefined.predefinedMetricType === "ALBRequestCountPerTarget" &&
    !predefined.resourceLabel
  ) {
    throw invalid("You must specify a resource label for the ALBRequestCountPerTarget metric.");
  }
  const queries = valuesAt(customized, "metrics[]").filter(isObject);
  if (isObject(customized) && queries.length > 0 === (customized.metricName !== undefined)) {
    throw invalid("A customized metric is either one metric, or metrics with an expression.");
  }
  // A query returns its data unless it says otherwise.
  if (queries.length > 0 && queries.filter(({ returnData }) => returnData !== false).length !== 1) {
    throw invalid("Exactly one of the metrics must return data.");
  }
  const ids = queries.map(({ id }) => text(id));
  for (const { expression, metricStat } of queries) {
    if ((expression === undefined) === (metricStat === undefined)) {
      throw invalid("Each of the metrics needs either an expression or a metric statistic.");
    }
    const used = knownStrings(expression).flatMap((formula) => formula.match(/\b[a-z]\w*/g) ?? []);
    const missing = used.find((id) => !ids.includes(id));
    if (missing !== undefined) {
      throw invalid(`The expression uses the metric ${missing}, which is none of ${ids.join(", ")}.`);
    }
  }
}

/** Intervals of AWS's step adjustments leave no gap and do not overlap, on either side of the threshold. */
function requirePartition(adjustments: readonly Properties[]): void {
  if (adjustments.length > 20) {
    throw invalid("The number of step adjustments exceeds the limit of 20 for a scaling policy.");
  }
  const bounds = adjustments.map(({ metricIntervalLowerBound: lower, metricIntervalUpperBound: upper }) => ({
    lower: number(lower),
    upper: number(upper),
  }));
  if (
    adjustments.some((each) => isUnknown(each.metricIntervalLowerBound) || isUnknown(each.metricIntervalUpperBound))
  ) {
    return;
  }
  if (bounds.length === 0) {
    throw invalid("At least one step adjustment must be specified.");
  }
  if (bounds.some(({ lower, upper }) => lower === undefined && upper === undefined)) {
    throw invalid("The upper and lower bound can't be null in the same step adjustment.");
  }
  if (bounds.some(({ lower = -Infinity, upper = Infinity }) => lower >= upper)) {
    throw invalid("The upper bound of a step adjustment must be greater than its lower bound.");
  }
  bounds.sort((a, b) => (a.lower ?? -Infinity) - (b.lower ?? -Infinity));
  if (bounds.slice(1).some(({ lower }, index) => lower === undefined || lower !== bounds[index]?.upper)) {
    throw invalid("The ranges of your step adjustments can't overlap or have a gap.");
  }
  if ((bounds[0]?.lower ?? 0) < 0) {
    throw invalid("If one step adjustment has a negative lower bound, there must be one with a null lower bound.");
  }
  if ((bounds[bounds.length - 1]?.upper ?? 0) > 0) {
    throw invalid("If one step adjustment has a positive upper bound, there must be one with a null upper bound.");
  }
}

/** Bounds are texts, which may be left out or empty. */
function number(bound: Value | undefined): number | undefined {
  return bound === undefined || bound === null || bound === "" ? undefined : Number(bound);
}

function admitAction(draft: Draft): void {
  requireScalableTarget(draft);
  const { scalableTargetAction: action, schedule, timezone } = draft.inputs;
  if (!isObject(action) || (action.minCapacity === undefined && action.maxCapacity === undefined)) {
    throw invalid("At least one of minimum and maximum capacity must be specified.");
  }
  requireOrder(action);
  const [expression] = knownStrings(schedule);
  if (expression !== undefined && !isSchedule(expression)) {
    throw invalid(`Invalid schedule expression: ${expression}. Specify a valid cron, rate or at expression.`);
  }
  const [zone] = knownStrings(timezone);
  if (zone !== undefined && !isZone(zone)) {
    throw invalid(`Invalid timezone: ${zone}`);
  }
}

function isSchedule(expression: string): boolean {
  const [, kind, argument = ""] = /^(at|rate|cron)\((.*)\)$/.exec(expression) ?? [];
  switch (kind) {
    case "at":
      return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(argument) && !Number.isNaN(Date.parse(`${argument}Z`));
    case "rate":
      return /^(1 (minute|hour|day)|([2-9]|[1-9]\d+) (minutes|hours|days))$/.test(argument);
    case "cron":
      return isCron(argument.split(" "));
    default:
      return false;
  }
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** Six fields with their bounds; of the two that name days, one is a question mark. */
function isCron(fields: readonly string[]): boolean {
  const [minute = "", hour = "", date = "", month = "", day = "", year = "", ...rest] = fields;
  return (
    rest.length === 0 &&
    (date === "?") !== (day === "?") &&
    isField(minute, 0, 59) &&
    isField(hour, 0, 23) &&
    (date === "?" || /^(L|LW|\d{1,2}W)$/.test(date) || isField(date, 1, 31)) &&
    isField(month, 1, 12, MONTHS) &&
    (day === "?" || /^([1-7]|[A-Z]{3})?(L|#[1-5])$/.test(day) || isField(day, 1, 7, DAYS)) &&
    isField(year, 1970, 2199)
  );
}

/** Values, ranges and steps, by number or by name, which counts from the least. */
function isField(field: string, least: number, most: number, names: readonly string[] = []): boolean {
  return field.split(",").every((part) => {
    const [range = "", step] = part.split("/");
    const ends = range === "*" ? [least, most] : range.split("-").map(value);
    return (
      part.split("/").length <= 2 &&
      (step === undefined || /^[1-9]\d*$/.test(step)) &&
      ends.length <= 2 &&
      ends.every((end) => end >= least && end <= most)
    );
  });

  function value(word: string): number {
    return names.includes(word) ? least + names.indexOf(word) : /^\d+$/.test(word) ? Number(word) : NaN;
  }
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return /^[A-Z]/.test(name);
  } catch {
    return false;
  }
}
