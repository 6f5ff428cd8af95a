import { spawn } from "node:child_process";

import { parseRequest, Request, usage, UsageError } from "./arguments";
import { AwsCli, requirePlugin } from "./Aws";
import { shellLine } from "./commands";
import { sessionOf } from "./session";
import { BastionStack } from "./stack";

/** The project that the command works for, and where it writes. */
export interface Surroundings {
  /** Names of the project's stacks. */
  readonly stacks: readonly string[];
  /** Reads a stack's config by the stack's name. */
  readonly readStack: (stack: string) => BastionStack;
  /** Takes what was asked for: standard output. */
  readonly print: (text: string) => void;
  /** Takes what is said about it: standard error. */
  readonly say: (text: string) => void;
}

/**
 * Runs the command, and gives its exit status: the session's; 1 when something is missing, 2 when the usage is wrong.
 *
 * @param argv - The arguments, without the program's name.
 */
export async function main(argv: readonly string[], { stacks, readStack, print, say }: Surroundings): Promise<number> {
  let request: Request;
  try {
    request = parseRequest(argv, stacks);
  } catch (error) {
    if (!(error instanceof UsageError)) {
      throw error;
    }
    say(`${error.message}\n\n${usage}`);
    return 2;
  }
  if (request.command === "help") {
    print(usage);
    return 0;
  }
  try {
    const stack = readStack(request.stack);
    const { command, note } = sessionOf(request, stack, new AwsCli(stack.region));
    const line = shellLine(["aws", ...command]);
    if (request.print) {
      print(`${line}\n`);
      return 0;
    }
    requirePlugin();
    say(`$ ${line}\n${note}\n`);
    return await run(command);
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n`);
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
