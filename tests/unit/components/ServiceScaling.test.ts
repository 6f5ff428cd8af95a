import { expect } from "chai";
import { Schedule } from "../../../components/container-service/schedule";
import { ServiceScaling, ServiceScalingArgs } from "../../../components/container-service/ServiceScaling";
import { Plan, planOf } from "../mocks";
import { loadBalancer } from "./fixture";

const types = {
  target: "aws:appautoscaling/target:Target",
  policy: "aws:appautoscaling/policy:Policy",
  action: "aws:appautoscaling/scheduledAction:ScheduledAction",
  alarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
  targetGroup: "aws:lb/targetGroup:TargetGroup",
};

const hours: Schedule = {
  timeZone: "Asia/Tokyo",
  days: ["MON", "TUE", "WED", "THU", "FRI"],
  from: "08:00",
  to: "20:00",
  otherwise: 0,
};

const steps = [
  { to: 30, change: -1 },
  { from: 70, to: 85, change: 1 },
  { from: 85, change: 3 },
];

function scaling(overrides: Partial<ServiceScalingArgs> = {}): ServiceScaling {
  return new ServiceScaling("api", {
    clusterName: "shop",
    serviceName: "api",
    minCount: 2,
    maxCount: 10,
    policy: { type: "target-tracking", cpuPercent: 50 },
    alarmName: (purpose) => `shop-api-${purpose}`,
    ...overrides,
  });
}

const tracking = (plan: Plan, name: string) => plan.one(types.policy, name)["targetTrackingScalingPolicyConfiguration"];

describe("Scaling of a service", () => {
  it("keeps the number of tasks between its bounds", async () => {
    const plan = await planOf(() => scaling());
    expect(plan.one(types.target)).to.include({
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: "service/shop/api",
      minCapacity: 2,
      maxCapacity: 10,
    });
    expect(plan.registered(types.target).ignoreChanges).to.deep.equal([]);
    expect(plan.all(types.action)).to.deep.equal([]);
  });

  describe("by target tracking", () => {
    it("tracks what has a target, and nothing else", async () => {
      const plan = await planOf(() => scaling());
      expect(plan.all(types.policy)).to.have.length(1);
      expect(tracking(plan, "api-cpu")).to.deep.equal({
        predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
        targetValue: 50,
        scaleOutCooldown: 60,
        scaleInCooldown: 300,
      });
    });

    it("tracks CPU, memory and requests beside one another, with the cooldowns that are asked for", async () => {
      const plan = await planOf(() =>
        scaling({
          loadBalancer: loadBalancer(),
          policy: {
            type: "target-tracking",
            cpuPercent: 60,
            memoryPercent: 80,
            requestsPerTarget: 1000,
            scaleOutCooldownSeconds: 30,
            scaleInCooldownSeconds: 600,
          },
        }),
      );
      expect(plan.all(types.policy).map(({ name }) => name)).to.deep.equal(["api-cpu", "api-memory", "api-requests"]);
      for (const { inputs } of plan.all(types.policy)) {
        expect(inputs).to.include({ policyType: "TargetTrackingScaling", resourceId: "service/shop/api" });
        expect(inputs["targetTrackingScalingPolicyConfiguration"]).to.include({
          scaleOutCooldown: 30,
          scaleInCooldown: 600,
        });
      }
      expect(tracking(plan, "api-memory")).to.deep.include({
        targetValue: 80,
        predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageMemoryUtilization" },
      });
    });

    it("counts requests in both target groups, so that a switch of traffic leaves the number as it is", async () => {
      const plan = await planOf(() =>
        scaling({ loadBalancer: loadBalancer(), policy: { type: "target-tracking", requestsPerTarget: 1000 } }),
      );
      const configuration = tracking(plan, "api-requests") as {
        targetValue: number;
        predefinedMetricSpecification?: unknown;
        customizedMetricSpecification: { metrics: { id: string; expression?: string; returnData: boolean }[] };
      };
      expect(configuration).to.include({ targetValue: 1000 }).and.not.have.property("predefinedMetricSpecification");
      const { metrics } = configuration.customizedMetricSpecification;
      const [result, ...others] = metrics.filter(({ returnData }) => returnData);
      expect(others).to.deep.equal([]);
      const used = [...(result?.expression ?? "").matchAll(/[a-z]\w*/g)].map(([id]) => id);
      expect(used).to.have.members(metrics.filter((metric) => metric !== result).map(({ id }) => id));
      const groups = plan.all(types.targetGroup).map(({ urn }) => urn);
      expect(groups).to.have.length(2);
      expect(plan.registered(types.policy).dependencies).to.include.members(groups);
    });

    it("does not count requests of a service without a load balancer", async () => {
      const attempt = planOf(() => scaling({ policy: { type: "target-tracking", requestsPerTarget: 1000 } })).catch(
        (error: unknown) => String(error),
      );
      expect(await attempt).to.contain(
        "Scaling of api by requestsPerTarget: allowed is a service with a load balancer",
      );
    });
  });

  describe("by steps", () => {
    let plan: Plan;
    before(async () => {
      plan = await planOf(() => scaling({ policy: { type: "step", metric: "memory", steps } }), { preview: true });
    });

    it("adds and removes by a policy each, after cooldowns of their own", () => {
      expect(plan.all(types.policy).map(({ name }) => name)).to.deep.equal(["api-scale-out", "api-scale-in"]);
      expect(plan.one(types.policy, "api-scale-out")["stepScalingPolicyConfiguration"]).to.deep.equal({
        adjustmentType: "ChangeInCapacity",
        metricAggregationType: "Average",
        cooldown: 60,
        stepAdjustments: [
          { metricIntervalLowerBound: "0", metricIntervalUpperBound: "15", scalingAdjustment: 1 },
          { metricIntervalLowerBound: "15", scalingAdjustment: 3 },
        ],
      });
      expect(plan.one(types.policy, "api-scale-in")["stepScalingPolicyConfiguration"]).to.deep.include({
        cooldown: 300,
        stepAdjustments: [{ metricIntervalUpperBound: "0", scalingAdjustment: -1 }],
      });
    });

    it("is started by an alarm each, whose name is known in a preview and which has that policy as its action", () => {
      for (const [purpose, threshold, comparisonOperator] of [
        ["scale-out", 70, "GreaterThanOrEqualToThreshold"],
        ["scale-in", 30, "LessThanOrEqualToThreshold"],
      ] as const) {
        const alarm = plan.registered(types.alarm, `api-${purpose}`);
        expect(alarm.inputs).to.deep.include({
          name: `shop-api-${purpose}`,
          namespace: "AWS/ECS",
          metricName: "MemoryUtilization",
          dimensions: { ClusterName: "shop", ServiceName: "api" },
          statistic: "Average",
          threshold,
          comparisonOperator,
          treatMissingData: "missing",
        });
        expect(alarm.inputs["alarmActions"]).to.have.length(1);
        expect(alarm.dependencies).to.include(plan.registered(types.policy, `api-${purpose}`).urn);
      }
    });
  });

  describe("by a schedule", () => {
    let plan: Plan;
    before(async () => {
      plan = await planOf(() => scaling({ policy: { type: "scheduled" }, schedule: { ...hours, otherwise: 1 } }));
    });

    it("has the configured bounds in the hours, and a fixed number of tasks outside of them", () => {
      expect(plan.all(types.action)).to.have.length(2);
      expect(plan.one(types.action, "api-start")).to.deep.include({
        schedule: "cron(0 8 ? * MON,TUE,WED,THU,FRI *)",
        timezone: "Asia/Tokyo",
        scalableTargetAction: { minCapacity: 2, maxCapacity: 10 },
      });
      expect(plan.one(types.action, "api-end")).to.deep.include({
        schedule: "cron(0 20 ? * MON,TUE,WED,THU,FRI *)",
        timezone: "Asia/Tokyo",
        scalableTargetAction: { minCapacity: 1, maxCapacity: 1 },
      });
    });

    it("watches no metric when that is all there is", () => {
      expect(plan.all(types.policy)).to.deep.equal([]);
      expect(plan.all(types.alarm)).to.deep.equal([]);
    });

    it("leaves the bounds of the moment alone, so that an update at night starts nothing", () => {
      expect(plan.registered(types.target).ignoreChanges).to.have.members(["minCapacity", "maxCapacity"]);
    });

    it("goes with metrics as well", async () => {
      const both = await planOf(() => scaling({ schedule: hours }));
      expect(both.all(types.policy)).to.have.length(1);
      expect(both.all(types.action)).to.have.length(2);
    });
  });

  it("changes one thing of a target at a time, as AWS refuses two", async () => {
    for (const policy of [
      { type: "target-tracking", cpuPercent: 50, memoryPercent: 80 },
      { type: "step", metric: "cpu", steps },
    ] as const) {
      const plan = await planOf(() => scaling({ policy, schedule: hours }));
      const chain = plan.resources.filter(({ type }) => [types.target, types.policy, types.action].includes(type));
      expect(chain).to.have.length(5);
      chain.slice(1).forEach(({ dependencies }, index) => {
        expect(dependencies).to.include(chain[index]?.urn);
      });
    }
  });
});
