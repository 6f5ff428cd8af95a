import { unknownCheckingProxy } from "@pulumi/policy";
import type {
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

/** Asks the policies of the rules about one resource, in the way the SDK does. */
export function askResource(rules: readonly Rule[], resource: Resource): Outcome {
  const common = { ...identity(resource), props: proxied(resource.props) };
  return ask(rules, (policy, report, notApplicable) => {
    const { validateResource } = policy as ResourceValidationPolicy;
    if (typeof validateResource !== "function") {
      // A rule about the whole plan alone.
      return notApplicable();
    }
    void validateResource({ ...common, notApplicable } as unknown as ResourceValidationArgs, report);
  });
}

/** Asks the policies of the rules about the finished plan, in the way the SDK does. */
export function askStack(rules: readonly Rule[], resources: readonly Resource[]): Outcome {
  const all = new Map<string, PolicyResource>(
    resources.map((resource) => [
      identity(resource).urn,
      {
        ...identity(resource),
        props: proxied(resource.props),
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
  }
  return ask(rules, (policy, report, notApplicable) => {
    const { validateStack } = policy as Partial<StackValidationPolicy>;
    if (validateStack !== undefined) {
      void validateStack({ resources: [...all.values()], notApplicable } as unknown as StackValidationArgs, report);
    }
  });
}

/** The property that a report is about, from the line that tells the user. */
export function pathIn(message: string): string {
  return /^ {2}where: \S+ "[^"]*"(?:, (.*))?$/m.exec(message)?.[1] ?? "";
}

function identity(resource: Resource): { type: string; name: string; urn: string } {
  const name = resource.name ?? "subject";
  return { type: resource.type, name, urn: `urn:pulumi:${resource.stack ?? "test"}::p::${resource.type}::${name}` };
}

function ask(
  rules: readonly Rule[],
  call: (
    policy: ResourceValidationPolicy | StackValidationPolicy,
    report: (message: string, urn?: string) => void,
    notApplicable: () => never,
  ) => void,
): Outcome {
  const reports: Report[] = [];
  const notApplicable: string[] = [];
  for (const policy of toPolicies(rules)) {
    try {
      call(
        policy,
        (message, urn) => reports.push({ policy: policy.name, message, urn }),
        () => {
          throw new NotApplicable();
        },
      );
    } catch (error) {
      if (!(error instanceof NotApplicable)) {
        throw error;
      }
      notApplicable.push(policy.name);
    }
  }
  return { reports, notApplicable };
}
