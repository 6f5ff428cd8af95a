import type * as pulumi from "@pulumi/pulumi";
import type { PolicyResource, ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import { Property, type ResourceIdentity } from "./property";

/** One resource as a rule sees it, by its inputs. */
export interface ResourceFacts extends ResourceIdentity {
  /** The inputs; `Args` is the resource's args interface in `@pulumi/aws`. */
  inputs<Args>(): Property<pulumi.Unwrap<Args>>;
}

/** One resource of the finished plan, by its outputs. */
export interface StackResource extends ResourceFacts {
  /** The provider instance that manages it, and with it the account and the region. */
  readonly providerUrn: string | undefined;
  /** The resources whose outputs went into that input; they are known even where the value itself is not. */
  sourcesOf(property: string): readonly StackResource[];
}

/** All resources of the plan. */
export interface StackFacts {
  ofType(...types: readonly string[]): readonly StackResource[];
}

export function resourceFacts(args: ResourceValidationArgs): ResourceFacts {
  return withInputs({ type: args.type, name: args.name, urn: args.urn }, args.props);
}

export function stackFacts(args: StackValidationArgs): StackFacts {
  const resources = args.resources.map(stackResource);
  return { ofType: (...types) => resources.filter((resource) => types.includes(resource.type)) };
}

function stackResource(resource: PolicyResource): StackResource {
  return {
    ...withInputs({ type: resource.type, name: resource.name, urn: resource.urn }, resource.props),
    providerUrn: resource.provider?.urn,
    sourcesOf: (property) => (resource.propertyDependencies[property] ?? []).map(stackResource),
  };
}

function withInputs(identity: ResourceIdentity, props: unknown): ResourceFacts {
  return { ...identity, inputs: <Args>() => Property.of<pulumi.Unwrap<Args>>(identity, "", props) };
}
