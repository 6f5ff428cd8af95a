import { parseArgs } from "node:util";

import { messageOf } from "./plain";

/** What the sandbox does with a stack. */
export const operations = ["preview", "up", "refresh", "destroy", "outputs", "export"] as const;

/** One of {@link operations}, named as Pulumi names them. */
export type Operation = (typeof operations)[number];

/** An operation on one or all stacks. */
export interface StackCommand {
  command: Operation;
  /** The stacks to go through, in this order. */
  stacks: string[];
  /** `--stack all`: the answer is a list then, whatever the number of stacks. */
  all: boolean;
  json: boolean;
  /** Folder of the state and the sandbox cloud, as given. */
  state?: string;
  /** Stands in for `Pulumi.<stack>.yaml`, as given. */
  configFile?: string;
  /** `false` for `--no-policy`. */
  policy: boolean;
  /** Folder of the policy pack, as given. */
  policyPack?: string;
}

/** Checks recordings of the network component against the stand-in. */
export interface ConformCommand {
  command: "conform";
  dir: string;
}

/** All stacks up, and a table at the end; or {@link usage}. */
export interface PlainCommand {
  command: "tour" | "help";
}

/** What a command line asks for. */
export type Command = StackCommand | ConformCommand | PlainCommand;

/** The command line makes no sense; the message says which part. */
export class UsageError extends Error {}

/** The text behind `--help` and below a {@link UsageError}. */
export function usage(stacks: readonly string[]): string {
  return `Usage: npm run --silent sandbox -- <operation> --stack <${[...stacks, "all"].join("|")}> [options]
       npm run --silent sandbox -- tour
       npm run --silent sandbox -- conform DIR

Runs the stacks on the real Pulumi engine against a stand-in for AWS: no account and no network needed.

Operations:
  preview   what would change, judged by the policies
  up        make it so, after a preview: nothing changes when a rule or the config refuses
  refresh   compare the state with the sandbox cloud
  destroy   delete all of a stack's resources (with all: the last stack first)
  outputs   what the stack hands out
  export    the state, as \`pulumi stack export\` prints it
  tour      bring all stacks up and sum up in a table, as \`make sandbox\` does
  conform   compare the network stand-in with the recordings in DIR

Options:
  --stack NAME         one stack, or all
  --json               one JSON object on standard output (a list with all)
  --state DIR          where the state and the sandbox cloud live (default: .sandbox)
  --config-file FILE   in place of Pulumi.<stack>.yaml
  --policy-pack DIR    in place of policies/
  --no-policy          without policies

Exit status: 0 it worked; 1 the engine, the config or a mandatory rule refused; 2 wrong usage.
`;
}

/**
 * Reads a command line.
 *
 * @param argv - The arguments, without the program's name.
 * @param known - The project's stacks in the order in which they come up.
 * @throws UsageError
 */
export function parseCommand(argv: readonly string[], known: readonly string[]): Command {
  const { values, positionals } = read(argv);
  if (values.help === true || argv.join() === "help") {
    return { command: "help" };
  }
  const [command, ...rest] = positionals;
  if (command === undefined) {
    throw new UsageError(`No operation is given. Operations: ${[...operations, "tour", "conform"].join(", ")}`);
  }
  const given = [...rest, ...Object.keys(values).map((name) => `--${name}`)];
  if (command === "conform") {
    return conformCommand(given);
  }
  if (command === "tour") {
    if (given.length > 0) {
      throw new UsageError(`tour takes no arguments, not ${given.join(" ")}`);
    }
    return { command };
  }
  const operation = operations.find((name) => name === command);
  if (operation === undefined) {
    throw new UsageError(
      `Unknown operation "${command}". Operations: ${[...operations, "tour", "conform"].join(", ")}`,
    );
  }
  if (rest.length > 0) {
    throw new UsageError(`Unexpected argument "${rest.join(" ")}" after ${operation}`);
  }
  const stack = values.stack;
  if (stack === undefined) {
    throw new UsageError(`${operation} needs --stack. Stacks: ${[...known, "all"].join(", ")}`);
  }
  const all = stack === "all";
  if (!all && !known.includes(stack)) {
    throw new UsageError(`Unknown stack "${stack}". Stacks: ${[...known, "all"].join(", ")}`);
  }
  if (all && values["config-file"] !== undefined) {
    throw new UsageError("--config-file is for one stack: name it instead of --stack all");
  }
  const policy = values["no-policy"] !== true;
  if (!policy && values["policy-pack"] !== undefined) {
    throw new UsageError("--policy-pack and --no-policy exclude each other");
  }
  const upwards = all ? [...known] : [stack];
  return {
    command: operation,
    stacks: operation === "destroy" ? upwards.reverse() : upwards,
    all,
    json: values.json === true,
    state: values.state,
    configFile: values["config-file"],
    policy,
    policyPack: values["policy-pack"],
  };
}

function conformCommand([dir, ...more]: readonly string[]): ConformCommand {
  if (dir === undefined || dir.startsWith("--")) {
    throw new UsageError("conform needs the folder of the recordings: conform DIR");
  }
  if (more.length > 0) {
    throw new UsageError(`conform takes one folder and no options, not ${more.join(" ")}`);
  }
  return { command: "conform", dir };
}

const options = {
  stack: { type: "string" },
  state: { type: "string" },
  "config-file": { type: "string" },
  "policy-pack": { type: "string" },
  "no-policy": { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

function read(argv: readonly string[]) {
  let parsed;
  try {
    parsed = parseArgs({ args: [...argv], options, allowPositionals: true, tokens: true });
  } catch (error) {
    throw new UsageError(withoutAdvice(messageOf(error)));
  }
  const seen = new Set<string>();
  for (const token of parsed.tokens) {
    if (token.kind === "option") {
      if (seen.has(token.name)) {
        throw new UsageError(`--${token.name} is given more than once`);
      }
      if (token.value?.trim() === "") {
        throw new UsageError(`--${token.name} needs a value`);
      }
      seen.add(token.name);
    }
  }
  return parsed;
}

/** The parser's message without its advice on arguments that start with a dash, of which there are none here. */
function withoutAdvice(message: string): string {
  const [first = message] = message.split("\n");
  return first
    .replace(
      /\. To specify .*/,
      `. Options: ${Object.keys(options)
        .map((name) => `--${name}`)
        .join(", ")}`,
    )
    .replace(" argument is ambiguous.", " argument missing");
}
