import { z } from "zod";
import { Mistake, shown } from "./mistake";
import { nearest } from "./nearest";
import { stackSchema } from "./schema";
import { unwrap } from "./walk";

/** A stack's config as Pulumi hands it over. */
export interface RawConfig {
  /** Name of the project, which is the namespace of its own config keys. */
  readonly project: string;
  readonly stack: string;
  /** Config keys with their namespaces, and values: texts, which are JSON where the YAML holds a mapping or a list. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Tells which keys hold an encrypted value. */
  readonly isEncrypted?: (key: string) => boolean;
}

/** Namespaces that Pulumi and the providers of this program read. */
const providerNamespaces = ["aws", "awsx", "pulumi"];

/** Keys without which there is nothing to build. */
const required = { network: {}, services: [] };

/** The longest stack name that leaves a service's name room in the names that AWS limits. */
const stackNameLimit = 20;

function split(key: string): [namespace: string, name: string] {
  const colon = key.indexOf(":");
  return [key.slice(0, Math.max(0, colon)), key.slice(colon + 1)];
}

/** The values of the project's own keys, by name; what is empty counts as left out. */
export function ownValues({ project, values }: RawConfig): Record<string, unknown> {
  const own = Object.entries(values)
    .map(([key, value]) => ({ key, value: decode(key, value) }))
    .filter(({ key, value }) => split(key)[0] === project && !isEmpty(value));
  return { ...required, ...Object.fromEntries(own.map(({ key, value }) => [split(key)[1], value])) };
}

/** Pulumi hands over texts alone, so what is not to be a text arrives as JSON. */
function decode(key: string, value: unknown): unknown {
  const schema = Object.entries(stackSchema.shape).find(([name]) => name === split(key)[1])?.[1];
  if (typeof value !== "string" || schema === undefined || unwrap(schema) instanceof z.ZodString) {
    return value;
  }
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

// Pulumi.yaml gives every key an empty default, because Pulumi itself would refuse a stack that lacks a declared key.
function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

/** The one mistake of a config that has nothing of this project: it is empty, or another project's. */
export function wholeMistake(raw: RawConfig): Mistake | undefined {
  const { project, values } = raw;
  const isOwn = ([key, value]: [string, unknown]) => split(key)[0] === project && !isEmpty(decode(key, value));
  if (Object.entries(values).some(isOwn)) {
    return undefined;
  }
  const [first] = foreignKeys(raw);
  if (first !== undefined) {
    const [namespace] = split(first);
    return {
      path: [first],
      given: "keys of other projects only",
      allowed: `keys of this project, such as ${project}:network`,
      fix: nearest(namespace, [project])?.close
        ? `Did you mean ${project}: in place of ${namespace}:?`
        : `The file belongs to another project. Take that of ${project}, or put ${project}: before its keys.`,
    };
  }
  const own = Object.keys(required).map((key) => `${project}:${key}`);
  const lacking = values["aws:region"] ? own : ["aws:region", ...own];
  return {
    path: [`${project}:network`],
    given: "nothing: the file is missing, or holds no config of this project",
    allowed: `at least ${lacking.join(", ")}`,
    fix: "Write these keys, as another stack's file has them; docs/config.md tells what each may hold.",
  };
}

function foreignKeys({ project, values }: RawConfig): string[] {
  const known = [project, ...providerNamespaces];
  return Object.keys(values).filter((key) => !known.includes(split(key)[0]));
}

/** Keys in a namespace that nobody reads. */
export function foreignMistakes(raw: RawConfig): Mistake[] {
  const known = [raw.project, ...providerNamespaces];
  return foreignKeys(raw).map((key) => {
    const [namespace, name] = split(key);
    const candidate = nearest(namespace, known);
    return {
      path: [key],
      given: `a key of ${shown(namespace)}, which nothing here reads`,
      allowed: `keys of ${known.join(", ")}`,
      fix: candidate?.close ? `Did you mean ${candidate.word}:${name}?` : "Delete it.",
    };
  });
}

/** What is wrong with the region that the AWS provider works in. */
export function regionMistakes(region: unknown): Mistake[] {
  if (typeof region === "string" && /^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    return [];
  }
  return [
    {
      path: ["aws:region"],
      given: typeof region === "string" && region !== "" ? shown(region) : "nothing",
      allowed: "the name of an AWS region, such as ap-northeast-1",
      fix: "Write, for example, aws:region: ap-northeast-1",
    },
  ];
}

/** What is wrong with the stack's name, which is part of most names in AWS. */
export function stackNameMistakes(stack: string): Mistake[] {
  if (stack.length <= stackNameLimit && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(stack)) {
    return [];
  }
  return [
    {
      path: ["stack name"],
      given: shown(stack),
      allowed: `lower-case letters, digits and single hyphens, at most ${stackNameLimit} characters`,
      fix: "Create a stack with another name: bucket, role and repository names are made of it.",
    },
  ];
}
