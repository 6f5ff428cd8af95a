import { join } from "node:path";

import type { StackCommand } from "./cli";
import { fromUser, print, say } from "./console";
import { platform, preload } from "./platform";
import { checkout } from "./project";
import { liftProtection } from "./protection";
import { type Request, runOperation } from "./run";
import { cancelOnSignal } from "./signals";
import { errorText, textOf } from "./text";

/**
 * Runs an operation for the stacks of a command, one after the other, and prints what came of it. The first failure
 * ends it; what ran until then is in the answer.
 *
 * @returns The exit status.
 */
export async function runStacks(command: StackCommand): Promise<number> {
  const signal = cancelOnSignal(say);
  const asText = !command.json && command.command !== "export";
  const answers: string[] = [];
  let failed = false;
  for (const stack of command.stacks) {
    const request: Request = {
      operation: command.command,
      stack,
      program: platform,
      projectDir: checkout,
      state: command.state === undefined ? join(checkout, ".sandbox") : fromUser(command.state),
      configFile: command.configFile === undefined ? undefined : fromUser(command.configFile),
      unprotect: true,
      policyPack: command.policy ? policyPack(command) : undefined,
      onProgress: say,
      onStarted: preload,
      signal,
    };
    const obstacle = command.command === "destroy" ? await liftProtection(request) : undefined;
    const result = obstacle ?? (await runOperation(request));
    const { report, deployment } = result;
    if (asText) {
      await print(`${textOf(result)}${command.all ? "\n" : ""}`);
    } else if (command.json || deployment !== undefined) {
      answers.push((deployment ?? JSON.stringify(report, null, 2)).trimEnd());
    }
    if (report.error !== undefined) {
      say(errorText(report.error));
      failed = true;
      break;
    }
  }
  if (!asText) {
    await print(command.all ? `[${answers.join(",\n")}]\n` : answers.map((text) => `${text}\n`).join(""));
  }
  return failed ? 1 : 0;
}

function policyPack({ policyPack: given }: StackCommand): string {
  return given === undefined ? join(checkout, "policies") : fromUser(given);
}
