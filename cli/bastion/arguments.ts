import { parseArgs } from "node:util";

/** A service of the stack, and the port to reach it at. */
export interface Destination {
  readonly service: string;
  /** Absent: the port that the config says. */
  readonly port?: number;
}

interface Common {
  readonly stack: string;
  /** Print the command that opens the session, and do not run it. */
  readonly print: boolean;
}

/** A shell on the bastion. */
export interface Connect extends Common {
  readonly command: "connect";
}

/** A port of this machine that leads to a service. */
export interface Forward extends Common {
  readonly command: "forward";
  readonly to: Destination;
  /** Absent: the same as the service's. */
  readonly localPort?: number;
}

/** What a command line asks for. */
export type Request = Connect | Forward | { readonly command: "help" };

/** The command line makes no sense; the message says which part. */
export class UsageError extends Error {}

/** The text behind `--help` and below a {@link UsageError}. */
export const usage = `Usage: npm run --silent bastion -- connect --stack STACK [--print]
       npm run --silent bastion -- forward --stack STACK --to SERVICE[:PORT] [--local-port PORT] [--print]

Opens a session on a stack's bastion with the AWS CLI, or says what is missing for it.

Commands:
  connect   a shell on the bastion
  forward   a port of this machine that leads to a service, by way of the bastion

Options:
  --stack STACK            whose bastion; Pulumi.STACK.yaml says what it is like
  --to SERVICE[:PORT]      a service with reachableFromBastion: true; PORT is the one that it listens on
  --local-port PORT        port of this machine (default: the service's)
  --print                  print the command of the AWS CLI, and do not run it

Exit status: that of the session; 1 something is missing; 2 wrong usage.
`;

const options = {
  stack: { type: "string" },
  to: { type: "string" },
  "local-port": { type: "string" },
  print: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/**
 * Reads a command line.
 *
 * @param argv - The arguments, without the program's name.
 * @param known - The project's stacks.
 * @throws UsageError
 */
export function parseRequest(argv: readonly string[], known: readonly string[]): Request {
  const { values, positionals } = read(argv);
  const [command, ...rest] = positionals;
  if (values.help === true || command === "help") {
    return { command: "help" };
  }
  if (command !== "connect" && command !== "forward") {
    const given = command === undefined ? "No command is given." : `Unknown command "${command}".`;
    throw new UsageError(`${given} Commands: connect, forward`);
  }
  if (rest.length > 0) {
    throw new UsageError(`Unexpected argument "${rest.join(" ")}" after ${command}`);
  }
  const { stack, to, "local-port": localPort } = values;
  const choices = `Stacks: ${known.join(", ")}`;
  if (stack === undefined) {
    throw new UsageError(`${command} needs --stack. ${choices}`);
  }
  if (!known.includes(stack)) {
    throw new UsageError(`Unknown stack "${stack}". ${choices}`);
  }
  const print = values.print === true;
  if (command === "connect") {
    if (to !== undefined || localPort !== undefined) {
      throw new UsageError("--to and --local-port belong to forward");
    }
    return { command, stack, print };
  }
  if (to === undefined) {
    throw new UsageError("forward needs --to, such as --to backend:8080");
  }
  return {
    command,
    stack,
    print,
    to: destination(to),
    ...(localPort === undefined ? {} : { localPort: port("--local-port", localPort) }),
  };
}

function destination(text: string): Destination {
  const match = /^([a-z][a-z0-9-]*)(?::(.*))?$/.exec(text);
  const [, service, given] = match ?? [];
  if (service === undefined) {
    throw new UsageError(`--to "${text}" is not SERVICE or SERVICE:PORT, such as backend:8080`);
  }
  return given === undefined ? { service } : { service, port: port("The port in --to", given) };
}

function port(what: string, text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > 65535) {
    throw new UsageError(`${what} is "${text}"; allowed is a whole number from 1 to 65535`);
  }
  return number;
}

function read(argv: readonly string[]) {
  let parsed;
  try {
    parsed = parseArgs({ args: [...argv], options, allowPositionals: true, tokens: true });
  } catch (error) {
    const [first = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new UsageError(first.replace(/\. To specify .*/, ""));
  }
  const given = parsed.tokens.filter((token) => token.kind === "option");
  given.forEach(({ name, value }, index) => {
    if (given.findIndex((other) => other.name === name) < index) {
      throw new UsageError(`--${name} is given more than once`);
    }
    if (value?.trim() === "") {
      throw new UsageError(`--${name} needs a value`);
    }
  });
  return parsed;
}
