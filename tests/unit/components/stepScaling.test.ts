import { expect } from "chai";
import fc from "fast-check";
import { ScalingStep } from "../../../components/container-service/scalingPolicy";
import { StepAdjustment, stepDirections } from "../../../components/container-service/stepScaling";

/** Steps that leave out no value: some that remove tasks, a range without a step, some that add tasks. */
const partitions: fc.Arbitrary<ScalingStep[]> = fc
  .record({
    bounds: fc.uniqueArray(fc.nat(100), { minLength: 2, maxLength: 8 }),
    split: fc.nat(),
    changes: fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 8, maxLength: 8 }),
  })
  .map(({ bounds, split, changes }) => {
    const sorted = [...bounds].sort((a, b) => a - b);
    // The range without a step is between two neighbouring bounds.
    const low = split % (sorted.length - 1);
    const rising = [...changes].sort((a, b) => a - b);
    const removing = sorted.slice(0, low + 1).map((to, index): ScalingStep => {
      const from = sorted[index - 1];
      return { ...(from === undefined ? {} : { from }), to, change: -(rising[low - index] ?? 1) };
    });
    const adding = sorted.slice(low + 1).map((from, index, starts): ScalingStep => {
      const to = starts[index + 1];
      return { from, ...(to === undefined ? {} : { to }), change: rising[index] ?? 1 };
    });
    return [...removing, ...adding];
  });

/** The adjustments that AWS applies for a metric this far from the threshold of its alarm. */
function applied(adjustments: readonly StepAdjustment[], difference: number): number[] {
  return adjustments
    .filter(({ metricIntervalLowerBound: below, metricIntervalUpperBound: above }) => {
      const lower = below === undefined ? -Infinity : Number(below);
      const upper = above === undefined ? Infinity : Number(above);
      // Above the threshold the lower bound is included, below it the upper one.
      return lower >= 0 ? lower <= difference && difference < upper : lower < difference && difference <= upper;
    })
    .map(({ scalingAdjustment }) => scalingAdjustment);
}

/** What AWS does at a value of the metric: every adjustment that an alarm in alarm leads to. */
function simulate(steps: readonly ScalingStep[], metric: number): number[] {
  const { out, in: back } = stepDirections(steps);
  return [out, back].flatMap(({ threshold, comparisonOperator, stepAdjustments }) => {
    const isAlarm = comparisonOperator === "GreaterThanOrEqualToThreshold" ? metric >= threshold : metric <= threshold;
    return isAlarm ? applied(stepAdjustments, metric - threshold) : [];
  });
}

/** What the steps say, read as they are written: one that adds includes `from`, one that removes includes `to`. */
function meant(steps: readonly ScalingStep[], metric: number): number[] {
  return steps
    .filter(({ from = -Infinity, to = Infinity, change }) =>
      change > 0 ? from <= metric && metric < to : from < metric && metric <= to,
    )
    .map(({ change }) => change);
}

/** Quarters, which differences hold exactly. */
const metrics = fc.nat(400).map((quarters) => quarters / 4);

describe("Steps of scaling", () => {
  const steps: ScalingStep[] = [
    { from: 85, change: 3 },
    { to: 10, change: -2 },
    { from: 70, to: 85, change: 1 },
    { from: 10, to: 30, change: -1 },
  ];

  it("become an alarm and adjustments for each direction, relative to the alarm's threshold", () => {
    expect(JSON.parse(JSON.stringify(stepDirections(steps)))).to.deep.equal({
      out: {
        threshold: 70,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        stepAdjustments: [
          { metricIntervalLowerBound: "0", metricIntervalUpperBound: "15", scalingAdjustment: 1 },
          { metricIntervalLowerBound: "15", scalingAdjustment: 3 },
        ],
      },
      in: {
        threshold: 30,
        comparisonOperator: "LessThanOrEqualToThreshold",
        stepAdjustments: [
          { metricIntervalUpperBound: "-20", scalingAdjustment: -2 },
          { metricIntervalLowerBound: "-20", metricIntervalUpperBound: "0", scalingAdjustment: -1 },
        ],
      },
    });
  });

  it("do at each value what is written, once, whatever the order of the list", () => {
    fc.assert(
      fc.property(
        partitions.chain((each) => fc.shuffledSubarray(each, { minLength: each.length })),
        metrics,
        (list, metric) => {
          const done = simulate(list, metric);
          expect(done).to.deep.equal(meant(list, metric));
          expect(done).to.have.length.at.most(1);
          const quiet = {
            above: Math.max(...list.flatMap(({ to, change }) => (change < 0 ? [to ?? 100] : []))),
            below: Math.min(...list.flatMap(({ from, change }) => (change > 0 ? [from ?? 0] : []))),
          };
          expect(done.length === 0).to.equal(metric > quiet.above && metric < quiet.below);
        },
      ),
    );
  });

  it("lead to more tasks at a higher value, never to fewer, and never out of the bounds", () => {
    const bounds = fc.tuple(fc.nat(20), fc.nat(20), fc.nat(40));
    fc.assert(
      fc.property(partitions, metrics, metrics, bounds, (list, one, other, [min, more, beyond]) => {
        const max = min + more;
        const current = Math.min(min + beyond, max);
        const tasks = (metric: number) =>
          Math.min(max, Math.max(min, current + simulate(list, metric).reduce((sum, change) => sum + change, 0)));
        expect(tasks(Math.min(one, other))).to.be.at.most(tasks(Math.max(one, other)));
        expect(tasks(one)).to.be.within(min, max).and.at.least(0);
      }),
    );
  });

  it("start at zero from the threshold, so that AWS's intervals begin where the alarm does", () => {
    fc.assert(
      fc.property(partitions, (list) => {
        const { out, in: back } = stepDirections(list);
        expect(out.stepAdjustments[0]?.metricIntervalLowerBound).to.equal("0");
        expect(back.stepAdjustments.at(-1)?.metricIntervalUpperBound).to.equal("0");
        expect(out.stepAdjustments.at(-1)?.metricIntervalUpperBound).to.equal(undefined);
        expect(back.stepAdjustments[0]?.metricIntervalLowerBound).to.equal(undefined);
      }),
    );
  });

  it("are refused where a direction is missing, or a step has none", () => {
    expect(() => stepDirections([{ from: 70, change: 1 }])).to.throw("no step that removes tasks");
    expect(() => stepDirections([{ to: 30, change: -1 }])).to.throw("no step that adds tasks");
    for (const wrong of [
      { from: 50, change: 0 },
      { to: 90, change: 1 },
      { from: 10, change: -1 },
    ]) {
      expect(() => stepDirections([...steps, wrong])).to.throw("every step adds tasks from some value on");
    }
  });
});
