import { readFileSync } from "node:fs";
import { isMap, isScalar, type Document, parseDocument, type YAMLError, type YAMLMap } from "yaml";

/** What Pulumi knows at the top of a stack's file. */
const topKeys = ["config", "environment", "secretsprovider", "encryptedkey", "encryptionsalt"];

/** Keys that say how the user's own stack encrypts its secrets; the sandbox encrypts with a key of its own. */
const encryptionKeys = ["secretsprovider", "encryptedkey", "encryptionsalt"];

/** Namespaces of config keys that every project may use: those of the providers, and Pulumi's own. */
const sharedNamespaces = ["aws", "awsx", "pulumi"];

/**
 * Reads a stack's config file and answers with the text that the engine is given: the same, without the settings of
 * the user's own secrets provider.
 *
 * What the values mean is the program's to judge. Here belongs what neither it nor the engine can tell clearly: a file
 * that is missing, empty, not YAML, not a stack's config, or another project's.
 *
 * @param file - Path of the file, as the user would recognise it.
 * @param project - Name of the project; its config keys read `<project>:<key>`.
 * @throws Error with one message that names the file, the mistake and the cure.
 */
export function readStackFile(file: string, project: string): string {
  const text = read(file);
  const document = parseDocument(text);
  const [mistake] = document.errors;
  if (mistake !== undefined) {
    throw new Error(describe(file, mistake));
  }
  const { contents } = document;
  if (contents === null || (isScalar(contents) && (contents.value === null || contents.value === ""))) {
    throw new Error(`${file} is empty: a stack's config file holds a \`config\` mapping, as Pulumi.dev.yaml does`);
  }
  if (!isMap(contents)) {
    throw new Error(`${file} is not a mapping: a stack's config file starts with \`config:\`, as Pulumi.dev.yaml does`);
  }
  checkTop(file, contents, project);
  checkConfig(file, document, project);

  if (!encryptionKeys.some((key) => document.has(key))) {
    return text;
  }
  encryptionKeys.forEach((key) => document.delete(key));
  return document.toString();
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const reason =
      code === "ENOENT"
        ? "does not exist"
        : code === "EISDIR"
          ? "is a folder, not a file"
          : `cannot be read (${String(code ?? error)})`;
    throw new Error(`The config file ${file} ${reason}: give the path of a file such as Pulumi.dev.yaml`);
  }
}

/** Where and what, and the line itself with a caret below it. */
function describe(file: string, mistake: YAMLError): string {
  if (mistake.code === "MULTIPLE_DOCS") {
    return `${file} holds more than one YAML document: keep one, and remove the line \`---\` between them`;
  }
  const [start] = mistake.linePos ?? [];
  const place = start === undefined ? "" : ` at line ${start.line}, column ${start.col}`;
  const [what = "", ...frame] = mistake.message.split("\n");
  const shown = frame.filter((line) => line.trim() !== "").map((line) => `    ${line}`);
  return [`${file} is not valid YAML${place}: ${what.replace(`${place}:`, "")}`, ...shown].join("\n");
}

function checkTop(file: string, contents: YAMLMap, project: string): void {
  const keys = keysOf(contents);
  const stray = keys.filter((key) => !topKeys.includes(key));
  if (stray.length > 0) {
    throw new Error(
      `${file} has ${quote(stray)} at the top, which Pulumi does not know there (it knows ${quote(topKeys)}):` +
        ` config keys go below \`config:\`, as \`${project}:services\` does`,
    );
  }
}

function checkConfig(file: string, document: Document, project: string): void {
  const config: unknown = document.get("config");
  if (config === undefined || config === null) {
    return;
  }
  if (!isMap(config)) {
    throw new Error(`${file}: \`config\` is not a mapping: its keys read \`${project}:<key>: <value>\``);
  }
  const namespaces = keysOf(config).map((key) => (key.includes(":") ? key.slice(0, key.indexOf(":")) : project));
  const foreign = [...new Set(namespaces)].filter((name) => name !== project && !sharedNamespaces.includes(name));
  if (foreign.length > 0) {
    throw new Error(
      namespaces.includes(project)
        ? `${file} has config keys of another project, ${quote(foreign)}: this one's read \`${project}:<key>\`;` +
            " remove them or correct the prefix"
        : `${file} belongs to another project, ${quote(foreign)}: the config keys of this one read \`${project}:<key>\``,
    );
  }
  const encrypted = config.items.filter(({ value }) => isMap(value) && value.items.length === 1 && value.has("secure"));
  if (encrypted.length > 0) {
    throw new Error(
      `${file} has encrypted values, ${quote(encrypted.map(({ key }) => String(key)))}, which only your own stack can` +
        " decrypt: make a copy with plain values for the sandbox and give it with --config-file",
    );
  }
}

function keysOf(map: YAMLMap): string[] {
  return map.items.map(({ key }) => String(key));
}

function quote(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}
