/** A property value as a provider sees it: JSON, with {@link UNKNOWN} standing for what a preview cannot know. */
export type Value = null | boolean | number | string | Value[] | Properties;

/** The properties of a resource, or of an object inside one. */
export interface Properties {
  [name: string]: Value;
}

/** The engine's placeholder for a value that only an update will know. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The placeholders the engine has for unknown values of each JSON type; all are read as {@link UNKNOWN}. */
const UNKNOWNS: ReadonlySet<string> = new Set([
  UNKNOWN,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** The key that marks an object of the engine's protocol (secret, asset, archive) among ordinary objects. */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** The {@link SIGNATURE} of a secret. */
export const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** The {@link SIGNATURE} of an asset: a text or a file, with its hash. */
export const ASSET = "c44067f5952c0a294b673a41bacd8c17";

/** The {@link SIGNATURE} of an archive: assets by name, or a file or folder, with its hash. */
export const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

/** Whether a value is an asset or an archive of the engine. */
export function isAsset(value: Value | undefined): value is Properties {
  return isObject(value) && (value[SIGNATURE] === ASSET || value[SIGNATURE] === ARCHIVE);
}

export function isUnknown(value: Value | undefined): boolean {
  return typeof value === "string" && UNKNOWNS.has(value);
}

export function isObject(value: Value | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether an unknown is anywhere inside. */
export function hasUnknown(value: Value | undefined): boolean {
  if (Array.isArray(value)) {
    return value.some(hasUnknown);
  }
  return isObject(value) ? Object.values(value).some(hasUnknown) : isUnknown(value);
}

/** The known strings of a value that is a string or a list of strings. */
export function knownStrings(value: Value | undefined): string[] {
  const values = Array.isArray(value) ? value : [value];
  return values.filter((one): one is string => typeof one === "string" && one !== "" && !isUnknown(one));
}

/** A value as it is put into names and messages: a string as it is, anything else as JSON, nothing as nothing. */
export function text(value: Value | undefined): string {
  return typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
}

/** JSON with sorted keys: equal for equal values, whatever the order of their keys. */
export function canonical(value: Value | undefined): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(",")}]`;
  }
  if (isObject(value)) {
    const entries = Object.keys(value).sort();
    return `{${entries.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  }
  return JSON.stringify(value ?? null);
}

export function equal(left: Value | undefined, right: Value | undefined): boolean {
  return canonical(left) === canonical(right);
}

/**
 * Follows a path such as `networkConfiguration.subnets` or `loadBalancers[].targetGroupArn` and returns every
 * value it leads to, in order.
 */
export function valuesAt(properties: Value | undefined, path: string): Value[] {
  let found: Value[] = properties === undefined ? [] : [properties];
  for (const step of path.split(".")) {
    const name = step.replace(/\[\]$/, "");
    found = found.flatMap((value) => {
      const next = isObject(value) ? value[name] : undefined;
      if (next === undefined || next === null) {
        return [];
      }
      return step.endsWith("[]") && Array.isArray(next) ? next : [next];
    });
  }
  return found;
}
