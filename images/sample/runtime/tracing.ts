import { Attributes } from "@opentelemetry/api";
import { ExportResult, ExportResultCode } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { detectResources, envDetector, Resource, resourceFromAttributes } from "@opentelemetry/resources";
import { AWSXRayRemoteSampler } from "@opentelemetry/sampler-aws-xray";
import {
  AlwaysOffSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  RandomIdGenerator,
  ReadableSpan,
  Sampler,
  SpanExporter,
} from "@opentelemetry/sdk-trace-base";
import { IncomingHttpHeaders } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import { Log } from "./log";
import { Environment } from "./settings";
import { loadBalancerTraceId, Trace } from "./trace";

/** Makes a service's traces. */
export interface Tracing {
  begin(headers: IncomingHttpHeaders, name: string, attributes: Attributes): Trace;
  /** Sends what has ended and is not sent yet, and gives that up after `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>;
}

/**
 * Traces that go to the collector at `OTEL_EXPORTER_OTLP_ENDPOINT`, in batches, beside the requests and never in their way.
 * Without that variable nothing is sent, and a caller's trace is only handed on.
 *
 * OpenTelemetry reads its other variables itself. `OTEL_TRACES_SAMPLER=xray` is the one that it does not know yet.
 */
export function createTracing(service: string, env: Environment, log: Log): Tracing {
  const resource = resourceFromAttributes({ "service.name": service }).merge(
    detectResources({ detectors: [envDetector] }),
  );
  const isExported = (env.OTEL_EXPORTER_OTLP_ENDPOINT ?? "") !== "";
  const random = new RandomIdGenerator();
  let begun: string | undefined;
  const provider = new BasicTracerProvider({
    resource,
    sampler: isExported ? xraySampler(env, resource) : new ParentBasedSampler({ root: new AlwaysOffSampler() }),
    idGenerator: {
      generateTraceId: () => begun ?? random.generateTraceId(),
      generateSpanId: () => random.generateSpanId(),
    },
    spanProcessors: isExported ? [new BatchSpanProcessor(new Exporter(log))] : [],
  });
  const tracer = provider.getTracer("sample");
  return {
    begin: (headers, name, attributes) => {
      begun = loadBalancerTraceId(headers);
      try {
        return Trace.begin(tracer, headers, name, attributes);
      } finally {
        begun = undefined;
      }
    },
    stop: async (timeoutMs) => {
      const flushed = provider.shutdown().catch(() => undefined);
      await Promise.race([flushed, sleep(timeoutMs, undefined, { ref: false })]);
    },
  };
}

/**
 * The sampler that asks X-Ray, by way of the collector, which traces to record. undefined leaves the choice to
 * OpenTelemetry, which takes it from `OTEL_TRACES_SAMPLER`.
 */
function xraySampler(env: Environment, resource: Resource): Sampler | undefined {
  if (env.OTEL_TRACES_SAMPLER !== "xray") {
    return undefined;
  }
  // As AWS's own distributions read it: endpoint=http://localhost:2000,polling_interval=300
  const [, endpoint] = /(?:^|,)endpoint=([^,]+)/.exec(env.OTEL_TRACES_SAMPLER_ARG ?? "") ?? [];
  return new AWSXRayRemoteSampler({ resource, endpoint: endpoint ?? "http://127.0.0.1:2000", pollingInterval: 300 });
}

/** Says once that traces are lost, and once that they no longer are: a collector that is away must not fill the log. */
class Exporter implements SpanExporter {
  private readonly collector = new OTLPTraceExporter();
  private isLosing = false;

  constructor(private readonly log: Log) {}

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.collector.export(spans, (result) => {
      const isLost = result.code === ExportResultCode.FAILED;
      if (isLost && !this.isLosing) {
        this.log.warn("traces are lost", { reason: result.error?.message });
      } else if (!isLost && this.isLosing) {
        this.log.info("traces are sent again");
      }
      this.isLosing = isLost;
      done({ code: ExportResultCode.SUCCESS });
    });
  }

  shutdown(): Promise<void> {
    return this.collector.shutdown();
  }
}
