import { resolve } from "node:path";

/**
 * Standard output belongs to the result: what the program and libraries print there goes beside the progress, to
 * standard error.
 */
const stdout = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);

/** Prints a part of the result and waits until it is written, however slow the reader of a pipe is. */
export function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stdout(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** Prints a line of progress or an error. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/**
 * A path as the user means it: `npm run` starts in the checkout, whatever folder the user is in; INIT_CWD is that
 * folder.
 */
export function fromUser(path: string): string {
  const from = process.env["npm_lifecycle_event"] === "sandbox" ? process.env["INIT_CWD"] : undefined;
  return resolve(from ?? process.cwd(), path);
}
