import { RunError } from "@pulumi/pulumi";

import { commandFailure, messageOf, plainText } from "./plain";
import type { Facts } from "./report";

/** What the callers of the engine saw go wrong. */
export interface Failures {
  /** What the program threw. */
  program?: unknown;
  /** What the Automation API threw. */
  engine?: unknown;
  /** The engine's standard error. */
  stderr: string;
}

/** Says why a run failed: each reason once, the program's own first, no stack trace. */
export function failureOf(facts: Facts, { program, engine, stderr }: Failures): string {
  const reasons: string[] = [];
  if (program !== undefined && !isConnectionLoss(program)) {
    reasons.push(plainText(messageOf(program)));
  }
  reasons.push(...facts.errors);
  if (reasons.length === 0) {
    reasons.push(...stderrErrors(stderr));
  }
  const refusing = [...new Set(facts.violations.filter(({ level }) => level === "mandatory").map(({ rule }) => rule))];
  if (refusing.length > 0) {
    reasons.push(
      `refused by ${refusing.length === 1 ? "a mandatory rule" : "mandatory rules"}: ${refusing.join(", ")}`,
    );
  }
  if (reasons.length === 0) {
    reasons.push(`the engine gave no reason: ${commandFailure(engine)}`);
  }
  return [...new Set(reasons)].join("\n");
}

/** The same error in the form that the SDK logs without a stack trace. */
export function withoutTrace(error: unknown): unknown {
  return error instanceof Error && !isConnectionLoss(error) ? new RunError(error.message) : error;
}

/** The stack trace of an error that says a bug in the program, which only its author can use. */
export function traceOfBug(error: unknown): string | undefined {
  const kinds = [TypeError, ReferenceError, RangeError, SyntaxError];
  return error instanceof Error && kinds.some((kind) => error instanceof kind) ? error.stack : undefined;
}

/** A call that failed because the engine had stopped already, for a reason that it tells itself. */
function isConnectionLoss(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "number" && "details" in error;
}

/** The engine's errors from before it sends events, such as those about the stack's config. */
function stderrErrors(stderr: string): string[] {
  return stderr
    .split(/^error: /m)
    .slice(1)
    .map(plainText)
    .filter((text) => text !== "");
}
