import { writeFileSync } from "node:fs";

import { references } from "./references";

/** `npm run docs`: writes the pages that are made from code. */
async function main(): Promise<void> {
  for (const [path, text] of await references()) {
    writeFileSync(path, text);
  }
}

void main();
