import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import * as ts from "typescript";

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
 * Emits the JavaScript that a Dockerfile's `tsc --project <service>` does, without its type check, which is done with that of
 * all code; the sample's `isolatedModules` promises that both emit the same.
 *
 * Once a run; the folder is removed when the process ends.
 */
export function build(): Built {
  return (built ??= emit());
}

function emit(): Built {
  const folder = mkdtempSync(join(tmpdir(), "sample-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const folders = { frontend: join(folder, "frontend"), backend: join(folder, "backend") };
  for (const service of services) {
    const { fileNames, options } = config(join(sample, service));
    for (const file of fileNames) {
      const out = join(folders[service], relative(sample, file).replace(/ts$/, "js"));
      const { outputText } = ts.transpileModule(readFileSync(file, "utf8"), {
        compilerOptions: options,
        fileName: file,
      });
      mkdirSync(dirname(out), { recursive: true });
      writeFileSync(out, outputText);
    }
  }
  return folders;
}

function config(folder: string): ts.ParsedCommandLine {
  const fail = ({ messageText }: ts.Diagnostic): never => {
    throw new Error(`${folder}/tsconfig.json: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
  };
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail };
  const parsed = ts.getParsedCommandLineOfConfigFile(join(folder, "tsconfig.json"), undefined, host);
  if (parsed === undefined) {
    throw new Error(`${folder} has no tsconfig.json.`);
  }
  parsed.errors.forEach(fail);
  return parsed;
}
