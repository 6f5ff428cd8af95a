import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { isPlain, messageOf } from "./plain";

/**
 * The file that configures a policy pack for a stack, `config/<stack>.json` of the pack, or `undefined` if there is none.
 *
 * What it configures is the engine's to judge. Here belongs what the engine tells without the file's name.
 *
 * @throws Error with one message that names the file, the mistake and the cure.
 */
export function policyConfigOf(pack: string, stack: string): string | undefined {
  const file = join(pack, "config", `${stack}.json`);
  if (!existsSync(file)) {
    return undefined;
  }
  const cure = `correct it, or remove the file to judge ${stack} by the pack's own settings`;
  let config: unknown;
  try {
    const text = readFileSync(file, "utf8");
    // The engine takes an empty file for no config.
    config = JSON.parse(text.trim() === "" ? "{}" : text);
  } catch (error) {
    const reason = messageOf(error);
    throw new Error(
      error instanceof SyntaxError
        ? `${file} is not valid JSON: ${reason}: ${cure}`
        : `${file} cannot be read (${reason}): ${cure}`,
    );
  }
  if (!isPlain(config)) {
    throw new Error(`${file} is not a JSON object, such as { "exemptions": { "entries": [] } }: ${cure}`);
  }
  return file;
}
