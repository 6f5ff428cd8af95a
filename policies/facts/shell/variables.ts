import { DOLLAR } from "./script";

/** What is known of the variables of a shell; one that is missing may hold anything. */
export type Variables = Map<string, string>;

const REFERENCE = /\$(?:\{(\d|[?#]|[A-Za-z_]\w*)\}|(\d|[?#]|[A-Za-z_]\w*))/g;
const SUM = /\$\(\(\s*\$?([A-Za-z_]\w*)\s*\+\s*(\d+)\s*\)\)/g;

/** The words with everything in them replaced that is known; `$` remains in the others. */
export function expanded(text: string, variables: Variables, args: readonly string[] | undefined): string[] {
  if (args !== undefined && /^\$(?:[@*]|\{[@*]\})$/.test(text)) {
    return [...args];
  }
  const from = /^\$\{@:(\d+)\}$/.exec(text)?.[1];
  if (args !== undefined && from !== undefined) {
    return args.slice(Math.max(Number(from) - 1, 0));
  }
  const list = /^\$\{(\w+)\[[@*]\]\}$/.exec(text)?.[1];
  const elements = list === undefined ? undefined : variables.get(list);
  if (elements !== undefined) {
    return elements.split(" ").filter((element) => element !== "");
  }
  const valueOf = (name: string) => (/^[1-9]$/.test(name) ? args?.[Number(name) - 1] : variables.get(name));
  const sums = text.replace(SUM, (whole, name: string, more: string) => {
    const value = valueOf(name);
    return value !== undefined && /^\d+$/.test(value) ? String(Number(value) + Number(more)) : whole;
  });
  return [sums.replace(REFERENCE, (whole, braced?: string, bare?: string) => valueOf(braced ?? bare ?? "") ?? whole)];
}

export function isKnown(text: string): boolean {
  return !text.includes("$");
}

/** With the dollar signs that stand for themselves. */
export function plain(text: string): string {
  return text.replaceAll(DOLLAR, "$");
}

/** Does `name=value` or `name+=value`; false if the text is neither. */
export function assign(text: string, variables: Variables): boolean {
  const [, name, plus, value] = /^([A-Za-z_]\w*)(\+?)=([^]*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    return false;
  }
  const before = plus === "+" ? variables.get(name) : "";
  if (before === undefined || !isKnown(value)) {
    variables.delete(name);
  } else {
    variables.set(name, plus === "+" ? `${before} ${value}` : value);
  }
  return true;
}

/** What holds in all of them. */
export function common(all: readonly Variables[]): Variables {
  const [first, ...others] = all;
  return new Map([...(first ?? [])].filter(([name, value]) => others.every((other) => other.get(name) === value)));
}

/** Whether the pattern of a `case` fits. */
export function matchesGlob(value: string, pattern: string): boolean {
  const source = pattern
    .replace(/[\\^$+.()|{}[\]]/g, "\\$&")
    .replace(/\*/g, "[^]*")
    .replace(/\?/g, "[^]");
  return new RegExp(`^(?:${source})$`).test(value);
}
