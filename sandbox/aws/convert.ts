import type { Mistake } from "./resources/facts";
import type { Members, Property, Schema, Shape } from "./schema";
import { isObject, isUnknown, SIGNATURE, UNKNOWN, hasUnknown, type Properties, type Value } from "./value";

/**
 * Fits inputs to what a type declares, as the provider does: scalars are converted to the declared type, documents
 * given as objects become JSON, and everything that does not fit is collected. What is unknown fits anything.
 */
export class Conversion {
  readonly mistakes: Mistake[] = [];

  /** With `strict`, scalars are not converted: a number given as a string is a mistake. */
  constructor(
    readonly schema: Schema,
    readonly options: { strict?: boolean } = {},
  ) {}

  members(given: Properties, declared: Members, path: string): Properties {
    const converted: Properties = {};
    for (const [name, value] of Object.entries(given)) {
      const property = Object.hasOwn(declared, name) ? declared[name] : undefined;
      if (name === "__defaults") {
        continue;
      }
      if (property === undefined) {
        this.#mistake(path + name, "Invalid or unknown key");
      } else {
        converted[name] = this.#property(value, property, path + name);
      }
    }
    for (const [name, property] of Object.entries(declared)) {
      if (property.required && given[name] === undefined) {
        this.#mistake(
          path + name,
          `Missing required argument. The argument "${underscored(name)}" is required, but no definition was found.`,
        );
      }
      for (const other of property.conflicts ?? []) {
        if (given[name] !== undefined && given[other] !== undefined && declared[other]) {
          this.#mistake(
            path + name,
            `Conflicting configuration arguments. "${underscored(name)}": conflicts with ${underscored(other)}`,
          );
        }
      }
    }
    return converted;
  }

  #property(value: Value, property: Property, path: string): Value {
    const converted = this.#value(value, property.shape, path);
    if (property.values && typeof converted === "string" && !isUnknown(converted)) {
      if (!property.values.includes(converted)) {
        const allowed = property.values.map((one) => JSON.stringify(one)).join(" ");
        this.#mistake(path, `expected ${last(path)} to be one of [${allowed}], got ${converted}`);
      }
    }
    return converted;
  }

  #value(value: Value, shape: Shape, path: string): Value {
    if (isUnknown(value)) {
      return UNKNOWN;
    }
    switch (shape.kind) {
      case "any":
        return value;
      case "asset":
        return isObject(value) && SIGNATURE in value ? value : this.#wrong(value, path, "expected an asset or archive");
      case "document":
        if (isObject(value)) {
          return hasUnknown(value) ? UNKNOWN : JSON.stringify(value);
        }
        return this.#scalar(value, "string", path);
      case "array":
        if (!Array.isArray(value)) {
          return this.#wrong(value, path, "Attribute must be a list");
        }
        return value.map((element, index) => this.#value(element, shape.of, `${path}[${index}]`));
      case "map":
        if (!isObject(value)) {
          return this.#wrong(value, path, "Attribute must be a map");
        }
        return Object.fromEntries(
          Object.entries(value)
            .filter(([key]) => key !== "__defaults")
            .map(([key, element]) => [key, this.#value(element, shape.of, `${path}.${key}`)]),
        );
      case "object":
        if (!isObject(value)) {
          return this.#wrong(value, path, "Attribute must be an object");
        }
        return this.members(value, this.schema.objects[shape.of] ?? {}, `${path}.`);
      default:
        return this.#scalar(value, shape.kind, path);
    }
  }

  #scalar(value: Value, kind: "string" | "number" | "boolean", path: string): Value {
    if (Array.isArray(value) || isObject(value)) {
      const got = Array.isArray(value) ? "list" : "map";
      return this.#wrong(value, path, `Attribute must be a single value, not a ${got}`);
    }
    if (this.options.strict && typeof value !== kind) {
      return this.#wrong(value, path, `expected type '${kind}', got ${JSON.stringify(value)}`);
    }
    if (kind === "string") {
      return typeof value === "string" ? value : String(value);
    }
    if (kind === "boolean") {
      const truth =
        value === true || value === "true" ? true : value === false || value === "false" ? false : undefined;
      return (
        truth ?? this.#wrong(value, path, `expected type 'bool', got ${JSON.stringify(value)}: a bool is required`)
      );
    }
    const number = typeof value === "number" ? value : typeof value === "string" && value !== "" ? Number(value) : NaN;
    return Number.isNaN(number)
      ? this.#wrong(value, path, `expected type 'number', got ${JSON.stringify(value)}: a number is required`)
      : number;
  }

  #wrong(value: Value, path: string, reason: string): Value {
    this.#mistake(path, reason);
    return value;
  }

  #mistake(path: string, reason: string): void {
    this.mistakes.push({ path, reason });
  }
}

/** The name of a property as AWS's Terraform provider spells it in messages. */
export function underscored(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function last(path: string): string {
  return underscored(
    path
      .replace(/\[\d+\]/g, "")
      .split(".")
      .pop() ?? path,
  );
}
