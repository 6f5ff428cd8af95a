/**
 * `npm test`: every check of this repository, with progress, and the sum at the end. `npm test -- unit lint` runs those.
 *
 * The tests of the whole platform, which take longest and leave a core idle, run beside the others. A check that is not made of tests,
 * such as the type checker, counts as one.
 */
import { spawn } from "node:child_process";

interface Check {
  readonly name: string;
  readonly command: readonly string[];
}

interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

const mocha = (name: string, ...files: readonly string[]): Check => ({
  name,
  command: ["mocha", "--timeout", "600000", ...(files.length > 0 ? files : [`tests/${name}/**/*.test.ts`])],
});

/** The whole platform from an empty account to the end, which takes as long as all other tests of the sandbox. */
const platform = "tests/sandbox/stacks.test.ts";

const lanes: readonly (readonly Check[])[] = [
  [
    // What tells most in the least time runs first.
    mocha("unit"),
    mocha("policies"),
    { name: "types", command: ["tsc", "--noEmit"] },
    { name: "lint", command: ["eslint", "--max-warnings", "0", "."] },
    { name: "format", command: ["prettier", "--check", "--log-level", "warn", "."] },
    mocha("sandbox", "--ignore", platform, "tests/sandbox/**/*.test.ts"),
  ],
  [mocha("stacks", platform)],
];

/** Runs a command of node_modules/.bin and returns what it printed, with its exit code. */
async function run(command: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn("npx", ["--no-install", ...command], { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (chunk: Buffer) => (output += chunk.toString());
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("close", (code) => {
      resolve({ code: code ?? 1, output });
    });
  });
}

/** Mocha's own count, or one for the whole check. A suite that ran no test, or crashed after its tests, has failed. */
function outcome(isSuite: boolean, code: number, output: string): Outcome {
  if (!isSuite) {
    return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  }
  const count = (word: string) => Number(new RegExp(`^\\s*(\\d+) ${word}`, "m").exec(output)?.[1] ?? 0);
  const passed = count("passing");
  const failed = count("failing");
  const crashed = failed === 0 && (code !== 0 || passed === 0);
  return { passed, failed: crashed ? 1 : failed };
}

async function check({ name, command }: Check): Promise<Outcome> {
  const started = Date.now();
  console.log(`${name}: started`);
  const { code, output } = await run(command);
  const found = outcome(command[0] === "mocha", code, output);
  if (found.failed > 0) {
    console.log(output);
  }
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`${name}: ${found.passed} passed, ${found.failed} failed, in ${seconds} s`);
  return found;
}

async function lane(checks: readonly Check[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const one of checks) {
    outcomes.push(await check(one));
  }
  return outcomes;
}

async function main(): Promise<void> {
  const only = process.argv.slice(2);
  const known = lanes.flat().map(({ name }) => name);
  const unknown = only.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    console.error(`There is no check ${unknown.join(", ")}; there are ${known.join(", ")}.`);
    process.exitCode = 2;
    return;
  }
  const chosen = (checks: readonly Check[]) => checks.filter(({ name }) => only.length === 0 || only.includes(name));
  const outcomes = (await Promise.all(lanes.map((checks) => lane(chosen(checks))))).flat();
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, one) => total + of(one), 0);
  const passed = sum((one) => one.passed);
  const failed = sum((one) => one.failed);
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

void main();
