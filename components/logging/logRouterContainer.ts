import { ContainerDefinition, hardened } from "../container-service/ContainerDefinition";
import { routerWritablePath } from "./fluentBitConfig";

/**
 * AWS's Fluent Bit image, the variant with the init process that reads extra configuration from S3, pinned.
 *
 * It must be 3.x: the init process of 2.32 and before writes to `/init` only and fails on a read-only root file system
 * ({@link https://github.com/aws/aws-for-fluent-bit/pull/955 | aws-for-fluent-bit#955}); curl for the health check is in
 * it since 3.0.1.
 */
export const defaultRouterImage = "public.ecr.aws/aws-observability/aws-for-fluent-bit:init-3.4.8";

/** The container's name in every task. */
export const routerContainerName = "log-router";

/**
 * Where the router listens on the loopback interface that all containers of a task share: FireLens's input, its health
 * check, and Fluent Bit's HTTP server. An application cannot listen there.
 */
export const routerPorts: readonly number[] = [24224, 8877, 2020];

/** The volume that the router may write to. */
export const routerVolumeName = "log-router-buffer";

/** What the router's container depends on. */
export interface LogRouterContainerArgs {
  readonly image: string;
  readonly region: string;
  /** For the router's own log. */
  readonly ownLogGroupName: string;
  /** ARNs of S3 objects with Fluent Bit configuration, in the order in which they are included. */
  readonly configObjectArns: readonly string[];
}

/**
 * The FireLens router of a task.
 *
 * It runs as UID 0 because RegisterTaskDefinition refuses a firelensConfiguration with any other user; so it has no
 * capability and nothing but its buffer to write to. It listens on the task's loopback interface only.
 *
 * {@link https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html | FireLens}
 */
export function logRouterContainer(args: LogRouterContainerArgs): ContainerDefinition {
  return {
    ...hardened,
    name: routerContainerName,
    image: args.image,
    // A task whose lines go nowhere is replaced; the restart policy first tries to restart the router alone.
    essential: true,
    restartPolicy: { enabled: true, restartAttemptPeriod: 60 },
    user: "0",
    // ECS bounds each input buffer at 25 MB and our configuration the emitter at 10 MB; Fluent Bit may need twice that.
    memory: 256,
    memoryReservation: 64,
    firelensConfiguration: { type: "fluentbit", options: { "enable-ecs-log-metadata": "true" } },
    environment: args.configObjectArns.map((value, index) => ({ name: `aws_fluent_bit_init_s3_${index + 1}`, value })),
    mountPoints: [{ sourceVolume: routerVolumeName, containerPath: routerWritablePath, readOnly: false }],
    healthCheck: {
      command: ["CMD-SHELL", "curl -sf http://127.0.0.1:2020/api/v1/uptime || exit 1"],
      interval: 10,
      timeout: 5,
      retries: 3,
      startPeriod: 10,
    },
    // Containers stop in the reverse of their start order, so the router stops last and needs time for what is left.
    stopTimeout: 45,
    // The one container that must not log through itself.
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": args.ownLogGroupName,
        "awslogs-region": args.region,
        "awslogs-stream-prefix": routerContainerName,
        // A CloudWatch that answers slowly must not block the router.
        mode: "non-blocking",
        "max-buffer-size": "4m",
      },
    },
  };
}
