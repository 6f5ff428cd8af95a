import type { ecs, lb } from "@pulumi/aws";
import { Property } from "./property";
import type { StackResource } from "./resource";

export const SERVICE = "aws:ecs/service:Service";
export const LOAD_BALANCERS: readonly string[] = [
  "aws:lb/loadBalancer:LoadBalancer",
  "aws:alb/loadBalancer:LoadBalancer",
];
export const SUBNET = "aws:ec2/subnet:Subnet";
export const SUBNETS: readonly string[] = [SUBNET, "aws:ec2/defaultSubnet:DefaultSubnet"];
export const SECURITY_GROUPS: readonly string[] = [
  "aws:ec2/securityGroup:SecurityGroup",
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
];

/** Where a service or a load balancer stands. */
export interface Placement {
  /** The list of subnets as it was given. */
  readonly list: Property;
  /** Its elements; none if the list is unknown. */
  readonly ids: readonly Property[];
  /** Those that are resources of this program. */
  readonly subnets: readonly StackResource[];
}

/** The subnets of a service or a load balancer; nothing if it names none, as a service on EC2 hosts may. */
export function placementOf(resource: StackResource): Placement | undefined {
  if (resource.type === SERVICE) {
    const network = resource.inputs<ecs.ServiceArgs>().get("networkConfiguration");
    return network.value === undefined && !network.isUnknown
      ? undefined
      : placement(resource, "networkConfiguration", network.get("subnets"), elementsOf(network.get("subnets")));
  }
  const inputs = resource.inputs<lb.LoadBalancerArgs>();
  const [list, mappings] = [inputs.get("subnets"), inputs.get("subnetMappings")];
  // The provider fills in the one from the other, so after a deployment both are there and before it one is unknown.
  if (isGiven(resource, "subnets", list) || !isGiven(resource, "subnetMappings", mappings)) {
    return list.value === undefined && !list.isUnknown
      ? undefined
      : placement(resource, "subnets", list, elementsOf(list));
  }
  const ids = elementsOf(mappings).map((mapping) => mapping.get("subnetId"));
  return placement(resource, "subnetMappings", mappings, ids);
}

/**
 * The resources, of those types, whose ids are in a list. That an output of a resource went into an input is known even
 * where the list is not; more may have gone into it than the list holds in the end, which the ids tell once they are
 * known.
 */
export function resourcesIn(
  holder: StackResource,
  input: string,
  ids: readonly Property[],
  types: readonly string[],
): StackResource[] {
  const sources = holder.sourcesOf(input).filter(({ type }) => types.includes(type));
  const named = sources.filter((source) => ids.some(({ value }) => value !== undefined && value === idOf(source)));
  return ids.some(({ isUnknown }) => isUnknown) || named.length === 0 ? sources : named;
}

/** A resource as others refer to it: one of this program, one that exists, or both. */
export interface Reference {
  readonly urn?: string;
  readonly id?: string;
}

/** Everything of those types that a list of ids refers to. */
export function referencesIn(
  holder: StackResource,
  input: string,
  ids: readonly Property[],
  types: readonly string[],
): Reference[] {
  return [
    ...resourcesIn(holder, input, ids, types).map(referenceTo),
    ...ids.flatMap(({ value }) => (typeof value === "string" && value !== "" ? [{ id: value }] : [])),
  ];
}

export function referenceTo(resource: StackResource): Reference {
  return { urn: resource.urn, id: idOf(resource) };
}

export function isSame(one: Reference, other: Reference): boolean {
  return (one.urn !== undefined && one.urn === other.urn) || (one.id !== undefined && one.id === other.id);
}

/** A resource that is yet to be created has none. */
function idOf(resource: StackResource): string | undefined {
  const { value } = resource.inputs<{ id: string }>().get("id");
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The elements of a list that is known; {@link Property.items} gives an unknown list for its only element. */
export function elementsOf<T>(list: Property<T>): ReturnType<Property<T>["items"]> {
  return list.isUnknown ? [] : list.items();
}

/**
 * Whether the program gave that input. In a plan, one that the provider will fill in is unknown as well, but comes from
 * no other resource.
 */
export function isGiven(resource: StackResource, input: string, property: Property): boolean {
  return property.isUnknown ? resource.sourcesOf(input).length > 0 : elementsOf(property).length > 0;
}

function placement(resource: StackResource, input: string, list: Property, ids: readonly Property[]): Placement {
  return { list, ids, subnets: resourcesIn(resource, input, ids, SUBNETS) };
}
