import type { Cloud, Entry } from "../cloud";
import type { Place } from "../place";
import type { Properties, Value } from "../value";

/** A resource while it is created or updated, with all that a rule about it may want to look at. */
export interface Draft {
  type: string;
  /** The name in the Pulumi program. */
  name: string;
  inputs: Properties;
  /** What the resource is now, where it is being updated. */
  old?: Entry;
  place: Place;
  cloud: Cloud;
}

/** How a property gets its value where the program gives none. */
export interface Naming {
  property: string;
  /** Longest name that AWS takes; 255 by default. */
  longest?: number;
  lower?: boolean;
  prefix?: string;
  /** What is between the resource's name and the random digits; a hyphen by default. */
  separator?: string;
  /** How many random digits; 7 by default. */
  digits?: number;
  /** A suffix that depends on the other inputs. */
  suffix?: (inputs: Properties) => string;
}

/** Something wrong with the inputs, at a path such as `loadBalancers[0].containerName`. */
export interface Mistake {
  path: string;
  reason: string;
}

/** A template (see `fill`), or a function of the resource, which may look up its id and its other outputs. */
export type Computed = string | ((draft: Draft, lookUp: (name: string) => Value | undefined) => Value | undefined);

/** An output that fails to be unique is refused with this error. */
export interface Uniqueness {
  /** Inputs that together must be unique within account and region. */
  by: readonly string[];
  /** Unique in the whole account, not in one region. */
  global?: true;
  code: string;
  message: string;
}

/**
 * What the type declarations do not say about a resource type: reviewed by hand against the source of AWS's Terraform
 * provider, of the Pulumi bridge to it, and AWS's API reference. Everything is optional: a type without facts works by
 * its declarations alone.
 */
export interface Facts {
  /** Template of the id; by default the ARN where `pulumi import` takes one, else the name. */
  id?: Computed;
  /** Outputs that together tell resources of this type apart where their ids do not. */
  key?: readonly string[];
  /** What AWS computes. Templates may use the id and one another. */
  outputs?: Record<string, Computed>;
  /** Outputs of {@link outputs} that an update computes anew. */
  recomputed?: readonly string[];
  /** Inputs of which one must change for {@link recomputed} to hold; any by default. */
  recomputedBy?: readonly string[];
  /** Corrects a default that the documentation gives; `null` where there is none. */
  fallbacks?: Record<string, Value>;
  /** How it is named automatically; `false` where the provider names nothing. */
  naming?: Naming | false;
  /** Values that the provider itself writes into inputs that the program leaves out. */
  defaults?: Properties;
  /** Inputs whose change replaces the resource; `"all"` but tags. */
  replaces?: "all" | readonly string[];
  /** Inputs whose change does not replace the resource although it seems so. */
  updates?: readonly string[];
  /** Inputs that are lists of objects whose order means nothing. */
  sets?: readonly string[];
  /** An update sends only what changes, so that what something else changed in the meantime is left alone. */
  sendsChanges?: true;
  /** The provider deletes the old resource before it creates the new one. */
  deleteBeforeReplace?: true;
  unique?: Uniqueness;
  /** What is wrong with the inputs, known before anything is asked of AWS. */
  check?: (inputs: Properties) => Mistake[];
  /** Refuses to plan a change of these inputs, as the provider does, by throwing. */
  refuseChange?: (changed: ReadonlySet<string>, news: Properties) => void;
  /** Refuses a creation or an update as AWS does, by throwing. */
  admit?: (draft: Draft) => void;
  /** Refuses a deletion as AWS does, by throwing. */
  release?: (entry: Entry, cloud: Cloud) => void;
}

export type FactsTable = Record<string, Facts>;
