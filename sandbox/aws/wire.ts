import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { isObject, isUnknown, type Properties, SECRET, SIGNATURE, UNKNOWN, type Value } from "./value";

/** Reads properties from the engine: secrets are opened, the typed unknowns become {@link UNKNOWN}. */
export function decode(struct: Struct | undefined): Properties {
  const plain = struct ? decodeValue(struct.toJavaScript()) : {};
  return isObject(plain) ? plain : {};
}

function decodeValue(value: Value): Value {
  if (Array.isArray(value)) {
    return value.map(decodeValue);
  }
  if (isObject(value)) {
    if (value[SIGNATURE] === SECRET) {
      return decodeValue(value.value ?? null);
    }
    const entries = Object.entries(value).filter(([, inner]) => inner !== null);
    return Object.fromEntries(entries.map(([key, inner]) => [key, decodeValue(inner)]));
  }
  return isUnknown(value) ? UNKNOWN : value;
}

/** Writes properties for the engine. */
export function encode(properties: Properties): Struct {
  return Struct.fromJavaScript(properties);
}
