import { createLog, Level, Log } from "../../../images/sample/runtime/log";

/** A line as it was parsed from JSON. */
export type Line = Readonly<Record<string, unknown>>;

/** A log, and the lines that it has written. */
export function collectingLog(least: Level = "debug"): { readonly log: Log; readonly lines: Line[] } {
  const lines: Line[] = [];
  return { log: createLog((line) => lines.push(JSON.parse(line) as Line), least), lines };
}
