import { Conversion } from "./convert";
import type { Failure } from "./check";
import { ACCOUNT, type Place, placeOf } from "./place";
import { providerInputs } from "./schema";
import { isObject, isUnknown, knownStrings, type Properties, type Value } from "./value";

/** The provider's configuration, as far as the stand-in acts on it. */
export interface Configuration {
  place: Place;
  defaultTags: Properties;
}

/**
 * Checks the provider's configuration as the provider does: unknown keys, types, a region, and that the account is one
 * that the configuration allows.
 */
export function configurationFailures(provider: string, given: Properties): Failure[] {
  const config = unpacked(given);
  const schema = providerInputs();
  const conversion = new Conversion(schema);
  conversion.members(config, schema.inputs, "");
  const failures = conversion.mistakes.map(({ path, reason }) => ({
    reason: `could not validate provider configuration: ${reason}. ${whereIs(provider, path)}`,
  }));
  const region = regionOf(config);
  if (region === undefined) {
    failures.push({
      reason:
        "Missing region information. Make sure you have set your region, e.g. `pulumi config set aws:region us-west-2`.",
    });
  } else if (!isUnknown(region) && !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    failures.push({ reason: `Invalid AWS Region: ${region}` });
  }
  const allowed = knownStrings(config.allowedAccountIds);
  const forbidden = knownStrings(config.forbiddenAccountIds);
  if ((allowed.length > 0 && !allowed.includes(ACCOUNT)) || forbidden.includes(ACCOUNT)) {
    failures.push({ reason: `AWS account ID not allowed: ${ACCOUNT}` });
  }
  return failures;
}

/** Default providers are configured with `pulumi config`, others in the program. */
function whereIs(provider: string, path: string): string {
  return /^default(_|$)/.test(provider)
    ? `Check \`pulumi config get aws:${path}\`.`
    : `Examine values at '${provider}.${path}'.`;
}

export function readConfiguration(given: Properties): Configuration {
  const config = unpacked(given);
  const { defaultTags } = config;
  return {
    place: placeOf(regionOf(config) ?? ""),
    defaultTags: isObject(defaultTags) && isObject(defaultTags.tags) ? defaultTags.tags : {},
  };
}

function regionOf(config: Properties): string | undefined {
  return knownStrings(config.region)[0] ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
}

/** Nested settings arrive as JSON; the engine adds the version that it was asked for. */
function unpacked(given: Properties): Properties {
  const entries = Object.entries(given).filter(([name]) => name !== "version" && !name.startsWith("__"));
  return Object.fromEntries(entries.map(([name, value]) => [name, parsed(value)]));
}

function parsed(value: Value): Value {
  if (typeof value !== "string" || !/^\s*([[{]|true$|false$|\d+$)/.test(value)) {
    return value;
  }
  try {
    return JSON.parse(value) as Value;
  } catch {
    return value;
  }
}
