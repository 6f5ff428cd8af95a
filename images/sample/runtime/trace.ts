import { randomBytes } from "node:crypto";
import { IncomingHttpHeaders } from "node:http";

/** Where a request belongs: the same `traceId` in every service that it passes, and a `spanId` for each of them. */
export interface Trace {
  /** 32 lower-case hexadecimal digits, the first eight of them a time, as X-Ray wants it. */
  readonly traceId: string;
  /** 16 lower-case hexadecimal digits: this service's part. */
  readonly spanId: string;
  /** Whether the caller records the trace; undefined when nobody has decided. */
  readonly sampled: boolean | undefined;
  /** W3C `tracestate` of other vendors, passed on as it came. */
  readonly state: string | undefined;
}

type Parent = Pick<Trace, "traceId" | "sampled">;

/**
 * The trace that a request belongs to, or a new one.
 *
 * `traceparent` is preferred, as a load balancer adds an `X-Amzn-Trace-Id` of its own to every request that has none.
 * Headers that do not follow their format are left aside, as both standards ask for.
 */
export function traceOf(headers: IncomingHttpHeaders): Trace {
  const w3c = parseTraceparent(headers.traceparent);
  const parent = w3c ?? parseAmznTraceId(headers["x-amzn-trace-id"]) ?? newParent();
  const state = w3c === undefined ? undefined : headers.tracestate;
  return { ...parent, spanId: hex(8), state: typeof state === "string" ? state : undefined };
}

/** The trace as headers, for the services that are called next and for the caller. */
export function traceHeaders({ traceId, spanId, sampled, state }: Trace): Record<string, string> {
  const root = `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${spanId}`;
  return {
    traceparent: `00-${traceId}-${spanId}-${sampled === true ? "01" : "00"}`,
    "x-amzn-trace-id": sampled === undefined ? root : `${root};Sampled=${sampled ? 1 : 0}`,
    ...(state === undefined ? {} : { tracestate: state }),
  };
}

/**
 * Reads a W3C `traceparent`, undefined when it is malformed.
 *
 * {@link https://www.w3.org/TR/trace-context/#traceparent-header | Trace Context}
 */
export function parseTraceparent(header: unknown): Parent | undefined {
  const [, version, traceId, spanId, flags, rest] =
    /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(text(header)) ?? [];
  if (version === undefined || traceId === undefined || spanId === undefined || flags === undefined) {
    return undefined;
  }
  // Later versions may add fields; version 0 has none, and version 255 is forbidden. All zeros mean "invalid".
  if (version === "ff" || (version === "00" && rest !== undefined) || isZero(traceId) || isZero(spanId)) {
    return undefined;
  }
  return { traceId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/**
 * Reads an `X-Amzn-Trace-Id`, undefined when it has no valid `Root`.
 *
 * {@link https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader | Tracing header}
 */
export function parseAmznTraceId(header: unknown): Parent | undefined {
  const fields = new Map(
    text(header)
      .split(";")
      .map((field) => {
        const [key = "", value = ""] = field.split("=", 2);
        return [key.trim().toLowerCase(), value.trim()];
      }),
  );
  const [, time, id] = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/i.exec(fields.get("root") ?? "") ?? [];
  if (time === undefined || id === undefined) {
    return undefined;
  }
  const traceId = `${time}${id}`.toLowerCase();
  const sampled = fields.get("sampled");
  return isZero(traceId)
    ? undefined
    : { traceId, sampled: sampled === "1" ? true : sampled === "0" ? false : undefined };
}

function newParent(): Parent {
  const seconds = Math.floor(Date.now() / 1000);
  return { traceId: `${seconds.toString(16).padStart(8, "0")}${hex(12)}`, sampled: undefined };
}

function text(header: unknown): string {
  return typeof header === "string" ? header : "";
}

function isZero(id: string): boolean {
  return /^0+$/.test(id);
}

function hex(bytes: number): string {
  return randomBytes(bytes).toString("hex");
}
