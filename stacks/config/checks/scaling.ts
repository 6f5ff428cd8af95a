import { Mistake } from "../mistake";
import { ScalingConfig } from "../scaling";
import { Draft } from "../walk";
import { Check, Facts, isProduction, isWrong, PlacedService, services } from "./facts";

type Steps = Extract<ScalingConfig, { type: "step" }>["steps"];

/** A step, and its place in the list. */
interface PlacedStep {
  readonly index: number;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly change: number;
}

/**
 * The most steps of a policy.
 *
 * {@link https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-limits.html | Quotas}
 */
const stepLimit = 20;

function scalings(facts: Facts): (PlacedService & { readonly scaling: Draft<ScalingConfig> })[] {
  return services(facts).flatMap((placed) =>
    placed.service.scaling === undefined ? [] : [{ ...placed, scaling: placed.service.scaling }],
  );
}

/** Steps leave no value of the metric to chance: each belongs to one step, or to the range in which nothing happens. */
export const stepsFitTogether: Check = function* (facts) {
  for (const { scaling, path } of scalings(facts)) {
    const place = [...path, "scaling", "steps"];
    if (scaling.type === "step" && !isWrong(facts, place)) {
      for (const mistake of stepMistakes(wholeSteps(scaling.steps ?? []))) {
        yield { ...mistake, path: [...place, ...mistake.path] };
      }
    }
  }
};

function wholeSteps(steps: Draft<Steps>): PlacedStep[] {
  return steps.flatMap((step, index) =>
    step?.change === undefined ? [] : [{ index, from: step.from, to: step.to, change: step.change }],
  );
}

/** What is wrong with steps; paths begin at the list. */
export function* stepMistakes(steps: readonly PlacedStep[]): Iterable<Mistake> {
  const alone = steps.flatMap(boundMistakes);
  yield* alone;
  if (alone.length > 0) {
    // Whatever else is wrong follows from these.
    return;
  }
  for (const way of ["adds", "removes"] as const) {
    if (!steps.some(({ change }) => change > 0 === (way === "adds"))) {
      yield {
        path: [],
        given: `no step that ${way} tasks`,
        allowed: "at least one step that adds and one that removes tasks",
        fix:
          way === "adds"
            ? "Add a step such as { from: 70, change: 1 }."
            : "Add a step such as { to: 30, change: -1 }, or every task that was added stays.",
      };
    }
  }
  for (const way of ["add", "remove"] as const) {
    const count = steps.filter(({ change }) => change > 0 === (way === "add")).length;
    if (count > stepLimit) {
      yield {
        path: [],
        given: `${count} steps that ${way} tasks`,
        allowed: `at most ${stepLimit}, as AWS takes no more in a policy`,
        fix: "Let neighbours that differ little be one step.",
      };
    }
  }
  const sorted = [...steps].sort((a, b) => (a.from ?? -1) - (b.from ?? -1));
  yield* endMistakes(sorted);
  for (const [position, lower] of sorted.entries()) {
    const upper = sorted[position + 1];
    if (upper !== undefined) {
      yield* neighbourMistakes(lower, upper);
    }
  }
}

/** What is wrong with one step, whatever the others are. */
function boundMistakes({ index, from, to, change }: PlacedStep): Mistake[] {
  if (from !== undefined && to !== undefined && from >= to) {
    return [
      {
        path: [index, "to"],
        given: String(to),
        allowed: `more than from, which is ${from}`,
        fix: "Swap the two, or correct one.",
      },
    ];
  }
  const key = change > 0 ? "from" : "to";
  if ((change > 0 ? from : to) !== undefined) {
    return [];
  }
  return [
    {
      path: [index, key],
      given: "nothing",
      allowed: `a whole number from 0 to 100: the percent ${change > 0 ? "from which tasks are added" : "up to which tasks are removed"}`,
      fix: `Write, for example, ${key}: ${change > 0 ? 70 : 30}`,
    },
  ];
}

/** Below the lowest step and above the highest one is nothing else, so neither ends there. */
function* endMistakes(sorted: readonly PlacedStep[]): Iterable<Mistake> {
  const ends = [
    { step: sorted[0], key: "from", where: "below" },
    { step: sorted[sorted.length - 1], key: "to", where: "above" },
  ] as const;
  for (const { step, key, where } of ends) {
    const given = step?.[key];
    // One that removes tasks is no end above, nor one that adds them an end below.
    if (step !== undefined && given !== undefined && step.change > 0 === (key === "to")) {
      yield {
        path: [step.index, key],
        given: String(given),
        allowed: `nothing, as no other step is ${where}: the step holds for all values there`,
        fix: `Delete ${key}.`,
      };
    }
  }
}

/** What is wrong between a step and the next one above it. */
function* neighbourMistakes(lower: PlacedStep, upper: PlacedStep): Iterable<Mistake> {
  const [below, above] = [`steps[${lower.index}]`, `steps[${upper.index}]`];
  if (upper.change < lower.change) {
    yield {
      path: [upper.index, "change"],
      given: String(upper.change),
      allowed: `at least ${lower.change}, as ${below} has for lower values`,
      fix: "Let a higher value add more tasks, or remove fewer.",
    };
    if (lower.change > 0 && upper.change < 0) {
      // With the directions swapped, no bound is where it belongs.
      return;
    }
  }
  const isRange = lower.change < 0 && upper.change > 0;
  if (lower.to === undefined) {
    yield {
      path: [lower.index, "to"],
      given: "nothing",
      allowed: `${isRange ? "less than" : "exactly"} ${upper.from ?? 0}, where ${above} starts: steps do not overlap`,
      fix: "Add to, so that the step ends there.",
    };
    return;
  }
  const start = upper.from ?? -1;
  if (isRange ? start <= lower.to : start !== lower.to) {
    yield {
      path: [upper.index, "from"],
      given: upper.from === undefined ? "nothing" : String(upper.from),
      allowed: isRange
        ? `more than ${lower.to}, where ${below} ends: a range without a step keeps the number from swinging`
        : `exactly ${lower.to}, where ${below} ends: steps ${start < lower.to ? "do not overlap" : "leave no gap"}`,
      fix: isRange ? "Raise from, or lower the other step's to." : "Let the one start where the other ends.",
    };
  }
}

/** Requests are counted by load balancers. */
export const requestsNeedLoadBalancer: Check = function* (facts) {
  for (const { service, scaling, path } of scalings(facts)) {
    const requests = scaling.type === "target-tracking" ? scaling.requestsPerTarget : undefined;
    if (requests !== undefined && service.exposure === "none") {
      yield {
        path: [...path, "scaling", "requestsPerTarget"],
        given: String(requests),
        allowed: "nothing, as the service has no load balancer that counts requests",
        fix: "Delete it, or set exposure: internal.",
      };
    }
  }
};

/** A schedule takes tasks away, adds none, and leaves prod what survives the loss of a zone. */
export const hoursLeaveEnough: Check = function* (facts) {
  for (const { service, scaling, path } of scalings(facts)) {
    const otherwise = scaling.schedule?.otherwise;
    const least = service.count?.min;
    const place = [...path, "scaling", "schedule", "otherwise"];
    if (otherwise === undefined) {
      continue;
    }
    if (isProduction(facts) && otherwise < 2) {
      yield {
        path: place,
        given: String(otherwise),
        allowed: "at least 2 in prod, so that the loss of a zone leaves one task",
        fix: "Set otherwise: 2 or more.",
      };
    } else if (least !== undefined && otherwise > least) {
      yield {
        path: place,
        given: String(otherwise),
        allowed: `${isProduction(facts) ? 2 : 0} to ${least}, which is count.min: outside of the hours run no more tasks than within`,
        fix: "Lower otherwise, or raise count.min.",
      };
    }
  }
};
