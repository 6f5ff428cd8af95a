import { expect } from "chai";
import fc from "fast-check";

import { type Properties, text, type Value } from "../../../sandbox/aws/value";
import { Account, type Cases, type Created, expectRefusals, refusal } from "./account";
import { createNetwork } from "./network";

const POLICY = "aws:appautoscaling/policy:Policy";
const ACTION = "aws:appautoscaling/scheduledAction:ScheduledAction";

const scalable = {
  serviceNamespace: "ecs",
  scalableDimension: "ecs:service:DesiredCount",
  resourceId: "service/main/web",
};

describe("scaling of a service", () => {
  let account: Account;
  beforeEach(() => {
    account = new Account();
    const network = createNetwork(account);
    const cluster = account.create("aws:ecs/cluster:Cluster", { name: "main" });
    const task = account.create("aws:ecs/taskDefinition:TaskDefinition", {
      family: "web",
      cpu: "256",
      memory: "512",
      networkMode: "awsvpc",
      requiresCompatibilities: ["FARGATE"],
      containerDefinitions: JSON.stringify([{ name: "app", image: "app:1" }]),
    });
    account.create("aws:ecs/service:Service", {
      name: "web",
      cluster: cluster.id,
      taskDefinition: text(task.outputs.arn),
      launchType: "FARGATE",
      networkConfiguration: { subnets: network.subnets.map(({ id }) => id), securityGroups: [network.group.id] },
    });
    account.create("aws:appautoscaling/target:Target", { ...scalable, minCapacity: 1, maxCapacity: 3 });
  });
  afterEach(() => account.close());

  const adjustment = (lower: number | null, upper: number | null, scalingAdjustment = 1): Properties => ({
    ...(lower === null ? {} : { metricIntervalLowerBound: String(lower) }),
    ...(upper === null ? {} : { metricIntervalUpperBound: String(upper) }),
    scalingAdjustment,
  });
  const stepPolicy = (stepAdjustments: Properties[]): Properties => ({
    ...scalable,
    policyType: "StepScaling",
    stepScalingPolicyConfiguration: { adjustmentType: "ChangeInCapacity", cooldown: 60, stepAdjustments },
  });
  const trackingPolicy = (configuration: Properties): Properties => ({
    ...scalable,
    policyType: "TargetTrackingScaling",
    targetTrackingScalingPolicyConfiguration: { targetValue: 50, ...configuration },
  });
  const cpu = { predefinedMetricType: "ECSServiceAverageCPUUtilization" };
  const metric = (id: string, more: Properties = {}): Properties => ({
    id,
    metricStat: { metric: { namespace: "AWS/ApplicationELB", metricName: "RequestCountPerTarget" }, stat: "Sum" },
    returnData: false,
    ...more,
  });
  const sum = (expression: string): Properties => ({ id: "sum", expression, returnData: true });
  const math = (...metrics: Properties[]): Properties => trackingPolicy({ customizedMetricSpecification: { metrics } });
  const action = (more: Properties): Properties => ({
    ...scalable,
    schedule: "cron(0 8 ? * MON-FRI *)",
    timezone: "Asia/Tokyo",
    scalableTargetAction: { minCapacity: 0, maxCapacity: 0 },
    ...more,
  });
  const create = (type: string, inputs: Properties): Created => account.create(type, inputs);

  it("has policies that track one metric, predefined or one's own", async () => {
    create(POLICY, trackingPolicy({ predefinedMetricSpecification: cpu }));
    create(POLICY, math(metric("blue"), metric("green"), sum("SUM([blue, green])")));
    const cases: Cases = [
      ["no metric", trackingPolicy({}), "Exactly one of the predefined and the customized"],
      [
        "two metrics",
        trackingPolicy({
          predefinedMetricSpecification: cpu,
          customizedMetricSpecification: { metricName: "a", namespace: "b", statistic: "Average" },
        }),
        "Exactly one of the predefined and the customized",
      ],
      [
        "no target group",
        trackingPolicy({ predefinedMetricSpecification: { predefinedMetricType: "ALBRequestCountPerTarget" } }),
        "resource label",
      ],
      ["no result", math(metric("blue"), metric("green")), "Exactly one of the metrics must return data"],
      ["two results", math(metric("blue", { returnData: true }), sum("blue * 2")), "must return data"],
      ["a metric that is not there", math(metric("blue"), sum("blue + green")), "uses the metric green"],
      ["neither metric nor expression", math({ id: "blue", returnData: true }), "either an expression or a metric"],
      [
        "steps beside it",
        {
          ...trackingPolicy({ predefinedMetricSpecification: cpu }),
          stepScalingPolicyConfiguration: { stepAdjustments: [adjustment(0, null)] },
        },
        "Only a target tracking configuration",
      ],
    ];
    await expectRefusals(account, POLICY, cases);
  });

  it("has policies whose steps leave no gap and do not overlap", async () => {
    const created = create(POLICY, stepPolicy([adjustment(15, null, 3), adjustment(0, 15)]));
    expect(created.outputs.arn).to.match(
      /^arn:aws:autoscaling:ap-northeast-1:123456789012:scalingPolicy:[0-9a-f-]{36}:resource\/ecs\/service\/main\/web:policyName\//,
    );
    create(POLICY, stepPolicy([adjustment(null, -20, -2), adjustment(-20, 0, -1)]));
    const cases: Cases = [
      ["no step", stepPolicy([]), "At least one step adjustment"],
      [
        "more steps than AWS takes",
        stepPolicy(Array.from({ length: 21 }, (_, index) => adjustment(index, index < 20 ? index + 1 : null))),
        "limit of 20",
      ],
      ["a gap", stepPolicy([adjustment(0, 10), adjustment(15, null)]), "overlap or have a gap"],
      ["an overlap", stepPolicy([adjustment(0, 20), adjustment(15, null)]), "overlap or have a gap"],
      ["an end inside", stepPolicy([adjustment(0, null), adjustment(15, null)]), "overlap or have a gap"],
      ["two starts", stepPolicy([adjustment(null, -10), adjustment(null, 0)]), "overlap or have a gap"],
      ["no bound", stepPolicy([adjustment(null, null)]), "can't be null in the same"],
      ["an empty range", stepPolicy([adjustment(10, 10)]), "greater than its lower bound"],
      ["no end above", stepPolicy([adjustment(0, 15)]), "one with a null upper bound"],
      ["no end below", stepPolicy([adjustment(-15, 0)]), "one with a null lower bound"],
      ["no steps at all", { ...scalable, policyType: "StepScaling" }, "Only a step scaling configuration"],
    ];
    await expectRefusals(account, POLICY, cases);
  });

  it("takes any steps that meet, and none that miss each other", async () => {
    const bounds = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(bounds, fc.nat(), fc.constantFrom(-1, 1), async (inner, choice, shift) => {
        const starts = [0, ...[...inner].sort((a, b) => a - b)];
        const steps = starts.map((start, index) => adjustment(start, starts[index + 1] ?? null));
        expect(await refusal(() => create(POLICY, stepPolicy(steps)))).to.equal(undefined);
        const moved = 1 + (choice % (starts.length - 1));
        const broken = steps.map((step, index) =>
          index === moved ? { ...step, metricIntervalLowerBound: String((starts[moved] ?? 0) + shift / 2) } : step,
        );
        expect(await refusal(() => create(POLICY, stepPolicy(broken)))).to.contain("overlap or have a gap");
      }),
      { numRuns: 20 },
    );
  });

  it("has scheduled actions at times that AWS understands", async () => {
    for (const schedule of [
      "cron(0 8 ? * MON-FRI *)",
      "cron(30 8 ? * MON,TUE *)",
      "cron(0/15 8-18 1 JAN-MAR ? 2030)",
      "cron(0 0 L * ? *)",
      "rate(1 day)",
      "rate(5 minutes)",
      "at(2030-01-31T08:00:00)",
    ]) {
      expect(await refusal(() => create(ACTION, action({ schedule }))), schedule).to.equal(undefined);
    }
    for (const schedule of [
      "cron(0 8 * * MON-FRI *)",
      "cron(0 8 ? * MON-FRI)",
      "cron(0 24 ? * MON-FRI *)",
      "cron(60 8 ? * MON *)",
      "cron(0 8 ? * MONDAY *)",
      "cron(0 8 ? * ? *)",
      "0 8 * * 1-5",
      "rate(1 days)",
      "rate(5 minute)",
      "at(2030-01-31)",
    ]) {
      expect(await refusal(() => create(ACTION, action({ schedule }))), schedule).to.contain("Invalid schedule");
    }
  });

  it("has scheduled actions in a time zone, which set bounds that fit", async () => {
    const cases: Cases = [
      ["a time zone that is none", action({ timezone: "Asia/Tokio" }), "Invalid timezone: Asia/Tokio"],
      ["a time zone in other letters", action({ timezone: "asia/tokyo" }), "Invalid timezone"],
      ["no bounds", action({ scalableTargetAction: {} }), "At least one of minimum and maximum"],
      [
        "bounds the wrong way round",
        action({ scalableTargetAction: { minCapacity: 2, maxCapacity: 1 } }),
        "Maximum capacity cannot be less",
      ],
      ["another service's", action({ resourceId: "service/main/api" }), "No scalable target registered"],
    ];
    await expectRefusals(account, ACTION, cases);
  });

  it("is started by an alarm that names a policy", async () => {
    const policy = create(POLICY, stepPolicy([adjustment(0, null)]));
    const alarm = (alarmActions: Value): Promise<string | undefined> =>
      refusal(() =>
        create("aws:cloudwatch/metricAlarm:MetricAlarm", {
          name: "web-scale-out",
          comparisonOperator: "GreaterThanOrEqualToThreshold",
          evaluationPeriods: 3,
          threshold: 70,
          metricName: "CPUUtilization",
          namespace: "AWS/ECS",
          statistic: "Average",
          period: 60,
          alarmActions,
        }),
      );
    expect(await alarm([text(policy.outputs.arn)])).to.equal(undefined);
  });
});
