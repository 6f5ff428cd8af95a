import { type Resource, UNKNOWN } from "../harness";
import { type Case, otherResource } from "./case";

const SERVICE = "aws:ecs/service:Service";
const BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const SUBNET = "aws:ec2/subnet:Subnet";
const TARGET = "aws:appautoscaling/target:Target";
const SUBNETS = "networkConfiguration.subnets";

const subnet = (name: string, zone: unknown, cidrBlock: unknown = "10.0.0.0/24", over: object = {}): Resource => ({
  type: SUBNET,
  name,
  props: { availabilityZone: zone, availabilityZoneId: UNKNOWN, cidrBlock, ...over },
});

const inSubnets = (what: string, subnets: unknown, made: readonly Resource[], expected: Partial<Case> = {}): Case => ({
  what,
  type: SERVICE,
  name: "web",
  props: { name: "web", desiredCount: 2, networkConfiguration: { subnets } },
  sources: { networkConfiguration: made.map(({ type, name }) => `${type} ${name}`) },
  beside: made,
  ...expected,
});

const balancer = (props: object, made: readonly Resource[], input = "subnets"): Resource => ({
  type: BALANCER,
  name: "front",
  props,
  sources: { [input]: made.map(({ type, name }) => `${type} ${name}`) },
});

const A = subnet("a", "eu-west-1a");
const B = subnet("b", "eu-west-1b");
const A2 = subnet("a2", "eu-west-1a");
const SOMEWHERE = subnet("somewhere", UNKNOWN);
const ELSEWHERE = subnet("elsewhere", UNKNOWN);

export const atLeastTwoAzs: readonly Case[] = [
  otherResource,
  inSubnets("two zones", [UNKNOWN, UNKNOWN], [A, B]),
  inSubnets("two zones, in a list that is unknown", UNKNOWN, [A, B]),
  inSubnets(
    "two zones, by their ids",
    [UNKNOWN, UNKNOWN],
    [
      subnet("a", UNKNOWN, "10.0.0.0/24", { availabilityZoneId: "euw1-az1" }),
      subnet("b", UNKNOWN, "10.0.1.0/24", { availabilityZoneId: "euw1-az2" }),
    ],
  ),
  inSubnets("two zones, one of them still unknown", [UNKNOWN, UNKNOWN, UNKNOWN], [A, B, SOMEWHERE]),
  inSubnets("default subnets", UNKNOWN, [
    { ...A, type: "aws:ec2/defaultSubnet:DefaultSubnet" },
    { ...B, type: "aws:ec2/defaultSubnet:DefaultSubnet" },
  ]),
  inSubnets("two of another program", ["subnet-1", "subnet-2"], []),
  inSubnets("one of this program, one of another", [UNKNOWN, "subnet-2"], [A]),
  inSubnets("one of another program", ["subnet-1"], [], { violations: [SUBNETS], says: "one subnet only" }),
  inSubnets("the same one twice", ["subnet-1", "subnet-1"], [], { violations: [SUBNETS] }),
  inSubnets("none", [], [], { violations: [SUBNETS] }),
  inSubnets("two of one zone", UNKNOWN, [A, A2], {
    violations: [SUBNETS],
    says: "subnets of one Availability Zone only",
  }),
  inSubnets("one", UNKNOWN, [SOMEWHERE], { violations: [SUBNETS] }),
  inSubnets(
    "more went into the list than is in it",
    ["subnet-a", "subnet-a2"],
    [
      subnet("a", "eu-west-1a", "10.0.0.0/24", { id: "subnet-a" }),
      subnet("a2", "eu-west-1a", "10.0.0.0/24", { id: "subnet-a2" }),
      subnet("b", "eu-west-1b", "10.0.0.0/24", { id: "subnet-b" }),
    ],
    { violations: [SUBNETS] },
  ),
  inSubnets("zones unknown", UNKNOWN, [SOMEWHERE, ELSEWHERE], { inconclusive: ["availabilityZone"] }),
  inSubnets("subnets unknown", UNKNOWN, [], { inconclusive: [SUBNETS] }),
  { ...inSubnets("a service on hosts", undefined, []), props: { name: "web" } },
  inSubnets("a load balancer in two zones", UNKNOWN, [A, B, balancer({ subnets: UNKNOWN }, [A, B])]),
  inSubnets("a load balancer in one", UNKNOWN, [A, B, balancer({ subnets: UNKNOWN, subnetMappings: UNKNOWN }, [A])], {
    violations: ["subnets"],
  }),
  inSubnets(
    "a load balancer by mappings, in one",
    UNKNOWN,
    [A, B, balancer({ subnets: UNKNOWN, subnetMappings: [{ subnetId: UNKNOWN }] }, [A], "subnetMappings")],
    { violations: ["subnetMappings"] },
  ),
  inSubnets("a load balancer by mappings, in two", UNKNOWN, [
    A,
    B,
    balancer({ subnetMappings: [{ subnetId: UNKNOWN }, { subnetId: UNKNOWN }] }, [A, B], "subnetMappings"),
  ]),
];

const scaled = (maxCapacity: unknown, resourceId: unknown = "service/main/web"): Resource => ({
  type: TARGET,
  name: "web",
  props: { resourceId, maxCapacity },
  ...(resourceId === UNKNOWN && { sources: { resourceId: [`${SERVICE} web`] } }),
});
const small = (prefix: number) => [
  subnet("a", "eu-west-1a", `10.0.0.0/${prefix}`),
  subnet("b", "eu-west-1b", `10.0.1.0/${prefix}`),
];
const FULL = ["cidrBlock", "cidrBlock"];

export const addressHeadroom: readonly Case[] = [
  otherResource,
  // 11 usable addresses in each, of which one is lost with its zone.
  inSubnets("as many as fit", UNKNOWN, [...small(28), scaled(5)]),
  inSubnets("one too many", UNKNOWN, [...small(28), scaled(6)], {
    violations: FULL,
    says: 'has 11 usable addresses, and "web" may need 12 in it during a deployment with a zone lost',
  }),
  inSubnets("fifty in a /28", UNKNOWN, [...small(28), scaled(50)], {
    violations: FULL,
    says: 'cidrBlock: "<address>/25" (123 usable addresses)',
  }),
  inSubnets("as many as no subnet holds", UNKNOWN, [...small(16), scaled(40_000)], {
    violations: FULL,
    says: "in more subnets",
  }),
  inSubnets("by the service's output", UNKNOWN, [...small(28), scaled(6, UNKNOWN)], { violations: FULL }),
  inSubnets("another service scales", UNKNOWN, [...small(28), scaled(50, "service/main/api")]),
  inSubnets("a namesake in another cluster scales", UNKNOWN, [...small(28), scaled(50, "service/other/web")], {
    props: {
      name: "web",
      cluster: "arn:aws:ecs:eu-west-1:123456789012:cluster/main",
      networkConfiguration: { subnets: UNKNOWN },
    },
  }),
  inSubnets("without scaling", UNKNOWN, small(28), {
    props: { desiredCount: 6, networkConfiguration: { subnets: UNKNOWN } },
    violations: FULL,
  }),
  inSubnets(
    "two services that fit one by one",
    UNKNOWN,
    [
      ...small(28),
      scaled(3),
      {
        ...inSubnets("", UNKNOWN, small(28)),
        name: "api",
        props: { name: "api", desiredCount: 3, networkConfiguration: { subnets: UNKNOWN } },
      },
    ],
    { violations: FULL, says: '"web", "api"' },
  ),
  inSubnets(
    "a load balancer beside it",
    UNKNOWN,
    [...small(28), scaled(5), balancer({ subnets: UNKNOWN }, small(28))],
    {
      violations: FULL,
      says: "may need 18",
    },
  ),
  // Three zones: two subnets when one is lost, over which the old and the new tasks are spread apart.
  inSubnets("three zones", UNKNOWN, [...small(28), subnet("c", "eu-west-1c", "10.0.2.0/28"), scaled(10)]),
  inSubnets(
    "three zones, one too many",
    UNKNOWN,
    [...small(28), subnet("c", "eu-west-1c", "10.0.2.0/28"), scaled(11)],
    {
      violations: [...FULL, "cidrBlock"],
      says: "may need 12",
    },
  ),
  inSubnets("two subnets in one zone: none is lost", UNKNOWN, [
    subnet("a", "eu-west-1a", "10.0.0.0/28"),
    subnet("a2", "eu-west-1a", "10.0.1.0/28"),
    scaled(10),
  ]),
  inSubnets("one subnet", UNKNOWN, [subnet("a", "eu-west-1a", "10.0.0.0/28"), scaled(6)], {
    violations: ["cidrBlock"],
    says: "12 in it during a deployment.",
  }),
  inSubnets("a subnet of IPv6 alone", UNKNOWN, [subnet("a", "eu-west-1a", undefined), scaled(50)]),
  inSubnets("subnets of another program", ["subnet-1", "subnet-2"], [scaled(5000)]),
  inSubnets(
    "half of them of another program",
    [UNKNOWN, "subnet-2"],
    [subnet("a", "eu-west-1a", "10.0.0.0/28"), scaled(10)],
  ),
  { ...inSubnets("a service on hosts", undefined, []), props: { name: "web" } },
  inSubnets("subnets unknown", UNKNOWN, [], { inconclusive: [SUBNETS] }),
  inSubnets("range unknown", UNKNOWN, [subnet("a", "eu-west-1a", UNKNOWN)], { inconclusive: ["cidrBlock"] }),
  inSubnets("limit unknown", UNKNOWN, [...small(28), scaled(UNKNOWN)], { inconclusive: ["maxCapacity"] }),
  inSubnets("count unknown, limit known", UNKNOWN, [...small(28), scaled(5)], {
    props: { name: "web", desiredCount: UNKNOWN, networkConfiguration: { subnets: UNKNOWN } },
  }),
  inSubnets(
    "zones unknown, so any may be lost",
    UNKNOWN,
    [subnet("a", UNKNOWN, "10.0.0.0/28"), subnet("b", UNKNOWN, "10.0.1.0/28"), scaled(6)],
    { violations: FULL },
  ),
];
