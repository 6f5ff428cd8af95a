import { expect } from "chai";
import * as fc from "fast-check";

import { fluentBitConfig } from "../../../components/logging/fluentBitConfig";
import { errorLines, lostLogs, throttledLogs } from "../../../components/monitoring/logPatterns";

/** Whether a JSON pattern of our form matches, as CloudWatch Logs reads it. */
function matchesJson(pattern: string, line: Readonly<Record<string, unknown>>): boolean {
  return pattern
    .replace(/^\{ | \}$/g, "")
    .split(" || ")
    .some((condition) => {
      const [, field = "", wanted = ""] = /^\$\.(\w+) = (.+)$/.exec(condition) ?? [];
      const given = line[field];
      const expression = /^%(.+)%$/.exec(wanted)?.[1];
      return expression === undefined
        ? given === Number(wanted)
        : typeof given === "string" && new RegExp(expression).test(given);
    });
}

/** Whether any of the pattern's phrases is in the line. */
function matchesText(pattern: string, line: string): boolean {
  return [...pattern.matchAll(/\?"([^"]+)"/g)].some(([, phrase]) => phrase !== undefined && line.includes(phrase));
}

/** What the log router sends to CloudWatch Logs as errors: field and expression of each of its rules. */
function routerRules(): { field: string; expression: RegExp }[] {
  const config = fluentBitConfig({
    serviceName: "api",
    region: "ap-northeast-1",
    bucketName: "logs",
    logGroupName: "/shop/api",
    cloudWatch: "errors",
  });
  return [...config.matchAll(/Rule\s+\$(\w+) (\S+) /g)].map(([, field = "", expression = ""]) => ({
    field,
    expression: new RegExp(expression.replace(/\(\?i:/g, "(?:"), expression.includes("(?i:") ? "i" : ""),
  }));
}

describe("log patterns", () => {
  it("count just the lines that the log router takes for errors", () => {
    const rules = routerRules();
    expect(rules.map(({ field }) => field)).to.deep.equal(["level", "level_number", "log"]);
    const isError = (line: { level?: string | number; log?: string }) =>
      rules.some(({ field, expression }) => {
        const given =
          field === "log"
            ? line.log
            : (field === "level_number") === (typeof line.level === "number")
              ? line.level
              : undefined;
        return given !== undefined && expression.test(String(given));
      });
    const cased = (word: string) =>
      fc.constantFrom(word, word.toUpperCase(), word.charAt(0).toUpperCase() + word.slice(1), `${word}s`, `x${word}`);
    const words = [
      "error",
      "err",
      "fatal",
      "critical",
      "crit",
      "alert",
      "emergency",
      "panic",
      "exception",
      "warn",
      "info",
    ];
    const word = fc.constantFrom(...words).chain(cased);
    const line = fc.oneof(
      fc.record({ level: fc.oneof(word, fc.constantFrom(10, 20, 30, 40, 50, 60, 70)) }),
      fc.record({ log: fc.tuple(fc.string(), word, fc.string()).map((parts) => parts.join("")) }),
      fc.record({ log: fc.string() }),
    );
    fc.assert(fc.property(line, (given) => matchesJson(errorLines, given) === isError(given)));
  });

  it("keep within CloudWatch Logs' limits", () => {
    for (const pattern of [errorLines, lostLogs, throttledLogs]) {
      expect(pattern.length).to.be.at.most(1024);
    }
    expect(errorLines.match(/%[^%]+%/g), "expressions").to.have.lengthOf(2);
    expect(errorLines.replace(/^\{.*?\}$/, ""), "groups").to.not.match(/%[^%]*[()][^%]*%/);
  });

  const printed = {
    lost: [
      "[2026/01/05 10:00:00] [error] [engine] chunk '1-1640818912.140124973.flb' cannot be retried: task_id=4, input=searchable > output=cloudwatch_logs.1",
      "[2026/01/05 10:00:00] [ warn] [output:s3:s3.0] Chunk file failed to send 60 times, will not retry",
      "[2026/01/05 10:00:00] [error] [output:s3:s3.0] Buffer is full: current_buffer_size=999999999, new_data=2000, store_dir_limit_size=1000000000 bytes",
      "[2026/01/05 10:00:00] [ warn] [input] forward.0 paused (mem buf overlimit)",
    ],
    throttled: [
      "[2026/01/05 10:00:00] [error] [output:cloudwatch_logs:cloudwatch_logs.1] PutLogEvents API responded with error='ThrottlingException', message='Rate exceeded for logStreamName a'",
      "[2026/01/05 10:00:00] [error] [output:s3:s3.0] PutObject API responded with error='SlowDown', message='Please reduce your request rate.'",
    ],
    harmless: [
      "[2026/01/05 10:00:00] [ warn] [engine] failed to flush chunk '1-1640818912.140124973.flb', retry in 11 seconds: task_id=4, input=forward.0 > output=s3.0 (out_id=0)",
      "[2026/01/05 10:00:00] [ info] [input] forward.0 resume (mem buf overlimit)",
      "[2026/01/05 10:00:00] [ warn] [http_client] malformed HTTP response from logs.us-west-2.amazonaws.com:443 on connection #68",
    ],
  };

  it("know what Fluent Bit prints when it loses lines, and when AWS throttles it", () => {
    const kinds = (line: string) => [matchesText(lostLogs, line), matchesText(throttledLogs, line)];
    for (const line of printed.lost) {
      expect(kinds(line), line).to.deep.equal([true, false]);
    }
    for (const line of printed.throttled) {
      expect(kinds(line), line).to.deep.equal([false, true]);
    }
    for (const line of printed.harmless) {
      expect(kinds(line), line).to.deep.equal([false, false]);
    }
  });
});
