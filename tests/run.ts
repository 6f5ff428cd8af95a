/**
 * `npm test`: every check of this repository one after the other, with progress, and the sum at the end.
 *
 * A check that is not made of tests, such as the type checker, counts as one.
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

const mocha = (name: string): Check => ({
  name,
  command: ["mocha", "--timeout", "600000", `tests/${name}/**/*.test.ts`],
});

const checks: readonly Check[] = [
  { name: "format", command: ["prettier", "--check", "--log-level", "warn", "."] },
  { name: "lint", command: ["eslint", "--max-warnings", "0", "."] },
  { name: "types", command: ["tsc", "--noEmit"] },
  mocha("unit"),
  mocha("policies"),
  mocha("sandbox"),
];

/** Runs a command of node_modules/.bin, shows what it prints, and returns that with its exit code. */
async function run(command: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn("npx", ["--no-install", ...command], { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const show = (stream: NodeJS.WriteStream) => (chunk: Buffer) => {
      output += chunk.toString();
      stream.write(chunk);
    };
    child.stdout.on("data", show(process.stdout));
    child.stderr.on("data", show(process.stderr));
    child.on("close", (code) => {
      resolve({ code: code ?? 1, output });
    });
  });
}

/** Mocha's own count, or one for the whole check. A suite that ran no test, or crashed after its tests, has failed. */
function outcome(isSuite: boolean, code: number, output: string): Outcome {
  const count = (word: string) => Number(new RegExp(`^\\s*(\\d+) ${word}`, "m").exec(output)?.[1] ?? 0);
  if (!isSuite) {
    return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  }
  const passed = count("passing");
  const failed = count("failing");
  const crashed = failed === 0 && (code !== 0 || passed === 0);
  return { passed, failed: crashed ? 1 : failed };
}

async function main(): Promise<void> {
  const only = process.argv.slice(2);
  const chosen = checks.filter(({ name }) => only.length === 0 || only.includes(name));
  const total = { passed: 0, failed: 0 };
  for (const { name, command } of chosen) {
    const started = Date.now();
    console.log(`\n== ${name}`);
    const { code, output } = await run(command);
    const { passed, failed } = outcome(command[0] === "mocha", code, output);
    total.passed += passed;
    total.failed += failed;
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    console.log(`== ${name}: ${failed === 0 ? "ok" : `${failed} failed`} (${seconds} s)`);
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
}

void main();
