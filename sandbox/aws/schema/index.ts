import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { SDK, SDK_VERSION } from "./declarations";
import type { Schema } from "./schema";

export type { Members, Property, Schema, Shape } from "./schema";

const known = new Map<string, Schema | undefined>();
let folder: string | undefined;

/**
 * The schema of a resource type or function, or nothing where `@pulumi/aws` has none of that token. It is derived on
 * first use and kept in a cache folder beside the SDK, so that the compiler is loaded for new types only.
 */
export function schemaOf(token: string): Schema | undefined {
  if (!known.has(token)) {
    known.set(token, fromCache(token) ?? derived(token));
  }
  return known.get(token);
}

/**
 * The schema of an interface that the SDK declares for JSON documents, such as `ecs/container:ContainerDefinition`.
 *
 * @throws Error where the SDK does not declare it
 */
export function interfaceOf(path: string, name: string): Schema {
  const token = `interface:${path}:${name}`;
  const found = known.get(token) ?? fromCache(token) ?? derivedInterface(token, path, name);
  known.set(token, found);
  return found;
}

/** What the provider's own configuration accepts. */
export function providerInputs(): Schema {
  return interfaceOf("provider", "ProviderArgs");
}

function derivedInterface(token: string, path: string, name: string): Schema {
  const { deriveInterface } = derivation();
  const schema = deriveInterface(token, { name, text: readFileSync(join(SDK, `${path}.d.ts`), "utf8") });
  store(fileOf(token), JSON.stringify(schema));
  return schema;
}

function fromCache(token: string): Schema | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(token), "utf8")) as Schema;
  } catch {
    return undefined;
  }
}

function derived(token: string): Schema | undefined {
  const { derive } = derivation();
  const schema = derive(token);
  if (schema) {
    store(fileOf(token), JSON.stringify(schema));
  }
  return schema;
}

/** Loads the compiler, which takes longer than all the rest, only once it is needed. */
function derivation(): typeof import("./derive") {
  return createRequire(__filename)("./derive") as typeof import("./derive");
}

/** A cache that cannot be written costs time, nothing else. */
function store(file: string, text: string): void {
  try {
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, text);
    renameSync(draft, file);
  } catch {
    return;
  }
}

function fileOf(token: string): string {
  folder ??= cacheFolder();
  return join(folder, `${token.replace(/[^A-Za-z0-9]+/g, "-")}.json`);
}

/** The folder for this version of the SDK and of the code that derives from it; those of other versions go. */
function cacheFolder(): string {
  const hash = createHash("sha256");
  for (const file of readdirSync(__dirname).sort()) {
    hash.update(readFileSync(join(__dirname, file)));
  }
  const version = `${SDK_VERSION}-${hash.digest("hex").slice(0, 8)}`;
  const versions = join(SDK, "..", "..", ".cache", "fargate-platform", "aws-schema");
  const path = join(versions, version);
  try {
    mkdirSync(path, { recursive: true });
    for (const other of readdirSync(versions)) {
      if (other !== version) {
        rmSync(join(versions, other), { recursive: true, force: true });
      }
    }
  } catch {
    return path;
  }
  return path;
}
