import { expect } from "chai";
import * as fc from "fast-check";

import { createLog, Level, logLevel } from "../../../images/sample/runtime/log";
import { collectingLog, Line } from "./collectingLog";

describe("the sample's log", () => {
  it("writes one line of JSON with time, level, message and fields, whatever they hold", () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Level>("debug", "info", "warn", "error"),
        fc.string({ unit: "binary" }),
        fc.dictionary(fc.stringMatching(/^[a-z]{3,4}[A-Z]$/), fc.jsonValue()),
        (level, message, fields) => {
          const written: string[] = [];
          createLog((line) => written.push(line), "debug")[level](message, fields);
          expect(written).to.have.lengthOf(1);
          expect(written[0]).to.match(/^[^\n]*\n$/);
          const line = JSON.parse(written[0] ?? "") as Line;
          expect(line).to.deep.include({ ...(JSON.parse(JSON.stringify(fields)) as Line), level });
          expect(new Date(String(line.time)).toISOString()).to.equal(line.time);
        },
      ),
    );
  });

  it("leaves out what is below its level, and keeps the fields that it was given", () => {
    const { log, lines } = collectingLog("warn");
    const inTrace = log.with({ traceId: "abc" });
    inTrace.info("not this");
    inTrace.warn("this", { port: 1 });
    expect(lines).to.have.lengthOf(1);
    expect(lines[0]).to.include({ level: "warn", message: "this", traceId: "abc", port: 1 });
  });

  it("writes an error with its message, stack and cause", () => {
    const { log, lines } = collectingLog();
    log.error("failed", { error: new Error("fetch failed", { cause: new TypeError("refused") }) });
    expect(lines[0]).to.have.nested.property("error.message", "fetch failed");
    expect(lines[0]).to.have.nested.property("error.cause.name", "TypeError");
    expect(lines[0]).to.have.nested.property("error.stack").that.contains("log.test");
  });

  it("takes its level from LOG_LEVEL, and names the levels that there are", () => {
    expect(logLevel({})).to.equal("info");
    expect(logLevel({ LOG_LEVEL: "debug" })).to.equal("debug");
    expect(() => logLevel({ LOG_LEVEL: "loud" })).to.throw('"loud"; allowed are debug, info, warn, error');
  });
});
