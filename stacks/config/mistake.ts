import * as pulumi from "@pulumi/pulumi";
import { Path } from "./walk";

/** One thing that is wrong in a stack's config. */
export interface Mistake {
  /** Where: the Pulumi config key (`fargate-platform:services`), then keys and indexes as in the YAML. */
  readonly path: Path;
  /** The name of the service that it concerns. */
  readonly service?: string;
  /** What was given, in words; never a secret. */
  readonly given: string;
  /** What is accepted instead. */
  readonly allowed: string;
  /** What to do. */
  readonly fix: string;
}

/**
 * Everything that is wrong in a stack's config.
 *
 * A RunError, so that Pulumi shows the message alone: a stack trace does not help to mend a YAML file.
 */
export class ConfigError extends pulumi.RunError {
  constructor(
    /** The file that the stack's config is read from. */
    readonly file: string,
    readonly mistakes: readonly Mistake[],
  ) {
    const count = mistakes.length === 1 ? "1 mistake" : `${mistakes.length} mistakes`;
    super([`${file}: ${count}, nothing was changed`, ...mistakes.map(paragraph)].join("\n\n"));
    this.name = "ConfigError";
  }
}

/** A path as in Pulumi's config commands: `fargate-platform:services[1].count.min`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, key, index) => {
    if (typeof key === "number") {
      return `${text}[${key}]`;
    }
    const name = String(key);
    if (index === 0) {
      return /^[\w.: -]+$/.test(name) ? name : shown(name);
    }
    return /^[A-Za-z_][\w-]{0,99}$/.test(name) ? `${text}.${name}` : `${text}[${shown(name)}]`;
  }, "");
}

/** A text in quotes, on one line, cut where it gets long. */
export function shown(text: string): string {
  const longest = 60;
  return JSON.stringify(text.length > longest ? `${text.slice(0, longest)}…` : text);
}

/** Names one after the other, the first few of them where there are many. */
export function enumerate(names: readonly string[]): string {
  const most = 5;
  const rest = names.length - most;
  return [...names.slice(0, most), ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
}

function paragraph(mistake: Mistake): string {
  const { service } = mistake;
  return [
    pathText(mistake.path) + (service === undefined ? "" : ` (${service})`),
    `  given ${mistake.given}; allowed: ${mistake.allowed}`,
    `  ${mistake.fix}`,
  ].join("\n");
}
