import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Arguments of {@link ServiceScaling}. */
export interface ServiceScalingArgs {
  readonly clusterName: pulumi.Input<string>;
  readonly serviceName: pulumi.Input<string>;
  readonly minCount: number;
  readonly maxCount: number;
  /** Average CPU that the number of tasks is held at, in percent of what the tasks reserve. */
  readonly cpuPercent: number;
}

/**
 * Target tracking on CPU: Application Auto Scaling adds tasks within a minute and takes them away slowly, because a task
 * too many costs cents and a task too few costs customers.
 *
 * {@link https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html | Target tracking}
 *
 * @example
 * new ServiceScaling("api", { clusterName: "shop", serviceName: "api", minCount: 2, maxCount: 10, cpuPercent: 50 });
 */
export class ServiceScaling extends pulumi.ComponentResource {
  constructor(name: string, args: ServiceScalingArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:container-service:ServiceScaling", name, {}, opts);

    const target = new aws.appautoscaling.Target(
      name,
      {
        serviceNamespace: "ecs",
        scalableDimension: "ecs:service:DesiredCount",
        resourceId: pulumi.interpolate`service/${args.clusterName}/${args.serviceName}`,
        minCapacity: args.minCount,
        maxCapacity: args.maxCount,
      },
      { parent: this },
    );
    new aws.appautoscaling.Policy(
      `${name}-cpu`,
      {
        policyType: "TargetTrackingScaling",
        serviceNamespace: target.serviceNamespace,
        scalableDimension: target.scalableDimension,
        resourceId: target.resourceId,
        targetTrackingScalingPolicyConfiguration: {
          predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
          targetValue: args.cpuPercent,
          scaleOutCooldown: 60,
          scaleInCooldown: 300,
        },
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
