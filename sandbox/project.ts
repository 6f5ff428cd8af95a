import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseDocument } from "yaml";

/** A Pulumi project folder, as far as the sandbox needs it. */
export interface Project {
  /** The project's name, from Pulumi.yaml. */
  name: string;
  /** Absolute path of the folder. */
  dir: string;
  /** Text of Pulumi.yaml in which `main` is absolute, so that it means the same from a copy elsewhere. */
  settings: string;
}

/** The order in which stacks come up: what later ones read, earlier ones have made. Others follow by name. */
const comesUp = ["dev", "stg", "prod"];

/**
 * Reads Pulumi.yaml.
 *
 * @throws Error when there is none, or it names no project.
 */
export function readProject(dir: string): Project {
  const file = join(dir, "Pulumi.yaml");
  if (!existsSync(file)) {
    throw new Error(`${file} does not exist: ${dir} is no Pulumi project`);
  }
  const document = parseDocument(readFileSync(file, "utf8"));
  const name: unknown = document.get("name");
  if (typeof name !== "string" || name === "") {
    throw new Error(`${file} names no project: give it a \`name\``);
  }
  const main: unknown = document.get("main");
  const entry = resolve(dir, typeof main === "string" ? main : ".");
  document.set("main", existsSync(entry) ? entry : resolve(dir));
  return { name, dir: resolve(dir), settings: document.toString() };
}

/** The project's stacks, one for each `Pulumi.<stack>.yaml`, in the order in which they come up. */
export function stacksOf(dir: string): string[] {
  const names = readdirSync(dir)
    .map((file) => /^Pulumi\.([\w-]+)\.yaml$/.exec(file)?.[1])
    .filter((name) => name !== undefined);
  const rank = (name: string): number => (comesUp.includes(name) ? comesUp.indexOf(name) : comesUp.length);
  return names.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** The checkout that this file belongs to. */
export const checkout = dirname(__dirname);
