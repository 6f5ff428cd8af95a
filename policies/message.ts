import { dateOf } from "./exemptions/day";
import type { Fault } from "./exemptions/exemption";
import type { Covered } from "./exemptions/registry";
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

/** What is wrong with an exemption, in the form of a violation. */
export function faultMessage({ at, what, why, fix }: Fault): string {
  return [`exemptions: ${what}`, `  where: ${where(at)}`, `  why:   ${why}`, `  fix:   ${fix}`].join("\n");
}

/** What an exemption covers at one resource, and what it says for itself; programs read this, too. */
export function exemptedMessage({ exemption, findings: [first, ...others] }: Covered): string {
  const { rule, reason, owner, expires, daysLeft } = exemption;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  const what = first.kind === "violation" ? first.breach.what : `${first.at.path} is unknown until the deployment.`;
  return [
    `${rule}: exempt until ${dateOf(expires)}, ${daysLeft} ${daysLeft === 1 ? "day" : "days"} left.`,
    `  where:  ${where(first.at)}`,
    `  what:   ${what}${more}`,
    `  reason: ${cut(reason)}`,
    `  owner:  ${cut(owner)}`,
  ].join("\n");
}

function cut(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
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
