import { expect } from "chai";
import { readFileSync } from "node:fs";

import { references } from "../../docs/references";

describe("the pages that are made from code", () => {
  it("are fresh; `npm run docs` writes them anew", async () => {
    for (const [path, text] of await references()) {
      expect(readFileSync(path, "utf8"), path).to.equal(text);
    }
  });
});
