import { expect } from "chai";
import * as fc from "fast-check";

import { parseAmznTraceId, parseTraceparent, Trace, traceHeaders, traceOf } from "../../../images/sample/runtime/trace";

const id = "67891233abcdef012345678912345678";
const span = "53995c3f42cd8ad8";
const amzn = "Root=1-67891233-abcdef012345678912345678";

const hex = (digits: number) =>
  fc.stringMatching(new RegExp(`^[0-9a-f]{${digits}}$`)).filter((value) => !/^0+$/.test(value));
const traces = fc.record<Trace>({
  traceId: hex(32),
  spanId: hex(16),
  sampled: fc.constantFrom(true, false, undefined),
  state: fc.constantFrom("vendor=1", undefined),
});
/** Anything, and what is a header but for one edit. */
const headers = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .tuple(fc.constantFrom(`00-${id}-${span}-01`, `${amzn};Self=x;Sampled=1`), fc.nat(), fc.nat(3), fc.string())
    .map(([valid, at, cut, put]) => {
      const start = at % (valid.length + 1);
      return `${valid.slice(0, start)}${put}${valid.slice(start + cut)}`;
    }),
);

describe("the sample's trace context", () => {
  it("goes on with the trace that traceparent names, under a span of its own", () => {
    const trace = traceOf({ traceparent: `00-${id}-${span}-01`, tracestate: "vendor=1" });
    expect(trace).to.include({ traceId: id, sampled: true, state: "vendor=1" });
    expect(trace.spanId)
      .to.match(/^[0-9a-f]{16}$/)
      .and.not.equal(span);
  });

  it("goes on with the trace that X-Amzn-Trace-Id names, wherever its Root stands", () => {
    expect(traceOf({ "x-amzn-trace-id": amzn })).to.include({ traceId: id, sampled: undefined });
    expect(traceOf({ "x-amzn-trace-id": `Self=1-1-2; ${amzn};Parent=${span};Sampled=0` })).to.include({
      traceId: id,
      sampled: false,
    });
  });

  it("prefers traceparent, as a load balancer adds an X-Amzn-Trace-Id that nobody else knows", () => {
    const other = "f".repeat(32);
    expect(traceOf({ traceparent: `00-${other}-${span}-00`, "x-amzn-trace-id": amzn })).to.include({ traceId: other });
    expect(traceOf({ traceparent: "00-nonsense", "x-amzn-trace-id": amzn })).to.include({ traceId: id });
  });

  it("starts a trace that X-Ray takes when no header is valid", () => {
    const before = Math.floor(Date.now() / 1000);
    const seconds = Number.parseInt(traceOf({}).traceId.slice(0, 8), 16);
    expect(seconds).to.be.within(before, before + 5);
    expect(traceOf({ tracestate: "vendor=1" }).state, "state without its trace").to.equal(undefined);
  });

  it("refuses what the formats forbid", () => {
    for (const header of [
      `ff-${id}-${span}-01`,
      `00-${id}-${span}-01-more`,
      `00-${id.toUpperCase()}-${span}-01`,
      `00-${"0".repeat(32)}-${span}-01`,
      `00-${id}-${"0".repeat(16)}-01`,
      `00-${id}-${span}-01, 00-${id}-${span}-01`,
      undefined,
    ]) {
      expect(parseTraceparent(header), header).to.equal(undefined);
    }
    for (const header of [`Root=1-${id}`, "Root=", `Self=1-${id}`, `Root=2-67891233-${"a".repeat(24)}`, undefined]) {
      expect(parseAmznTraceId(header), header).to.equal(undefined);
    }
    expect(parseTraceparent(`01-${id}-${span}-03-more`), "a later version").to.include({ traceId: id, sampled: true });
  });

  it("never throws on a malformed header, and its ids always have the right form", () => {
    fc.assert(
      fc.property(headers, headers, headers, (traceparent, xray, tracestate) => {
        const trace = traceOf({ traceparent, "x-amzn-trace-id": xray, tracestate });
        expect(trace.traceId).to.match(/^(?!0+$)[0-9a-f]{32}$/);
        expect(trace.spanId).to.match(/^[0-9a-f]{16}$/);
        const given = [parseTraceparent(traceparent), parseAmznTraceId(xray)].find((parent) => parent !== undefined);
        if (given !== undefined) {
          expect(trace).to.include(given);
        }
      }),
    );
  });

  it("is read from its own headers as it was, in either form", () => {
    fc.assert(
      fc.property(traces, (trace) => {
        const sent = traceHeaders(trace);
        const { traceId, sampled } = trace;
        expect(parseTraceparent(sent.traceparent)).to.deep.equal({ traceId, sampled: sampled === true });
        expect(parseAmznTraceId(sent["x-amzn-trace-id"])).to.deep.equal({ traceId, sampled });
        expect(sent.tracestate).to.equal(trace.state);
        expect(sent.traceparent).to.contain(trace.spanId);
      }),
    );
  });
});
