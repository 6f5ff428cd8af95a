import { expect } from "chai";
import { configReference } from "../../../stacks/config/reference";

describe("The reference of config keys", () => {
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
