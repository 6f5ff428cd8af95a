import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

import type { Properties } from "./value";

/** The environment variable that names the file of the sandbox's cloud. */
export const CLOUD_VARIABLE = "FARGATE_PLATFORM_SANDBOX_CLOUD";

/** One thing that exists in the cloud. It never changes: a change puts a new entry in its place. */
export interface Entry {
  type: string;
  id: string;
  /** What tells it from others of its type: the id, or an output where several may have one id. */
  key: string;
  region: string;
  /** What the resource was last asked to be. */
  inputs: Properties;
  /** What it is: inputs, defaults and what AWS computes. */
  outputs: Properties;
}

interface Stored {
  /** What outlives the resources: the last revision of each task definition family, names in their recovery window. */
  history: Record<string, number>;
  /** What no program made: images that were pushed, revisions that a deployment registered. */
  unowned?: Record<string, Entry>;
  resources: Record<string, Entry>;
}

/**
 * The account in which the stand-in creates things: one JSON file, shared by all stacks and by all providers that run
 * at a time. Each change is written to a new file that replaces the old one before it is answered, under a lock, so
 * that no change is lost or half seen.
 */
export class Cloud {
  #stored: Stored = { history: {}, resources: {} };
  readonly #byType = new Map<string, Set<Entry>>();
  readonly #lines = new Map<Entry, string>();
  #seen = "";

  constructor(readonly file: string) {
    mkdirSync(dirname(file), { recursive: true });
  }

  /** All resources, in the order of creation; not what {@link leave} left there. */
  entries(): Entry[] {
    return Object.values(this.#stored.resources);
  }

  /**
   * Everything of some types, {@link leave | left} or made by a program. Most rules look at few types, so that going by
   * type saves most of their time.
   */
  ofTypes(types: readonly string[]): Entry[] {
    return types.flatMap((type) => [...(this.#byType.get(type) ?? [])]);
  }

  find(type: string, key: string): Entry | undefined {
    return this.#stored.resources[`${type} ${key}`];
  }

  put(entry: Entry): void {
    this.remove(entry);
    this.#stored.resources[nameOf(entry)] = entry;
    this.#index(entry);
  }

  remove(entry: Entry): void {
    this.#remove(this.#stored.resources, entry);
  }

  /**
   * Puts something there that no program owns: it is found by its type, is none of the {@link entries}, and stays when
   * the resources go.
   */
  leave(entry: Entry): void {
    this.clear(entry);
    (this.#stored.unowned ??= {})[nameOf(entry)] = entry;
    this.#index(entry);
  }

  /** Removes what {@link leave} put there. */
  clear(entry: Entry): void {
    this.#remove((this.#stored.unowned ??= {}), entry);
  }

  /** What {@link leave} put there, in the order of its coming. */
  leftovers(): Entry[] {
    return Object.values(this.#stored.unowned ?? {});
  }

  #remove(from: Record<string, Entry>, entry: Entry): void {
    const present = from[nameOf(entry)];
    if (present) {
      this.#byType.get(entry.type)?.delete(present);
      this.#lines.delete(present);
      Reflect.deleteProperty(from, nameOf(entry));
    }
  }

  remember(fact: string, value: number): void {
    this.#stored.history[fact] = value;
  }

  /** What was last remembered under a name; 0 where nothing was. */
  recall(fact: string): number {
    return this.#stored.history[fact] ?? 0;
  }

  /** Counts up and returns the count: the next revision of a family, say. */
  next(counter: string): number {
    const count = this.recall(counter) + 1;
    this.remember(counter, count);
    return count;
  }

  /** Runs an action on the current state of the cloud and keeps what it changed, unless it throws. */
  change<T>(action: () => T): T {
    return this.#locked(() => {
      this.#load();
      try {
        const result = action();
        this.#save();
        return result;
      } catch (error) {
        this.#seen = "";
        throw error;
      }
    });
  }

  /** Runs an action that changes nothing on the current state of the cloud. */
  look<T>(action: () => T): T {
    this.#load();
    return action();
  }

  #load(): void {
    const stamp = stampOf(this.file);
    if (stamp !== this.#seen) {
      this.#lines.clear();
      this.#byType.clear();
      this.#stored = existsSync(this.file)
        ? (JSON.parse(readFileSync(this.file, "utf8")) as Stored)
        : { history: {}, resources: {} };
      [...this.entries(), ...this.leftovers()].forEach((entry) => this.#index(entry));
      this.#seen = stamp;
    }
  }

  #index(entry: Entry): void {
    const sameType = this.#byType.get(entry.type) ?? new Set<Entry>();
    this.#byType.set(entry.type, sameType.add(entry));
  }

  #save(): void {
    const lines = (section: Record<string, Entry>) =>
      Object.entries(section)
        .map(([key, entry]) => {
          let line = this.#lines.get(entry);
          if (line === undefined) {
            line = `${JSON.stringify(key)}: ${JSON.stringify(entry)}`;
            this.#lines.set(entry, line);
          }
          return line;
        })
        .join(",\n");
    const draft = `${this.file}.${process.pid}`;
    const history = JSON.stringify(this.#stored.history);
    // What a stack keeps secret is here in the clear, as in AWS, so that nobody else may read it.
    const leftovers = this.leftovers().length === 0 ? "" : `"unowned": {\n${lines(this.#stored.unowned ?? {})}\n},\n`;
    const resources = `"resources": {\n${lines(this.#stored.resources)}\n}`;
    const text = `{"history": ${history},\n${leftovers}${resources}}\n`;
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, this.file);
    this.#seen = stampOf(this.file);
  }

  #locked<T>(action: () => T): T {
    const lock = `${this.file}.lock`;
    while (!take(lock)) {
      pause(5);
    }
    try {
      return action();
    } finally {
      rmSync(lock, { force: true });
    }
  }
}

function nameOf({ type, key }: Entry): string {
  return `${type} ${key}`;
}

function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false, bigint: true });
  return stat ? `${stat.ino} ${stat.mtimeNs} ${stat.size}` : "none";
}

/** Takes the lock, or breaks one whose process is gone; false where another process holds it. */
function take(lock: string): boolean {
  try {
    const handle = openSync(lock, "wx");
    writeFileSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
      throw error;
    }
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > 1000 && !isAlive(lock)) {
      rmSync(lock, { force: true });
    }
    return false;
  }
}

function isAlive(lock: string): boolean {
  try {
    process.kill(Number(readFileSync(lock, "utf8")) || process.pid, 0);
    return true;
  } catch {
    return false;
  }
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
