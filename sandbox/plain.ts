/** A value that JSON can hold. */
export type Plain = null | boolean | number | string | Plain[] | PlainObject;

/** A JSON object. */
export interface PlainObject {
  [key: string]: Plain;
}

/** Key and value by which Pulumi marks a secret in what it serializes. */
const signature = { key: "4dabf18193072939515e22adb298388d", secret: "1b47061264138c4ac30d75fd1eb44270" };

/** What Pulumi writes in place of a value that is not known yet. */
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value is a JSON object. */
export function isPlain(value: unknown): value is PlainObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A serialized Pulumi value as a user may see it: secrets read `"[secret]"`, and what holds an unknown is left out
 * (`undefined` when that is the value itself).
 */
export function visible(value: unknown): Plain | undefined {
  if (value === unknownValue || value === undefined) {
    return undefined;
  }
  if (Array.isArray(value)) {
    const items = value.map(visible);
    return items.includes(undefined) ? undefined : (items as Plain[]);
  }
  if (isPlain(value)) {
    if (value[signature.key] === signature.secret) {
      return "[secret]";
    }
    const entries = Object.entries(value).map(([key, item]) => [key, visible(item)] as const);
    return Object.fromEntries(entries.filter((entry): entry is [string, Plain] => entry[1] !== undefined));
  }
  return value as Plain;
}

/** The colours of terminals. */
const ansi = /\u001b\[[0-9;]*[A-Za-z]/g;

/** The engine's own colour marks. */
const marks = /<\{%[^%]*%\}>/g;

/** A line of a JavaScript stack trace. */
const traceLine = /^\s+at .*(:\d+:\d+\)?|<anonymous>|\(native\))$/;

/** A message without colours, stack trace and surrounding space. */
export function plainText(message: string): string {
  return message
    .replace(ansi, "")
    .replace(marks, "")
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => !traceLine.test(line))
    .join("\n")
    .trim();
}

/** What a thrown value says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** How a command failed, from an error of the Automation API, which carries all output of the command, twice. */
export function commandFailure(error: unknown): string {
  const text = messageOf(error);
  const [line = text] = / stderr: (.+)/.exec(text)?.slice(1) ?? text.split("\n");
  // `Command failed with exit code 1: pulumi up --yes …`
  return line.replace(/^(Command (?:failed|was killed)[^:]*): .*/, "$1");
}
