import { existsSync, readFileSync } from "node:fs";
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
 * @throws UserError when the file is missing or no YAML.
 * @throws ConfigError with every mistake of the config.
 */
export function readStackConfig(stack: string, file?: string): StackConfig {
  const path = file ?? join(checkout, `Pulumi.${stack}.yaml`);
  if (!existsSync(path)) {
    throw new UserError(`${path} does not exist. Name a file that does, or a stack that has one.`);
  }
  const document = parseDocument(readFileSync(path, "utf8"));
  const [error] = document.errors;
  if (error !== undefined) {
    throw new UserError(`${basename(path)} is no YAML: ${error.message}`);
  }
  const content: unknown = isMap(document.contents) ? document.toJS() : {};
  const values = mapping(mapping(content)["config"]);
  return parseConfig({
    project: readProject(checkout).name,
    stack,
    values: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, asPulumiDoes(value)])),
    isEncrypted: (key) => holdsSecret(values[key]),
  });
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
