import type { Severity } from "@pulumi/policy";
import type { Property, Value } from "./facts/property";
import type { ResourceFacts, StackFacts } from "./facts/resource";

/** Where a rule is found in published catalogues, by the identifiers that those catalogues use. */
export interface Controls {
  /** AWS Security Hub CSPM, such as `ECS.5`. */
  readonly securityHub?: readonly string[];
  /** CIS AWS Foundations Benchmark, version and number, such as `v5.0.0/2.1.4`. */
  readonly cis?: readonly string[];
  /** Checkov, such as `CKV_AWS_336`. */
  readonly checkov?: readonly string[];
  /** cdk-nag, such as `AwsSolutions-ECS4`. */
  readonly cdkNag?: readonly string[];
}

/** A resource type and the properties of it on which a verdict depends. */
export interface Read {
  /** The type token, such as `aws:ecr/repository:Repository`. */
  readonly type: string;
  /** Paths; `[]` stands for every element of a list. None if it matters only that such a resource is there. */
  readonly properties: readonly string[];
  /** True if one resource of the type alone allows no verdict, so that only `checkStack` reads it. */
  readonly inStackOnly?: boolean;
}

/** What is wrong with one property, and the change that cures it. */
export interface Breach {
  /** The fact, with the container it is about; never a value that may be secret. One line. */
  readonly what: string;
  /** The exact change as code. One line. */
  readonly fix: string;
}

/** The outcome at one property that is not "passed". */
export type Finding =
  | { readonly kind: "violation"; readonly at: Property; readonly breach: Breach }
  | { readonly kind: "inconclusive"; readonly at: Property };

/** A rule: data, and one small function that knows nothing of Pulumi's engine. */
export interface Rule {
  /** The policy's name: what the output shows and what an exception would name. */
  readonly id: string;
  /** What holds where the rule is kept. */
  readonly title: string;
  readonly severity: Severity;
  readonly controls: Controls;
  /** Resources of other types are not applicable, and `check` never sees them. */
  readonly reads: readonly Read[];
  /** One sentence: what goes wrong where the rule is broken. */
  readonly why: string;
  /** How to keep the rule, for readers of the catalogue. */
  readonly remediation: string;
  /**
   * Judges one resource of a type in `reads`, by its inputs (those `inStackOnly` apart). Never throws, whatever the inputs are; what is omitted is
   * judged by what AWS does then.
   */
  readonly check?: (resource: ResourceFacts) => Finding[];
  /** Judges what only all the resources together show. The engine asks once, after every resource has passed. */
  readonly checkStack?: (stack: StackFacts) => Finding[];
}

/** A breach at a property whose value is known. */
export function violation(at: Property, breach: Breach): Finding {
  return { kind: "violation", at, breach };
}

/** What cannot be judged because the property is unknown until the deployment. */
export function inconclusive(at: Property): Finding {
  return { kind: "inconclusive", at };
}

/**
 * Judges one property: inconclusive if it is unknown, otherwise whatever `verdict` says of its value.
 *
 * @param verdict gives the breach, or nothing if the value is fine.
 */
export function judge(at: Property, verdict: (value: Value) => Breach | undefined): Finding[] {
  if (at.isUnknown) {
    return [inconclusive(at)];
  }
  const breach = verdict(at.value);
  return breach === undefined ? [] : [violation(at, breach)];
}
