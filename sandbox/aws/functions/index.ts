import type { Failure } from "../check";
import type { Cloud } from "../cloud";
import type { Configuration } from "../configuration";
import { Conversion } from "../convert";
import { placeOf } from "../place";
import { schemaOf } from "../schema";
import type { Properties } from "../value";
import { ACCOUNT_FUNCTIONS } from "./account";
import { CLOUD_FUNCTIONS } from "./cloud";
import { policyDocument } from "./policyDocument";
import type { FunctionTable } from "./request";

const FUNCTIONS: FunctionTable = {
  ...ACCOUNT_FUNCTIONS,
  ...CLOUD_FUNCTIONS,
  "aws:iam/getPolicyDocument:getPolicyDocument": policyDocument,
};

/**
 * Answers a function of the SDK. Its arguments are checked like the inputs of a resource.
 *
 * @throws Error where the SDK has no such function, or the stand-in knows no answer to it
 */
export function invoke(
  token: string,
  given: Properties,
  configuration: Configuration,
  cloud: Cloud,
): { result: Properties; failures: Failure[] } {
  const schema = schemaOf(token);
  const answer = FUNCTIONS[token];
  if (!schema || !answer) {
    throw new Error(
      schema
        ? `the sandbox's stand-in for the aws provider has no answer to ${token}`
        : `unrecognized function: ${token}`,
    );
  }
  const conversion = new Conversion(schema);
  const args = conversion.members(given, schema.inputs, "");
  if (conversion.mistakes.length > 0) {
    const failures = conversion.mistakes.map(({ path, reason }) => ({
      reason: `${reason}. Examine values at '${token.split(":")[2] ?? token}.${path}'.`,
    }));
    return { result: {}, failures };
  }
  const place = typeof args.region === "string" ? placeOf(args.region) : configuration.place;
  const result = answer({ args, place, cloud, defaultTags: configuration.defaultTags });
  const region: Properties = "region" in schema.outputs ? { region: place.region } : {};
  return { result: { ...args, ...region, ...result }, failures: [] };
}
