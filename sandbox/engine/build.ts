import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

import type { Search, Way } from ".";
import { install } from "./cache";

/** The main package of the CLI, pinned by the go.mod in this folder. */
const mainPackage = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";

/** Where the CLI keeps its version; without it, it calls itself no version and the Automation API refuses it. */
const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** Pure Go user look-up, and no gRPC tracing: a smaller, self-contained binary. */
const tags = "-tags=osusergo,grpcnotrace";

/** The oldest Go that compiles the CLI. */
const oldestGo = [1, 25] as const;

/** Seconds between two lines of progress. */
const progressEvery = 15;

/** A build from source, from the Go module proxy: some 4.5 minutes on two cores the first time, 115 MB. */
export const built: Way = {
  name: "build with Go",
  async locate(search) {
    await requireGo();
    const started = Date.now();
    search.say(`engine: building Pulumi ${search.version} with Go; this takes some minutes, once`);
    const command = await install(search, (root) => build(search, root));
    return { command, source: `built in ${Math.round((Date.now() - started) / 1000)} s` };
  },
};

/** Reads the version out of `go version go1.25.3 linux/amd64`. */
export function goVersion(text: string): readonly [number, number] | undefined {
  const match = /\bgo(\d+)\.(\d+)/.exec(text);
  return match === null ? undefined : [Number(match[1]), Number(match[2])];
}

async function requireGo(): Promise<void> {
  let text = "";
  await go(["version"], (line) => (text += line));
  const version = goVersion(text);
  if (version === undefined || version[0] < oldestGo[0] || (version[0] === oldestGo[0] && version[1] < oldestGo[1])) {
    throw new Error(`Go ${oldestGo.join(".")} or later is needed, found "${text}"`);
  }
}

async function build(search: Search, root: string): Promise<void> {
  const progress = startProgress(search.say);
  try {
    await go(
      ["list", "-deps", tags, mainPackage],
      () => (progress.packages += 1),
      (line) => (progress.modules += line.startsWith("go: downloading ") ? 1 : 0),
    );
    mkdirSync(join(root, "bin"));
    progress.building = true;
    await go(
      [
        "build",
        "-v",
        tags,
        `-ldflags=-s -w -X ${versionVariable}=v${search.version}`,
        "-o",
        join(root, "bin", "pulumi"),
        mainPackage,
      ],
      () => undefined,
      (line) => (progress.compiled += /^[\w./-]+$/.test(line) ? 1 : 0),
    );
  } finally {
    clearInterval(progress.timer);
  }
}

function startProgress(say: (line: string) => void) {
  const started = Date.now();
  const progress = {
    modules: 0,
    packages: 0,
    compiled: 0,
    building: false,
    timer: setInterval(tell, progressEvery * 1000),
  };
  function tell(): void {
    const seconds = Math.round((Date.now() - started) / 1000);
    say(
      progress.building
        ? `engine: building, ${progress.compiled} of at most ${progress.packages} packages compiled, ${seconds} s`
        : `engine: fetching source, ${progress.modules} modules so far, ${seconds} s`,
    );
  }
  return progress;
}

/** Runs Go in this folder, so that the go.mod here counts (Go may fetch the toolchain that it names). */
function go(args: readonly string[], onLine: (line: string) => void, onError?: (line: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("go", args, { cwd: __dirname, stdio: ["ignore", "pipe", "pipe"] });
    const lastWords: string[] = [];
    createInterface({ input: child.stdout }).on("line", onLine);
    createInterface({ input: child.stderr }).on("line", (line) => {
      onError?.(line);
      lastWords.splice(0, lastWords.length > 4 ? 1 : 0);
      lastWords.push(line);
    });
    child.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "ENOENT" ? new Error("there is no `go` on PATH") : error),
    );
    child.once("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`\`go ${args[0] ?? ""}\` failed: ${lastWords.join(" / ")}`)),
    );
  });
}
