import type { Cloud, Entry } from "./cloud";
import { actualOutputs } from "./outputs";
import { partsOf, requireReferences, requireReleased } from "./references";
import { describe, Refusal } from "./refusal";
import { type Draft, factsOf } from "./resources";
import { fill } from "./place";
import { schemaOf } from "./schema";
import { equal, type Properties, text } from "./value";

const PAUSE = 50;

/** Creates a resource in the cloud. */
export function createEntry(draft: Draft, defaultTags: Properties): Entry {
  return attempt("creating", draft.type, draft.name, draft.cloud, () => {
    admit(draft);
    const { id, outputs } = actualOutputs(draft, defaultTags);
    const key = keyOf(draft.type, id, outputs);
    const entry = { type: draft.type, id, key, region: draft.place.region, inputs: draft.inputs, outputs };
    draft.cloud.put(entry);
    return entry;
  });
}

/** What the cloud holds under an id; the state that the engine knows tells apart what has the same id. */
export function findEntry(type: string, id: string, state: Properties, cloud: Cloud): Entry | undefined {
  return cloud.find(type, keyOf(type, id, state));
}

function keyOf(type: string, id: string, outputs: Properties): string {
  const { key } = factsOf(type);
  return key?.map((name) => text(outputs[name])).join(" ") ?? id;
}

/** Changes a resource in the cloud. */
export function updateEntry(draft: Draft, id: string, state: Properties, defaultTags: Properties): Entry {
  return attempt("updating", draft.type, id, draft.cloud, () => {
    const old = findEntry(draft.type, id, state, draft.cloud);
    if (!old) {
      throw new Refusal("NotFound", `${draft.type} ${id} does not exist`);
    }
    const changed = { ...draft, inputs: sentInputs(draft, old, state), old };
    admit(changed);
    const { outputs } = actualOutputs(changed, defaultTags);
    const entry = { ...old, inputs: changed.inputs, outputs };
    draft.cloud.put(entry);
    return entry;
  });
}

/**
 * The inputs of a resource after an update. Where the provider sends only what changes, what is left as it is in the
 * engine's state stays what it is in the cloud, which a deployment may have changed since.
 */
function sentInputs({ type, inputs }: Draft, old: Entry, state: Properties): Properties {
  if (factsOf(type).sendsChanges !== true) {
    return inputs;
  }
  const outputs = schemaOf(type)?.outputs ?? {};
  // What the program leaves out and AWS computes is no change either.
  const isKept = (name: string) =>
    equal(inputs[name], state[name]) || (inputs[name] === undefined && outputs[name]?.required === true);
  const kept = Object.entries(old.inputs).filter(([name]) => isKept(name));
  return {
    ...Object.fromEntries(Object.entries(inputs).filter(([name]) => !isKept(name))),
    ...Object.fromEntries(kept),
  };
}

/**
 * Deletes a resource, and what AWS deletes with it. What is gone already is no error. Where AWS refuses because of
 * something that another operation may be about to delete, it is tried again for a while, as the provider does:
 * operations that have no order among themselves run side by side.
 *
 * @param patience how long to try, in milliseconds
 */
export async function deleteEntry(
  type: string,
  id: string,
  state: Properties,
  cloud: Cloud,
  patience: number,
): Promise<void> {
  const end = Date.now() + patience;
  while (!tryToDelete(type, id, state, cloud, Date.now() >= end)) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/** False where AWS refuses for the moment, and this is not the last try. */
function tryToDelete(type: string, id: string, state: Properties, cloud: Cloud, isLast: boolean): boolean {
  try {
    attempt("deleting", type, id, cloud, () => {
      const entry = findEntry(type, id, state, cloud);
      if (entry) {
        factsOf(type).release?.(entry, cloud);
        requireReleased(entry, cloud);
        remove(entry, cloud);
      }
    });
    return true;
  } catch (error) {
    if (!isLast && error instanceof Error && error.cause instanceof Refusal && error.cause.passing) {
      return false;
    }
    throw error;
  }
}

function remove(entry: Entry, cloud: Cloud): void {
  cloud.remove(entry);
  for (const part of partsOf(entry, cloud)) {
    remove(part, cloud);
  }
}

function admit(draft: Draft): void {
  requireReferences(draft.type, draft.inputs, draft.cloud);
  requireUnique(draft);
  factsOf(draft.type).admit?.(draft);
}

function requireUnique({ type, inputs, cloud, place, old }: Draft): void {
  const { unique } = factsOf(type);
  if (!unique || unique.by.every((name) => inputs[name] === undefined)) {
    return;
  }
  const twin = cloud
    .ofTypes([type])
    .find(
      (other) =>
        other.id !== old?.id &&
        (unique.global || other.region === place.region) &&
        unique.by.every((name) => other.inputs[name] === inputs[name]),
    );
  if (twin) {
    throw new Refusal(unique.code, fill(unique.message, place, (name) => inputs[name] ?? "") ?? unique.message);
  }
}

/**
 * Does something in the cloud.
 *
 * @throws Error that says a refusal as the provider does
 */
function attempt<T>(
  doing: Parameters<typeof describe>[0],
  type: string,
  name: string,
  cloud: Cloud,
  action: () => T,
): T {
  try {
    return cloud.change(action);
  } catch (error) {
    throw error instanceof Refusal ? new Error(describe(doing, type, name, error), { cause: error }) : error;
  }
}
