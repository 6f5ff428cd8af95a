import { expect } from "chai";
import * as fc from "fast-check";

import { loadBalancerTraceId } from "../../../images/sample/runtime/trace";
import { createTracing } from "../../../images/sample/runtime/tracing";
import { collectingLog } from "./collectingLog";

const id = "67891233abcdef012345678912345678";
const span = "53995c3f42cd8ad8";
const amzn = "Root=1-67891233-abcdef012345678912345678";

const tracing = createTracing("test", {}, collectingLog().log);

function begin(headers: Record<string, string>) {
  return tracing.begin(headers, "GET /", {});
}

const hex = (digits: number) =>
  fc.stringMatching(new RegExp(`^[0-9a-f]{${digits}}$`)).filter((value) => !/^0+$/.test(value));
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
    const sent = begin({ traceparent: `00-${id}-${span}-01`, tracestate: "vendor=1" }).headers();
    expect(sent.traceparent)
      .to.match(new RegExp(`^00-${id}-[0-9a-f]{16}-01$`))
      .and.not.contain(span);
    expect(sent.tracestate).to.equal("vendor=1");
  });

  it("goes on with the trace that X-Amzn-Trace-Id names", () => {
    const { traceId } = begin({ "x-amzn-trace-id": `${amzn};Parent=${span};Sampled=0` });
    expect(traceId).to.equal(id);
  });

  it("goes on with the trace id that a load balancer made, wherever its Root stands", () => {
    for (const header of [amzn, `Self=1-1-2; ${amzn}`, `${amzn};Sampled=1`]) {
      expect(begin({ "x-amzn-trace-id": header }).traceId, header).to.equal(id);
    }
    expect(begin({}).traceId, "of another request").not.to.equal(id);
  });

  it("prefers traceparent, as a load balancer adds an X-Amzn-Trace-Id that nobody else knows", () => {
    const other = "f".repeat(32);
    for (const header of [amzn, `${amzn};Parent=${span};Sampled=1`]) {
      expect(begin({ traceparent: `00-${other}-${span}-00`, "x-amzn-trace-id": header }).traceId).to.equal(other);
      expect(begin({ traceparent: "00-nonsense", "x-amzn-trace-id": header }).traceId).to.equal(id);
    }
  });

  it("refuses what the formats forbid", () => {
    for (const traceparent of [
      `ff-${id}-${span}-01`,
      `00-${id}-${span}-01-more`,
      `00-${"0".repeat(32)}-${span}-01`,
      `00-${id}-${"0".repeat(16)}-01`,
      `00-${id}-${span}-01, 00-${id}-${span}-01`,
    ]) {
      expect(begin({ traceparent }).traceId, traceparent).not.to.equal(id);
    }
    for (const header of [`Root=1-${id}`, "Root=", `Self=1-${id}`, `Root=2-67891233-${"a".repeat(24)}`]) {
      expect(loadBalancerTraceId({ "x-amzn-trace-id": header }), header).to.equal(undefined);
    }
    expect(loadBalancerTraceId({ "x-amzn-trace-id": `Root=1-${"0".repeat(8)}-${"0".repeat(24)}` })).to.equal(undefined);
  });

  it("never throws on a malformed header, and its ids always have the right form", () => {
    fc.assert(
      fc.property(headers, headers, headers, (traceparent, xray, tracestate) => {
        const trace = begin({ traceparent, "x-amzn-trace-id": xray, tracestate });
        expect(trace.traceId).to.match(/^(?!0+$)[0-9a-f]{32}$/i);
        expect(trace.headers().traceparent).to.contain(trace.traceId);
      }),
    );
  });

  it("keeps a caller's decision to record or not, and makes none where nothing is sent", () => {
    fc.assert(
      fc.property(hex(32), hex(16), fc.boolean(), (traceId, parent, isSampled) => {
        const flags = isSampled ? "01" : "00";
        const sent = begin({ traceparent: `00-${traceId}-${parent}-${flags}` }).headers();
        expect(sent.traceparent?.slice(-2)).to.equal(flags);
        expect(sent["x-amzn-trace-id"]).to.match(
          new RegExp(`^Root=1-.{8}-.{24};Parent=.{16};Sampled=${isSampled ? 1 : 0}$`),
        );
      }),
    );
    expect(begin({}).headers().traceparent).to.match(/-00$/);
  });
});
