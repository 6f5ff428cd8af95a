import { fill, random } from "./place";
import { type Computed, type Draft, factsOf } from "./resources";
import { namingOf } from "./naming";
import { type Property, type Schema, schemaOf } from "./schema";
import { equal, hasUnknown, isObject, isUnknown, type Properties, UNKNOWN, type Value } from "./value";

/** Tags of the provider configuration, under those of the resource. */
export function allTags(tags: Value | undefined, defaultTags: Properties): Value {
  return isUnknown(tags) ? UNKNOWN : { ...defaultTags, ...(isObject(tags) ? tags : {}) };
}

/**
 * The outputs of a resource that a preview can know: its inputs, the defaults that the documentation gives, its region
 * and tags. What AWS computes is unknown until the resource exists, and stays what it was while it is updated.
 */
export function plannedOutputs(draft: Draft, defaultTags: Properties, old?: Properties): Properties {
  const schema = requireSchema(draft.type);
  const { outputs: computed = {}, fallbacks = {} } = factsOf(draft.type);
  const recomputed = recomputedOf(draft, old);
  const outputs: Properties = {};
  for (const [name, property] of Object.entries(schema.outputs)) {
    const known = knownOutput(name, property, draft, defaultTags, fallbacks);
    if (known !== undefined) {
      outputs[name] = known;
    } else if (property.required || (name in computed && !(name in schema.inputs))) {
      outputs[name] = (recomputed.includes(name) ? undefined : old?.[name]) ?? UNKNOWN;
    }
  }
  return outputs;
}

function recomputedOf({ type, inputs }: Draft, old: Properties = {}): readonly string[] {
  const { recomputed = [], recomputedBy } = factsOf(type);
  const isDue = recomputedBy?.some((name) => !equal(inputs[name], old[name])) ?? true;
  return isDue ? recomputed : [];
}

/** The id and outputs of a resource that now exists: {@link plannedOutputs} with every unknown computed. */
export function actualOutputs(draft: Draft, defaultTags: Properties): { id: string; outputs: Properties } {
  return new Computation(draft, plannedOutputs(draft, defaultTags, draft.old?.outputs)).run();
}

class Computation {
  readonly #schema: Schema;
  readonly #computed: Record<string, Computed>;
  readonly #draft: Draft;
  #id: string | undefined;

  constructor(
    draft: Draft,
    readonly outputs: Properties,
  ) {
    this.#schema = requireSchema(draft.type);
    this.#computed = factsOf(draft.type).outputs ?? {};
    this.#draft = { ...draft, inputs: { ...this.#nameFromPrefix(draft), ...draft.inputs } };
    this.#id = draft.old?.id;
  }

  run(): { id: string; outputs: Properties } {
    Object.assign(this.outputs, this.#nameFromPrefix(this.#draft));
    for (const name of Object.keys(this.#computed)) {
      this.#output(name);
    }
    for (const name of Object.keys(this.outputs)) {
      this.#output(name);
    }
    return { id: this.#requireId(), outputs: this.outputs };
  }

  /** A name that starts with the prefix that the program gives, where it gives one instead of a name. */
  #nameFromPrefix({ type, inputs, old }: Draft): Properties {
    const property = namingOf(this.#schema, factsOf(type).naming)?.property ?? "name";
    const prefix = inputs[`${property}Prefix`];
    if (typeof prefix !== "string" || inputs[property] !== undefined) {
      return {};
    }
    return { [property]: old?.outputs[property] ?? `${prefix}${random("digits", 26 - Math.min(prefix.length, 10))}` };
  }

  #requireId(): string {
    this.#id ??= this.#newId();
    return this.#id;
  }

  #newId(): string {
    const { id } = factsOf(this.#draft.type);
    const given = id === undefined ? undefined : this.#compute(id);
    if (typeof given === "string" && given !== "") {
      return given;
    }
    const arn = this.#schema.importId?.startsWith("arn:") ? this.#output("arn") : undefined;
    const name = this.#draft.inputs[namingOf(this.#schema, factsOf(this.#draft.type).naming)?.property ?? "name"];
    const fallback = arn ?? name;
    return typeof fallback === "string" && fallback !== "" ? fallback : `${this.#draft.name}-${random("hex", 17)}`;
  }

  /** The value of an output, computed where it is still unknown. */
  #output(name: string): Value | undefined {
    if (name in this.outputs && !hasUnknown(this.outputs[name])) {
      return this.outputs[name];
    }
    const property = this.#schema.outputs[name];
    const computed = this.#computed[name];
    const value =
      (computed === undefined ? undefined : this.#compute(computed)) ??
      (property?.required ? this.#placeholder(name, property) : undefined);
    if (value === undefined) {
      Reflect.deleteProperty(this.outputs, name);
    } else if (property) {
      this.outputs[name] = value;
    }
    return value;
  }

  #compute(computed: Computed): Value | undefined {
    const lookUp = (name: string): Value | undefined => this.#lookUp(name);
    return typeof computed === "string" ? fill(computed, this.#draft.place, lookUp) : computed(this.#draft, lookUp);
  }

  #lookUp(name: string): Value | undefined {
    if (name === "id") {
      return this.#requireId();
    }
    return this.#draft.inputs[name] ?? this.#output(name);
  }

  /** A value of the right type for an output that nothing more is known about. */
  #placeholder(name: string, property: Property): Value {
    switch (property.shape.kind) {
      case "number":
        return 0;
      case "boolean":
        return false;
      case "array":
        return [];
      case "map":
      case "object":
        return {};
      default:
        return this.#text(name);
    }
  }

  #text(name: string): string {
    const { place, inputs } = this.#draft;
    const [, service = "", resource = ""] = this.#schema.token.split(/[:/]/);
    if (name === "arn") {
      const title = typeof inputs.name === "string" ? inputs.name : random("hex", 17);
      return `arn:${place.partition}:${service}:${place.region}:${place.account}:${resource}/${title}`;
    }
    if (/^(ownerId|accountId|registryId|owner|awsAccountId|catalogId)$/.test(name)) {
      return place.account;
    }
    return /(Date|Timestamp|[a-z]At)$/.test(name) ? new Date().toISOString() : "";
  }
}

function requireSchema(type: string): Schema {
  const schema = schemaOf(type);
  if (!schema) {
    throw new Error(`unrecognized resource type: ${type}`);
  }
  return schema;
}

function knownOutput(
  name: string,
  property: Property,
  draft: Draft,
  defaultTags: Properties,
  fallbacks: Record<string, Value>,
): Value | undefined {
  if (name === "tagsAll") {
    return allTags(draft.inputs.tags, defaultTags);
  }
  if (draft.inputs[name] !== undefined) {
    return draft.inputs[name];
  }
  if (name === "region") {
    return draft.place.region;
  }
  return name in fallbacks ? (fallbacks[name] ?? undefined) : property.default;
}
