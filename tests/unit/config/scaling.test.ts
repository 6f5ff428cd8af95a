import { expect } from "chai";
import fc from "fast-check";
import { z } from "zod";
import { Day, hoursPerWeek, scheduleExpressions, weekdays } from "../../../components/container-service/schedule";
import { stepMistakes } from "../../../stacks/config/checks/scaling";
import { mistakesOf } from "../../../stacks/config/report";
import { scaling } from "../../../stacks/config/scaling";
import { schedule } from "../../../stacks/config/schedule";

interface Step {
  readonly from?: number;
  readonly to?: number;
  readonly change: number;
}

/** What the report says of steps: where and what. */
function judge(steps: readonly Step[]): { path: readonly PropertyKey[]; allowed: string }[] {
  const placed = steps.map(({ from, to, change }, index) => ({ index, from, to, change }));
  return [...stepMistakes(placed)].map(({ path, allowed }) => ({ path, allowed }));
}

/** Steps in order that belong together; the range without a step is before the first that adds. */
const partitions: fc.Arbitrary<Step[]> = fc
  .record({
    bounds: fc.uniqueArray(fc.nat(100), { minLength: 4, maxLength: 8 }),
    split: fc.nat(),
    sizes: fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 8, maxLength: 8 }),
  })
  .map(({ bounds, split, sizes }) => {
    const sorted = [...bounds].sort((a, b) => a - b);
    const rising = [...sizes].sort((a, b) => a - b);
    const low = split % (sorted.length - 1);
    const step = (from: number | undefined, to: number | undefined, change: number): Step => ({
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      change,
    });
    return [
      ...sorted.slice(0, low + 1).map((to, index) => step(sorted[index - 1], to, -(rising[low - index] ?? 1))),
      ...sorted.slice(low + 1).map((from, index, starts) => step(from, starts[index + 1], rising[index] ?? 1)),
    ];
  });

/** Steps that belong together, and the position of one that shares a bound with the step below it. */
const meeting = partitions.chain((steps) => {
  const positions = steps.flatMap((step, index) => (index > 0 && steps[index - 1]?.to === step.from ? [index] : []));
  return fc.record({ steps: fc.constant(steps), position: fc.constantFrom(...positions) });
});

describe("Steps in the config", () => {
  it("are accepted when each value has one step at most, in whatever order they stand", () => {
    const shuffled = partitions.chain((steps) => fc.shuffledSubarray(steps, { minLength: steps.length }));
    fc.assert(
      fc.property(shuffled, (steps) => {
        expect(judge(steps)).to.deep.equal([]);
      }),
    );
  });

  it("are refused with any gap or overlap, at the step that starts it", () => {
    const shifts = fc.integer({ min: -60, max: 60 }).filter((shift) => shift !== 0);
    fc.assert(
      fc.property(meeting, shifts, ({ steps, position }, shift) => {
        const below = steps[position - 1];
        const shifted = steps.map((step, index) =>
          index === position ? { ...step, from: (step.from ?? 0) + shift } : step,
        );
        const from = shifted[position]?.from ?? 0;
        // A start above its own end is another mistake, and one below the start of its neighbour changes the order.
        fc.pre(from < (steps[position]?.to ?? 101) && from > (below?.from ?? -1));
        const mistakes = judge(shifted);
        expect(mistakes).to.have.length(1);
        expect(mistakes[0]?.path).to.deep.equal([position, "from"]);
        expect(mistakes[0]?.allowed).to.contain(`exactly ${below?.to}`);
        expect(mistakes[0]?.allowed).to.contain(shift > 0 ? "no gap" : "not overlap");
      }),
    );
  });

  it("are refused when one of them is left out between two others", () => {
    fc.assert(
      fc.property(meeting, ({ steps, position }) => {
        // Next to the range without a step, and at the ends, leaving one out leaves no gap.
        const { to } = steps[position] ?? {};
        fc.pre(to !== undefined && to === steps[position + 1]?.from);
        const rest = steps.filter((_, index) => index !== position);
        expect(judge(rest).map(({ path }) => path)).to.deep.equal([[position, "from"]]);
      }),
    );
  });

  it("are refused when a higher value adds fewer tasks", () => {
    fc.assert(
      fc.property(meeting, fc.integer({ min: 1, max: 5 }), ({ steps, position }, less) => {
        const change = (steps[position - 1]?.change ?? 0) - less;
        fc.pre(change !== 0 && change > 0 === (steps[position]?.change ?? 0) > 0);
        const wrong = steps.map((step, index) => (index === position ? { ...step, change } : step));
        const found = judge(wrong).filter(({ path }) => path[1] === "change");
        expect(found).to.deep.include({
          path: [position, "change"],
          allowed: `at least ${steps[position - 1]?.change}, as steps[${position - 1}] has for lower values`,
        });
      }),
    );
  });

  it("need a range without a step between removing and adding", () => {
    fc.assert(
      fc.property(partitions, fc.nat(5), (steps, overlap) => {
        const first = steps.findIndex(({ change }) => change > 0);
        const end = steps[first - 1]?.to ?? 0;
        const from = end - overlap;
        fc.pre(from >= 0 && from > (steps[first - 1]?.from ?? -1));
        const wrong = steps.map((step, index) => (index === first ? { ...step, from } : step));
        expect(judge(wrong)).to.deep.include({
          path: [first, "from"],
          allowed: `more than ${end}, where steps[${first - 1}] ends: a range without a step keeps the number from swinging`,
        });
      }),
    );
  });
});

describe("Scaling in the config", () => {
  it("is target tracking on CPU when nothing is said", () => {
    const expected = {
      type: "target-tracking",
      cpuPercent: 50,
      scaleOutCooldownSeconds: 60,
      scaleInCooldownSeconds: 300,
    };
    expect(scaling.parse(undefined)).to.deep.equal(expected);
    expect(scaling.parse({})).to.deep.equal(expected);
    expect(scaling.parse({ cpuPercent: 70 })).to.deep.equal({ ...expected, cpuPercent: 70 });
    expect(scaling.parse({ type: "target-tracking" })).to.deep.equal(expected);
  });

  it("watches neither memory nor requests unasked: memory that is not given back would keep every task", () => {
    expect(scaling.parse({})).not.to.have.any.keys("memoryPercent", "requestsPerTarget");
  });

  it("goes by steps on CPU, with the same cooldowns", () => {
    const steps = [
      { to: 30, change: -1 },
      { from: 70, change: 2 },
    ];
    expect(scaling.parse({ type: "step", steps })).to.deep.equal({
      type: "step",
      metric: "cpu",
      steps,
      scaleOutCooldownSeconds: 60,
      scaleInCooldownSeconds: 300,
    });
  });

  it("has office hours by default where it has a schedule, and no task outside of them", () => {
    expect(scaling.parse({ type: "scheduled", schedule: { timeZone: "Asia/Tokyo" } })).to.deep.equal({
      type: "scheduled",
      schedule: {
        timeZone: "Asia/Tokyo",
        days: ["MON", "TUE", "WED", "THU", "FRI"],
        from: "08:00",
        to: "20:00",
        otherwise: 0,
      },
    });
  });
});

describe("A schedule in the config", () => {
  const times = fc
    .tuple(fc.nat(23), fc.nat(59))
    .map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`);

  it("is accepted exactly when cron expressions can be made of it", () => {
    fc.assert(
      fc.property(times, times, fc.subarray<Day>([...weekdays]), (from, to, days) => {
        const given = { timeZone: "Asia/Tokyo", days, from, to, otherwise: 0 };
        const isPossible = days.length > 0 && from < to;
        expect(schedule.safeParse(given).success).to.equal(isPossible);
        const use = () => [scheduleExpressions(given), hoursPerWeek(given)];
        if (isPossible) {
          expect(use).not.to.throw();
        } else {
          expect(use).to.throw();
        }
      }),
    );
  });

  it("is in any time zone that has a name, old ones included", () => {
    const zones = [...Intl.supportedValuesOf("timeZone"), "UTC", "Asia/Kolkata", "Asia/Calcutta", "Etc/GMT+9"];
    for (const timeZone of zones) {
      expect(schedule.safeParse({ timeZone }).success, timeZone).to.equal(true);
    }
    for (const timeZone of ["", "JST", "asia/tokyo", "Asia/TOKYO", "+09:00", "Asia/Tokio", "Mars/Olympus"]) {
      expect(schedule.safeParse({ timeZone }).success, timeZone).to.equal(false);
    }
  });

  it("names the time zone that was meant", () => {
    const judged = { schema: z.strictObject({ schedule }), value: { schedule: { timeZone: "Asia/Tokio" } } };
    const [mistake, ...others] = mistakesOf(judged, z.safeParse(judged.schema, judged.value).error?.issues ?? []);
    expect(others).to.deep.equal([]);
    expect(mistake).to.deep.include({
      path: ["schedule", "timeZone"],
      given: '"Asia/Tokio"',
      allowed: "the name of an IANA time zone, such as Asia/Tokyo",
    });
  });
});
