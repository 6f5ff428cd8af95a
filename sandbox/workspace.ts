import { automation } from "@pulumi/pulumi";
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";

import type { Engine } from "./engine";
import { stateLayout } from "./environment";
import { messageOf } from "./plain";
import type { Project } from "./project";

/** A stack of a project, with its state. */
export interface StackPlace {
  project: Project;
  stack: string;
  /** Folder of the state. */
  state: string;
}

/** Whether the state knows the stack, which is so from its first preview on. */
export function isKnown({ project, stack, state }: StackPlace): boolean {
  return existsSync(join(stateLayout(state).backend, ".pulumi", "stacks", project.name, `${stack}.json`));
}

/**
 * A copy of the project's settings and one stack's config, in a folder of its own. The engine writes into a stack's
 * config file; so it gets a copy, and the checkout stays as it is.
 */
export class Workspace {
  readonly #dir: string;

  constructor(
    private readonly place: StackPlace,
    private readonly engine: Engine,
    config: string,
  ) {
    makeFolder(stateLayout(place.state).backend);
    this.#dir = mkdtempSync(join(tmpdir(), "fargate-platform-"));
    writeFileSync(join(this.#dir, "Pulumi.yaml"), place.project.settings);
    writeFileSync(join(this.#dir, `Pulumi.${place.stack}.yaml`), config);
  }

  /** The stack, made in the state when it is new, ready to be run with `program`. */
  async open(program: automation.PulumiFn): Promise<automation.Stack> {
    if (!isKnown(this.place)) {
      await this.cli("stack", "init", this.place.stack, "--no-select");
    }
    const workspace = await automation.LocalWorkspace.create({
      workDir: this.#dir,
      pulumiCommand: this.engine.command,
      program,
    });
    // Each of these starts the CLI once or twice more, for what the sandbox does not need: every command names its
    // stack, and the events carry outputs (without secrets) and summary.
    workspace.selectStack = () => Promise.resolve();
    workspace.stackOutputs = () => Promise.resolve({});
    const stack = await automation.Stack.select(this.place.stack, workspace);
    stack.history = () => Promise.resolve([]);
    return stack;
  }

  /**
   * Runs a Pulumi command that needs no program and answers with what it prints.
   *
   * @throws Error with what it says on standard error.
   */
  cli(...args: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      execFile(
        this.engine.command.command,
        [...args, "--non-interactive"],
        { cwd: this.#dir, maxBuffer: Number.POSITIVE_INFINITY },
        (error, stdout, stderr) =>
          error === null ? resolve(stdout) : reject(new Error(stderr.trim() || error.message)),
      );
    });
  }

  /** Removes the copy. */
  remove(): void {
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

/** Makes a folder and those above it, one by one: Node's own way of doing so hangs below /proc. */
function makeFolder(dir: string): void {
  if (existsSync(dir)) {
    return;
  }
  makeFolder(dirname(dir));
  try {
    mkdirSync(dir);
  } catch (error) {
    throw new Error(`The folder ${dir} for the state cannot be made (${messageOf(error)}): give another with --state`);
  }
}

/**
 * Removes the locks that runs on this machine left on a stack when they were killed, which would otherwise stop every
 * further run; locks of other machines stay.
 *
 * @throws Error when a run on this machine is at work on the stack.
 */
export function requireUnlocked({ project, stack, state }: StackPlace, say: (line: string) => void): void {
  const dir = join(stateLayout(state).backend, ".pulumi", "locks", "organization", project.name, stack);
  const locks = existsSync(dir) ? readdirSync(dir).filter((name) => name.endsWith(".json")) : [];
  for (const file of locks.map((name) => join(dir, name))) {
    const lock = JSON.parse(readFileSync(file, "utf8")) as { pid: number; hostname: string };
    if (lock.hostname !== hostname()) {
      continue;
    }
    if (isAlive(lock.pid)) {
      throw new Error(`${stack} is in use by another command (process ${lock.pid}): wait until that has ended`);
    } else {
      rmSync(file);
      rmSync(`${file}.attrs`, { force: true });
      say(`${stack}: removed the lock of run ${lock.pid}, which has ended without doing so`);
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
