import { buildSync } from "esbuild";
import * as path from "node:path";

/** Compiled once, however many services have the same function. */
const bundles = new Map<string, string>();

/**
 * Compiles a handler and what it imports into one CommonJS file for Node.js 22.
 *
 * The AWS SDK stays outside, because Lambda's runtime has it. The code is left readable, so that whoever opens the
 * function in the console sees what runs. The same sources give the same bytes on every machine, so a function changes
 * only when its code does.
 *
 * {@link https://esbuild.github.io/api/#build | esbuild's options}
 *
 * @param entry - absolute path of the handler's TypeScript file
 * @throws Error with the compiler's message when the file is missing or not valid.
 */
export function bundle(entry: string): string {
  const known = bundles.get(entry);
  if (known !== undefined) {
    return known;
  }
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: "node",
    target: "node22",
    format: "cjs",
    external: ["@aws-sdk/*"],
    // Both keep the place of the checkout and the settings around it out of the result.
    absWorkingDir: path.dirname(entry),
    tsconfigRaw: "{}",
    logLevel: "silent",
  });
  const text = outputFiles.map((file) => file.text).join("");
  bundles.set(entry, text);
  return text;
}
