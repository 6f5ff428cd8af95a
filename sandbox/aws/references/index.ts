import type { Cloud, Entry } from "../cloud";
import { isObject, isUnknown, type Properties, type Value } from "../value";
import { type Kind, KINDS } from "./kinds";
import { BUCKET_PART, type Reference, REFERENCES } from "./table";

export { KINDS, type KindName } from "./kinds";

/** A reference that a resource makes. */
interface Found {
  reference: Reference;
  value: string;
}

/**
 * Refuses inputs that name what does not exist, as AWS does.
 *
 * @throws Refusal for the first reference that leads nowhere
 */
export function requireReferences(type: string, inputs: Properties, cloud: Cloud): void {
  for (const { reference, value } of referencesOf(type, inputs)) {
    const kind: Kind = KINDS[reference.kind];
    const { missing } = kind;
    if (missing && kind.form.test(value) && !resolve(kind, value, cloud) && !kind.builtIn?.(value, cloud)) {
      throw missing(value);
    }
  }
}

/**
 * Refuses to delete what other resources still need, as AWS does.
 *
 * @throws Refusal where another resource holds it
 */
export function requireReleased(entry: Entry, cloud: Cloud): void {
  for (const kind of kindsOf(entry)) {
    if (!kind.inUse) {
      continue;
    }
    for (const other of cloud.entries()) {
      if (other !== entry && holds(other, entry, kind)) {
        throw kind.inUse(entry);
      }
    }
  }
}

/** The resources that AWS deletes together with another. */
export function partsOf(entry: Entry, cloud: Cloud): Entry[] {
  const kinds = kindsOf(entry);
  return cloud
    .entries()
    .filter((other) =>
      referencesOf(other.type, other.inputs).some(
        ({ reference, value }) =>
          reference.owned && kinds.includes(KINDS[reference.kind]) && refersTo(KINDS[reference.kind], value, entry),
      ),
    );
}

/** The thing a reference of a kind leads to. */
export function find(kind: keyof typeof KINDS, value: Value | undefined, cloud: Cloud): Entry | undefined {
  return typeof value === "string" ? resolve(KINDS[kind], value, cloud) : undefined;
}

function kindsOf(entry: Entry): Kind[] {
  return Object.values<Kind>(KINDS).filter((kind) => kind.types.includes(entry.type));
}

function holds(other: Entry, entry: Entry, kind: Kind): boolean {
  return referencesOf(other.type, other.inputs).some(
    ({ reference, value }) =>
      KINDS[reference.kind] === kind &&
      (reference.holds === true || reference.holds?.includes(other.type)) &&
      refersTo(kind, value, entry),
  );
}

function resolve(kind: Kind, value: string, cloud: Cloud): Entry | undefined {
  return cloud.ofTypes(kind.types).find((entry) => refersTo(kind, value, entry));
}

function refersTo(kind: Kind, value: string, entry: Entry): boolean {
  const name = value.replace(/:\*$/, "");
  return (
    entry.id === name ||
    entry.outputs.arn === name ||
    (kind.names?.some((output) => entry.outputs[output] === name) ?? false)
  );
}

const cache = new WeakMap<Properties, Found[]>();

/** All references in the inputs of a resource, at any depth. */
export function referencesOf(type: string, inputs: Properties): Found[] {
  let found = cache.get(inputs);
  if (!found) {
    found = [];
    collect(type, inputs, "", found);
    cache.set(inputs, found);
  }
  return found;
}

function collect(type: string, value: Value, path: string, found: Found[]): void {
  if (Array.isArray(value)) {
    for (const element of value) {
      collect(type, element, `${path}[]`, found);
    }
  } else if (isObject(value)) {
    for (const [name, inner] of Object.entries(value)) {
      collect(type, inner, path === "" ? name : `${path}.${name}`, found);
    }
  } else if (typeof value === "string" && value !== "" && !isUnknown(value)) {
    const reference = rowFor(type, path.replace(/\[\]$/, ""));
    if (reference) {
      found.push({ reference, value });
    }
  }
}

function rowFor(type: string, path: string): Reference | undefined {
  const name = path.split(".").pop() ?? "";
  const row = REFERENCES.find(
    ({ property, types, top }) =>
      (property === name || (property.includes(".") && `.${path}`.endsWith(`.${property}`))) &&
      (!top || path === name) &&
      (types === undefined || types.includes(type)),
  );
  const isBucketPart = path === "bucket" && type.startsWith("aws:s3/") && type !== "aws:s3/bucket:Bucket";
  return row ?? (isBucketPart ? BUCKET_PART : undefined);
}
