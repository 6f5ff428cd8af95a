import { createHash, randomBytes } from "node:crypto";

import type { Naming } from "./resources";
import type { Schema } from "./schema";
import type { Properties } from "./value";

/** The rule by which a type is named automatically, or nothing where it has no such property. */
export function namingOf(schema: Schema, naming: Naming | false | undefined): Naming | undefined {
  if (naming !== undefined) {
    return naming || undefined;
  }
  const name = schema.inputs.name;
  const named = name?.shape.kind === "string" && !name.required && schema.outputs.name?.required === true;
  return named ? { property: "name" } : undefined;
}

/**
 * The automatic name of a resource: its name in the program, a hyphen and seven hexadecimal digits. It stays what it
 * was, and gives way to a prefix that the program asks for.
 *
 * @throws Error where the name is longer than AWS allows
 */
export function automaticName(
  naming: Naming,
  resource: string,
  olds: Properties,
  news: Properties,
  seed: Uint8Array,
): string | undefined {
  if (news[naming.property] !== undefined || news[`${naming.property}Prefix`] !== undefined) {
    return undefined;
  }
  const { longest = 255, separator = "-", digits = 7, prefix = "" } = naming;
  const stem = `${prefix}${naming.lower ? resource.toLowerCase() : resource}${separator}`;
  const suffix = naming.suffix?.(news) ?? "";
  const old = olds[naming.property];
  if (typeof old === "string" && isAutomatic(naming, resource, old)) {
    return old;
  }
  if (stem.length + digits + suffix.length > longest) {
    throw new Error(`name '${stem}' plus ${digits} random chars is longer than maximum length ${longest}`);
  }
  const bytes = seed.length > 0 ? createHash("sha256").update(seed).update(stem).digest() : randomBytes(digits);
  return stem + bytes.toString("hex").slice(0, digits) + suffix;
}

/** Whether a name is one that {@link automaticName} gives, and not the program's own. */
export function isAutomatic(naming: Naming, resource: string, name: string): boolean {
  const { separator = "-", digits = 7, prefix = "" } = naming;
  const stem = `${prefix}${naming.lower ? resource.toLowerCase() : resource}${separator}`;
  return name.startsWith(stem) && new RegExp(`^[0-9a-f]{${digits}}(\\.fifo)?$`).test(name.slice(stem.length));
}
