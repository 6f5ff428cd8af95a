import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { LoadBalancer } from "../load-balancer/LoadBalancer";
import { defaultCooldowns, ScalingPolicy, StepScaling, TargetTracking } from "./scalingPolicy";
import { Schedule, scheduleExpressions } from "./schedule";
import { StepDirection, stepDirections } from "./stepScaling";

/** Arguments of {@link ServiceScaling}. */
export interface ServiceScalingArgs {
  readonly clusterName: pulumi.Input<string>;
  readonly serviceName: pulumi.Input<string>;
  readonly minCount: number;
  readonly maxCount: number;
  readonly policy: ScalingPolicy;
  /** @default none: `minCount` and `maxCount` hold at all hours */
  readonly schedule?: Schedule;
  /** Needed for `requestsPerTarget`. */
  readonly loadBalancer?: LoadBalancer;
  /** Physical name of an alarm of this service, by its purpose: `scale-out` and `scale-in` of step scaling. */
  readonly alarmName: (purpose: string) => string;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

type TrackingConfiguration = aws.types.input.appautoscaling.PolicyTargetTrackingScalingPolicyConfiguration;

/** Minutes that AWS's own alarms for target tracking wait; step scaling has no reason to differ. */
const minutes = { out: 3, in: 15 };

const metricNames = { cpu: "CPUUtilization", memory: "MemoryUtilization" } as const;

/**
 * The number of tasks of a service: it follows metrics, a schedule, or both. The service's `desiredCount` belongs to
 * Application Auto Scaling from then on, so the service has to ignore it.
 *
 * With a schedule, its actions set the bounds, so that changes of the target's own are ignored: `pulumi up` at night starts
 * no task. Changed counts are in the actions at once and hold from the next start of the hours on. Two cases wait for an
 * action or a hand: a service that is created outside of the hours runs `minCount` tasks until the hours end for the first
 * time, and a schedule that is taken away leaves the bounds of that moment, which `pulumi up --refresh` puts right.
 *
 * {@link https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html | Service auto scaling}
 *
 * @throws Error when `requestsPerTarget` lacks a load balancer, or steps or schedule are impossible.
 * @example
 * new ServiceScaling("api", {
 *   clusterName: "shop", serviceName: "api", minCount: 2, maxCount: 10,
 *   policy: { type: "target-tracking", cpuPercent: 50 },
 *   alarmName: (purpose) => `shop-api-${purpose}`,
 * });
 */
export class ServiceScaling extends pulumi.ComponentResource {
  private readonly target: aws.appautoscaling.Target;
  /** AWS refuses concurrent changes of what belongs to one target, so each waits for the one before. */
  private last: pulumi.Resource;

  constructor(
    private readonly name: string,
    private readonly args: ServiceScalingArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("fargate-platform:container-service:ServiceScaling", name, {}, opts);
    const { policy, schedule } = args;

    this.target = new aws.appautoscaling.Target(
      name,
      {
        serviceNamespace: "ecs",
        scalableDimension: "ecs:service:DesiredCount",
        resourceId: pulumi.interpolate`service/${args.clusterName}/${args.serviceName}`,
        minCapacity: args.minCount,
        maxCapacity: args.maxCount,
        tags: args.tags,
      },
      { parent: this, ignoreChanges: schedule === undefined ? [] : ["minCapacity", "maxCapacity"] },
    );
    this.last = this.target;
    if (policy.type === "target-tracking") {
      this.track(policy);
    } else if (policy.type === "step") {
      const { out, in: back } = stepDirections(policy.steps);
      this.step("out", out, policy);
      this.step("in", back, policy);
    }
    if (schedule !== undefined) {
      this.follow(schedule);
    }
    this.registerOutputs({});
  }

  private get scalable() {
    const { serviceNamespace, scalableDimension, resourceId } = this.target;
    return { serviceNamespace, scalableDimension, resourceId };
  }

  private get afterLast(): pulumi.CustomResourceOptions {
    return { parent: this, dependsOn: [this.last] };
  }

  private track(policy: TargetTracking): void {
    const cooldowns = { ...defaultCooldowns, ...policy };
    const track = (purpose: string, targetValue: number | undefined, metric: Partial<TrackingConfiguration>) => {
      if (targetValue === undefined) {
        return;
      }
      this.last = new aws.appautoscaling.Policy(
        `${this.name}-${purpose}`,
        {
          policyType: "TargetTrackingScaling",
          ...this.scalable,
          targetTrackingScalingPolicyConfiguration: {
            ...metric,
            targetValue,
            scaleOutCooldown: cooldowns.scaleOutCooldownSeconds,
            scaleInCooldown: cooldowns.scaleInCooldownSeconds,
          },
        },
        this.afterLast,
      );
    };
    const predefined = (predefinedMetricType: string) => ({ predefinedMetricSpecification: { predefinedMetricType } });
    track("cpu", policy.cpuPercent, predefined("ECSServiceAverageCPUUtilization"));
    track("memory", policy.memoryPercent, predefined("ECSServiceAverageMemoryUtilization"));
    if (policy.requestsPerTarget !== undefined) {
      track("requests", policy.requestsPerTarget, {
        customizedMetricSpecification: { metrics: this.requestMetrics() },
      });
    }
  }

  /**
   * Requests of a minute for each task, whichever target group has them. AWS's predefined ALBRequestCountPerTarget names
   * one group, and a blue/green deployment leaves it behind with no traffic.
   *
   * While traffic moves, each group has all the tasks of one version and a part of the requests, so the sum stays what a
   * task of the service gets; dividing by all running tasks would halve it. SUM of a list, because a group without tasks
   * may report nothing, and the sum of two metrics by `+` is missing where one of them is.
   *
   * {@link https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking-metric-math.html | Metric math}
   */
  private requestMetrics() {
    const { loadBalancer } = this.args;
    if (loadBalancer === undefined) {
      throw new Error(
        `Scaling of ${this.name} by requestsPerTarget: allowed is a service with a load balancer, which counts requests; ` +
          "pass loadBalancer, or leave requestsPerTarget out.",
      );
    }
    const group = (id: string, arnSuffix: pulumi.Input<string>) => ({
      id,
      metricStat: {
        metric: {
          namespace: "AWS/ApplicationELB",
          metricName: "RequestCountPerTarget",
          dimensions: [
            { name: "TargetGroup", value: arnSuffix },
            { name: "LoadBalancer", value: loadBalancer.arnSuffix },
          ],
        },
        // The only one that this metric has, although it is an average.
        stat: "Sum",
      },
      returnData: false,
    });
    return [
      group("blue", loadBalancer.blueTargetGroup.arnSuffix),
      group("green", loadBalancer.greenTargetGroup.arnSuffix),
      {
        id: "requests",
        expression: "SUM([blue, green])",
        label: "requests of a minute for each task",
        returnData: true,
      },
    ];
  }

  private step(way: "out" | "in", direction: StepDirection, policy: StepScaling): void {
    const purpose = `scale-${way}`;
    const cooldowns = { ...defaultCooldowns, ...policy };
    const scaling = new aws.appautoscaling.Policy(
      `${this.name}-${purpose}`,
      {
        policyType: "StepScaling",
        ...this.scalable,
        stepScalingPolicyConfiguration: {
          adjustmentType: "ChangeInCapacity",
          metricAggregationType: "Average",
          cooldown: way === "out" ? cooldowns.scaleOutCooldownSeconds : cooldowns.scaleInCooldownSeconds,
          stepAdjustments: direction.stepAdjustments.map((adjustment) => ({ ...adjustment })),
        },
      },
      this.afterLast,
    );
    this.last = scaling;
    new aws.cloudwatch.MetricAlarm(
      `${this.name}-${purpose}`,
      {
        name: this.args.alarmName(purpose),
        alarmDescription:
          `Changes the number of tasks of ${this.name}: ${policy.metric} at ${direction.threshold} % or ` +
          (way === "out" ? "more" : "less"),
        namespace: "AWS/ECS",
        metricName: metricNames[policy.metric],
        dimensions: { ClusterName: this.args.clusterName, ServiceName: this.args.serviceName },
        statistic: "Average",
        period: 60,
        evaluationPeriods: minutes[way],
        threshold: direction.threshold,
        comparisonOperator: direction.comparisonOperator,
        // No task measures itself while none runs, and then there is nothing to scale.
        treatMissingData: "missing",
        alarmActions: [scaling.arn],
        tags: this.args.tags,
      },
      { parent: this },
    );
  }

  private follow(schedule: Schedule): void {
    const { start, end } = scheduleExpressions(schedule);
    const act = (purpose: string, expression: string, minCapacity: number, maxCapacity: number) => {
      this.last = new aws.appautoscaling.ScheduledAction(
        `${this.name}-${purpose}`,
        {
          ...this.scalable,
          schedule: expression,
          timezone: schedule.timeZone,
          scalableTargetAction: { minCapacity, maxCapacity },
        },
        this.afterLast,
      );
    };
    act("start", start, this.args.minCount, this.args.maxCount);
    act("end", end, schedule.otherwise, schedule.otherwise);
  }
}
