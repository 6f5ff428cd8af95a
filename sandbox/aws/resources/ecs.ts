import { Refusal } from "../refusal";
import { knownStrings } from "../value";
import { definitionMistakes, taskReasons } from "./containers";
import { ECS_SERVICE, nextRevision, providersOf, SERVICE_FACTS, TASK_DEFINITION } from "./ecsServices";
import type { Draft, FactsTable } from "./facts";

const ARN = "arn:{partition}:ecs:{region}:{account}:";

export const ECS: FactsTable = {
  "aws:ecs/cluster:Cluster": {
    id: "{arn}",
    outputs: {
      arn: `${ARN}cluster/{name}`,
      settings: () => [{ name: "containerInsights", value: "disabled" }],
    },
    replaces: ["name"],
    sets: ["settings"],
  },
  "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": {
    id: "{clusterName}",
    naming: false,
    replaces: ["clusterName"],
    sets: ["defaultCapacityProviderStrategies"],
    admit: admitCapacityProviders,
  },
  "aws:ecs/capacityProvider:CapacityProvider": {
    id: "{arn}",
    outputs: { arn: `${ARN}capacity-provider/{name}` },
    replaces: ["name", "cluster"],
  },
  [TASK_DEFINITION]: {
    id: "{family}",
    key: ["arn"],
    outputs: {
      revision: ({ inputs, cloud, place }) => nextRevision(inputs.family, place, cloud),
      arn: `${ARN}task-definition/{family}:{revision}`,
      arnWithoutRevision: `${ARN}task-definition/{family}`,
      networkMode: () => "bridge",
    },
    replaces: "all",
    updates: ["skipDestroy", "trackLatest"],
    sets: ["volumes", "placementConstraints"],
    check: definitionMistakes,
    admit: ({ inputs }) => {
      const [reason] = taskReasons(inputs);
      if (reason !== undefined) {
        throw new Refusal("ClientException", reason);
      }
    },
  },
  [ECS_SERVICE]: SERVICE_FACTS,
};

const FARGATE_PROVIDERS = ["FARGATE", "FARGATE_SPOT"];

function admitCapacityProviders({ inputs, cloud }: Draft): void {
  const providers = knownStrings(inputs.capacityProviders);
  requireProviders(providers, cloud);
  const stray = providersOf(inputs.defaultCapacityProviderStrategies).find((one) => !providers.includes(one));
  if (stray !== undefined) {
    throw new Refusal(
      "InvalidParameterException",
      `The specified capacity provider '${stray}' was not found in the cluster's capacity providers.`,
    );
  }
}

function requireProviders(providers: readonly string[], cloud: Draft["cloud"]): void {
  const own = cloud.ofTypes(["aws:ecs/capacityProvider:CapacityProvider"]).map(({ outputs }) => outputs.name);
  const unknown = providers.find((one) => !FARGATE_PROVIDERS.includes(one) && !own.includes(one));
  if (unknown !== undefined) {
    throw new Refusal("InvalidParameterException", `The specified capacity provider '${unknown}' was not found.`);
  }
}
