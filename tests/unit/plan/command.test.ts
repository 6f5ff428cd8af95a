import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";

import { parseCommand, UsageError } from "../../../cli/plan/arguments";
import { report } from "../../../cli/plan/report";
import { lineWidth, table, wrapped } from "../../../cli/plan/table";
import { readStackConfig, UserError } from "../../../cli/stackConfig";
import { ConfigError } from "../../../stacks/config";
import { addressNote, costNote, planOutputs, stackPlan } from "../../../stacks/plan";
import { edited, parse } from "../config/example";

const stacks = ["dev", "stg", "prod"];
const root = join(__dirname, "../../..");

function run(...args: string[]) {
  return spawnSync(process.execPath, ["--require", "tsx/cjs", "cli/plan.ts", ...args], { cwd: root, encoding: "utf8" });
}

describe("npm run plan", function () {
  // Each run starts a Node.js that compiles the platform.
  this.timeout(60_000);
  let folder = "";
  const file = (content: unknown) => {
    const path = join(folder, "Pulumi.dev.yaml");
    writeFileSync(path, typeof content === "string" ? content : stringify({ config: content }));
    return path;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "plan-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("prints one JSON object, made of the config and the assumptions", () => {
    const { status, stderr, stdout } = run(
      "--stack",
      "dev",
      "--config-file",
      file(edited({})),
      "--log-gb",
      "100",
      "--json",
    );
    expect(stderr).to.equal("");
    expect(status).to.equal(0);
    const plan = stackPlan(parse(edited({})), { assumptions: { logGb: 100 } });
    expect(JSON.parse(stdout)).to.deep.equal(JSON.parse(JSON.stringify(plan)));
  });

  it("prints every mistake of a config without a stack trace, and fails", () => {
    const path = file(edited({ "network.nat": "one", "services[0].size": "huge" }));
    const { status, stderr, stdout } = run("--stack", "dev", "--config-file", path);
    expect(status).to.equal(1);
    expect(stdout).to.equal("");
    expect(stderr)
      .to.contain("Pulumi.dev.yaml: 2 mistakes")
      .and.not.to.match(/^\s+at /m);
  });

  it("tells of wrong usage", () => {
    const { status, stderr } = run("--stack", "test");
    expect(status).to.equal(2);
    expect(stderr).to.contain('Unknown stack "test". Stacks: dev, stg, prod, all').and.to.contain("Usage:");
  });

  it("tells of a config file that cannot be read, without a stack trace", () => {
    const { status, stderr, stdout } = run("--stack", "dev", "--config-file", folder);
    expect({ status, stdout }).to.deep.equal({ status: 1, stdout: "" });
    expect(stderr)
      .to.contain(`${folder} is a folder, not a file`)
      .and.match(/^.+\n$/);
    const loop = join(folder, "loop.yaml");
    symlinkSync(loop, loop);
    expect(() => readStackConfig("dev", loop)).to.throw(UserError, `${loop} cannot be read (ELOOP`);
    expect(() => readStackConfig("dev", join(file(edited({})), "x"))).to.throw(UserError, "does not exist");
  });

  it("reads a config as Pulumi does", () => {
    expect(readStackConfig("dev", file(edited({})))).to.deep.equal(parse(edited({})));
    expect(() => readStackConfig("dev", file("config: [}"))).to.throw(UserError, "no YAML");
    expect(() => readStackConfig("dev", file("config: { a: *none }"))).to.throw(UserError, "Unresolved alias");
    expect(() => readStackConfig("dev", join(folder, "none.yaml"))).to.throw(UserError, "does not exist");
    for (const content of ["", "just a text", "config:"]) {
      expect(() => readStackConfig("dev", file(content))).to.throw(ConfigError, "given nothing");
    }
    const secret = { ...edited({}), "fargate-platform:bootstrapImage": { secure: "AAAB" } };
    expect(() => readStackConfig("dev", file(secret))).to.throw(ConfigError, "given an encrypted value");
  });
});

describe("The plan's command line", () => {
  const refused: readonly (readonly [string, string])[] = [
    ["", "--stack is missing"],
    ["--stack", "argument missing"],
    ["--stack dev --stack stg", "--stack is given more than once"],
    ["--stack qa", 'Unknown stack "qa"'],
    ["--stack dev --region mars", 'No prices for region "mars". Regions: ap-northeast-1'],
    ["--stack all --config-file x.yaml", "--config-file is for one stack"],
    ["--stack dev --log-gb many", '--log-gb "many": a number from 0'],
    ["--stack dev --log-gb=-1", '--log-gb "-1": a number from 0'],
    ["--stack dev --requests 1e99", "a number from 0"],
    ["--stack dev --requests 99999999", "a number from 0"],
    ["--stack dev --verbose", "Unknown option '--verbose'"],
    ["dev", "dev"],
  ];
  for (const [line, says] of refused) {
    it(`refuses "${line}"`, () => {
      const argv = line.split(" ").filter((word) => word !== "");
      expect(() => parseCommand(argv, stacks)).to.throw(UsageError, says);
    });
  }

  it("takes one stack or all, and assumptions", () => {
    expect(parseCommand(["--stack", "all", "--json"], stacks)).to.deep.include({ stacks, all: true, json: true });
    expect(parseCommand(["--stack", "dev", "--image-mib", "80.5", "--log-gb", "0"], stacks)).to.deep.include({
      stacks: ["dev"],
      assumptions: { imageMib: 80.5, logGb: 0 },
    });
    expect(parseCommand(["--help"], stacks).help).to.equal(true);
  });
});

describe("The plan in words", () => {
  const plans = stacks.map((stack) => stackPlan(readStackConfig(stack)));

  it("fits on a terminal, and holds totals and assumptions, for the stacks of the project", () => {
    for (const plan of plans) {
      const lines = report(plan).split("\n");
      expect(Math.max(...lines.map((line) => line.length))).to.be.at.most(lineWidth);
      expect(lines.filter((line) => /^ +Total +[\d,]+\.\d\d +[\d,]+\.\d\d$/.test(line))).to.have.length(1);
      expect(lines.filter((line) => line.includes("--pulls-per-day"))).to.have.length(1);
    }
  });

  it("holds warnings, where a subnet is nearly full", () => {
    const tight = edited({ "network.cidr": "10.0.0.0/23", "services[1].count": { min: 1, max: 45 } });
    expect(report(stackPlan(parse(tight)))).to.contain("Warning: The private subnets (/25)");
  });

  it("is a table of Markdown for a dashboard, with the same figures", () => {
    for (const { addresses, cost } of plans) {
      const [rows, amounts] = [addressNote(addresses), costNote(cost)];
      const columns = (line: string) => line.split(" | ").length;
      for (const [note, count] of [
        [rows, 5],
        [amounts, 3],
      ] as const) {
        const [body = ""] = note.split("\n\n");
        expect(new Set(body.split("\n").map(columns))).to.deep.equal(new Set([count]));
      }
      expect(rows).to.contain(`private | /${addresses.tiers[1]?.mask}`);
      expect(amounts.replaceAll(",", "")).to.contain(`**${cost.low.toFixed(2)}**`);
    }
  });

  it("is a few plain figures for the outputs of a stack", () => {
    for (const plan of plans) {
      const outputs = planOutputs(plan);
      expect(Object.keys(outputs.addresses)).to.deep.equal(["public", "private", "isolated"]);
      expect(outputs.monthlyCost.low).to.be.closeTo(plan.cost.low, 0.005);
      expect(JSON.parse(JSON.stringify(outputs))).to.deep.equal(outputs);
    }
  });
});

describe("A table", () => {
  it("aligns numbers at the right and continues long texts in the last column", () => {
    const lines = table(
      [{ title: "Name" }, { title: "Sum", right: true }, { title: "Why" }],
      [["a", "1.00", "word ".repeat(40).trim()], undefined, ["total", "12.00", ""]],
    );
    expect(lines[0]).to.equal("  Name     Sum  Why");
    expect(lines[2]).to.match(/^ {2}a {6} 1\.00 {2}word word/);
    expect(lines[3]).to.match(/^ {16}word/);
    expect(lines[lines.length - 1]).to.equal("  total  12.00");
  });

  it("breaks texts at blanks, and leaves long words whole", () => {
    expect(wrapped("one two three", 7)).to.deep.equal(["one two", "three"]);
    expect(wrapped("extraordinarily long", 5)).to.deep.equal(["extraordinarily", "long"]);
  });
});
