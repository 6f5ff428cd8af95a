import { resolve } from "node:path";

import { checkout, stacksOf } from "../sandbox/project";
import { stackPlan } from "../stacks/plan";
import { parseCommand, PlanCommand, usage, UsageError } from "./plan/arguments";
import { report } from "./plan/report";
import { readStackConfig, userMessage } from "./stackConfig";

/** Exit status of a command line that makes no sense. */
const wrongUsage = 2;

function main(): number {
  const known = stacksOf(checkout);
  let command: PlanCommand;
  try {
    command = parseCommand(process.argv.slice(2), known);
  } catch (error) {
    if (!(error instanceof UsageError)) {
      throw error;
    }
    process.stderr.write(`${error.message}\n\n${usage(known)}`);
    return wrongUsage;
  }
  if (command.help) {
    process.stdout.write(usage(known));
    return 0;
  }
  return plans(command);
}

function plans(command: PlanCommand): number {
  try {
    const { region, assumptions, configFile } = command;
    const found = command.stacks.map((stack) =>
      stackPlan(readStackConfig(stack, fromUser(configFile)), { region, assumptions }),
    );
    const text = command.json
      ? `${JSON.stringify(command.all ? found : found[0], undefined, 2)}\n`
      : found.map(report).join("\n");
    process.stdout.write(text);
    return 0;
  } catch (error) {
    const message = userMessage(error);
    if (message === undefined) {
      throw error;
    }
    process.stderr.write(`${message}\n`);
    return 1;
  }
}

/** A path as the user means it: `npm run` starts in the checkout, whatever folder the user is in; INIT_CWD is that one. */
function fromUser(path: string | undefined): string | undefined {
  const from = process.env["npm_lifecycle_event"] === "plan" ? process.env["INIT_CWD"] : undefined;
  return path === undefined ? undefined : resolve(from ?? process.cwd(), path);
}

// Not process.exit: it would cut off what a slow reader of a pipe has not read yet.
process.exitCode = main();
