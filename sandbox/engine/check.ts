import { automation } from "@pulumi/pulumi";

import { commandFailure } from "../plain";

/** An engine answers at once; one that does not in this time (milliseconds) hangs. */
const patience = 20_000;

/**
 * Runs a Pulumi CLI once and answers with it when its version fits: at least the wanted one, same major version
 * (a later major may speak another protocol than the SDK).
 *
 * @param version - The version wanted.
 * @param root - Folder that holds `bin/pulumi`; without it the `pulumi` on PATH.
 * @throws Error with the reason, when it does not start, hangs, tells no version, or one that does not fit.
 */
export async function checkEngine(version: string, root?: string): Promise<automation.PulumiCommand> {
  const command = await within(patience, automation.PulumiCommand.get({ root, skipVersionCheck: true }));
  if (command.version === null) {
    throw new Error("`pulumi version` does not print a version");
  }
  if (command.version.compare(version) < 0) {
    throw new Error(`Pulumi ${command.version.version} is older than ${version}`);
  }
  if (command.version.major !== Number(version.split(".")[0])) {
    throw new Error(`Pulumi ${command.version.version} is of another major version than ${version}`);
  }
  return command;
}

async function within<T>(milliseconds: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("`pulumi version` does not answer")), milliseconds);
  });
  try {
    return await Promise.race([answer, late]);
  } catch (error) {
    throw new Error(commandFailure(error));
  } finally {
    clearTimeout(timer);
  }
}
