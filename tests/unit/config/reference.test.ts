import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import * as prettier from "prettier";
import { configReference } from "../../../stacks/config/reference";

describe("The reference of config keys", () => {
  it("is what docs/config.md holds; if not, run npm run docs:config", async () => {
    const file = join(__dirname, "../../../docs/config.md");
    const options = await prettier.resolveConfig(file);
    const expected = await prettier.format(configReference(), { ...options, filepath: file });
    expect(readFileSync(file, "utf8")).to.equal(expected);
  });

  it("says of every key what it sets, what is allowed, and its default", () => {
    const rows = configReference()
      .split("\n")
      .filter((line) => line.startsWith("| `"));
    expect(rows).to.have.length.above(40);
    for (const row of rows) {
      const cells = row
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim());
      expect(cells, row).to.have.length(4);
      expect(cells, row).not.to.include("");
    }
  });
});
