import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as prettier from "prettier";
import { configReference } from "./reference";

/** Writes docs/config.md. */
async function main(): Promise<void> {
  const file = join(__dirname, "../../docs/config.md");
  const options = await prettier.resolveConfig(file);
  writeFileSync(file, await prettier.format(configReference(), { ...options, filepath: file }));
}

void main();
