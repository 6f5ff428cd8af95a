import { spawn } from "node:child_process";

import { parseRequest, Request, usage, UsageError } from "./arguments";
import { AwsCli, requirePlugin } from "./Aws";
import { shellLine } from "./commands";
import { sessionOf } from "./session";
import { BastionStack } from "./stack";

/**
 * Runs the command, and gives its exit status: the session's; 1 when something is missing, 2 when the usage is wrong.
 *
 * @param argv - The arguments, without the program's name.
 * @param readStack - Reads a stack's config by the stack's name.
 */
export async function main(argv: readonly string[], readStack: (stack: string) => BastionStack): Promise<number> {
  let request: Request;
  try {
    request = parseRequest(argv);
  } catch (error) {
    if (!(error instanceof UsageError)) {
      throw error;
    }
    say(`${error.message}\n\n${usage.trimEnd()}`);
    return 2;
  }
  if (request.command === "help") {
    process.stdout.write(usage);
    return 0;
  }
  try {
    const stack = readStack(request.stack);
    const { command, note } = sessionOf(request, stack, new AwsCli(stack.region));
    const line = shellLine(["aws", ...command]);
    if (request.print) {
      process.stdout.write(`${line}\n`);
      return 0;
    }
    requirePlugin();
    say(`$ ${line}\n${note}`);
    return await run(command);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

/** Hands the terminal over. Ctrl-C is for the session: it reaches both processes, and this one waits for the other. */
async function run(command: readonly string[]): Promise<number> {
  const ignore = () => undefined;
  process.on("SIGINT", ignore);
  try {
    return await new Promise<number>((resolve, reject) => {
      spawn("aws", command, { stdio: "inherit" })
        .on("error", reject)
        .on("exit", (status) => resolve(status ?? 1));
    });
  } finally {
    process.off("SIGINT", ignore);
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
