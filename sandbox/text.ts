import type { Change, Changes, Exempted, Report, Violation } from "./report";
import { nameOf } from "./report";
import type { Result } from "./run";

/** How each kind of change is marked, as the Pulumi CLI marks it. */
const marks: Record<Change["op"], string> = { create: "+", update: "~", replace: "+-", delete: "-" };

/** What a person reads of one operation on one stack. */
export function textOf({ report, steps, inconclusive }: Result): string {
  const paragraphs = [
    changeLines(steps),
    report.policy.exempted.flatMap(exemptedLines),
    ...report.policy.violations.map(violationLines),
    ...inconclusive.map((violation) => violationLines({ ...violation, rule: "inconclusive" })),
    outputLines(report),
    report.operation === "outputs" && report.error === undefined ? [] : [summaryOf(report)],
  ];
  return paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

/** Up to so many resources that come or go are named one by one. */
const few = 12;

/** One line for each changed resource, or, where many come or go, for each kind of those. */
function changeLines(steps: readonly Change[]): string[] {
  const counts = new Map<string, number>();
  const single: string[] = [];
  const many = steps.filter(({ op }) => op === "create" || op === "delete").length > few;
  for (const { op, urn, properties } of steps) {
    const name = nameOf(urn) || "pulumi:pulumi:Stack";
    if (many && (op === "create" || op === "delete")) {
      const kind = `${marks[op]} ${name.split(" ")[0] ?? ""}`;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    } else {
      single.push(`  ${marks[op]} ${name}${properties.length === 0 ? "" : ` (${properties.join(", ")})`}`);
    }
  }
  const kinds = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return [...single, ...kinds.map(([kind, count]) => `  ${kind}${count === 1 ? "" : ` ×${count}`}`)];
}

function violationLines({ rule, level, resource, message }: Violation): string[] {
  const name = nameOf(resource) || "the stack";
  return [`${rule} (${level}) ${name}`, indent(message, "    ")];
}

/** What is exempt does not need its cure on the screen, but who answers for it and for how long. */
function exemptedLines({ rule, resource, reason, owner, expires, daysLeft }: Exempted): string[] {
  const left = `${daysLeft} ${daysLeft === 1 ? "day" : "days"} left`;
  return [`${rule} (exempt, ${left}) ${nameOf(resource) || "the stack"}`, `    ${reason} (${owner}, until ${expires})`];
}

function outputLines({ stack, operation, outputs, error }: Report): string[] {
  const width = Math.max(0, ...Object.keys(outputs).map((name) => name.length));
  const lines = Object.entries(outputs).map(([name, value]) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return `${name.padEnd(width)}  ${text}`;
  });
  if (operation === "outputs" && error === undefined) {
    return lines.length === 0 ? [`${stack} has no outputs`] : lines;
  }
  return operation === "up" ? lines : [];
}

/** `dev preview: 57 create, 3 same; 0 violations, 1 exempt, 0 inconclusive; 6.2 s` */
function summaryOf({ stack, operation, changes, policy, durationMs, error }: Report): string {
  const parts = [countsOf(changes)];
  if (operation === "preview" || operation === "up") {
    const { length } = policy.violations;
    const exempt = policy.exempted.length === 0 ? "" : `${policy.exempted.length} exempt, `;
    parts.push(`${length} ${length === 1 ? "violation" : "violations"}, ${exempt}${policy.inconclusive} inconclusive`);
  }
  parts.push(seconds(durationMs));
  return `${stack} ${operation}${error === undefined ? "" : " failed"}: ${parts.filter((part) => part !== "").join("; ")}`;
}

function countsOf(changes: Changes): string {
  const counts = Object.entries(changes).filter(([, count]) => count > 0);
  return counts.length === 0 ? "no changes" : counts.map(([op, count]) => `${count} ${op}`).join(", ");
}

/** An error as it is shown: its further lines below the first. */
export function errorText(error: string): string {
  return `error: ${indent(error, "  ").trimStart()}`;
}

/** A duration for people. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function indent(text: string, by: string): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? line : by + line))
    .join("\n");
}

/** Milliseconds that each part took. */
export interface Times {
  install?: number;
  engine: number;
  stacks: number;
}

/** The table at the end, where the time went, and what to type next. */
export function tourText(results: readonly Result[], times: Times): string {
  const rows = results.map(({ report: { stack, changes, policy, durationMs, error } }) => [
    stack,
    String(changes.create + changes.same + changes.update + changes.replace),
    String(policy.violations.length),
    String(policy.inconclusive),
    seconds(durationMs),
    error === undefined ? "up" : "failed",
  ]);
  const { install, engine, stacks } = times;
  const spent = [
    ...(install === undefined ? [] : [`install ${seconds(install)}`]),
    `engine ${seconds(engine)}`,
    `stacks ${seconds(stacks)}`,
  ];
  const failed = results.find(({ report }) => report.error !== undefined)?.report.stack;
  const next =
    failed === undefined
      ? [
          "npm run --silent sandbox -- outputs --stack dev        what a stack hands out",
          "npm run --silent sandbox -- preview --stack dev        after a change in Pulumi.dev.yaml",
          "npm run --silent sandbox -- destroy --stack all        remove everything",
        ]
      : [`npm run --silent sandbox -- preview --stack ${failed}        once the cause is removed`];
  return [
    "",
    table(["stack", "resources", "violations", "inconclusive", "time", ""], rows),
    "",
    `Time: ${spent.join(", ")}`,
    "",
    "Next:",
    ...next.map((line) => `  ${line}`),
    "",
  ].join("\n");
}

/** Rows below a heading, numbers to the right, columns as wide as they need to be. */
function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heading.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("   ")
      .trimEnd();
  return [line(heading), ...rows.map(line)].join("\n");
}
