import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** How the load balancer finds out whether a task can serve. */
export interface TargetHealthCheck {
  /** Answered with a 2xx status by a task that can serve. */
  readonly path: string;
  /** @default the port that serves */
  readonly port?: number;
  /** @default 15, so that a bad task is out after half a minute */
  readonly intervalSeconds?: number;
  /** @default 5 */
  readonly timeoutSeconds?: number;
  /** @default 2 */
  readonly healthyThreshold?: number;
  /** @default 2 */
  readonly unhealthyThreshold?: number;
}

/** Arguments of {@link TargetGroup}. */
export interface TargetGroupArgs {
  readonly vpcId: pulumi.Input<string>;
  /** Where the tasks listen. */
  readonly port: number;
  readonly healthCheck: TargetHealthCheck;
  readonly deregistrationDelaySeconds: number;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * A target group for Fargate tasks, which have an address each and no instance.
 *
 * Its name is left to Pulumi: names are 32 characters at most and taken until the old group is gone, so a fixed one
 * could not be replaced.
 *
 * @example
 * new TargetGroup("api-blue", { vpcId, port: 8080, healthCheck: { path: "/healthz" }, deregistrationDelaySeconds: 30 });
 */
export class TargetGroup extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
  readonly arnSuffix: pulumi.Output<string>;

  constructor(name: string, args: TargetGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:load-balancer:TargetGroup", name, {}, opts);
    const check = args.healthCheck;

    const group = new aws.lb.TargetGroup(
      name,
      {
        vpcId: args.vpcId,
        targetType: "ip",
        protocol: "HTTP",
        port: args.port,
        deregistrationDelay: args.deregistrationDelaySeconds,
        healthCheck: {
          protocol: "HTTP",
          path: check.path,
          port: check.port === undefined ? "traffic-port" : String(check.port),
          matcher: "200-299",
          interval: check.intervalSeconds ?? 15,
          timeout: check.timeoutSeconds ?? 5,
          healthyThreshold: check.healthyThreshold ?? 2,
          unhealthyThreshold: check.unhealthyThreshold ?? 2,
        },
        tags: args.tags,
      },
      { parent: this },
    );
    this.arn = group.arn;
    this.name = group.name;
    this.arnSuffix = group.arnSuffix;
    this.registerOutputs({ arn: this.arn, name: this.name });
  }
}
