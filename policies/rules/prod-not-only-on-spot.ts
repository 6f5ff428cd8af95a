import type { ecs, types } from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { isProduction, whereProductionIs } from "../facts/production";
import type { Property } from "../facts/property";
import type { ResourceFacts } from "../facts/resource";
import { type Finding, inconclusive, type Rule, violation } from "../rule";

const PROVIDERS = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders";

const PROPERTIES = ["capacityProvider", "base", "weight"];

type Entry = pulumi.Unwrap<types.input.ecs.ServiceCapacityProviderStrategy>;

/**
 * A service without a strategy of its own is on the cluster's, unless it has a launch type, which is on demand. Of
 * capacity providers other than FARGATE_SPOT nothing shows that they are on Spot, and they count as on demand. Tasks
 * that something starts on its own, such as a schedule, may run on Spot.
 */
export const prodNotOnlyOnSpot: Rule = {
  id: "prod-not-only-on-spot",
  title: "A service of production never runs on Spot capacity alone.",
  severity: "high",
  controls: {},
  reads: [
    ...["aws:ecs/service:Service", "aws:ecs/taskSet:TaskSet"].map((type) => ({
      type,
      properties: PROPERTIES.map((property) => `capacityProviderStrategies[].${property}`),
    })),
    { type: PROVIDERS, properties: PROPERTIES.map((property) => `defaultCapacityProviderStrategies[].${property}`) },
  ],
  why: "AWS takes Spot tasks away with two minutes' notice, and when Spot is short it takes them all and gives none back.",
  remediation:
    "Keep a `base` or a `weight` of the capacity provider FARGATE beside FARGATE_SPOT in `capacityProviderStrategies`. " +
    whereProductionIs,
  check: (resource) => (isProduction(resource) ? judgeStrategy(strategyOf(resource)) : []),
};

function strategyOf(resource: ResourceFacts): Property<Entry[]> {
  return resource.type === PROVIDERS
    ? resource.inputs<ecs.ClusterCapacityProvidersArgs>().get("defaultCapacityProviderStrategies")
    : resource.inputs<ecs.ServiceArgs>().get("capacityProviderStrategies");
}

function judgeStrategy(strategy: Property<Entry[]>): Finding[] {
  const entries = strategy.items();
  const onDemand = entries.map(onDemandShare);
  if (entries.length === 0 || onDemand.includes(true)) {
    return [];
  }
  const unknown = onDemand.filter((share) => typeof share === "object");
  return unknown.length > 0
    ? unknown.map(inconclusive)
    : [
        violation(strategy, {
          what: "every task may be on Spot capacity.",
          fix: '[{ capacityProvider: "FARGATE", base: 1, weight: 1 }, { capacityProvider: "FARGATE_SPOT", weight: 3 }]',
        }),
      ];
}

/** Whether some tasks are surely on demand by this entry, or the property that would tell. Omitted, both numbers are 0. */
function onDemandShare(entry: Property<Entry>): boolean | Property {
  const [provider, base, weight] = [entry.get("capacityProvider"), entry.get("base"), entry.get("weight")];
  if (!provider.isUnknown && provider.value === "FARGATE_SPOT") {
    return false;
  }
  const hasShare = [base, weight].some(({ value }) => typeof value === "number" && value > 0);
  const open = [provider, ...(hasShare ? [] : [base, weight])].find(({ isUnknown }) => isUnknown);
  return open ?? hasShare;
}
