import { z } from "zod";
import { About } from "./about";
import { Mistake, pathText, shown } from "./mistake";
import { nearest } from "./nearest";
import { aboutSchema, isMapping, knownKeys, knownWords, Path, schemasAlong, unwrap, valueAt } from "./walk";

/** A value, and the schema that judged it. */
interface Judged {
  readonly schema: z.core.$ZodType;
  readonly value: unknown;
}

/** Turns what zod says into mistakes, one for each place, in the words of the schema's descriptions. */
export function mistakesOf(judged: Judged, issues: readonly z.core.$ZodIssue[]): Mistake[] {
  const byPlace = new Map<string, Mistake>();
  for (const mistake of issues.flatMap(meantIssues).flatMap((issue) => describe(judged, issue))) {
    const place = pathText(mistake.path);
    byPlace.set(place, byPlace.get(place) ?? mistake);
  }
  return [...byPlace.values()];
}

/** Replaces "fits no member of the union" by what is wrong in the member whose kind of value was given. */
function meantIssues(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") {
    return [issue];
  }
  const otherKind = (inner: z.core.$ZodIssue) =>
    inner.path.length === 0 && (inner.code === "invalid_type" || inner.code === "invalid_value");
  const meant = issue.errors.find((member) => !member.some(otherKind)) ?? [];
  const below = meant.flatMap((inner) => meantIssues({ ...inner, path: [...issue.path, ...inner.path] }));
  return below.length > 0 ? below : [issue];
}

function describe(judged: Judged, issue: z.core.$ZodIssue): Mistake[] {
  if (issue.code === "unrecognized_keys") {
    const given = valueAt(judged.value, issue.path);
    const known = knownKeys(schemasAlong(judged.schema, issue.path).pop() ?? judged.schema, given);
    return issue.keys.map((key) => unknownKey([...issue.path, key], known));
  }
  return [issue.code === "invalid_key" ? badKey(judged, issue.path) : badValue(judged, issue)];
}

/** A key that nothing reads, with the nearest one that something reads. */
function unknownKey(path: Path, known: readonly string[]): Mistake {
  const candidate = nearest(String(path[path.length - 1]), known);
  return {
    path,
    given: "a key that does not exist here",
    allowed: known.join(", "),
    fix: candidate?.close
      ? `Did you mean ${candidate.word}?`
      : `Delete it. The nearest known key is ${candidate?.word}.`,
  };
}

function badKey(judged: Judged, path: Path): Mistake {
  const mapping = unwrap(schemasAlong(judged.schema, path.slice(0, -1)).pop() ?? judged.schema);
  const text = mapping instanceof z.ZodRecord ? aboutSchema(mapping.keyType) : undefined;
  return {
    path,
    given: `the key ${shown(String(path[path.length - 1]))}`,
    allowed: String(text?.allowed),
    fix: text?.fix ?? "Rename it.",
  };
}

function badValue(judged: Judged, issue: z.core.$ZodIssue): Mistake {
  const { path } = issue;
  const schemas = schemasAlong(judged.schema, path);
  const schema = schemas[schemas.length - 1] ?? judged.schema;
  const text = aboutSchema(schema);
  const hidden = schemas.some((each) => aboutSchema(each)?.hidden);
  const value = valueAt(judged.value, path);
  const allowed = typeof text?.allowed === "function" ? text.allowed(hidden ? undefined : value) : text?.allowed;
  // A check inside the schema may say more than the description of the whole value.
  const special: Partial<Mistake> = issue.code === "custom" ? { ...issue.params } : {};
  return {
    path,
    given: special.given ?? describeValue(value, hidden),
    allowed: special.allowed ?? String(allowed),
    fix: special.fix ?? howToMend(value, schema) ?? text?.fix ?? example(path, value, text),
  };
}

function example(path: Path, value: unknown, text: About | undefined): string {
  const key = path[path.length - 1];
  const entry = typeof key === "number" ? "" : `${String(key)}: `;
  return `${value === undefined ? "Add" : "Write"}, for example, ${entry}${text?.example}`;
}

/** A value in words, on one line; only its kind where it may not be shown. */
export function describeValue(value: unknown, hidden = false): string {
  if (value === undefined || value === null) {
    return "nothing";
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  }
  if (isMapping(value)) {
    return Object.keys(value).length === 0 ? "an empty mapping" : "a mapping";
  }
  if (hidden) {
    return `a ${typeof value === "string" ? "text" : typeof value} (not shown)`;
  }
  return typeof value === "string" ? shown(value) : JSON.stringify(value);
}

/** What to do about a value that is nearly right, if it is. */
function howToMend(value: unknown, schema: z.core.$ZodType): string | undefined {
  const wantsText = unwrap(schema) instanceof z.ZodString;
  if (wantsText && (typeof value === "number" || typeof value === "boolean")) {
    return "Write it in quotes, so that YAML keeps it as it is.";
  }
  if (typeof value !== "string") {
    return undefined;
  }
  if (!wantsText && value !== "" && !z.safeParse(schema, value).success && z.safeParse(schema, plain(value)).success) {
    return "Write it without quotes.";
  }
  const candidate = nearest(value, knownWords(schema));
  return candidate?.close ? `Did you mean ${candidate.word}?` : undefined;
}

/** What YAML would read, had the text no quotes. */
function plain(text: string): unknown {
  return text === "true" || text === "false" ? text === "true" : Number(text);
}
