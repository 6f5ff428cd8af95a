import { find } from "../references";
import { Refusal } from "../refusal";
import { equal, isObject, isUnknown, knownStrings, type Properties, type Value, valuesAt, text } from "../value";
import { containersOf, definitionMistakes, taskReasons } from "./containers";
import type { Draft, FactsTable } from "./facts";
import { targetGroupsOf } from "./targetGroups";
import { requireGroupsIn, vpcOf } from "./networks";

const ARN = "arn:{partition}:ecs:{region}:{account}:";
const TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";

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
    key: "arn",
    outputs: {
      revision: ({ inputs, cloud, place }) => cloud.next(`${place.region} task definition ${text(inputs.family)}`),
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
  "aws:ecs/service:Service": {
    id: "{arn}",
    outputs: {
      arn: ({ inputs, cloud, place }) =>
        `arn:${place.partition}:ecs:${place.region}:${place.account}:service/` +
        `${clusterNameOf(inputs, cloud)}/${text(inputs.name)}`,
      cluster: ({ cloud, place }) =>
        find("cluster", "default", cloud)?.id ??
        `arn:${place.partition}:ecs:${place.region}:${place.account}:cluster/default`,
      iamRole: () => "/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
      launchType: ({ inputs }) => (inputs.capacityProviderStrategies === undefined ? "EC2" : ""),
      availabilityZoneRebalancing: () => "ENABLED",
      deploymentConfiguration: () => undefined,
    },
    fallbacks: { launchType: null },
    replaces: ["cluster", "deploymentController", "iamRole", "launchType", "name", "schedulingStrategy"],
    updates: ["forceNewDeployment"],
    sets: ["capacityProviderStrategies", "loadBalancers", "placementConstraints", "vpcLatticeConfigurations"],
    unique: {
      by: ["name", "cluster"],
      code: "InvalidParameterException",
      message: "Creation of service was not idempotent.",
    },
    admit: admitService,
  },
};

function clusterNameOf(inputs: Properties, cloud: Draft["cloud"]): string {
  return text(find("cluster", inputs.cluster, cloud)?.outputs.name ?? "default");
}

const FARGATE_PROVIDERS = ["FARGATE", "FARGATE_SPOT"];

function providersOf(strategies: Value | undefined): string[] {
  return Array.isArray(strategies) ? knownStrings(strategies.flatMap((one) => valuesAt(one, "capacityProvider"))) : [];
}

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

function admitService(draft: Draft): void {
  if (draft.old) {
    requireUpdatable(draft.old.inputs, draft.inputs);
  }
  const { inputs, cloud } = draft;
  const task = taskDefinitionOf(inputs, cloud);
  requireStrategy(inputs, cloud);
  const subnets = knownStrings(valuesAt(inputs, "networkConfiguration.subnets[]"));
  if (task?.outputs.networkMode === "awsvpc" && subnets.length === 0) {
    throw new Refusal(
      "InvalidParameterException",
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    );
  }
  const vpc = vpcOf(subnets, cloud);
  requireGroupsIn(vpc, knownStrings(valuesAt(inputs, "networkConfiguration.securityGroups[]")), cloud);
  for (const balancer of valuesAt(inputs, "loadBalancers[]")) {
    requireBalancer(balancer, task?.inputs, cloud);
  }
}

/** The task definition that a service names: an ARN, a family with a revision, or a family alone. */
function taskDefinitionOf(inputs: Properties, cloud: Draft["cloud"]) {
  const [name] = knownStrings(inputs.taskDefinition);
  if (name === undefined) {
    return undefined;
  }
  const [found] = cloud
    .ofTypes([TASK_DEFINITION])
    .filter(({ outputs }) => {
      const { arn, arnWithoutRevision, family, revision } = outputs;
      return [arn, arnWithoutRevision, family, `${text(family)}:${text(revision)}`].includes(name);
    })
    .sort((left, right) => Number(right.outputs.revision) - Number(left.outputs.revision));
  if (!found) {
    throw new Refusal("ClientException", `TaskDefinition not found: ${name}`);
  }
  return found;
}

function requireStrategy(inputs: Properties, cloud: Draft["cloud"]): void {
  const providers = providersOf(inputs.capacityProviderStrategies);
  if (providers.length === 0) {
    return;
  }
  const cluster = find("cluster", inputs.cluster, cloud);
  const associated = cloud
    .ofTypes(["aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"])
    .filter(({ inputs: given }) => find("cluster", given.clusterName, cloud) === cluster)
    .flatMap(({ inputs: given }) => knownStrings(given.capacityProviders));
  const missing = providers.find((provider) => !associated.includes(provider));
  if (missing !== undefined) {
    throw new Refusal(
      "InvalidParameterException",
      `The specified capacity provider strategy contains a capacity provider that is not associated with the cluster: ${missing}`,
    );
  }
}

function requireBalancer(balancer: Value, task: Properties | undefined, cloud: Draft["cloud"]): void {
  const { targetGroupArn, containerName, containerPort } = isObject(balancer) ? balancer : {};
  const containers = containersOf(task?.containerDefinitions);
  const container = containers?.find(({ name }) => name === containerName);
  if (containers && !container) {
    throw new Refusal(
      "InvalidParameterException",
      `The container ${text(containerName)} does not exist in the task definition.`,
    );
  }
  const ports = container && valuesAt(container, "portMappings[].containerPort");
  if (ports && !ports.includes(containerPort ?? null)) {
    throw new Refusal(
      "InvalidParameterException",
      `The container ${text(containerName)} did not have a container port ${text(containerPort)} defined.`,
    );
  }
  const group = find("targetGroup", targetGroupArn, cloud);
  if (!group || isUnknown(targetGroupArn)) {
    return;
  }
  if (task?.networkMode === "awsvpc" && group.outputs.targetType !== "ip") {
    throw new Refusal(
      "InvalidParameterException",
      `The provided target group ${group.id} has target type ${text(group.outputs.targetType)}, which is ` +
        "incompatible with the awsvpc network mode specified in the task definition.",
    );
  }
  const isAttached = cloud
    .entries()
    .some(({ type, inputs }) => /:Listener(Rule)?$/.test(type) && targetGroupsOf(inputs).includes(group.id));
  if (!isAttached) {
    throw new Refusal(
      "InvalidParameterException",
      `The target group with targetGroupArn ${group.id} does not have an associated load balancer.`,
    );
  }
}

/** What UpdateService refuses for services that CodeDeploy or another controller deploys. */
const DEPLOYED: Record<string, string> = {
  taskDefinition: "task definition",
  networkConfiguration: "network parameters",
  loadBalancers: "load balancers",
  capacityProviderStrategies: "capacity provider strategy",
  platformVersion: "platform version",
  serviceRegistries: "service registries",
};

function requireUpdatable(olds: Properties, news: Properties): void {
  const controller = knownStrings(valuesAt(news, "deploymentController.type"))[0] ?? "ECS";
  if (controller !== "CODE_DEPLOY") {
    return;
  }
  const changed = Object.keys(DEPLOYED).find((name) => !equal(olds[name], news[name]));
  if (changed !== undefined) {
    throw new Refusal(
      "InvalidParameterException",
      `Unable to update ${DEPLOYED[changed]} on services with a CODE_DEPLOY deployment controller. ` +
        "Use AWS CodeDeploy to trigger a new deployment.",
    );
  }
}
