import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Engine, findEngine } from "../engine";
import { inSandbox } from "../environment";
import { checkout } from "../project";
import { ASSIGNED_VARIABLE, assignedBlocks } from "./assigned";
import { compare, type Difference } from "./compare";
import { type Laboratory, perform } from "./perform";
import { type Plugin, startPlugin } from "./plugin";
import { readRecordings, type RecordingFile } from "./recording";

/** How {@link conform} talks, and what it runs. */
export interface ConformOptions {
  /** Receives the result, line by line. */
  readonly print: (line: string) => void;
  /** Receives progress. */
  readonly say: (line: string) => void;
  /** The engine, where the caller has it already. */
  readonly engine?: Engine;
}

/**
 * Compares the stand-in for `awsx.ec2.Vpc` with the recordings of the published component in a folder: for each
 * `*.json`, the real engine brings up a component of the same arguments in a state of its own, and what it made is
 * compared. Prints each difference and then `N conform, N differ`; a file that is no recording counts as different.
 *
 * @returns whether all conform.
 * @throws Error if there is no such folder, no recording in it, or no engine.
 */
export async function conform(dir: string, options: ConformOptions): Promise<boolean> {
  const { print, say } = options;
  const files = readRecordings(dir);
  const engine = options.engine ?? (await findEngine(say));
  const state = mkdtempSync(join(tmpdir(), "fargate-platform-conform-"));
  try {
    const differing = await inSandbox(state, () => judgeAll(files, state, engine, options));
    print(`${files.length - differing} conform, ${differing} differ`);
    return differing === 0;
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}

/** Judges one recording after the other and answers with how many differ. */
async function judgeAll(
  files: readonly RecordingFile[],
  state: string,
  engine: Engine,
  { print, say }: ConformOptions,
): Promise<number> {
  const plugins: Plugin[] = [];
  const start = async (name: string, executable: string, env?: NodeJS.ProcessEnv): Promise<string> => {
    const plugin = await startPlugin(executable, env);
    plugins.push(plugin);
    return `${name}:${plugin.port}`;
  };
  try {
    const assigned = files.map(({ recording }, index) => [stackOf(index), recording && assignedBlocks(recording)]);
    const providers = await Promise.all([
      start("awsx", join(checkout, "sandbox", "bin", "pulumi-resource-awsx")),
      start("aws", join(__dirname, "bin", "pulumi-resource-aws"), {
        [ASSIGNED_VARIABLE]: JSON.stringify(Object.fromEntries(assigned)),
      }),
    ]);
    const laboratory = { engine, state, providers: providers.join(",") };
    let differing = 0;
    for (const [index, file] of files.entries()) {
      const lines = await judge(file, stackOf(index), laboratory);
      say(`${file.name}: ${lines.length === 0 ? "conforms" : "differs"}`);
      lines.forEach(print);
      differing += lines.length === 0 ? 0 : 1;
    }
    return differing;
  } finally {
    plugins.forEach((plugin) => plugin.stop());
  }
}

async function judge(file: RecordingFile, stack: string, laboratory: Laboratory): Promise<string[]> {
  if (file.recording === undefined) {
    return [`${file.name}: is no recording: ${file.mistake}`];
  }
  const differences = compare(file.recording, await perform(file.recording, stack, laboratory));
  return differences.flatMap((difference) => textOf(file.name, difference));
}

function stackOf(index: number): string {
  return `recording-${index + 1}`;
}

function textOf(file: string, { where, expected, got }: Difference): string[] {
  const shown = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));
  return [`${file}: ${where}`, `  expected ${shown(expected)}`, `  got      ${shown(got)}`];
}
