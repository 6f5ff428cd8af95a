import { parseConfig, StackConfig } from "../../../stacks/config";
import { ConfigError } from "../../../stacks/config/mistake";

/** A small config that is right: two services, one of which calls the other. */
export function example() {
  return {
    "aws:region": "ap-northeast-1",
    "fargate-platform:network": { cidr: "10.0.0.0/16" },
    "fargate-platform:services": [
      { name: "frontend", port: 8080, exposure: "public", calls: ["backend"] },
      { name: "backend", port: 8080, exposure: "internal" },
    ],
    "fargate-platform:loadBalancers": { plainHttp: true },
  };
}

/** The example with `value` at a place such as `services[0].count.min`; undefined deletes what is there. */
export function edited(edits: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const config: Record<string, unknown> = example();
  for (const [place, value] of Object.entries(edits)) {
    const keys = place.startsWith("aws:") ? [place] : keysOf(`fargate-platform:${place}`);
    set(config, keys, value);
  }
  return config;
}

function keysOf(place: string): string[] {
  return [...place.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[]+)/g)].map(
    ([, quoted, index, key]) => quoted ?? index ?? key ?? "",
  );
}

function set(target: object, [key = "", ...rest]: readonly string[], value: unknown): void {
  const inner: unknown = Reflect.get(target, key);
  if (rest.length > 0) {
    const next = typeof inner === "object" && inner !== null ? inner : {};
    Reflect.set(target, key, next);
    set(next, rest, value);
  } else if (value === undefined) {
    Reflect.deleteProperty(target, key);
  } else {
    Reflect.set(target, key, value);
  }
}

/** Parses a config as Pulumi hands it over: every value is a text. */
export function parse(values: Readonly<Record<string, unknown>>, stack = "dev"): StackConfig {
  const texts = Object.entries(values).map(([key, value]): [string, string] => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return parseConfig({ project: "fargate-platform", stack, values: Object.fromEntries(texts) });
}

/** The error of a config that is wrong. */
export function refused(values: Readonly<Record<string, unknown>>, stack = "dev"): ConfigError {
  try {
    parse(values, stack);
  } catch (error) {
    if (error instanceof ConfigError) {
      return error;
    }
    throw error;
  }
  throw new Error("The config was accepted.");
}

/** The paragraph that an error has about one place, such as `services[0].count.min`. */
export function about(error: ConfigError, place: string): string {
  const full = place.startsWith("aws:") ? place : `fargate-platform:${place}`;
  const found = error.message
    .split("\n\n")
    .find((paragraph) => paragraph.split("\n")[0]?.replace(/ \([\w-]+\)$/, "") === full);
  if (found === undefined) {
    throw new Error(`Nothing about ${full} in:\n${error.message}`);
  }
  return found;
}
