import { unknownCheckingProxy } from "@pulumi/policy";
import type {
  Policies,
  PolicyResource,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import * as rpc from "@pulumi/pulumi/runtime/rpc";
import { toPolicies } from "../../policies/engine";
import type { Rule } from "../../policies/rule";

/** What the engine sends in place of a value that is known after the deployment only. */
export const UNKNOWN = rpc.unknownValue;

export interface Resource {
  readonly type: string;
  readonly name?: string;
  readonly props: unknown;
  /** Names of the resources whose outputs went into the property. */
  readonly sources?: Readonly<Record<string, readonly string[]>>;
  readonly provider?: string;
  /** Nothing manages it: `props` are what the program passed to `super`. */
  readonly isComponent?: true;
  /** Type and name of the parent. */
  readonly parent?: string;
  /** The name of the stack; "test" by default. */
  readonly stack?: string;
}

/** What a user sees of one report of a policy. */
export interface Report {
  readonly policy: string;
  readonly message: string;
  readonly urn: string | undefined;
}

export interface Outcome {
  readonly reports: readonly Report[];
  readonly notApplicable: readonly string[];
}

class NotApplicable extends Error {}

const proxied = unknownCheckingProxy as (props: unknown) => Record<string, unknown>;

/** What the pack is started with. */
export interface Start {
  /** By the name of the policy. */
  readonly config?: Readonly<Record<string, object>>;
  /** Names of policies at the level "disabled", which the SDK does not ask at all. */
  readonly disabled?: readonly string[];
  /** In days since 1970-01-01. */
  readonly day?: number;
}

/** Asks the policies of the rules about one resource, in the way the SDK does. */
export function askResource(rules: readonly Rule[], resource: Resource): Outcome {
  return ask(toPolicies(rules), {}, aboutResource(resource));
}

/** Asks the policies of the rules about the finished plan, in the way the SDK does. */
export function askStack(rules: readonly Rule[], resources: readonly Resource[]): Outcome {
  return ask(toPolicies(rules), {}, aboutStack(resources));
}

/** Asks one pack about each resource in that order, and then about the finished plan, as the engine does in a run. */
export function preview(rules: readonly Rule[], resources: readonly Resource[], start: Start = {}): Outcome {
  const { config = {}, disabled = [], day } = start;
  const policies = toPolicies(rules, day).filter(({ name }) => !disabled.includes(name));
  const questions = [...resources.map(aboutResource), aboutStack(resources)];
  const outcomes = questions.map((question) => ask(policies, config, question));
  return {
    reports: outcomes.flatMap(({ reports }) => reports),
    notApplicable: outcomes.flatMap(({ notApplicable }) => notApplicable),
  };
}

type Policy = ResourceValidationPolicy & Partial<StackValidationPolicy>;
type Question = (
  policy: Policy,
  common: Pick<ResourceValidationArgs, "getConfig" | "notApplicable">,
  report: (message: string, urn?: string) => void,
) => void;

function aboutResource(resource: Resource): Question {
  const args = {
    ...identity(resource),
    props: proxied(resource.props),
    opts: { parent: parentOf(resource) },
    ...(resource.isComponent === true ? {} : { provider: { urn: resource.provider ?? "default" } }),
  };
  return ({ name, validateResource }, common, report) => {
    if (typeof validateResource !== "function") {
      // A rule about the whole plan alone; and the list of exemptions is no rule.
      return name === "exempted" ? undefined : common.notApplicable();
    }
    void validateResource({ ...args, ...common } as unknown as ResourceValidationArgs, (message, urn) =>
      // The SDK takes the resource in question, whatever the policy says.
      report(message, urn === undefined ? undefined : args.urn),
    );
  };
}

function aboutStack(resources: readonly Resource[]): Question {
  const all = new Map<string, PolicyResource>(
    resources.map((resource) => [
      identity(resource).urn,
      {
        ...identity(resource),
        // Of a component the engine has the outputs only.
        props: proxied(resource.isComponent === true ? {} : resource.props),
        provider: { urn: resource.provider ?? "default" },
        propertyDependencies: {},
      } as unknown as PolicyResource,
    ]),
  );
  for (const resource of resources) {
    const target = all.get(identity(resource).urn);
    for (const [property, names] of Object.entries(resource.sources ?? {})) {
      const sources = [...all.values()].filter(({ name, type }) => names.includes(`${type} ${name}`));
      Object.assign(target?.propertyDependencies ?? {}, { [property]: sources });
    }
    Object.assign(target ?? {}, { parent: all.get(parentOf(resource) ?? "") });
  }
  return ({ validateStack }, common, report) => {
    if (validateStack !== undefined) {
      void validateStack({ resources: [...all.values()], ...common } as unknown as StackValidationArgs, report);
    }
  };
}

/** The property that a report is about, from the line that tells the user. */
export function pathIn(message: string): string {
  return /^ {2}where: \S+ "[^"]*"(?:, (.*))?$/m.exec(message)?.[1] ?? "";
}

function identity(resource: Resource): { type: string; name: string; urn: string } {
  const name = resource.name ?? "subject";
  return { type: resource.type, name, urn: `urn:pulumi:${resource.stack ?? "test"}::p::${resource.type}::${name}` };
}

function parentOf({ parent, stack }: Resource): string | undefined {
  const [type = "", name] = parent?.split(" ") ?? [];
  return parent === undefined ? undefined : identity({ type, name, stack, props: {} }).urn;
}

function ask(policies: Policies, config: Readonly<Record<string, object>>, question: Question): Outcome {
  const reports: Report[] = [];
  const notApplicable: string[] = [];
  for (const policy of policies as Policy[]) {
    const common = {
      getConfig: (() => config[policy.name] ?? {}) as ResourceValidationArgs["getConfig"],
      notApplicable: () => {
        throw new NotApplicable();
      },
    };
    try {
      question(policy, common, (message, urn) => reports.push({ policy: policy.name, message, urn }));
    } catch (error) {
      if (!(error instanceof NotApplicable)) {
        throw error;
      }
      notApplicable.push(policy.name);
    }
  }
  return { reports, notApplicable };
}
