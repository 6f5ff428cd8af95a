import { createRequire } from "node:module";

import { type Command, parseCommand, usage, UsageError } from "./cli";
import { fromUser, print, say } from "./console";
import { messageOf } from "./plain";
import { checkout, stacksOf } from "./project";

/** Exit status of a command line that makes no sense. */
const wrongUsage = 2;

/** Loads what a command needs only when it is that command, so that a wrong command line is answered at once. */
const load = createRequire(__filename);

async function main(): Promise<number> {
  const known = stacksOf(checkout);
  let command: Command;
  try {
    command = parseCommand(process.argv.slice(2), known);
  } catch (error) {
    if (!(error instanceof UsageError)) {
      throw error;
    }
    say(`${error.message}\n\n${usage(known).trimEnd()}`);
    return wrongUsage;
  }
  switch (command.command) {
    case "help":
      await print(usage(known));
      return 0;
    case "conform": {
      const { conform } = load("./conform") as typeof import("./conform");
      let printed = Promise.resolve();
      const conforms = await conform(fromUser(command.dir), {
        print: (line) => {
          printed = print(`${line}\n`);
        },
        say,
      });
      await printed;
      return conforms ? 0 : 1;
    }
    case "tour": {
      const { tour } = load("./tour") as typeof import("./tour");
      return await tour();
    }
    default: {
      const { runStacks } = load("./stacks") as typeof import("./stacks");
      return await runStacks(command);
    }
  }
}

main().then(
  // What the program left open does not keep the command from ending.
  (status) => process.exit(status),
  (error: unknown) => {
    say(`error: ${messageOf(error)}`);
    process.exit(1);
  },
);
