import { UNKNOWN } from "../harness";
import { type Case, casesOfType, otherResource } from "./case";

const TASK = casesOfType("aws:ecs/taskDefinition:TaskDefinition");

const sized = (cpu: unknown, memory: unknown, over: object = {}) => ({
  requiresCompatibilities: ["FARGATE"],
  cpu,
  memory,
  ...over,
});

const offered = (cpu: unknown, memory: unknown): Case => TASK(`${String(cpu)} / ${String(memory)}`, sized(cpu, memory));

const refused = (cpu: unknown, memory: unknown, says: string): Case =>
  TASK(`${String(cpu)} / ${String(memory)}`, sized(cpu, memory), { violations: ["memory"], says });

const WINDOWS = { runtimePlatform: { operatingSystemFamily: "WINDOWS_SERVER_2022_CORE" } };

export const fargateCpuMemory: readonly Case[] = [
  otherResource,
  ...(
    [
      ["256", "512"],
      ["256", "2048"],
      ["1024", "8192"],
      ["4096", "30720"],
      ["8192", "16384"],
      ["8192", "61440"],
      ["16384", "122880"],
      ["32768", "249856"],
      [".25 vCPU", "0.5GB"],
      ["0.5 vcpu", "1 GB"],
      ["1vCPU", "2gb"],
      [" 16 vCPU ", "32 GB"],
      [256, 512],
    ] as const
  ).map(([cpu, memory]) => offered(cpu, memory)),
  refused("256", "4096", 'cpu: "512", memory: "4096"'),
  refused("256", "256", 'cpu: "256", memory: "512"'),
  refused("512", "512", 'cpu: "512", memory: "1024"'),
  refused("1024", "2500", 'cpu: "1024", memory: "3072"'),
  refused("8192", "17408", 'cpu: "8192", memory: "20480"'),
  refused("3 vCPU", "6 GB", 'cpu: "4096", memory: "8192"'),
  refused("65536", "1", "take less"),
  refused("0.25", "512", "memory:"),
  refused("256 units", "512 MiB", "Fargate offers no task of that size"),
  refused({}, true, "Fargate offers no task of that size"),
  TASK("neither", sized(undefined, undefined), { violations: ["cpu"], says: "cpu: omitted, memory: omitted" }),
  TASK("no memory", sized("1024", undefined), { violations: ["memory"], says: 'cpu: "1024", memory: "2048"' }),
  TASK("for EC2 as well", sized("100", "100", { requiresCompatibilities: ["EC2", "FARGATE"] }), {
    violations: ["memory"],
  }),
  TASK("for EC2 alone", sized("100", "100", { requiresCompatibilities: ["EC2"] })),
  TASK("for EC2, since nothing is said", { cpu: "100" }),
  TASK("Windows", sized("1024", "2048", WINDOWS)),
  TASK("Windows, in a size for Linux", sized("256", "512", WINDOWS), {
    violations: ["memory"],
    says: 'cpu: "1024", memory: "2048"',
  }),
  TASK("CPU unknown", sized(UNKNOWN, "512"), { inconclusive: ["cpu"] }),
  TASK("launch type unknown, size fine", sized("256", "512", { requiresCompatibilities: UNKNOWN })),
  TASK("launch type unknown, size not", sized("256", "1", { requiresCompatibilities: [UNKNOWN] }), {
    inconclusive: ["requiresCompatibilities[0]"],
  }),
  TASK("system unknown, size for Linux", sized("256", "512", { runtimePlatform: { operatingSystemFamily: UNKNOWN } }), {
    inconclusive: ["runtimePlatform.operatingSystemFamily"],
  }),
  TASK("system unknown, size for all", sized("1024", "2048", { runtimePlatform: UNKNOWN })),
];

const VERSIONED: readonly { type: string; at: string; props: (version: unknown) => object }[] = [
  { type: "aws:ecs/service:Service", at: "", props: (platformVersion) => ({ platformVersion }) },
  { type: "aws:ecs/taskSet:TaskSet", at: "", props: (platformVersion) => ({ platformVersion }) },
  {
    type: "aws:cloudwatch/eventTarget:EventTarget",
    at: "ecsTarget.",
    props: (platformVersion) => ({ ecsTarget: { platformVersion } }),
  },
  {
    type: "aws:scheduler/schedule:Schedule",
    at: "target.ecsParameters.",
    props: (platformVersion) => ({ target: { ecsParameters: { platformVersion } } }),
  },
  {
    type: "aws:pipes/pipe:Pipe",
    at: "targetParameters.ecsTaskParameters.",
    props: (platformVersion) => ({ targetParameters: { ecsTaskParameters: { platformVersion } } }),
  },
];

export const fargatePlatformVersion: readonly Case[] = [
  otherResource,
  ...VERSIONED.flatMap(({ type, at, props }) => {
    const of = casesOfType(type);
    return [
      of("omitted", props(undefined)),
      of("the latest", props("LATEST")),
      of("an old one", props("1.3.0"), { violations: [`${at}platformVersion`], says: 'platformVersion: "LATEST"' }),
      of("unknown", props(UNKNOWN), { inconclusive: [`${at}platformVersion`] }),
    ];
  }),
  ...["1.4.0", "1.4.1", "1.10.0", "2.0.0"].map((version) =>
    casesOfType("aws:ecs/service:Service")(version, { platformVersion: version }),
  ),
  ...["1.0.0", "0.9.9", "1.4", "latest", "v1.4.0", 1.4, {}].map((version) =>
    casesOfType("aws:ecs/service:Service")(
      JSON.stringify(version),
      { platformVersion: version },
      { violations: ["platformVersion"] },
    ),
  ),
];

const SERVICE = casesOfType("aws:ecs/service:Service");
const STRATEGY = "capacityProviderStrategies";
const onCapacity = (...strategy: readonly unknown[]) => ({ [STRATEGY]: strategy });
const spot = (weight: unknown = 1) => ({ capacityProvider: "FARGATE_SPOT", weight });
const inProd = (what: string, props: object, expected: Partial<Case> = {}): Case =>
  SERVICE(what, props, { stack: "prod", ...expected });

export const prodNotOnlyOnSpot: readonly Case[] = [
  otherResource,
  SERVICE("Spot alone, outside of production", onCapacity(spot())),
  inProd("on demand alone", onCapacity({ capacityProvider: "FARGATE", weight: 1 })),
  inProd("a base on demand", onCapacity({ capacityProvider: "FARGATE", base: 1 }, spot(4))),
  inProd("a base on demand, after Spot", onCapacity(spot(4), { capacityProvider: "FARGATE", base: 2, weight: 1 })),
  inProd("on demand alone, without a weight", onCapacity({ capacityProvider: "FARGATE" })),
  inProd("a weight on demand, and none of Spot", onCapacity({ capacityProvider: "FARGATE", weight: 100 }, spot(0))),
  ...[
    [1, 99],
    [1, 1],
    [99, 1],
  ].map(([weight, ofSpot]) =>
    inProd(`weights ${weight} to ${ofSpot}`, onCapacity({ capacityProvider: "FARGATE", weight }, spot(ofSpot)), {
      violations: [STRATEGY],
      says: "every task may be on Spot capacity: no other provider has a base.",
    }),
  ),
  inProd("a base of Spot", onCapacity({ capacityProvider: "FARGATE", weight: 1 }, { ...spot(0), base: 2 }), {
    violations: [STRATEGY],
  }),
  inProd("instances of one's own", onCapacity({ capacityProvider: "gpu-hosts", weight: 1 })),
  inProd("no strategy", { launchType: "FARGATE" }),
  inProd("Spot alone", onCapacity(spot()), { violations: [STRATEGY], says: 'capacityProvider: "FARGATE", base: 1' }),
  inProd("Spot with a base", onCapacity({ ...spot(), base: 2 }), { violations: [STRATEGY] }),
  inProd("on demand for nothing", onCapacity({ capacityProvider: "FARGATE", weight: 0 }, spot()), {
    violations: [STRATEGY],
  }),
  inProd("on demand without a weight", onCapacity({ capacityProvider: "FARGATE" }, spot()), { violations: [STRATEGY] }),
  inProd("unknown strategy", { [STRATEGY]: UNKNOWN }, { inconclusive: [STRATEGY] }),
  inProd("unknown provider", onCapacity({ capacityProvider: UNKNOWN, weight: 1 }), {
    inconclusive: [`${STRATEGY}[0].capacityProvider`],
  }),
  inProd("unknown provider without a weight", onCapacity({ capacityProvider: UNKNOWN }), {
    inconclusive: [`${STRATEGY}[0].capacityProvider`],
  }),
  inProd("unknown provider with a base", onCapacity({ capacityProvider: UNKNOWN, base: 1 }, spot()), {
    inconclusive: [`${STRATEGY}[0].capacityProvider`],
  }),
  inProd("unknown provider without a base", onCapacity({ capacityProvider: UNKNOWN, weight: 1 }, spot()), {
    violations: [STRATEGY],
  }),
  inProd(
    "unknown provider for nothing",
    onCapacity({ capacityProvider: "FARGATE", weight: 1 }, { capacityProvider: UNKNOWN }),
  ),
  inProd("unknown base on demand", onCapacity({ capacityProvider: "FARGATE", base: UNKNOWN, weight: 1 }, spot()), {
    inconclusive: [`${STRATEGY}[0].base`],
  }),
  inProd("unknown base on demand, without Spot", onCapacity({ capacityProvider: "FARGATE", base: UNKNOWN })),
  inProd("unknown weight on demand", onCapacity({ capacityProvider: "FARGATE", weight: UNKNOWN }, spot()), {
    violations: [STRATEGY],
  }),
  inProd("unknown weight of Spot", onCapacity({ capacityProvider: "FARGATE", weight: 1 }, spot(UNKNOWN)), {
    inconclusive: [`${STRATEGY}[1].weight`],
  }),
  inProd(
    "unknown weight of Spot, and a base on demand",
    onCapacity({ capacityProvider: "FARGATE", base: 1 }, spot(UNKNOWN)),
  ),
  inProd("unknown weight of Spot alone", onCapacity(spot(UNKNOWN)), { violations: [STRATEGY] }),
  inProd("Spot alone, without a weight", onCapacity(spot(undefined)), { violations: [STRATEGY] }),
  casesOfType("aws:ecs/taskSet:TaskSet")("Spot alone", onCapacity(spot()), {
    stack: "eu-production",
    violations: [STRATEGY],
  }),
  casesOfType("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders")(
    "default that is Spot alone",
    { defaultCapacityProviderStrategies: [spot()] },
    { stack: "prod", violations: ["defaultCapacityProviderStrategies"] },
  ),
  casesOfType("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders")(
    "default that is on demand alone",
    { defaultCapacityProviderStrategies: [{ capacityProvider: "FARGATE", weight: 1 }] },
    { stack: "prod" },
  ),
  casesOfType("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders")(
    "no default",
    { capacityProviders: ["FARGATE_SPOT"] },
    { stack: "prod" },
  ),
];
