/** What a property holds. `object` names an entry of {@link Schema.objects}. */
export type Shape =
  | { kind: "string" | "number" | "boolean" | "any" | "asset" }
  | { kind: "array" | "map"; of: Shape }
  | { kind: "object"; of: string }
  /** A JSON document that may be given as an object as well as a string. */
  | { kind: "document" };

/** One property as the type declarations of `@pulumi/aws` describe it. */
export interface Property {
  shape: Shape;
  required: boolean;
  /** The documentation says that a change replaces the resource. */
  replaces?: boolean;
  /** The default that the documentation gives, where it is a plain literal of the property's type. */
  default?: string | number | boolean;
  /** The documentation lists all values. */
  values?: string[];
  /** The documentation names properties that may not be given together with this one. */
  conflicts?: string[];
}

export type Members = Record<string, Property>;

/** A resource type or function: what it accepts and what it returns. */
export interface Schema {
  token: string;
  inputs: Members;
  outputs: Members;
  /** The object types that inputs and outputs name. */
  objects: Record<string, Members>;
  /** The id that the documentation of `pulumi import` shows, which tells what form ids of this type have. */
  importId?: string;
}
