import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { checks } from "./checks";
import { foreignMistakes, ownValues, RawConfig, regionMistakes, stackNameMistakes, wholeMistake } from "./keys";
import { ConfigError, Mistake } from "./mistake";
import { mistakesOf } from "./report";
import { StackConfig, stackSchema } from "./schema";
import { knownKeys, salvage, valueAt } from "./walk";

/**
 * Reads the config of the stack that is running.
 *
 * @throws ConfigError with every mistake of the stack's config file.
 */
export function loadConfig(): StackConfig {
  // The SDK exports this function without declaring it, and has no other that tells encrypted values from plain ones.
  const isEncrypted: unknown = Reflect.get(pulumi.runtime, "isConfigSecret");
  return parseConfig({
    project: pulumi.getProject(),
    stack: pulumi.getStack(),
    values: pulumi.runtime.allConfig(),
    isEncrypted: (key) => typeof isEncrypted === "function" && Reflect.apply(isEncrypted, undefined, [key]) === true,
  });
}

/**
 * Checks a stack's config and fills in defaults.
 *
 * @throws ConfigError with every mistake.
 */
export function parseConfig(raw: RawConfig): StackConfig {
  const file = `Pulumi.${raw.stack}.yaml`;
  const whole = wholeMistake(raw);
  if (whole !== undefined) {
    throw new ConfigError(file, [whole]);
  }
  const values = ownValues(raw);
  const encrypted = Object.keys(values).filter((key) => raw.isEncrypted?.(`${raw.project}:${key}`));
  const result = z.safeParse(stackSchema, values);
  const region = raw.values["aws:region"];

  const structural = [
    ...encrypted.map(encryptedMistake),
    // What else is wrong with an encrypted value cannot be told without showing it.
    ...mistakesOf({ schema: stackSchema, value: values }, result.error?.issues ?? []).filter(
      ({ path }) => !encrypted.includes(String(path[0])),
    ),
  ];
  const draft = salvage(stackSchema, values) ?? {};
  const facts = {
    project: raw.project,
    stack: raw.stack,
    region: regionMistakes(region).length === 0 ? String(region) : undefined,
    draft: Object.fromEntries(Object.entries(draft).filter(([key]) => !encrypted.includes(key))),
    wrong: structural.map(({ path }) => path),
  };
  const own = [...structural, ...checks.flatMap((check) => [...check(facts)])].sort(byPlace);
  const mistakes = [
    ...stackNameMistakes(raw.stack),
    ...regionMistakes(region),
    ...own.map((mistake) => ({
      ...mistake,
      path: [`${raw.project}:${String(mistake.path[0])}`, ...mistake.path.slice(1)],
      service: serviceName(values, mistake),
    })),
    ...foreignMistakes(raw),
  ];
  if (mistakes.length > 0 || !result.success) {
    throw new ConfigError(file, mistakes);
  }
  return { ...result.data, project: raw.project, stack: raw.stack, region: String(region) };
}

function encryptedMistake(key: string): Mistake {
  return {
    path: [key],
    given: "an encrypted value",
    allowed: "plain values: this config ends up in the state and in task definitions, where anybody may read it",
    fix: "Write it without --secret. A service's credentials belong into Secrets Manager or Parameter Store.",
  };
}

/** The order of the reference, then that of the list of services. */
function byPlace(a: Mistake, b: Mistake): number {
  const topKeys = knownKeys(stackSchema);
  const place = ({ path: [key, index] }: Mistake) => ({
    top: (topKeys.indexOf(String(key)) + topKeys.length + 1) % (topKeys.length + 1),
    index: typeof index === "number" ? index : -1,
  });
  return place(a).top - place(b).top || place(a).index - place(b).index;
}

function serviceName(values: unknown, { path }: Mistake): string | undefined {
  const name = path[0] === "services" ? valueAt(values, [...path.slice(0, 2), "name"]) : undefined;
  return typeof name === "string" && /^[\w-]{1,63}$/.test(name) ? name : undefined;
}
