/**
 * `npm run bench`: what a preview costs with each thing that it does more, as ratios within one run, since seconds differ
 * from machine to machine and from hour to hour.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const rounds = 5;

interface Variant {
  readonly name: string;
  readonly args: readonly string[];
}

const variants: readonly Variant[] = [
  { name: "dev without policies", args: ["--stack", "dev", "--no-policy"] },
  { name: "dev", args: ["--stack", "dev"] },
  { name: "prod", args: ["--stack", "prod"] },
];

const state = mkdtempSync(join(tmpdir(), "bench-"));

/** Seconds of one preview. */
function measure({ name, args }: Variant): number {
  const started = performance.now();
  const command = ["--require", "tsx/cjs", "sandbox/main.ts", "preview", ...args, "--state", state, "--json"];
  const { status, stderr } = spawnSync(process.execPath, command, { cwd: join(__dirname, ".."), encoding: "utf8" });
  if (status !== 0) {
    throw new Error(`${name} failed:\n${stderr}`);
  }
  return (performance.now() - started) / 1000;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

// In turn, so that a slow minute of the machine hits all variants alike; the first round warms caches and is not counted.
const seconds = variants.map((): number[] => []);
for (let round = 0; round <= rounds; round++) {
  variants.forEach((variant, index) => {
    const taken = measure(variant);
    if (round > 0) {
      seconds[index]?.push(taken);
    }
  });
}
rmSync(state, { recursive: true });

const medians = seconds.map(median);
const [base = Number.NaN] = medians;
variants.forEach(({ name }, index) => {
  const taken = medians[index] ?? Number.NaN;
  console.log(`${name.padEnd(24)} ${taken.toFixed(1).padStart(6)} s   ${(taken / base).toFixed(2)} ×`);
});
