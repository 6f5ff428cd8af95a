import { createHash } from "node:crypto";

/** The services whose addresses AWS keeps in prefix lists of its own. */
const SERVICES = ["s3", "dynamodb", "vpc-lattice"];

/** The ids of AWS's own prefix lists begin so in the sandbox, and those of an account's lists never do. */
const OWNED = "pl-aa";

/** AWS's own prefix lists in a region, by name; each has the same id whenever it is asked for. */
export function ownedPrefixLists(region: string): Map<string, string> {
  const names = SERVICES.map((service) => `com.amazonaws.${region}.${service}`);
  return new Map(
    [...names, "com.amazonaws.global.cloudfront.origin-facing"].map((name) => [name, idOf(name)] as const),
  );
}

export function isOwnedPrefixList(id: string): boolean {
  return id.startsWith(OWNED);
}

function idOf(name: string): string {
  return OWNED + createHash("sha256").update(name).digest("hex").slice(0, 6);
}
