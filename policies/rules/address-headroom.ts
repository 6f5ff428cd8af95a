import type { appautoscaling, ec2, ecs } from "@pulumi/aws";
import { LOAD_BALANCERS, placementOf, SERVICE, SUBNET } from "../facts/network";
import type { Property } from "../facts/property";
import type { StackFacts, StackResource } from "../facts/resource";
import { quoted } from "../message";
import { type Finding, inconclusive, type Rule, violation } from "../rule";

const TARGET = "aws:appautoscaling/target:Target";

/** The first four of a subnet and the last. */
const KEPT_BY_AWS = 5;
/** What Elastic Load Balancing wants to find free in each of its subnets, to grow. */
const WANTED_BY_LOAD_BALANCER = 8;
/** A deployment starts the new tasks beside the old ones, and each version is spread over the subnets by itself. */
const VERSIONS = 2;
/** The smallest and the largest subnet there is. */
const [SMALLEST, LARGEST] = [28, 16] as const;

/** Something that takes addresses in subnets. */
interface Tenant {
  readonly resource: StackResource;
  readonly subnets: readonly StackResource[];
  /** Those of other programs, whose sizes and zones are not seen. */
  readonly elsewhere: number;
  /** How many it takes in one subnet, if it has that many left. */
  readonly share: (subnetsLeft: number) => number;
}

/**
 * The worst case in which nothing is wrong yet: every service at its maximum, in the middle of a deployment, and one
 * zone lost, so that its tasks are spread over the other subnets. Subnets of another program are not judged.
 */
export const addressHeadroom: Rule = {
  id: "address-headroom",
  title: "Subnets have an address for every task that may run in them.",
  severity: "medium",
  controls: {},
  reads: [
    {
      type: SERVICE,
      properties: ["name", "cluster", "desiredCount", "networkConfiguration.subnets[]"],
      inStackOnly: true,
    },
    { type: TARGET, properties: ["resourceId", "maxCapacity"], inStackOnly: true },
    ...LOAD_BALANCERS.map((type) => ({
      type,
      properties: ["subnets[]", "subnetMappings[].subnetId"],
      inStackOnly: true,
    })),
    { type: SUBNET, properties: ["id", "cidrBlock", "availabilityZone"], inStackOnly: true },
    { type: "aws:ec2/defaultSubnet:DefaultSubnet", properties: ["id"], inStackOnly: true },
  ],
  why: "A task without an address does not start, and addresses run out when load rises or a zone fails, at the worst time.",
  remediation:
    "Make the subnets larger (AWS keeps five addresses of each), take more of them, or lower `maxCapacity`. Counted are " +
    "the tasks that scaling allows, divided by the subnets that are left without one zone and rounded up, twice for a " +
    "deployment.",
  checkStack: (stack) => {
    const placed = stack.ofType(SERVICE).map((service) => tenantOf(service, stack));
    const tenants = [
      ...placed.flatMap((tenant) => ("findings" in tenant ? [] : [tenant])),
      ...stack.ofType(...LOAD_BALANCERS).map((balancer) => inSubnets(balancer, () => WANTED_BY_LOAD_BALANCER)),
    ];
    const subnets = new Map(tenants.flatMap((tenant) => tenant.subnets).map((subnet) => [subnet.urn, subnet]));
    return [
      ...placed.flatMap((tenant) => ("findings" in tenant ? tenant.findings : [])),
      ...[...subnets.values()].flatMap((subnet) => judgeSubnet(subnet, tenants)),
    ];
  },
};

function tenantOf(service: StackResource, stack: StackFacts): Tenant | { findings: Finding[] } {
  const placement = placementOf(service);
  if (placement === undefined) {
    return { findings: [] };
  }
  if (placement.list.isUnknown && placement.subnets.length === 0) {
    return { findings: [inconclusive(placement.list)] };
  }
  const tasks = maximumOf(service, stack);
  return typeof tasks === "number"
    ? inSubnets(service, (subnetsLeft) => VERSIONS * Math.ceil(tasks / subnetsLeft))
    : { findings: [inconclusive(tasks)] };
}

function inSubnets(resource: StackResource, share: Tenant["share"]): Tenant {
  const { ids = [], subnets = [] } = placementOf(resource) ?? {};
  const seen = subnets.filter(({ type }) => type === SUBNET);
  return { resource, subnets: seen, elsewhere: Math.max(0, ids.length - seen.length), share };
}

/** The most tasks that the service may be scaled to, or the property that would tell. */
function maximumOf(service: StackResource, stack: StackFacts): number | Property {
  const limits = stack
    .ofType(TARGET)
    .filter((target) => scales(target, service))
    .map((target) => target.inputs<appautoscaling.TargetArgs>().get("maxCapacity"));
  const desired = service.inputs<ecs.ServiceArgs>().get("desiredCount");
  // The scaler decides where there is one, whatever the service started with.
  const counts = limits.length > 0 ? limits : [desired];
  const numbers = counts.map(({ value }) => (typeof value === "number" && value > 0 ? value : 0));
  return counts.find(({ isUnknown }) => isUnknown) ?? Math.max(...numbers);
}

function scales(target: StackResource, service: StackResource): boolean {
  const id = target.inputs<appautoscaling.TargetArgs>().get("resourceId");
  if (target.sourcesOf("resourceId").some(({ urn }) => urn === service.urn)) {
    return true;
  }
  const inputs = service.inputs<ecs.ServiceArgs>();
  const [name, cluster] = [inputs.get("name").value, inputs.get("cluster").value];
  const [, ofCluster, ofService] = typeof id.value === "string" ? id.value.split("/") : [];
  const isSameCluster = typeof cluster !== "string" || cluster.split("/").at(-1) === ofCluster;
  return ofService !== undefined && ofService === name && isSameCluster;
}

function judgeSubnet(subnet: StackResource, tenants: readonly Tenant[]): Finding[] {
  const block = subnet.inputs<ec2.SubnetArgs>().get("cidrBlock");
  const mine = tenants.filter(({ subnets }) => subnets.some(({ urn }) => urn === subnet.urn));
  if (block.isUnknown) {
    return [inconclusive(block)];
  }
  const prefix = /^[\d.]+\/(\d{1,2})$/.exec(typeof block.value === "string" ? block.value : "")?.[1];
  if (prefix === undefined) {
    // A subnet of IPv6 alone, which does not run out.
    return [];
  }
  const zones = new Set(mine.flatMap(({ subnets }) => subnets).map(zoneOf));
  zones.delete(zoneOf(subnet));
  const needs = [undefined, ...zones].map((lost) => needIn(mine, lost));
  const need = Math.max(...needs);
  const usable = usableIn(Number(prefix));
  return need <= usable ? [] : [violation(block, breach(usable, need, mine, zones.size > 0))];
}

/** Addresses that are taken in each subnet that is left when that zone is lost. */
function needIn(tenants: readonly Tenant[], lost: string | undefined): number {
  const shares = tenants.map(({ subnets, elsewhere, share }) =>
    share(subnets.filter((subnet) => zoneOf(subnet) !== lost).length + elsewhere),
  );
  return shares.reduce((sum, number) => sum + number, 0);
}

/** Subnets whose zones are unknown are taken to be in different ones. */
function zoneOf(subnet: StackResource): string {
  const zone = subnet.inputs<ec2.SubnetArgs>().get("availabilityZone").value;
  return typeof zone === "string" ? zone : subnet.urn;
}

function usableIn(prefix: number): number {
  return Math.max(0, 2 ** (32 - prefix) - KEPT_BY_AWS);
}

function breach(usable: number, need: number, tenants: readonly Tenant[], loses: boolean) {
  const names = tenants.map(({ resource }) => quoted(resource.name)).join(", ");
  const fitting = Math.min(SMALLEST, 32 - Math.ceil(Math.log2(need + KEPT_BY_AWS)));
  return {
    what:
      `the subnet has ${usable} usable addresses, and ${names} may need ${need} in it during a deployment` +
      `${loses ? " with a zone lost" : ""}.`,
    fix:
      fitting < LARGEST
        ? "place the services in more subnets, or lower maxCapacity"
        : `cidrBlock: "<address>/${fitting}" (${usableIn(fitting)} usable addresses), or a lower maxCapacity`,
  };
}
