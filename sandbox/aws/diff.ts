import { isAutomatic, namingOf } from "./naming";
import { type Facts, factsOf } from "./resources";
import { type Property, schemaOf } from "./schema";
import { canonical, equal, hasUnknown, isAsset, isObject, knownStrings, type Properties, type Value } from "./value";

/** One property that differs. */
export interface PropertyChange {
  path: string;
  kind: "add" | "delete" | "update";
  replaces: boolean;
}

export interface Change {
  properties: PropertyChange[];
  deleteBeforeReplace: boolean;
}

/** Inputs whose change never replaces, even where all others do. */
const IN_PLACE = ["tags", "tagsAll"];

/**
 * Compares the inputs a resource has with those it is to have, as the provider does.
 *
 * A resource with a name that the program chose is deleted before its replacement is created, since two cannot have
 * one name.
 *
 * @throws Error for a change that the provider refuses to plan
 */
export function diff(type: string, resource: string, olds: Properties, news: Properties): Change {
  const schema = schemaOf(type);
  const facts = factsOf(type);
  const properties: PropertyChange[] = [];
  for (const name of new Set([...Object.keys(olds), ...Object.keys(news)])) {
    const property = schema?.inputs[name];
    const before = olds[name];
    const after = news[name];
    if (!same(before, after, property, schema?.outputs[name], facts, name)) {
      properties.push(...detail(name, before, after, replaces(name, property, facts)));
    }
  }
  const changed = new Set(properties.map(({ path }) => path.split(/[.[]/)[0] ?? path));
  facts.refuseChange?.(changed, news);
  const naming = schema && namingOf(schema, facts.naming);
  const chosen = naming && knownStrings(news[naming.property]).some((name) => !isAutomatic(naming, resource, name));
  return { properties, deleteBeforeReplace: facts.deleteBeforeReplace === true || chosen === true };
}

function replaces(name: string, property: Property | undefined, facts: Facts): boolean {
  if (facts.updates?.includes(name) || IN_PLACE.includes(name)) {
    return false;
  }
  return name === "region" || facts.replaces === "all" || facts.replaces?.includes(name) || property?.replaces === true;
}

function same(
  before: Value | undefined,
  after: Value | undefined,
  property: Property | undefined,
  output: Property | undefined,
  facts: Facts,
  name: string,
): boolean {
  const fallback = facts.fallbacks && name in facts.fallbacks ? facts.fallbacks[name] : property?.default;
  if (after === undefined) {
    // The provider computes what is left out, and so keeps what it was, where there is no default to go back to.
    return (
      before === undefined ||
      (fallback !== undefined ? before === fallback : output?.required === true) ||
      empty(before)
    );
  }
  if (before === undefined) {
    return after === fallback || empty(after);
  }
  if (hasUnknown(after)) {
    return false;
  }
  if (isAsset(before) && isAsset(after)) {
    return before.hash === after.hash;
  }
  const isSet = facts.sets?.includes(name) ?? false;
  return equal(before, after) || equalDocuments(before, after) || equalSets(before, after, isSet);
}

function empty(value: Value): boolean {
  return (
    value === "" || (Array.isArray(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0)
  );
}

/** Lists of names are sets in almost every type of AWS's provider; of lists of objects, the facts say which are. */
function equalSets(before: Value, after: Value, isSet: boolean): boolean {
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.every((name) => {
      const [left, right] = [before[name], after[name]];
      return equal(left, right) || (left !== undefined && right !== undefined && equalSets(left, right, false));
    });
  }
  return (
    Array.isArray(before) &&
    Array.isArray(after) &&
    (isSet || [...before, ...after].every((element) => typeof element === "string")) &&
    equal(before.map(canonical).sort(), after.map(canonical).sort())
  );
}

function equalDocuments(before: Value, after: Value): boolean {
  const isJson = (value: Value): value is string => typeof value === "string" && /^\s*[[{]/.test(value);
  if (!isJson(before) || !isJson(after)) {
    return false;
  }
  try {
    return canonicalDocument(JSON.parse(before) as Value) === canonicalDocument(JSON.parse(after) as Value);
  } catch {
    return false;
  }
}

/** One form of a document for all that mean the same: a list of one is that one, and order in a list of strings is free. */
function canonicalDocument(value: Value): string {
  if (Array.isArray(value)) {
    const parts = value.map(canonicalDocument);
    const [only] = parts;
    const strings = value.every((element) => typeof element === "string");
    return parts.length === 1 && only !== undefined ? only : `[${(strings ? parts.sort() : parts).join(",")}]`;
  }
  if (isObject(value)) {
    const names = Object.keys(value).sort();
    return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalDocument(value[name] ?? null)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

function detail(
  path: string,
  before: Value | undefined,
  after: Value | undefined,
  replacing: boolean,
): PropertyChange[] {
  const kind = before === undefined ? "add" : after === undefined ? "delete" : "update";
  const differs = (left: Value | undefined, right: Value | undefined): boolean =>
    !equal(left, right) || hasUnknown(right);
  if (kind === "update" && isObject(before) && isObject(after) && !isAsset(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .filter((key) => differs(before[key], after[key]))
      .flatMap((key) => detail(step(path, key), before[key], after[key], replacing));
  }
  if (kind === "update" && Array.isArray(before) && Array.isArray(after)) {
    return Array.from({ length: Math.max(before.length, after.length) }, (_, index) => index)
      .filter((index) => differs(before[index], after[index]))
      .flatMap((index) => detail(`${path}[${index}]`, before[index], after[index], replacing));
  }
  return [{ path, kind, replaces: replacing }];
}

function step(path: string, key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}
