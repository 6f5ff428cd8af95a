import { Location } from "../location";
import { routerContainerName } from "../logging/logRouterContainer";
import { TraceCollector } from "../tracing/traceCollector";
import { bootstrapCommand, defaultBootstrapImage } from "./bootstrap";
import {
  Capability,
  ContainerDefinition,
  ContainerHealthCheck,
  droppedCapabilities,
  hardened,
} from "./ContainerDefinition";
import { SecretReference, valueFrom } from "./secrets";

/** Where and how a container says that it is well. */
export interface HealthCheck {
  /** Answered with a 2xx status, for example `/healthz`. */
  readonly path: string;
  /**
   * What ECS runs inside the container.
   *
   * @default wget on the path where there is a port, otherwise none: ECS then watches the process alone. An image without
   * a shell brings a command of its own, such as `["CMD", "/healthcheck"]`
   */
  readonly command?: readonly string[];
  /** @default 15 */
  readonly intervalSeconds?: number;
  /** @default 5 */
  readonly timeoutSeconds?: number;
  /** @default 3 */
  readonly retries?: number;
  /** Failures that do not count after the start. @default 30 */
  readonly startPeriodSeconds?: number;
}

/** What runs in a task, apart from where it runs. */
export interface ApplicationArgs {
  /** Names the container. */
  readonly serviceName: string;
  /** Absent while no image exists yet: then {@link bootstrapImage} answers the health check. */
  readonly image?: string;
  /** @default {@link defaultBootstrapImage} */
  readonly bootstrapImage?: string;
  /** Where the container listens; absent for a worker that nobody connects to. */
  readonly port?: number;
  /** Numeric, `uid` or `uid:gid`: a name could mean anything inside an image, also root. */
  readonly user: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, SecretReference>>;
  readonly healthCheck: HealthCheck;
  /**
   * Absolute paths that the container may write to; everything else is read-only.
   *
   * Fargate gives such a volume to root, unless the image declares it with `VOLUME` after a `chown`.
   */
  readonly writablePaths: readonly string[];
  /** Seconds between SIGTERM and SIGKILL, 2 to 120. */
  readonly stopTimeoutSeconds: number;
  /** Whether ECS Exec can open a shell. */
  readonly exec: boolean;
  /** Linux capabilities that the container cannot do without, of those that Fargate gives. @default none */
  readonly keptCapabilities?: readonly Capability[];
}

/** A writable volume and where the application's container mounts it. */
export interface WritableVolume {
  readonly name: string;
  readonly path: string;
}

/**
 * Where the SSM agent that ECS injects writes to. AWS calls ECS Exec on a read-only root file system unsupported; users
 * report that it works when these three paths are volumes.
 *
 * {@link https://github.com/aws/containers-roadmap/issues/1359 | containers-roadmap#1359}
 */
const execPaths: readonly WritableVolume[] = [
  { name: "exec-managed-agents", path: "/managed-agents" },
  { name: "exec-ssm-lib", path: "/var/lib/amazon/ssm" },
  { name: "exec-ssm-log", path: "/var/log/amazon/ssm" },
];

/** The volumes that an application's container needs, in a stable order. */
export function writableVolumes(args: Pick<ApplicationArgs, "writablePaths" | "exec">): WritableVolume[] {
  const own = args.writablePaths.map((path) => ({ name: `writable${volumeName(path)}`, path }));
  const agent = args.exec ? execPaths.filter(({ path }) => !args.writablePaths.includes(path)) : [];
  return [...own, ...agent];
}

/** `/var/cache` becomes `-var-cache`; every other character that AWS refuses keeps two paths apart by its code. */
function volumeName(path: string): string {
  return path.replace(/[^A-Za-z0-9]/g, (character) =>
    character === "/" ? "-" : `_${character.charCodeAt(0).toString(16)}`,
  );
}

/** The application's container: hardened, and logging through the task's FireLens router. */
export function applicationContainer(
  location: Location,
  args: ApplicationArgs,
  traceCollector?: TraceCollector,
): ContainerDefinition {
  const { image, port } = args;
  const variables = {
    ...(port === undefined ? {} : { PORT: String(port) }),
    ...traceCollector?.environment,
    ...(args.environment["OTEL_TRACES_SAMPLER"] === "xray" ? traceCollector?.remoteSampling : {}),
    ...args.environment,
  };
  return {
    ...hardened,
    name: args.serviceName,
    image: image ?? args.bootstrapImage ?? defaultBootstrapImage,
    ...(image === undefined ? { command: bootstrapCommand(port, args.healthCheck.path) } : {}),
    essential: true,
    user: args.user,
    linuxParameters: {
      ...hardened.linuxParameters,
      capabilities: { add: [], drop: droppedCapabilities(args.keptCapabilities ?? []) },
    },
    portMappings: port === undefined ? [] : [{ containerPort: port, protocol: "tcp", name: "http" }],
    environment: Object.entries(variables)
      .sort(byName)
      .map(([name, value]) => ({ name, value })),
    secrets: Object.entries(args.secrets)
      .sort(byName)
      .map(([name, secret]) => ({ name, valueFrom: valueFrom(location, secret) })),
    mountPoints: writableVolumes(args).map(({ name, path }) => ({
      sourceVolume: name,
      containerPath: path,
      readOnly: false,
    })),
    healthCheck: healthCheck(args),
    // The first line of the application already finds a router that takes it.
    dependsOn: [
      { containerName: routerContainerName, condition: "HEALTHY" },
      // Started, not healthy: an application serves without its traces.
      ...(traceCollector === undefined
        ? []
        : [{ containerName: traceCollector.container.name, condition: "START" as const }]),
    ],
    stopTimeout: args.stopTimeoutSeconds,
    logConfiguration: { logDriver: "awsfirelens" },
  };
}

function healthCheck({ healthCheck: check, image, port }: ApplicationArgs): ContainerHealthCheck | undefined {
  const ask =
    port === undefined
      ? undefined
      : ["CMD-SHELL", `wget -q -O /dev/null 'http://127.0.0.1:${port}${check.path}' || exit 1`];
  // A command that the application's image brings means nothing in the bootstrap image.
  const command = image === undefined ? ask : (check.command ?? ask);
  if (command === undefined) {
    return undefined;
  }
  return {
    command,
    interval: check.intervalSeconds ?? 15,
    timeout: check.timeoutSeconds ?? 5,
    retries: check.retries ?? 3,
    startPeriod: check.startPeriodSeconds ?? 30,
  };
}

/** A stable order: another one would be another task definition. */
function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
