import {
  Attributes,
  Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  Span,
  SpanKind,
  SpanStatusCode,
  trace as api,
  Tracer,
} from "@opentelemetry/api";
import { CompositePropagator, W3CTraceContextPropagator } from "@opentelemetry/core";
import { AWSXRayPropagator } from "@opentelemetry/propagator-aws-xray";
import { IncomingHttpHeaders } from "node:http";

/**
 * The trace of a caller is taken from `traceparent` (W3C) or `X-Amzn-Trace-Id`, and goes on in both. The first is preferred,
 * as a load balancer adds an `X-Amzn-Trace-Id` of its own to every request that has none: the last propagator wins.
 */
const propagator = new CompositePropagator({
  propagators: [new AWSXRayPropagator(), new W3CTraceContextPropagator()],
});

/** One thing that is done for a request, with its place in the request's trace: a span, and what it takes to begin others. */
export class Trace {
  private constructor(
    private readonly tracer: Tracer,
    private readonly span: Span,
    private readonly context: Context,
  ) {}

  /** Begins with a request, within the trace that its headers name; malformed ones are left aside. */
  static begin(tracer: Tracer, headers: IncomingHttpHeaders, name: string, attributes: Attributes): Trace {
    const parent = propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
    return Trace.under(parent, tracer, name, SpanKind.SERVER, attributes);
  }

  private static under(parent: Context, tracer: Tracer, name: string, kind: SpanKind, attributes: Attributes): Trace {
    const span = tracer.startSpan(name, { kind, attributes }, parent);
    return new Trace(tracer, span, api.setSpan(parent, span));
  }

  /** 32 lower-case hexadecimal digits: the same in every service that a request passes. */
  get traceId(): string {
    return this.span.spanContext().traceId;
  }

  /** What tells another service of the trace, and that this span is its parent there. */
  headers(): Record<string, string> {
    const headers: Record<string, string> = {};
    propagator.inject(this.context, headers, defaultTextMapSetter);
    return headers;
  }

  set(attributes: Attributes): void {
    this.span.setAttributes(attributes);
  }

  /** Calls another service within the trace. What `work` throws marks the call as failed, and is thrown on. */
  async call<T>(name: string, attributes: Attributes, work: (call: Trace) => Promise<T>): Promise<T> {
    const call = Trace.under(this.context, this.tracer, name, SpanKind.CLIENT, attributes);
    try {
      const result = await work(call);
      call.end();
      return result;
    } catch (error) {
      call.end(error instanceof Error ? error.message : "failed");
      throw error;
    }
  }

  /** @param failure What went wrong, when something did. */
  end(failure?: string): void {
    if (failure !== undefined) {
      this.span.setStatus({ code: SpanStatusCode.ERROR, message: failure });
    }
    this.span.end();
  }
}

/**
 * The trace id of a load balancer that has begun a trace and recorded nothing: its `X-Amzn-Trace-Id` has a `Root` without
 * `Parent`, which is no caller that OpenTelemetry knows. With the same id, a trace is found from the access log.
 *
 * {@link https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-request-tracing.html | Request tracing}
 */
export function loadBalancerTraceId(headers: IncomingHttpHeaders): string | undefined {
  const header = headers["x-amzn-trace-id"];
  const [, time, id] =
    /(?:^|;)\s*Root=1-([0-9a-f]{8})-([0-9a-f]{24})\s*(?:;|$)/.exec(typeof header === "string" ? header : "") ?? [];
  const traceId = `${time ?? ""}${id ?? ""}`;
  return /[1-9a-f]/.test(traceId) ? traceId : undefined;
}
