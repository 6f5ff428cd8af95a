import { z } from "zod";
import { defaultCooldowns } from "../../components/container-service/scalingPolicy";
import { about, oneOf, wholeNumber } from "./about";
import { hours, schedule } from "./schedule";

const types = ["target-tracking", "step", "scheduled"] as const;
const metrics = ["cpu", "memory"] as const;

/** More in one go than any plan foresees; a typing error is caught before it is paid for. */
const largestChange = 100;

const type = {
  what:
    "What decides on the number of tasks: `target-tracking` holds metrics at a value, `step` adds and removes what you " +
    "say, and `scheduled` knows the hours alone.",
  allowed: oneOf(types),
  example: "target-tracking",
  why: "little to set, and it scales in gently",
};

const cooldowns = {
  scaleOutCooldownSeconds: wholeNumber(0, 3600, {
    what: "Seconds from one adding of tasks to the next; more load than before is answered at once.",
    example: "60",
    why: "a new task serves after about a minute",
  }).default(defaultCooldowns.scaleOutCooldownSeconds),
  scaleInCooldownSeconds: wholeNumber(0, 3600, {
    what: "Seconds from one removing of tasks to the next.",
    example: "300",
    why: "AWS's own; a task too many costs cents, one too few customers",
  }).default(defaultCooldowns.scaleInCooldownSeconds),
};

const bound = (what: string, example: string) => wholeNumber(0, 100, { what, example }).optional();

const step = about(
  z.strictObject({
    from: bound("Percent from which a step holds. Left out, it holds down to 0.", "70"),
    to: bound("Percent up to which a step holds. Left out, it holds to the top.", "85"),
    change: about(
      z
        .int()
        .min(-largestChange)
        .max(largestChange)
        .refine((change) => change !== 0),
      {
        what: "Tasks that a step adds, or removes where it is negative.",
        allowed: `a whole number from -${largestChange} to ${largestChange}, without 0`,
        example: "2",
        fix: "Write how many tasks the step adds or removes; a range without a step changes nothing.",
      },
    ),
  }),
  { what: "A step.", allowed: "a mapping with from, to and change", example: "{ from: 70, to: 85, change: 1 }" },
);

/** How many tasks of a service run, between `count.min` and `count.max`. */
export const scaling = about(
  z
    .discriminatedUnion("type", [
      z.strictObject({
        // Optional below the default, so that a mapping without it is of this kind.
        type: about(z.literal("target-tracking").optional().default("target-tracking"), type),
        cpuPercent: wholeNumber(10, 90, {
          what: "Average CPU use that the scaler aims at.",
          example: "50",
          why: "leaves room for the time that a new task takes to start",
        }).default(50),
        memoryPercent: wholeNumber(10, 90, {
          what:
            "Average memory use that the scaler aims at. Left out, memory is not watched: a runtime that never gives " +
            "memory back would keep every task that was ever added.",
          example: "80",
        }).optional(),
        requestsPerTarget: wholeNumber(1, 1_000_000, {
          what: "Requests of a minute for each task that the scaler aims at; needs a load balancer. Left out, not watched.",
          example: "1000",
        }).optional(),
        ...cooldowns,
        schedule,
      }),
      z.strictObject({
        type: about(z.literal("step"), type),
        metric: about(z.enum(metrics).default("cpu"), {
          what: "What the steps are about: average use of the tasks.",
          allowed: oneOf(metrics),
          example: "cpu",
          why: "it follows load; memory often does not",
        }),
        steps: about(z.array(step).min(2), {
          what:
            "Steps that add tasks when the metric is high, and remove some when it is low; neighbours meet without gap and " +
            "overlap, and between low and high is a range without a step.",
          allowed: "a list of at least two steps, one that adds and one that removes tasks",
          example: "[{ to: 30, change: -1 }, { from: 70, to: 85, change: 1 }, { from: 85, change: 3 }]",
        }),
        ...cooldowns,
        schedule,
      }),
      z.strictObject({ type: about(z.literal("scheduled"), type), schedule: hours }),
    ])
    .prefault({}),
  {
    what: "What decides on the number of tasks.",
    allowed: `a mapping; with type ${oneOf(types)}, target-tracking where it is left out`,
    example: "{ cpuPercent: 50 }",
  },
);

/** {@link scaling} as it stands in the config. */
export type ScalingConfig = z.output<typeof scaling>;
