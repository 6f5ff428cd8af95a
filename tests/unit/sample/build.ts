import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Folder of the sample: the root of the repository that a team pushes. */
export const sample = join(__dirname, "../../../images/sample");

/** Services of the sample, each a folder of its own. */
export const services = ["frontend", "backend"] as const;

/** A service of the sample. */
export type ServiceName = (typeof services)[number];

/** What each service's image holds in /app, by the name of the service. */
export type Built = Readonly<Record<ServiceName, string>>;

let built: Built | undefined;

/**
 * Bundles what a Dockerfile's `npm run build` does, with the same options, from the packages that this repository has
 * installed. Types are checked with those of all code.
 *
 * Once a run; the folder is removed when the process ends.
 */
export function build(): Built {
  return (built ??= bundle());
}

function bundle(): Built {
  const folder = mkdtempSync(join(tmpdir(), "sample-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const folders = { frontend: join(folder, "frontend"), backend: join(folder, "backend") };
  for (const service of services) {
    execFileSync(
      join(__dirname, "../../../node_modules/.bin/esbuild"),
      // The image of a service holds that service alone.
      [...entries().map((entry) => entry.replace("*", service)), ...options(), `--outdir=${folders[service]}`],
      { cwd: sample, stdio: "inherit" },
    );
  }
  return folders;
}

function words(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(sample, "package.json"), "utf8")) as { scripts: { build: string } };
  const [, command] = scripts.build.split("&& esbuild ");
  if (command === undefined) {
    throw new Error(`The sample's build script does not end in esbuild: ${scripts.build}`);
  }
  return command.split(" ");
}

const isOption = (word: string) => word.startsWith("--");
const entries = () => words().filter((word) => !isOption(word));
const options = () => words().filter((word) => isOption(word) && !word.startsWith("--outdir"));
