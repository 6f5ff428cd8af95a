import type { Property } from "./facts/property";
import type { Breach, Rule } from "./rule";

/** A violation in four lines, each naming one thing: what, where, why, and the change to make. */
export function violationMessage(rule: Rule, at: Property, breach: Breach): string {
  return [`${rule.id}: ${breach.what}`, `  where: ${where(at)}`, `  why:   ${rule.why}`, `  fix:   ${breach.fix}`].join(
    "\n",
  );
}

/** What could not be judged, and how to make it known. */
export function inconclusiveMessage(rule: Rule, at: Property): string {
  return [
    `${rule.id} cannot be judged: ${at.path} is unknown until the deployment.`,
    `  where: ${where(at)}`,
    `  fix:   build the value from configuration, fixed names and invokes instead of outputs of new resources.`,
  ].join("\n");
}

/** A value as it may stand in a message: quoted, on one line, and cut where it is long. */
export function quoted(value: unknown): string {
  if (typeof value === "string") {
    return JSON.stringify(value.length > 80 ? `${value.slice(0, 79)}…` : value);
  }
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "an object or a list";
}

function where(at: Property): string {
  const { type, name } = at.resource;
  return at.path === "" ? `${type} ${quoted(name)}` : `${type} ${quoted(name)}, ${at.path}`;
}
