import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { isMap, parseDocument } from "yaml";

import { ConfigError, parseConfig, StackConfig } from "../stacks/config";
import { checkout, readProject } from "../sandbox/project";

/** Something that a user can mend: shown without a stack trace. */
export class UserError extends Error {}

/**
 * Reads and checks the config of a stack, as the program does, without Pulumi.
 *
 * @param file - stands in for `Pulumi.<stack>.yaml`
 * @throws UserError when the file is missing, cannot be read, or is no YAML.
 * @throws ConfigError with every mistake of the config.
 */
export function readStackConfig(stack: string, file?: string): StackConfig {
  const path = file ?? join(checkout, `Pulumi.${stack}.yaml`);
  const document = parseDocument(read(path));
  const [error] = document.errors;
  if (error !== undefined) {
    throw new UserError(`${basename(path)} is no YAML: ${error.message}`);
  }
  let content: unknown;
  try {
    content = isMap(document.contents) ? document.toJS() : {};
  } catch (aliasError) {
    // An alias without its anchor, or too many of them.
    const reason = aliasError instanceof Error ? aliasError.message : String(aliasError);
    throw new UserError(`${basename(path)} is no YAML: ${reason}`);
  }
  const values = mapping(mapping(content)["config"]);
  return parseConfig({
    project: readProject(checkout).name,
    stack,
    values: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, asPulumiDoes(value)])),
    isEncrypted: (key) => holdsSecret(values[key]),
  });
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") {
      throw new UserError(`${path} does not exist. Name a file that does, or a stack that has one.`);
    }
    if (code === "EISDIR") {
      throw new UserError(`${path} is a folder, not a file. Name a file, such as Pulumi.dev.yaml.`);
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${path} cannot be read (${reason}). Name a file that this user may read.`);
  }
}

/** Pulumi hands every value over as a text: JSON where it is a mapping or a list. */
function asPulumiDoes(value: unknown): string {
  return typeof value === "string" ? value : value === null || value === undefined ? "" : JSON.stringify(value);
}

/** True where Pulumi has encrypted a value or a part of it: `{ secure: … }`. */
function holdsSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  const isSecret = Object.keys(value).join() === "secure" && typeof mapping(value)["secure"] === "string";
  return isSecret || Object.values(value).some(holdsSecret);
}

function mapping(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** The message of an error that a user can mend; undefined for a bug. */
export function userMessage(error: unknown): string | undefined {
  return error instanceof UserError || error instanceof ConfigError ? error.message : undefined;
}
