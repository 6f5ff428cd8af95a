import { expect } from "chai";
import * as fc from "fast-check";

import { operations, parseCommand, usage, UsageError } from "../../../sandbox/cli";

const stacks = ["dev", "stg", "prod"];

/** Reads a command line as a user types it. */
function parse(line: string) {
  return parseCommand(
    line.split(" ").filter((word) => word !== ""),
    stacks,
  );
}

describe("sandbox command line", () => {
  it("reads an operation, its stack and every option", () => {
    expect(parse("up --stack dev --json --state s --config-file c.yaml --policy-pack p")).to.deep.equal({
      command: "up",
      stacks: ["dev"],
      all: false,
      json: true,
      state: "s",
      configFile: "c.yaml",
      policy: true,
      policyPack: "p",
    });
    expect(parse("preview --stack=prod --no-policy")).to.include({ command: "preview", policy: false, json: false });
  });

  it("takes all stacks in the order in which they come up, and destroys them the other way round", () => {
    for (const operation of operations.filter((name) => name !== "destroy")) {
      expect(parse(`${operation} --stack all`)).to.deep.include({ stacks: ["dev", "stg", "prod"], all: true });
    }
    expect(parse("destroy --stack all")).to.deep.include({ stacks: ["prod", "stg", "dev"], all: true });
  });

  it("knows the commands without a stack", () => {
    expect(parse("conform recordings")).to.deep.equal({ command: "conform", dir: "recordings" });
    expect(parse("tour")).to.deep.equal({ command: "tour" });
    expect(parse("--help")).to.deep.equal({ command: "help" });
    expect(parse("help")).to.deep.equal({ command: "help" });
    expect(parse("up -h")).to.deep.equal({ command: "help" });
  });

  const mistakes: readonly (readonly [line: string, named: string])[] = [
    ["", "No operation"],
    ["plan --stack dev", '"plan"'],
    ["preview", "needs --stack"],
    ["preview dev", '"dev"'],
    ["preview --stack", "--stack"],
    ["preview --stack --json", "--stack"],
    ["preview --stack qa", '"qa". Stacks: dev, stg, prod, all'],
    ["preview --stack dev --stack stg", "--stack is given more than once"],
    ["preview --stack dev --jsno", "--jsno"],
    ["preview --stack dev -x", "-x"],
    ["preview --stack dev --json=yes", "--json"],
    ["preview --stack dev --state=", "--state needs a value"],
    ["up --stack all --config-file c.yaml", "--config-file is for one stack"],
    ["up --stack dev --no-policy --policy-pack p", "exclude each other"],
    ["conform", "conform needs the folder"],
    ["conform a b", "b"],
    ["conform a --json", "--json"],
    ["tour dev", "dev"],
    ["tour --json", "--json"],
  ];
  for (const [line, named] of mistakes) {
    it(`refuses "${line}" and names what is wrong`, () => {
      expect(() => parse(line))
        .to.throw(UsageError)
        .with.property("message")
        .that.includes(named);
    });
  }

  it("answers any line with a command or a usage error", () => {
    const words = [
      ...operations,
      "conform",
      "tour",
      "all",
      ...stacks,
      "--stack",
      "--json",
      "--state",
      "--",
      "-",
      "x",
      "=",
      "",
    ];
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...words), fc.string())), (argv) => {
        try {
          parseCommand(argv, stacks);
        } catch (error) {
          expect(error).to.be.instanceOf(UsageError);
        }
      }),
    );
  });

  it("explains every operation in its usage text", () => {
    for (const operation of operations) {
      expect(usage(stacks)).to.match(new RegExp(`^ {2}${operation} `, "m"));
    }
  });
});
