import { isDeepStrictEqual } from "node:util";
import type { RecordedResource, Recording } from "./recording";

/** One thing in which a recording and what was made of its arguments differ. */
export interface Difference {
  /** `type#name` of the resource and path of the property, or the part of the recording. */
  readonly where: string;
  /** `undefined` where the recording has nothing. */
  readonly expected: unknown;
  /** `undefined` where nothing was made. */
  readonly got: unknown;
}

/**
 * Compares what was made of a recording's arguments with the recording.
 *
 * Resources are a set; of the outputs those in the recording count. Of an error counts what the component said, not how
 * the engine wraps it. Where the component refused and the recording lists no resources, none are compared: how many of
 * them the engine has made before a late refusal is a matter of timing.
 */
export function compare(expected: Recording, got: Recording): Difference[] {
  const differences: Difference[] = [];
  const [problem, actualProblem] = [problemOf(expected.error), problemOf(got.error)];
  if (problem !== actualProblem) {
    differences.push({ where: "error", expected: problem, got: actualProblem });
  }
  for (const [name, value] of Object.entries(expected.outputs ?? {})) {
    differences.push(...differencesIn(`outputs ${name}`, value, got.outputs?.[name]));
  }
  if (expected.error === null || expected.resources.length > 0) {
    differences.push(...resourceDifferences(expected.resources, got.resources));
  }
  return differences;
}

/** What a component said, out of what the engine and its SDK put around it. */
export function problemOf(error: string | null): string | undefined {
  if (error === null) {
    return undefined;
  }
  const [first = ""] = error.replace(/^.*? has a problem: /s, "").split(" | error: ");
  return first
    .replace(/\s+/g, " ")
    .replace(/^(error serializing property "[^"]*": )+/, "")
    .trim();
}

function resourceDifferences(expected: readonly RecordedResource[], got: readonly RecordedResource[]): Difference[] {
  const [wanted, made] = [byKey(expected), byKey(got)];
  return [...new Set([...wanted.keys(), ...made.keys()])].sort().flatMap((key) => {
    const [one, other] = [wanted.get(key), made.get(key)];
    if (one === undefined || other === undefined) {
      return [{ where: key, expected: one && "to be made", got: other && "made, but not in the recording" }];
    }
    return [
      ...differencesIn(`${key} parent`, one.parent, other.parent),
      ...differencesIn(key, one.inputs, other.inputs, " "),
      ...differencesIn(`${key} dependsOn`, [...one.dependsOn].sort(), [...other.dependsOn].sort()),
    ];
  });
}

function byKey(resources: readonly RecordedResource[]): Map<string, RecordedResource> {
  return new Map(resources.map((resource) => [`${resource.type}#${resource.name}`, resource]));
}

function differencesIn(where: string, expected: unknown, got: unknown, separator = "."): Difference[] {
  if (isRecord(expected) && isRecord(got)) {
    const names = [...new Set([...Object.keys(expected), ...Object.keys(got)])].sort();
    return names.flatMap((name) => differencesIn(where + separator + name, expected[name], got[name]));
  }
  return isDeepStrictEqual(expected, got) ? [] : [{ where, expected, got }];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
