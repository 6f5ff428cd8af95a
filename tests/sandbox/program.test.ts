import { expect } from "chai";
import { execFileSync } from "node:child_process";

import { checkout } from "../../sandbox/project";

describe("index.ts", function () {
  this.timeout(120_000);

  it("loads by ts-node, as Pulumi loads it, and is one async function", () => {
    const script = `
      require("ts-node").register({ transpileOnly: true, project: "tsconfig.json" });
      const program = require("./index.ts");
      console.log(typeof program, program.constructor.name);
    `;
    const printed = execFileSync(process.execPath, ["--eval", script], { cwd: checkout, encoding: "utf8" });
    expect(printed.trim()).to.equal("function AsyncFunction");
  });
});
