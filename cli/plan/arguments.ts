import { parseArgs } from "node:util";

import { assumptionList, Assumptions, pricedRegions } from "../../stacks/plan";

/** What a command line asks for. */
export interface PlanCommand {
  readonly help: boolean;
  readonly stacks: readonly string[];
  /** `--stack all`: the answer is a list then. */
  readonly all: boolean;
  readonly json: boolean;
  /** Whose prices are taken; the stack's region where it is left out. */
  readonly region?: string;
  /** Stands in for `Pulumi.<stack>.yaml`, as given. */
  readonly configFile?: string;
  readonly assumptions: Partial<Assumptions>;
}

/** The command line makes no sense; the message says which part. */
export class UsageError extends Error {}

const numbers = assumptionList.map(({ option, unit, what }) => [`--${option} N`, `${what} (${unit})`] as const);

/** The text behind `--help`, and below a {@link UsageError}. */
export function usage(stacks: readonly string[]): string {
  const rows = [
    ["--stack NAME", "one stack, or all"],
    ["--json", "one JSON object on standard output (a list with all)"],
    ["--region NAME", `prices of another region: ${pricedRegions.join(", ")}`],
    ["--config-file FILE", "in place of Pulumi.<stack>.yaml"],
    ...numbers,
  ] as const;
  return `Usage: npm run --silent plan -- --stack <${[...stacks, "all"].join("|")}> [options]

Prints the addresses that a stack needs in the worst case, and what it costs a month: from its config alone, without an
AWS account.

Options:
${rows.map(([option, what]) => `  ${option.padEnd(20)} ${what}`).join("\n")}

Exit status: 0 it worked; 1 the config was refused; 2 wrong usage.
`;
}

const textOptions = ["stack", "region", "config-file", ...assumptionList.map(({ option }) => option)];
const options = {
  ...Object.fromEntries(textOptions.map((name) => [name, { type: "string", multiple: true } as const])),
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/**
 * Reads a command line.
 *
 * @param argv - The arguments, without the program's name.
 * @param known - The project's stacks.
 * @throws UsageError
 */
export function parseCommand(argv: readonly string[], known: readonly string[]): PlanCommand {
  const values = read(argv);
  const text = (name: string) => single(name, values[name]);
  if (values["help"] === true) {
    return { help: true, stacks: [], all: false, json: false, assumptions: {} };
  }
  const stack = text("stack");
  const choices = `Stacks: ${[...known, "all"].join(", ")}`;
  if (stack === undefined) {
    throw new UsageError(`--stack is missing. ${choices}`);
  }
  const configFile = text("config-file");
  const all = stack === "all";
  if (all && configFile !== undefined) {
    throw new UsageError("--config-file is for one stack: name it instead of --stack all");
  }
  if (!all && configFile === undefined && !known.includes(stack)) {
    throw new UsageError(`Unknown stack "${stack}". ${choices}`);
  }
  const region = text("region");
  if (region !== undefined && !pricedRegions.some((priced) => priced === region)) {
    throw new UsageError(`No prices for region "${region}". Regions: ${pricedRegions.join(", ")}`);
  }
  const given = assumptionList.map(({ name, option }) => [name, amount(option, text(option))] as const);
  return {
    help: false,
    stacks: all ? known : [stack],
    all,
    json: values["json"] === true,
    region,
    configFile,
    assumptions: Object.fromEntries(given.filter(([, value]) => value !== undefined)),
  };
}

function read(argv: readonly string[]): Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>> {
  try {
    return parseArgs({ args: [...argv], options }).values;
  } catch (error) {
    const [message = ""] = String(error instanceof Error ? error.message : error).split(/\n|\. To specify/);
    throw new UsageError(message);
  }
}

function single(name: string, value: unknown): string | undefined {
  const given: readonly unknown[] = Array.isArray(value) ? value : [];
  if (given.length > 1) {
    throw new UsageError(`--${name} is given more than once`);
  }
  const [text] = given;
  if (typeof text === "string" && text.trim() === "") {
    throw new UsageError(`--${name} needs a value`);
  }
  return typeof text === "string" ? text : undefined;
}

/** The most that anything is assumed to be; beyond it, a figure is a typing error. */
const most = 1_000_000;

function amount(option: string, text: string | undefined): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (!(value <= most)) {
    throw new UsageError(`--${option} "${text}": a number from 0 to ${most} is allowed, such as 10`);
  }
  return value;
}
