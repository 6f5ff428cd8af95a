import { ScalingStep } from "./scalingPolicy";

/** One step as AWS takes it: bounds relative to the alarm's threshold, absent where the step has no end. */
export interface StepAdjustment {
  readonly metricIntervalLowerBound?: string;
  readonly metricIntervalUpperBound?: string;
  readonly scalingAdjustment: number;
}

/** One direction of step scaling: the alarm that starts it, and what to do by how far the metric is beyond. */
export interface StepDirection {
  /** In percent. */
  readonly threshold: number;
  readonly comparisonOperator: "GreaterThanOrEqualToThreshold" | "LessThanOrEqualToThreshold";
  readonly stepAdjustments: readonly StepAdjustment[];
}

/**
 * Divides steps into the two directions that AWS knows, because an alarm has one threshold and so one direction.
 *
 * The comparison includes the threshold, as AWS's intervals do: above it they include their lower bound, below it their
 * upper one.
 *
 * {@link https://docs.aws.amazon.com/autoscaling/application/APIReference/API_StepAdjustment.html | StepAdjustment}
 *
 * @throws Error when no step adds or none removes tasks, or one does neither.
 */
export function stepDirections(steps: readonly ScalingStep[]): { out: StepDirection; in: StepDirection } {
  const outSteps = steps.filter(({ change }) => change > 0);
  const inSteps = steps.filter(({ change }) => change < 0);
  const starts = outSteps.flatMap(({ from }) => from ?? []);
  const ends = inSteps.flatMap(({ to }) => to ?? []);
  if (
    starts.length < outSteps.length ||
    ends.length < inSteps.length ||
    outSteps.length + inSteps.length < steps.length
  ) {
    throw new Error(
      "Step scaling: every step adds tasks from some value on (from, and a change above 0) or removes them up to some " +
        "value (to, and a change below 0); correct the step that does neither.",
    );
  }
  if (starts.length === 0 || ends.length === 0) {
    throw new Error(
      `Step scaling has no step that ${starts.length === 0 ? "adds" : "removes"} tasks; add one, or the number only ` +
        `goes ${starts.length === 0 ? "down" : "up"}.`,
    );
  }
  return {
    out: direction(outSteps, Math.min(...starts), "GreaterThanOrEqualToThreshold"),
    in: direction(inSteps, Math.max(...ends), "LessThanOrEqualToThreshold"),
  };
}

function direction(
  steps: readonly ScalingStep[],
  threshold: number,
  comparisonOperator: StepDirection["comparisonOperator"],
): StepDirection {
  const relative = (bound: number | undefined) => (bound === undefined ? undefined : String(bound - threshold));
  return {
    threshold,
    comparisonOperator,
    stepAdjustments: [...steps]
      .sort((a, b) => (a.from ?? -Infinity) - (b.from ?? -Infinity))
      .map(({ from, to, change }) => ({
        metricIntervalLowerBound: relative(from),
        metricIntervalUpperBound: relative(to),
        scalingAdjustment: change,
      })),
  };
}
