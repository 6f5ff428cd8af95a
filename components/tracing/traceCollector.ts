import { ContainerDefinition, hardened, KeyValuePair } from "../container-service/ContainerDefinition";
import { Statement } from "../iam/policyDocument";
import { Location } from "../location";
import { routerContainerName } from "../logging/logRouterContainer";
import { adotMemory, adotPorts, collectorConfig } from "./collectorConfig";

/**
 * What takes a task's traces to X-Ray:
 *
 * - `adot`, the AWS Distro for OpenTelemetry collector, takes OpenTelemetry's protocol, which every language has an SDK for.
 * - `xray-daemon` takes that of AWS's X-Ray SDKs. Both are in maintenance since February 2026, so it is for applications that
 *   have such an SDK already.
 *
 * {@link https://docs.aws.amazon.com/xray/latest/devguide/xray-sdk-daemon-timeline.html | X-Ray SDK and daemon support}
 */
export const collectorKinds = ["adot", "xray-daemon"] as const;

/** One of {@link collectorKinds}. */
export type CollectorKind = (typeof collectorKinds)[number];

/** AWS's public images, pinned. ADOT 0.49.0 is OpenTelemetry's collector 0.156.0. */
export const defaultCollectorImages: Readonly<Record<CollectorKind, string>> = {
  adot: "public.ecr.aws/aws-observability/aws-otel-collector:v0.49.0",
  "xray-daemon": "public.ecr.aws/xray/aws-xray-daemon:3.7.0",
};

/** The container's name in every task. */
export const collectorContainerName = "trace-collector";

const daemonPort = 2000;

/** Where a collector listens on the loopback interface that all containers of a task share. An application cannot. */
export const collectorPorts: Readonly<Record<CollectorKind, readonly number[]>> = {
  adot: Object.values(adotPorts),
  "xray-daemon": [daemonPort],
};

/** What a task needs for its traces. */
export interface TraceCollector {
  readonly container: ContainerDefinition;
  /** Tells the application where its traces go, and under which name. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Takes the place of the variables of the same names where the application asks X-Ray which requests it traces: with
   * `OTEL_TRACES_SAMPLER: xray`, SDKs take a share for a mistake.
   */
  readonly remoteSampling: Readonly<Record<string, string>>;
  readonly taskRoleStatements: readonly Statement[];
}

/** Arguments of {@link traceCollector}. */
export interface TraceCollectorArgs {
  readonly kind: CollectorKind;
  readonly location: Location;
  /** @default that of {@link defaultCollectorImages} */
  readonly image?: string;
  /** What the service is called in traces, such as `shop-prod-frontend`: `stackName`, a hyphen, and the service. */
  readonly traceName: string;
  /** What the stack is called in traces, such as `shop-prod`. */
  readonly stackName: string;
  /** Which share of traces OpenTelemetry's SDKs begin, unless they ask X-Ray. */
  readonly sampledPercent: number;
}

/**
 * The container that takes a task's traces to X-Ray, and what the application and the task's role need for it.
 *
 * The application serves without it: the container is not essential, and its restart policy brings it back.
 *
 * {@link https://aws-otel.github.io/docs/setup/ecs | ADOT on ECS}
 */
export function traceCollector(args: TraceCollectorArgs): TraceCollector {
  return args.kind === "adot" ? adot(args) : xrayDaemon(args);
}

function adot({ location, image, traceName, stackName, sampledPercent }: TraceCollectorArgs): TraceCollector {
  return {
    container: {
      ...sidecar(image ?? defaultCollectorImages.adot),
      // The user `aoc` of AWS's image.
      user: "4317:4317",
      // AWS measured some 80 MiB at 1000 spans a second; beyond that the configuration's own limit refuses spans.
      memory: adotMemory,
      memoryReservation: 96,
      environment: [
        // JSON is YAML.
        { name: "AOT_CONFIG_CONTENT", value: JSON.stringify(collectorConfig({ region: location.region, stackName })) },
        // Go's collector of garbage works harder from four fifths of the container's memory on, as OpenTelemetry advises.
        { name: "GOMEMLIMIT", value: `${Math.floor(adotMemory * 0.8)}MiB` },
      ],
      // The image has no shell, and this program.
      healthCheck: { command: ["CMD", "/healthcheck"], interval: 10, timeout: 5, retries: 3, startPeriod: 10 },
    },
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${adotPorts.http}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
      OTEL_SERVICE_NAME: traceName,
      // What all SDKs know: one that does not know `xray` may refuse to start.
      OTEL_PROPAGATORS: "tracecontext,baggage",
      // So, too, for samplers: one that does not know `xray` would send every trace.
      OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
      OTEL_TRACES_SAMPLER_ARG: String(sampledPercent / 100),
      // The collector takes traces only.
      OTEL_METRICS_EXPORTER: "none",
      OTEL_LOGS_EXPORTER: "none",
    },
    remoteSampling: { OTEL_TRACES_SAMPLER_ARG: `endpoint=http://127.0.0.1:${adotPorts.samplingProxy}` },
    taskRoleStatements: [{ ...toXRay, actions: ["xray:PutTraceSegments", ...samplingActions] }],
  };
}

function xrayDaemon({ location, image, traceName }: TraceCollectorArgs): TraceCollector {
  const address = `127.0.0.1:${daemonPort}`;
  return {
    container: {
      ...sidecar(image ?? defaultCollectorImages["xray-daemon"]),
      // The user `xray` of AWS's image.
      user: "10001:10001",
      // The daemon would take a hundredth of the host's memory for its buffer; 16 MB are some thousand segments.
      memory: 128,
      memoryReservation: 32,
      // They follow the image's own `-t 0.0.0.0:2000 -b 0.0.0.0:2000`, and the last one counts.
      command: [
        ...["--bind", address, "--bind-tcp", address, "--region", location.region],
        ...["--local-mode", "--buffer-memory", "16", "--log-level", "warn"],
      ],
      // No health check: the image holds the daemon alone, which has no command that asks a running one.
    },
    environment: { AWS_XRAY_DAEMON_ADDRESS: address, AWS_XRAY_TRACING_NAME: traceName },
    remoteSampling: {},
    taskRoleStatements: [
      { ...toXRay, actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords", ...samplingActions] },
    ],
  };
}

const toXRay = { anyResource: "XRayKnowsNoResourceForTraces" } as const;

const samplingActions = ["xray:GetSamplingRules", "xray:GetSamplingTargets"];

/** What both kinds share. */
function sidecar(image: string) {
  return {
    ...hardened,
    name: collectorContainerName,
    image,
    essential: false,
    restartPolicy: { enabled: true, restartAttemptPeriod: 60 },
    environment: [] as readonly KeyValuePair[],
    dependsOn: [{ containerName: routerContainerName, condition: "HEALTHY" }],
    // It stops after the application and before the log router; what it holds is a second old.
    stopTimeout: 10,
    logConfiguration: { logDriver: "awsfirelens" },
  } as const satisfies Partial<ContainerDefinition>;
}
