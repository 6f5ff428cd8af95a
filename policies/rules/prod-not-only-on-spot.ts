import type { ecs, types } from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { isProduction, whereProductionIs } from "../facts/production";
import type { Property } from "../facts/property";
import type { ResourceFacts } from "../facts/resource";
import { type Finding, inconclusive, type Rule, violation } from "../rule";

const PROVIDERS = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders";

const SPOT = "FARGATE_SPOT";

const PROPERTIES = ["capacityProvider", "base", "weight"];

type Entry = pulumi.Unwrap<types.input.ecs.ServiceCapacityProviderStrategy>;

/**
 * Only a base is sure to be on demand: weights divide tasks by their ratio, so of 1 to 99, and of any for one task, all
 * may be on Spot.
 *
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
    "Give the capacity provider FARGATE a `base` of 1 or more beside FARGATE_SPOT in `capacityProviderStrategies`; " +
    "weights alone may place the few tasks that there are all on Spot. " +
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
  const kept = entries.map(keepsOnDemand);
  const onSpot = entries.map((entry) => placesOnSpot(entry, entries.length === 1));
  if (kept.includes(true) || !onSpot.some((answer) => answer !== false)) {
    return [];
  }
  const unknown = entries
    .map((_, index) => (kept[index] === false && !onSpot.includes(true) ? onSpot[index] : kept[index]))
    .filter((answer) => typeof answer === "object");
  return unknown.length > 0
    ? unknown.map(inconclusive)
    : [
        violation(strategy, {
          what: "every task may be on Spot capacity: no other provider has a base.",
          fix: '[{ capacityProvider: "FARGATE", base: 1, weight: 1 }, { capacityProvider: "FARGATE_SPOT", weight: 3 }]',
        }),
      ];
}

/** Whether a task is surely on demand by this entry, or the property that would tell. */
function keepsOnDemand(entry: Property<Entry>): boolean | Property {
  const [provider, base] = [entry.get("capacityProvider"), entry.get("base")];
  const isSpot = !provider.isUnknown && provider.value === SPOT;
  if (isSpot || !(base.isUnknown || isPositive(base))) {
    return false;
  }
  return [provider, base].find(({ isUnknown }) => isUnknown) ?? true;
}

/** Whether this entry places tasks on Spot, or the property that would tell. Omitted, both numbers are 0. */
function placesOnSpot(entry: Property<Entry>, isAlone: boolean): boolean | Property {
  const [provider, ...numbers] = [entry.get("capacityProvider"), entry.get("base"), entry.get("weight")];
  if (!provider.isUnknown && provider.value !== SPOT) {
    return false;
  }
  // A provider needs a weight only beside others.
  const isUsed = isAlone || numbers.some(isPositive) || (numbers.find(({ isUnknown }) => isUnknown) ?? false);
  return isUsed !== false && provider.isUnknown ? provider : isUsed;
}

function isPositive({ value }: Property): boolean {
  return typeof value === "number" && value > 0;
}
