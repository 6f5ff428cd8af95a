import { expect } from "chai";
import fc from "fast-check";
import { execFileSync } from "node:child_process";

import { parseRequest, UsageError } from "../../../../cli/bastion/arguments";
import { shellLine } from "../../../../cli/bastion/commands";

const known = ["dev", "prod"];

describe("the bastion's command line", () => {
  it("reads what the usage says", () => {
    expect(parseRequest(["connect", "--stack", "dev"], known)).to.deep.equal({
      command: "connect",
      stack: "dev",
      print: false,
    });
    expect(
      parseRequest(["forward", "--print", "--stack=dev", "--to", "backend:8080", "--local-port", "1080"], known),
    ).to.deep.equal({
      command: "forward",
      stack: "dev",
      print: true,
      to: { service: "backend", port: 8080 },
      localPort: 1080,
    });
    expect(parseRequest(["connect", "--help"], known)).to.deep.equal({ command: "help" });
  });

  for (const [line, message] of [
    ["", "No command is given. Commands: connect, forward"],
    ["conect --stack dev", 'Unknown command "conect". Commands: connect, forward'],
    ["connect", "connect needs --stack. Stacks: dev, prod"],
    ["connect --stack=", "--stack needs a value"],
    ["connect --stack dev --stack prod", "--stack is given more than once"],
    ["connect --stack dev --stack dev", "--stack is given more than once"],
    ["connect --stack dev --print --print", "--print is given more than once"],
    ["forward --stack dev --to backend --to frontend", "--to is given more than once"],
    ["forward --stack dev --to backend --local-port 1 --local-port=2", "--local-port is given more than once"],
    ["connect --stack nope", 'Unknown stack "nope". Stacks: dev, prod'],
    ["connect --stack all", 'Unknown stack "all". Stacks: dev, prod'],
    ["forward --stack ../../etc/x --to backend", 'Unknown stack "../../etc/x". Stacks: dev, prod'],
    ["connect --stack", "Option '--stack <value>' argument missing"],
    ["connect --stack dev please", 'Unexpected argument "please" after connect'],
    ["connect --stack dev --to backend", "--to and --local-port belong to forward"],
    ["forward --stack dev", "forward needs --to, such as --to backend:8080"],
    ["forward --stack dev --to :8080", '--to ":8080" is not SERVICE or SERVICE:PORT, such as backend:8080'],
    ["forward --stack dev --to backend:http", 'The port in --to is "http"; allowed is a whole number from 1 to 65535'],
    ["forward --stack dev --to backend:", 'The port in --to is ""; allowed is a whole number from 1 to 65535'],
    [
      "forward --stack dev --to backend --local-port 65536",
      '--local-port is "65536"; allowed is a whole number from 1 to 65535',
    ],
    ["connect --stack dev --profile x", "Unknown option '--profile'"],
  ] as const) {
    it(`refuses "${line}"`, () => {
      expect(() =>
        parseRequest(
          line.split(" ").filter((word) => word !== ""),
          known,
        ),
      ).to.throw(UsageError, message);
    });
  }

  it("prints commands that a shell reads back as the same arguments", () => {
    fc.assert(
      // Each run starts a shell.
      fc.property(fc.array(fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\0", ""))), (words) => {
        const read = execFileSync("/bin/sh", ["-c", `printf '%s\\0' ${shellLine(["start", ...words])}`]).toString();
        expect(read.split("\0").slice(0, -1)).to.deep.equal(["start", ...words]);
      }),
      { numRuns: 25 },
    );
  });
});
