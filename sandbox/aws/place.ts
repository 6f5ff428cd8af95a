import { randomBytes, randomInt, randomUUID } from "node:crypto";

import { type Value, text } from "./value";

/** The account of the sandbox. */
export const ACCOUNT = "123456789012";

/** Where a provider works: all that ARNs and endpoints depend on. */
export interface Place {
  account: string;
  region: string;
  partition: string;
  dnsSuffix: string;
}

export function placeOf(region: string): Place {
  const [partition, dnsSuffix] = region.startsWith("cn-")
    ? (["aws-cn", "amazonaws.com.cn"] as const)
    : region.startsWith("us-gov-")
      ? (["aws-us-gov", "amazonaws.com"] as const)
      : (["aws", "amazonaws.com"] as const);
  return { account: ACCOUNT, region, partition, dnsSuffix };
}

const CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Random characters of an alphabet that AWS uses in its identifiers. */
export function random(alphabet: "hex" | "CAPITALS" | "letters" | "digits", length: number): string {
  if (alphabet === "hex") {
    return randomBytes(Math.ceil(length / 2))
      .toString("hex")
      .slice(0, length);
  }
  const letters = { CAPITALS, letters: LETTERS, digits: "0123456789" }[alphabet];
  return Array.from({ length }, () => letters.charAt(randomInt(letters.length))).join("");
}

/**
 * Fills a template: `{hex:17}`, `{CAPITALS:16}`, `{letters:6}`, `{digits:12}` and `{uuid}` are random, `{region}`,
 * `{account}`, `{partition}` and `{dnsSuffix}` come from the place, and any other name is looked up among the
 * properties. Returns nothing where a name leads to no value.
 */
export function fill(template: string, place: Place, lookUp: (name: string) => Value | undefined): string | undefined {
  const missing: string[] = [];
  const filled = template.replace(/\{([^}]+)\}/g, (_, key: string) => {
    const [word = "", length] = key.split(":");
    if (word === "uuid") {
      return randomUUID();
    }
    if (length !== undefined) {
      return random(word as "hex", Number(length));
    }
    const given = word in place ? place[word as keyof Place] : lookUp(word);
    if (given === undefined) {
      missing.push(word);
    }
    return text(given);
  });
  return missing.length === 0 ? filled : undefined;
}
