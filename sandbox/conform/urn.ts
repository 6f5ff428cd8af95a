/** A resource's URN as recordings name resources: `type#name`. */
export function keyOfUrn(urn: string): string {
  const [, , types = "", ...name] = urn.split("::");
  return `${types.split("$").pop() ?? ""}#${name.join("::")}`;
}

/** The stack that a resource belongs to, from its URN. */
export function stackOfUrn(urn: string): string {
  return urn.split(":")[2] ?? "";
}
