import { UnknownValueError } from "@pulumi/policy";

/** The resource that a property belongs to, as messages name it. */
export interface ResourceIdentity {
  /** The type token, such as `aws:ecs/cluster:Cluster`. */
  readonly type: string;
  /** The name in the program, not the physical one. */
  readonly name: string;
  readonly urn: string;
}

/** Stands for an object or a list where a rule expects a plain value. */
export const COMPOSITE = Symbol("an object or a list");

/**
 * What a property holds. `undefined` means omitted: Pulumi and AWS both take `null` for that.
 */
export type Value = string | number | boolean | undefined | typeof COMPOSITE;

type ElementOf<T> = T extends readonly (infer E)[] ? E : unknown;

const LABEL = /^[\w.-]{1,255}$/;

/**
 * A place in the inputs of a resource, which can be read whatever is there: a value of another type than the declared
 * one, nothing at all, or a value that is unknown until the deployment. `T` is the declared type; it makes a misspelt
 * property name a compile error and promises nothing about the value.
 *
 * An unknown spreads downwards: below an unknown property, `get` and `items` give that same property, so a finding
 * names the place where the value is really missing.
 */
export class Property<T = unknown> {
  private constructor(
    readonly resource: ResourceIdentity,
    /** As in `networkConfiguration.assignPublicIp` or `containerDefinitions[app].user`; empty for all the inputs. */
    readonly path: string,
    /** True if the value is known after the deployment only. */
    readonly isUnknown: boolean,
    private readonly raw: unknown,
  ) {}

  /**
   * @param inputs data as the policy SDK passes it (reading an unknown throws `UnknownValueError`), or plain data.
   */
  static of<T>(resource: ResourceIdentity, path: string, inputs: unknown): Property<T> {
    return new Property<T>(resource, path, false, inputs);
  }

  /**
   * The property of that name. Upper and lower case are the same and the last one counts, because the provider decodes
   * JSON documents that way (Go's encoding/json): `"Privileged": true` makes a container privileged.
   */
  get<K extends keyof T & string>(key: K): Property<NonNullable<T[K]>> {
    return this.below(this.path === "" ? key : `${this.path}.${key}`, () => field(this.raw, key));
  }

  /** The elements of a list, labelled with their `name` where they have one; none if this is no list. */
  items(): Property<ElementOf<T>>[] {
    if (this.isUnknown) {
      return [this.below(this.path, () => undefined)];
    }
    const list = this.raw;
    if (!Array.isArray(list)) {
      return [];
    }
    return Array.from({ length: list.length }, (_, index) => {
      const element = this.below<ElementOf<T>>(`${this.path}[${index}]`, () => list[index]);
      const name = element.isUnknown ? undefined : element.below("", () => field(element.raw, "name")).value;
      return typeof name === "string" && LABEL.test(name) ? element.at(`${this.path}[${name}]`) : element;
    });
  }

  /** The plain value; `undefined` also where the value is unknown, so ask `isUnknown` first, as `judge` does. */
  get value(): Value {
    switch (typeof this.raw) {
      case "string":
      case "number":
      case "boolean":
        return this.raw;
      case "undefined":
        return undefined;
      default:
        return this.raw === null ? undefined : COMPOSITE;
    }
  }

  private below<C>(path: string, read: () => unknown): Property<C> {
    if (this.isUnknown) {
      return new Property<C>(this.resource, this.path, true, undefined);
    }
    try {
      return new Property<C>(this.resource, path, false, read());
    } catch (error) {
      if (error instanceof UnknownValueError) {
        return new Property<C>(this.resource, path, true, undefined);
      }
      throw error;
    }
  }

  private at(path: string): Property<T> {
    return new Property<T>(this.resource, path, this.isUnknown, this.raw);
  }
}

function field(holder: unknown, key: string): unknown {
  if (typeof holder !== "object" || holder === null || Array.isArray(holder)) {
    return undefined;
  }
  const found = Object.keys(holder).findLast((candidate) => candidate.toLowerCase() === key.toLowerCase());
  return found === undefined ? undefined : (holder as Record<string, unknown>)[found];
}
