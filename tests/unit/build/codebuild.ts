import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Buildspec, phaseNames } from "./buildspecSchema";

/** How the commands of a phase share a shell. AWS documents `shared`; the agent is known to keep only the environment. */
export type Shell = "shared" | "separate";

/** What a build came to. */
export interface Outcome {
  readonly succeeded: boolean;
  /** The phases that ran, in order, and whether they succeeded. */
  readonly phases: readonly { readonly name: string; readonly succeeded: boolean }[];
  /** What all commands printed. */
  readonly log: string;
  /** The exported variables that have a value. */
  readonly exported: Readonly<Record<string, string>>;
}

/**
 * Runs a buildspec as CodeBuild does: environment variables of the project win over the buildspec's; the first failing
 * command ends its phase, whose `finally` still runs; a failed `install` or `pre_build` ends the build, while
 * `post_build` runs after a failed `build`, too, unless `on-failure` says otherwise.
 *
 * {@link https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html | Buildspec reference},
 * {@link https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details-phases.html | phase transitions}
 *
 * @param folder - for what is kept between commands
 */
export async function runBuild(
  spec: Buildspec,
  { environment, folder, shell }: { environment: Readonly<Record<string, string>>; folder: string; shell: Shell },
): Promise<Outcome> {
  mkdirSync(folder, { recursive: true });
  const state = join(folder, "environment");
  const base = { ...spec.env?.variables, ...environment };
  writeFileSync(state, "");
  const phases: { name: string; succeeded: boolean }[] = [];
  let log = "";
  let succeeded = true;

  for (const name of phaseNames) {
    const phase = spec.phases[name];
    if (phase === undefined) {
      continue;
    }
    const script = [
      `. '${state}'`,
      "status=0",
      ...phase.commands.map((command, index) => step(join(folder, `${name}-${index}`), command, shell, state, "first")),
      ...(phase.finally ?? []).map((command, index) =>
        step(join(folder, `${name}-finally-${index}`), command, shell, state, "always"),
      ),
      `export -p > '${state}'`,
      'exit "$status"',
    ].join("\n");
    const run = await bash(script, environment["CODEBUILD_SRC_DIR"], {
      ...base,
      CODEBUILD_BUILD_SUCCEEDING: succeeded ? "1" : "0",
    });
    log += run.output;
    phases.push({ name, succeeded: run.status === 0 });
    succeeded &&= run.status === 0;
    const goesOn = { ABORT: false, CONTINUE: true }[phase["on-failure"] ?? (name === "build" ? "CONTINUE" : "ABORT")];
    if (run.status !== 0 && !goesOn) {
      break;
    }
  }
  return { succeeded, phases, log, exported: exportedVariables(spec, state) };
}

async function bash(script: string, cwd: string | undefined, env: NodeJS.ProcessEnv) {
  // No pipe as standard input: at one, bash takes itself for a remote shell and reads the user's .bashrc.
  const child = spawn("bash", ["-c", script], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const keep = (chunk: Buffer) => (output += chunk.toString());
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  return { status, output };
}

/** One command: `first` commands run until one fails, `always` ones run whatever happened. */
function step(file: string, command: string, shell: Shell, state: string, when: "first" | "always"): string {
  writeFileSync(file, command);
  const run =
    shell === "shared"
      ? `. '${file}'; result=$?`
      : `export -p > '${state}'; bash -c ". '${state}'; . '${file}'; result=\\$?; export -p > '${state}'; exit \\$result"; result=$?; . '${state}'`;
  const guard = when === "first" ? 'if [ "$status" -eq 0 ]; then' : "if true; then";
  return `${guard} ${run}; if [ "$status" -eq 0 ]; then status=$result; fi; fi`;
}

function exportedVariables(spec: Buildspec, state: string): Record<string, string> {
  const declared = readFileSync(state, "utf8");
  const values: Record<string, string> = {};
  for (const name of spec.env?.["exported-variables"] ?? []) {
    const value = new RegExp(`^declare -x ${name}="(.*)"$`, "m").exec(declared)?.[1];
    if (value !== undefined) {
      values[name] = value;
    }
  }
  return values;
}
