/** How long scaling waits for what it did last to show. */
export interface Cooldowns {
  /** Seconds from one adding of tasks to the next; more load than before is answered at once. @default 60 */
  readonly scaleOutCooldownSeconds?: number;
  /** Seconds from one removing of tasks to the next. @default 300 */
  readonly scaleInCooldownSeconds?: number;
}

/**
 * Holds metrics at a value. Tasks are added as soon as one metric is above its target, and taken away only when all of
 * them are below.
 *
 * {@link https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html | Target tracking}
 */
export interface TargetTracking extends Cooldowns {
  readonly type: "target-tracking";
  /** Average CPU, in percent of what the tasks reserve. @default not tracked */
  readonly cpuPercent?: number;
  /**
   * Average memory, in percent of what the tasks reserve.
   *
   * @default not tracked: a runtime that never gives memory back stays above its target, so no task would ever go
   */
  readonly memoryPercent?: number;
  /** Requests that a task gets in a minute; needs a load balancer. @default not tracked */
  readonly requestsPerTarget?: number;
}

/** What happens while the metric is between two bounds, in percent. */
export interface ScalingStep {
  /** Included in a step that adds tasks, not in one that removes them. @default no lower bound */
  readonly from?: number;
  /** Included in a step that removes tasks, not in one that adds them. @default no upper bound */
  readonly to?: number;
  /** Tasks to add; to remove, where it is negative. */
  readonly change: number;
}

/**
 * Adds and removes as many tasks as the step says in which the metric is. Between the steps that remove and those that
 * add is a range in which nothing happens.
 *
 * {@link https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-step-scaling-policies.html | Step scaling}
 */
export interface StepScaling extends Cooldowns {
  readonly type: "step";
  /** Average of all tasks, in percent of what they reserve. */
  readonly metric: "cpu" | "memory";
  /** In any order; without gap and overlap on either side of the range in which nothing happens. */
  readonly steps: readonly ScalingStep[];
}

/** No metric: the number of tasks changes with the schedule alone. */
export interface ScheduledScaling {
  readonly type: "scheduled";
}

/** What decides on the number of tasks. */
export type ScalingPolicy = TargetTracking | StepScaling | ScheduledScaling;

/** Fast out and slow in, because a task too many costs cents and a task too few costs customers; 300 is AWS's own. */
export const defaultCooldowns: Required<Cooldowns> = { scaleOutCooldownSeconds: 60, scaleInCooldownSeconds: 300 };
