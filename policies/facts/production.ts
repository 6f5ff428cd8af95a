import type { ResourceIdentity } from "./property";

/** The stack's name, as Pulumi puts it into every URN: `urn:pulumi:<stack>::<project>::<type>::<name>`. */
export function stackOf(resource: ResourceIdentity): string {
  return /^urn:pulumi:([^:]+)::/.exec(resource.urn)?.[1] ?? "";
}

/**
 * Whether the resource belongs to production: its stack is called `prod` or `production`, or ends in that as a word of
 * its own (`payments-prod`, `eu.production`), in capitals or not. The name is the one thing about an environment that
 * every program has and no program can forget to set.
 */
export function isProduction(resource: ResourceIdentity): boolean {
  return /(?:^|[._-])prod(?:uction)?$/i.test(stackOf(resource));
}

/** Says where a rule about production holds, for the catalogue. */
export const whereProductionIs =
  "The rule holds in stacks whose name is `prod` or `production`, or ends in that as a word (`payments-prod`).";
