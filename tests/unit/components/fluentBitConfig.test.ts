import { expect } from "chai";

import { CloudWatchSelection, fluentBitConfig } from "../../../components/logging/fluentBitConfig";

interface Section {
  readonly name: string;
  readonly entries: readonly (readonly [string, string])[];
}

function parse(text: string): Section[] {
  return text
    .split(/^\[/m)
    .slice(1)
    .map((block) => {
      const [head = "", ...lines] = block.split("\n");
      const entries = lines
        .map((line) => /^\s+(\S+)\s+(.+)$/.exec(line))
        .filter((match) => match !== null)
        .map((match) => [match[1] ?? "", match[2] ?? ""] as const);
      return { name: head.replace("]", ""), entries };
    });
}

function config(cloudWatch: CloudWatchSelection): Section[] {
  return parse(
    fluentBitConfig({
      serviceName: "frontend",
      region: "ap-northeast-1",
      bucketName: "shop-logs",
      logGroupName: "/shop/frontend",
      cloudWatch,
    }),
  );
}

function plugin(sections: readonly Section[], kind: string, name: string): Record<string, string> | undefined {
  const found = sections.find(
    (section) => section.name === kind && section.entries.some(([key, value]) => key === "Name" && value === name),
  );
  return found === undefined ? undefined : Object.fromEntries(found.entries);
}

describe("fluentBitConfig", () => {
  it("sends every line of the task's containers to S3, compressed, by service and hour, with the right type", () => {
    const s3 = plugin(config("errors"), "OUTPUT", "s3");
    expect(s3).to.include({ bucket: "shop-logs", compression: "gzip", content_type: "application/x-ndjson" });
    expect(s3?.["Match"]).to.equal("*-firelens-*");
    expect(s3?.["s3_key_format"]).to.match(/^\/logs\/service=frontend\/year=%Y\/month=%m\/day=%d\/hour=%H\/.*\$UUID/);
  });

  it("buffers and retries failed uploads within bounds, on the writable volume", () => {
    const s3 = plugin(config("errors"), "OUTPUT", "s3");
    expect(s3?.["store_dir"]).to.match(/^\/tmp\//);
    expect(s3?.["store_dir_limit_size"]).to.match(/^\d+[MG]$/);
    expect(Number(s3?.["Retry_Limit"])).to.be.greaterThan(1);
  });

  it("copies errors to CloudWatch and keeps the original line on its way to S3", () => {
    const sections = config("errors");
    const filter = sections.find((section) => section.entries.some(([, value]) => value === "rewrite_tag"));
    const rules = filter?.entries.filter(([key]) => key === "Rule").map(([, value]) => value.split(/\s+/)) ?? [];
    expect(rules.length).to.be.greaterThan(0);
    for (const rule of rules) {
      expect(rule, "key, pattern, tag, keep").to.have.length(4);
      expect(rule[3]).to.equal("true");
    }
    const matching = (key: string) => rules.filter(([found]) => found === `$${key}`).map((rule) => rule[1] ?? "");
    expect(matching("level").join()).to.include("error").and.to.include("fatal");
    const [source, number, type] = plugin(sections, "FILTER", "type_converter")?.["uint_key"]?.split(/\s+/) ?? [];
    expect([source, type], "pino writes level 50, and rules compare text").to.deep.equal(["level", "string"]);
    expect(matching(number ?? "")).to.deep.equal(["^[5-6]0$"]);
    const tag = rules[0]?.[2]?.split(".")[0] ?? "";
    expect(plugin(sections, "OUTPUT", "cloudwatch_logs")?.["Match"]).to.equal(`${tag}.*`);
    expect(plugin(sections, "OUTPUT", "s3")?.["Match"], "the copy must not reach S3 again").to.not.include(tag);
  });

  it("adds a rule for each pattern of the team", () => {
    const text = JSON.stringify(config({ match: ["^AUDIT", "order=\\d+"] }));
    expect(text).to.include("$log ^AUDIT ").and.to.include("$msg order=");
  });

  it("copies every line where a stack asks for all, so that a slow CloudWatch holds up none for S3", () => {
    const sections = config("all");
    expect(plugin(sections, "FILTER", "rewrite_tag")?.["Rule"]).to.match(/^\$container_name \.\* .* true$/);
    expect(plugin(sections, "OUTPUT", "cloudwatch_logs")?.["Match"]).to.not.equal(
      plugin(sections, "OUTPUT", "s3")?.["Match"],
    );
  });

  it("refuses a pattern that Fluent Bit would read as two words", () => {
    expect(() => config({ match: ["a b"] })).to.throw(/"a b" holds white space/);
  });

  it("opens no port to anybody but the container itself", () => {
    const service = config("errors").find((section) => section.name === "SERVICE");
    expect(Object.fromEntries(service?.entries ?? [])).to.include({ HTTP_Listen: "127.0.0.1" });
    expect(config("errors").filter((section) => section.name === "INPUT")).to.deep.equal([]);
  });
});
