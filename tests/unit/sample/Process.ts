import { ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { Built, ServiceName } from "./build";
import { Line } from "./collectingLog";
import { eventually } from "./eventually";

const flags = process.allowedNodeEnvironmentFlags;

/** Node's permission model: whatever the process would write to the file system fails, as on a read-only root. */
function permissions(folder: string): string[] {
  return [
    flags.has("--permission") ? "--permission" : "--experimental-permission",
    `--allow-fs-read=${join(folder, "*")}`,
    ...(flags.has("--allow-net") ? ["--allow-net"] : []),
  ];
}

/** A built service as a process of its own, which may read its own files only and write none. */
export class Process {
  readonly lines: Line[] = [];
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;

  constructor(built: Built, service: ServiceName, env: Readonly<Record<string, string>>) {
    const folder = built[service];
    const main = join(folder, service, "src/main.js");
    this.#child = spawn(process.execPath, [...permissions(folder), main], {
      env: { PORT: "0", ...env },
      stdio: ["ignore", "pipe", "ignore"],
    });
    this.exited = once(this.#child, "close").then(([code]) => code as number | null);
    if (this.#child.stdout !== null) {
      createInterface(this.#child.stdout).on("line", (line) => this.lines.push(JSON.parse(line) as Line));
    }
  }

  /** The first lines of that message, as soon as there are so many. */
  linesOf(message: string, count: number): Promise<Line[]> {
    return eventually(`${count} lines "${message}"`, () => {
      const found = this.lines.filter((line) => line.message === message);
      return found.length < count ? undefined : found;
    });
  }

  /** Its address, once it listens. */
  async url(): Promise<string> {
    const [line] = await this.linesOf("listening", 1);
    return `http://127.0.0.1:${String(line?.port)}`;
  }

  signal(signal: "SIGTERM" | "SIGKILL"): void {
    this.#child.kill(signal);
  }
}
