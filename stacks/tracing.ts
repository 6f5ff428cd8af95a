import { CollectorKind, defaultCollectorImages, traceCollector, TraceCollector, Tracing } from "../components";
import { ServiceConfig, StackConfig } from "./config";
import { Foundation } from "./foundation";

/** The collector of a service's tasks. */
export interface ChosenCollector {
  readonly kind: CollectorKind;
  readonly image: string;
}

/** The collector that a service gets; undefined where it is not traced. */
export function chosenCollector({ tracing }: StackConfig, service: ServiceConfig): ChosenCollector | undefined {
  const kind = service.tracing ?? tracing.collector;
  if (kind === "none") {
    return undefined;
  }
  // The stack's image is one of the stack's collector.
  const image = kind === tracing.collector ? tracing.collectorImage : undefined;
  return { kind, image: image ?? defaultCollectorImages[kind] };
}

/** The collector's container for a service's tasks; undefined where it is not traced. */
export function createTraceCollector(
  config: StackConfig,
  { location, names }: Foundation,
  service: ServiceConfig,
): TraceCollector | undefined {
  const chosen = chosenCollector(config, service);
  return chosen === undefined
    ? undefined
    : traceCollector({
        ...chosen,
        location,
        traceName: names.traced(service.name),
        stackName: names.tracedStack,
        sampledPercent: config.tracing.sampledPercent,
      });
}

/** Creates sampling rules, and the group in which the stack's traces are found, where a service is traced. */
export function createTracing(config: StackConfig, { names, tags }: Foundation): void {
  const traced = config.services.filter((service) => chosenCollector(config, service) !== undefined);
  if (traced.length === 0) {
    return;
  }
  new Tracing("tracing", {
    stackName: names.tracedStack,
    groupName: names.traceGroup,
    ruleName: (purpose) => names.samplingRule(purpose),
    healthCheckPaths: traced.map(({ healthCheck }) => healthCheck.path),
    sampledPerSecond: config.tracing.sampledPerSecond,
    sampledPercent: config.tracing.sampledPercent,
    tags,
  });
}

/** What tells an application that nobody collects its traces, so that it makes none. */
export const untraced: Readonly<Record<string, string>> = { OTEL_SDK_DISABLED: "true" };
