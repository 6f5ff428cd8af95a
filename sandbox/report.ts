import type { automation } from "@pulumi/pulumi";

import type { Operation } from "./cli";
import { isPlain, plainText, type PlainObject, visible } from "./plain";

/** How many resources were, or in a preview would be, treated in which way, as the engine's own summary counts. */
export interface Changes {
  create: number;
  same: number;
  update: number;
  replace: number;
  delete: number;
}

/** A rule that a resource breaks. */
export interface Violation {
  /** Name of the policy. */
  rule: string;
  /** Only `mandatory` stops the operation. */
  level: "mandatory" | "advisory";
  /** URN of the resource; empty where the rule judges the stack as a whole. */
  resource: string;
  message: string;
}

/** What an exemption covers at one resource. */
export interface Exempted {
  /** The rule that is set aside. */
  rule: string;
  /** URN of the resource. */
  resource: string;
  message: string;
  reason: string;
  owner: string;
  /** The last day on which it holds, in UTC, as `YYYY-MM-DD`. */
  expires: string;
  daysLeft: number;
}

/** What `--json` prints for one operation on one stack. */
export interface Report {
  stack: string;
  operation: Operation;
  changes: Changes;
  policy: {
    violations: Violation[];
    /** What would be violations, or inconclusive, without an exemption in force. */
    exempted: Exempted[];
    /** How often a rule could not be judged because a value is not known yet. */
    inconclusive: number;
  };
  /** The stack's outputs as far as they are known; `"[secret]"` in place of secrets. */
  outputs: PlainObject;
  /** Wall time in milliseconds. */
  durationMs: number;
  /** Why it failed; absent when it worked. */
  error?: string;
}

/** A change to one resource. */
export interface Change {
  op: "create" | "update" | "replace" | "delete";
  urn: string;
  /** Names of the properties that differ, where the engine tells them. */
  properties: string[];
}

/** What the engine's events tell of one run. */
export interface Facts {
  changes: Changes;
  /** The changes one by one. */
  steps: Change[];
  violations: Violation[];
  exempted: Exempted[];
  inconclusive: Violation[];
  outputs: PlainObject;
  /** Errors, each once, without stack traces. */
  errors: string[];
}

/** Name of the policy under which the pack says what it could not judge. */
const inconclusivePolicy = "inconclusive";

/** Name of the policy under which the pack lists what is exempt, and the form of what it says. */
const exemptedPolicy = "exempted";
const exemptUntil = /^(\S+): exempt until (\d{4}-\d{2}-\d{2}), (\d+) days? left\.$/m;

/** How the policy host says that a rule read a value that is not known yet. */
const cannotRun = /^can't run .* during preview/;

/** What the engine says last when it has given the reasons already. */
const closingWords = /^(preview|update|refresh|destroy) failed$|^One or more errors occurred/;

/** Zero everywhere. */
export function noChanges(): Changes {
  return { create: 0, same: 0, update: 0, replace: 0, delete: 0 };
}

/** Reads a run's events. */
export function factsOf(events: readonly automation.EngineEvent[]): Facts {
  const judged = events.flatMap(({ policyEvent }) => (policyEvent === undefined ? [] : [violationOf(policyEvent)]));
  const isInconclusive = ({ rule, message }: Violation): boolean =>
    rule === inconclusivePolicy || cannotRun.test(message);
  const others = judged.filter((violation) => !isInconclusive(violation));
  return {
    changes: changesOf(events),
    steps: stepsOf(events),
    violations: others.filter((violation) => exemptedOf(violation) === undefined),
    exempted: others.flatMap((violation) => exemptedOf(violation) ?? []),
    inconclusive: judged.filter(isInconclusive),
    outputs: outputsOf(events),
    errors: errorsOf(events),
  };
}

function violationOf(event: automation.PolicyEvent): Violation {
  return {
    rule: event.policyName,
    level: event.enforcementLevel === "mandatory" ? "mandatory" : "advisory",
    resource: event.resourceUrn ?? "",
    message: plainText(event.message),
  };
}

function exemptedOf({ rule: policy, resource, message }: Violation): Exempted | undefined {
  const [, rule, expires, daysLeft] = exemptUntil.exec(message) ?? [];
  if (policy !== exemptedPolicy || rule === undefined || expires === undefined) {
    return undefined;
  }
  const line = (label: string): string => new RegExp(`^ *${label}: +(.*)$`, "m").exec(message)?.[1] ?? "";
  return {
    rule,
    resource,
    message,
    reason: line("reason"),
    owner: line("owner"),
    expires,
    daysLeft: Number(daysLeft),
  };
}

function changesOf(events: readonly automation.EngineEvent[]): Changes {
  const counted = events.findLast(({ summaryEvent }) => summaryEvent !== undefined)?.summaryEvent?.resourceChanges;
  const changes = noChanges();
  for (const op of Object.keys(changes) as (keyof Changes)[]) {
    changes[op] = counted?.[op] ?? 0;
  }
  return changes;
}

function stepsOf(events: readonly automation.EngineEvent[]): Change[] {
  const failed = new Set(events.map(({ resOpFailedEvent }) => resOpFailedEvent?.metadata.urn));
  const steps = new Map<string, Change>();
  for (const event of events) {
    // A refresh tells what it found only with the outputs; all else is told before the deed.
    const metadata = event.resourcePreEvent?.metadata ?? event.resOutputsEvent?.metadata;
    const op = metadata === undefined ? undefined : changeOf(metadata.op);
    if (metadata !== undefined && op !== undefined && !failed.has(metadata.urn) && !isDefaultProvider(metadata.urn)) {
      const properties = metadata.diffs ?? metadata.keys ?? [];
      steps.set(`${op} ${metadata.urn}`, { op, urn: metadata.urn, properties });
    }
  }
  return [...steps.values()];
}

/** The engine makes these itself, and counts them nowhere. */
function isDefaultProvider(urn: string): boolean {
  return /::pulumi:providers:[^:]+::default(_|$)/.test(urn);
}

function changeOf(op: string): Change["op"] | undefined {
  return op === "create" || op === "update" || op === "replace" || op === "delete" ? op : undefined;
}

function outputsOf(events: readonly automation.EngineEvent[]): PlainObject {
  const told = events
    .map(({ resOutputsEvent }) => resOutputsEvent?.metadata)
    .findLast((metadata) => metadata?.type === "pulumi:pulumi:Stack");
  const outputs: unknown = told?.op === "delete" ? {} : told?.new?.outputs;
  const shown = visible(outputs ?? {});
  return isPlain(shown) ? shown : {};
}

function errorsOf(events: readonly automation.EngineEvent[]): string[] {
  const errors = events.flatMap(({ diagnosticEvent }) => {
    if (diagnosticEvent?.severity !== "error") {
      return [];
    }
    const text = plainText(diagnosticEvent.message).replace(/^Unhandled exception: (\w*Error: )?/, "");
    const name = nameOf(diagnosticEvent.urn ?? "");
    return [name.split(" ").every((part) => text.includes(part)) ? text : `${name}: ${text}`];
  });
  const distinct = [...new Set(errors)];
  return distinct.filter((text) => text !== "" && !closingWords.test(text));
}

/** `aws:ecs/service:Service backend`, from the URN; nothing for the stack itself. */
export function nameOf(urn: string): string {
  const [, , types = "", name = ""] = urn.split("::");
  const type = types.split("$").at(-1) ?? "";
  return type === "pulumi:pulumi:Stack" ? "" : `${type} ${name}`.trim();
}
