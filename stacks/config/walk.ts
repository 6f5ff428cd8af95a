import { z } from "zod";
import { About, aboutOf } from "./about";

/** Where a value stands: config key, then mapping keys and list indexes. */
export type Path = readonly PropertyKey[];

/** What is left of a value after everything wrong was taken out. */
export type Draft<T> = T extends readonly (infer Entry)[]
  ? (Draft<Entry> | undefined)[]
  : T extends object
    ? { [Key in keyof T]?: Draft<T[Key]> }
    : T;

type Schema = z.core.$ZodType;

/** True for what YAML calls a mapping. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The schema that describes the values of `schema` as they are written: without default, optional and transformation. */
export function unwrap(schema: Schema): Schema {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return unwrap(schema.unwrap());
  }
  return schema instanceof z.ZodPipe ? unwrap(schema.in) : schema;
}

/** The description nearest to the outside of a schema. */
export function aboutSchema(schema: Schema): About | undefined {
  const own = aboutOf(schema);
  if (own !== undefined) {
    return own;
  }
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return aboutSchema(schema.unwrap());
  }
  return schema instanceof z.ZodPipe ? aboutSchema(schema.in) : undefined;
}

function child(parent: Schema, key: PropertyKey): Schema | undefined {
  const schema = unwrap(parent);
  if (schema instanceof z.ZodObject) {
    const shape: Readonly<Record<string, Schema>> = schema.shape;
    return Object.hasOwn(shape, key) ? shape[String(key)] : undefined;
  }
  if (schema instanceof z.ZodArray) {
    return schema.element;
  }
  if (schema instanceof z.ZodRecord) {
    return schema.valueType;
  }
  if (schema instanceof z.ZodUnion) {
    return schema.options.map((option) => child(option, key)).find((found) => found !== undefined);
  }
  return undefined;
}

/** The schemas from the outermost to the one at `path`; shorter where the path leaves what the schema knows. */
export function schemasAlong(root: Schema, path: Path): Schema[] {
  const schemas = [root];
  for (const key of path) {
    const next = child(schemas[schemas.length - 1] ?? root, key);
    if (next === undefined) {
      break;
    }
    schemas.push(next);
  }
  return schemas;
}

/**
 * The keys that a mapping at this place may have; empty where it may have any. Where kinds of mapping tell themselves apart
 * by one key, as `type` does, those of the kind that `value` is.
 */
export function knownKeys(schema: Schema, value?: unknown): string[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodUnion) {
    const kinds = inner.options.filter((option) => isOfKind(inner, option, value));
    return [...new Set((kinds.length > 0 ? kinds : inner.options).flatMap((option) => knownKeys(option)))];
  }
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function isOfKind(union: z.ZodUnion, option: Schema, value: unknown): boolean {
  const key = union instanceof z.ZodDiscriminatedUnion ? union.def.discriminator : undefined;
  const kind = key === undefined ? undefined : child(option, key);
  return key !== undefined && kind !== undefined && z.safeParse(kind, valueAt(value, [key])).success;
}

/** The words that a value may be, where the schema lists them. */
export function knownWords(schema: Schema): string[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodUnion) {
    return inner.options.flatMap(knownWords);
  }
  return inner instanceof z.ZodEnum ? inner.options.filter((option) => typeof option === "string") : [];
}

/** The value at `path`, or undefined. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined,
    root,
  );
}

/**
 * Keeps what is right of a value, defaults filled in, and leaves out what is wrong, so that checks which compare several
 * fields can run although some other field is wrong.
 */
export function salvage<Output>(schema: z.core.$ZodType<Output>, value: unknown): Draft<Output> | undefined;
export function salvage(schema: Schema, value: unknown): unknown {
  const whole = z.safeParse(schema, value);
  if (whole.success) {
    return whole.data;
  }
  const inner = unwrap(schema);
  if (inner instanceof z.ZodUnion) {
    return inner.options.map((option) => salvage(option, value)).find((found) => found !== undefined);
  }
  if (inner instanceof z.ZodObject && isMapping(value)) {
    const shape: Readonly<Record<string, Schema>> = inner.shape;
    return Object.fromEntries(
      Object.entries(shape)
        .map(([key, entry]): [string, unknown] => [key, salvage(entry, valueAt(value, [key]))])
        // A check asks whether a key is there.
        .filter(([, salvaged]) => salvaged !== undefined),
    );
  }
  if (inner instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((entry) => salvage(inner.element, entry));
  }
  if (inner instanceof z.ZodRecord && isMapping(value)) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => z.safeParse(inner.keyType, key).success)
        .map(([key, entry]) => [key, salvage(inner.valueType, entry)]),
    );
  }
  return undefined;
}
