import { compose, StackOutputs } from "./stacks/compose";
import { loadConfig } from "./stacks/config";

/** The program: from the selected stack's config to its outputs. */
async function main(): Promise<StackOutputs> {
  return compose(loadConfig());
}

export = main;
