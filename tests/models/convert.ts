import { isObject, type Properties, type Value } from "../../sandbox/aws/value";

/** How an input is written in a request: under which name, and converted how. */
type Rule = string | readonly [name: string, convert: (value: Value, path: string) => Value];

/** The members of an object by the names of the inputs; an input without a rule is an error. */
export type Rules = Readonly<Record<string, Rule>>;

/** Inputs of every type that say something to the provider, and nothing to AWS. */
const ofTheProvider = ["__defaults", "region"];

/**
 * Writes inputs as a request has them.
 *
 * @throws Error for an input that no rule is for
 */
export function convert(inputs: Properties, rules: Rules, path: string): Properties {
  const members: Properties = {};
  for (const [name, value] of Object.entries(inputs)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (ofTheProvider.includes(name)) {
      continue;
    }
    if (rule === undefined) {
      throw new Error(
        `${path}.${name}: no rule says how the request has it; there are ${Object.keys(rules).join(", ")}`,
      );
    }
    const [member, change] = typeof rule === "string" ? [rule, (same: Value) => same] : rule;
    members[member] = change(value, `${path}.${name}`);
  }
  return members;
}

/** Inputs that the request has under the same name. */
export const same = (...names: readonly string[]): Rules => Object.fromEntries(names.map((name) => [name, name]));

/** An object by rules of its own. */
export const object =
  (rules: Rules) =>
  (value: Value, path: string): Value => {
    if (!isObject(value)) {
      throw new Error(`${path} is no object`);
    }
    return convert(value, rules, path);
  };

/** A list, each element of it converted. */
export const list =
  (change: (value: Value, path: string) => Value) =>
  (value: Value, path: string): Value => {
    if (!Array.isArray(value)) {
      throw new Error(`${path} is no list`);
    }
    return value.map((one, index) => change(one, `${path}[${index}]`));
  };

/** Tags as a list of keys and values. */
export const tags =
  (key: string, value: string) =>
  (map: Value): Value =>
    Object.entries(isObject(map) ? map : {}).map(([name, text]) => ({ [key]: name, [value]: text }));
