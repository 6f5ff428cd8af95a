import type { Property, Shape } from "./schema";

/** What a doc comment says about a property, as far as it says so in a form that leaves no doubt. */
export function factsOf(comment: string, shape: Shape): Omit<Property, "shape" | "required"> {
  const text = comment.replace(/\s+/g, " ");
  const facts: Omit<Property, "shape" | "required"> = {};
  if (replaces(text)) {
    facts.replaces = true;
  }
  const fallback = defaultOf(text, shape);
  if (fallback !== undefined) {
    facts.default = fallback;
  }
  const values = valuesOf(text);
  if (values && shape.kind === "string") {
    facts.values = values;
  }
  const conflicts = conflictsOf(text);
  if (conflicts.length > 0) {
    facts.conflicts = conflicts;
  }
  return facts;
}

const REPLACES = [
  /\bforces? (?:a |the )?(?:new resource|new(?=[.,);]|$)|replacement|resource replacement|creation of a new|recreation of)/i,
  /\b(?:changing|changes?|modifying|modification|updat\w+)\b[^.`]{0,60}\b(?:creates?|forces?|requires?|results? in|causes?)\b[^.`]{0,30}\b(?:new resource|re-?creat\w*|replac\w*)/i,
];

/** Words that make a sentence about replacement conditional, so that it says nothing in general. */
const CONDITIONAL =
  /\b(?:not|doesn't|don't|won't|unless|if (?!changed|modified)|for multi-az|only when|when (?!changed|modified)|of type)/i;

function replaces(text: string): boolean {
  return text
    .split(/(?<=[.)])\s+/)
    .some((sentence) => REPLACES.some((form) => form.test(sentence)) && !CONDITIONAL.test(sentence));
}

const DEFAULT =
  /\b(?:defaults? (?:to|is|value is|value:|value of)|the default is|default:|default)\s*["']?`"?([^`"]*)"?`["']?\s*(?=[.,;)]|$)/i;

function defaultOf(text: string, shape: Shape): Property["default"] {
  const literal = DEFAULT.exec(text)?.[1];
  if (literal === undefined) {
    return undefined;
  }
  switch (shape.kind) {
    case "boolean":
      return literal === "true" ? true : literal === "false" ? false : undefined;
    case "number":
      return /^-?\d+(\.\d+)?$/.test(literal) ? Number(literal) : undefined;
    case "string":
      return /^[\w./:-]+$/.test(literal) && !NOTHING.includes(literal) && !isMangled(literal) ? literal : undefined;
    default:
      return undefined;
  }
}

const NOTHING: readonly string[] = ["null", "nil", "none", "empty"];

/** The SDK's documentation spells AWS's `round_robin` as `roundRobin`, so that such a word may not be what AWS takes. */
function isMangled(literal: string): boolean {
  return /^[a-z]+[A-Z]/.test(literal);
}

const TOKEN = '`"?[\\w./:-]+"?`(?: \\(default\\))?';
const VALUES = new RegExp(
  `(?:^|[.)] )(?:(?:The v|V)alid (?:values|options)|Must be one of)(?: are|:)? (${TOKEN}(?:(?:,? (?:and|or) |, ?)${TOKEN})+)\\s*(?:\\.(?:\\s|$)|$)`,
);

function valuesOf(text: string): string[] | undefined {
  const list = VALUES.exec(text)?.[1];
  if (list === undefined || (text.match(/valid (?:values|options)/gi)?.length ?? 0) > 1) {
    return undefined;
  }
  const values = Array.from(list.matchAll(/`"?([^`"]+)"?`/g), (match) => match[1] ?? "");
  return values.some(isMangled) ? undefined : values;
}

function conflictsOf(text: string): string[] {
  const list = /\bconflicts with ((?:(?:,? (?:and|or) |, ?)?`\w+`)+)\s*(?:\.|$)/i.exec(text)?.[1] ?? "";
  return Array.from(list.matchAll(/`(\w+)`/g), (match) => match[1] ?? "");
}
