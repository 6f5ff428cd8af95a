import { Conversion } from "./convert";
import { automaticName, namingOf } from "./naming";
import { factsOf, type Mistake } from "./resources";
import { schemaOf } from "./schema";
import type { Properties } from "./value";

/** What the engine is told about an input. */
export interface Failure {
  property?: string;
  reason: string;
}

/** A resource as its URN names it. */
export interface Subject {
  type: string;
  name: string;
}

/**
 * Checks the inputs of a resource and completes them: what the provider names and defaults itself is written into
 * them. All mistakes are reported at once, in the words of the provider; a type that there is not is one, too.
 */
export function check(
  subject: Subject,
  olds: Properties,
  news: Properties,
  seed: Uint8Array,
): { inputs: Properties; failures: Failure[] } {
  const schema = schemaOf(subject.type);
  if (!schema) {
    return { inputs: news, failures: [{ reason: `unrecognized resource type: ${subject.type}` }] };
  }
  const facts = factsOf(subject.type);
  const given: Properties = { ...facts.defaults, ...news };
  const mistakes: Mistake[] = [];
  const naming = namingOf(schema, facts.naming);
  if (naming) {
    try {
      const name = automaticName(naming, subject.name, olds, given, seed);
      if (name !== undefined) {
        given[naming.property] = name;
      }
    } catch (error) {
      mistakes.push({ path: naming.property, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  const conversion = new Conversion(schema);
  const inputs = conversion.members(given, schema.inputs, "");
  mistakes.push(...conversion.mistakes);
  if (mistakes.length === 0) {
    mistakes.push(...(facts.check?.(inputs) ?? []));
  }
  const failures = mistakes.map(({ path, reason }) => ({
    reason: `${reason}. Examine values at '${subject.name}.${path}'.`,
  }));
  return { inputs, failures };
}
