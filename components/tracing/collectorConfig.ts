/** Where the collector listens: on the loopback interface that all containers of a task share, and nowhere else. */
export const adotPorts = { grpc: 4317, http: 4318, samplingProxy: 2000, health: 13133 } as const;

/** Hard limit of the collector's container in MiB; the limits within it are below. */
export const adotMemory = 256;

/** The annotation that every span gets, by which traces of a stack are found. Without a dot: filters take it as it is. */
export const stackAnnotation = "stack";

/** What the collector's configuration depends on. */
export interface CollectorConfigArgs {
  readonly region: string;
  /** What the annotation {@link stackAnnotation} says, such as `shop-prod`. */
  readonly stackName: string;
}

/** A processor's name within a pipeline. */
type Processor = "memory_limiter" | "resourcedetection" | "attributes" | "batch";

/**
 * The part of the OpenTelemetry Collector's configuration that this platform sets.
 *
 * {@link https://opentelemetry.io/docs/collector/configuration/ | Configuration}
 */
export interface CollectorConfig {
  readonly extensions: {
    readonly health_check: { readonly endpoint: string };
    readonly awsproxy: { readonly endpoint: string; readonly region: string; readonly local_mode: boolean };
  };
  readonly receivers: {
    readonly otlp: {
      readonly protocols: {
        readonly grpc: { readonly endpoint: string };
        readonly http: { readonly endpoint: string };
      };
    };
  };
  readonly processors: {
    readonly memory_limiter: {
      readonly check_interval: string;
      readonly limit_mib: number;
      readonly spike_limit_mib: number;
    };
    readonly resourcedetection: {
      readonly detectors: readonly "ecs"[];
      readonly override: boolean;
      readonly timeout: string;
    };
    readonly attributes: {
      readonly actions: readonly { readonly key: string; readonly value: string; readonly action: "upsert" }[];
    };
    readonly batch: { readonly timeout: string; readonly send_batch_size: number };
  };
  readonly exporters: {
    readonly awsxray: {
      readonly region: string;
      readonly local_mode: boolean;
      readonly indexed_attributes: readonly string[];
    };
  };
  readonly service: {
    readonly extensions: readonly ("health_check" | "awsproxy")[];
    readonly pipelines: {
      readonly traces: {
        readonly receivers: readonly "otlp"[];
        readonly processors: readonly Processor[];
        readonly exporters: readonly "awsxray"[];
      };
    };
    readonly telemetry: {
      readonly logs: { readonly level: "warn"; readonly encoding: "json" };
      readonly metrics: { readonly level: "none" };
    };
  };
}

/** From OTLP to X-Ray. */
export function collectorConfig({ region, stackName }: CollectorConfigArgs): CollectorConfig {
  return {
    extensions: {
      health_check: { endpoint: local(adotPorts.health) },
      // Samplers ask here for X-Ray's rules: unsigned, as they have no SDK of AWS; the proxy signs for them.
      awsproxy: { endpoint: local(adotPorts.samplingProxy), region, local_mode: true },
    },
    receivers: {
      otlp: {
        protocols: { grpc: { endpoint: local(adotPorts.grpc) }, http: { endpoint: local(adotPorts.http) } },
      },
    },
    processors: {
      // The process takes some 50 MiB more than what the limiter sees. It refuses from 120 MiB on, and the SDK tries again.
      memory_limiter: { check_interval: "1s", limit_mib: 160, spike_limit_mib: 40 },
      // Which task and zone a trace comes from. What the application says of itself stays.
      resourcedetection: { detectors: ["ecs"], override: false, timeout: "2s" },
      // Here and not in the application, so that it holds whatever SDK that has.
      attributes: { actions: [{ key: stackAnnotation, value: stackName, action: "upsert" }] },
      // X-Ray takes 50 segments a call.
      batch: { timeout: "1s", send_batch_size: 50 },
    },
    // local_mode: Fargate has no instance whose metadata could be asked.
    exporters: { awsxray: { region, local_mode: true, indexed_attributes: [stackAnnotation] } },
    service: {
      extensions: ["health_check", "awsproxy"],
      pipelines: {
        traces: {
          receivers: ["otlp"],
          // The limiter comes first, so that what it refuses has cost nothing yet.
          processors: ["memory_limiter", "resourcedetection", "attributes", "batch"],
          exporters: ["awsxray"],
        },
      },
      // In JSON, the log router knows a line's level. Metrics of its own would be one more open port.
      telemetry: { logs: { level: "warn", encoding: "json" }, metrics: { level: "none" } },
    },
  };
}

function local(port: number): string {
  return `127.0.0.1:${port}`;
}
