import type { Cloud, Entry } from "../cloud";
import type { Place } from "../place";
import { find } from "../references";
import { Refusal } from "../refusal";
import { equal, isObject, isUnknown, knownStrings, type Properties, type Value, valuesAt, text } from "../value";
import { containersOf } from "./containers";
import type { Draft, Facts } from "./facts";
import { requireGroupsIn, vpcOf } from "./networks";
import { requireUpdatable } from "./serviceUpdates";
import { targetGroupsOf } from "./targetGroups";
import { requireTrafficShift } from "./trafficShift";

export const ECS_SERVICE = "aws:ecs/service:Service";
export const TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";

export const SERVICE_FACTS: Facts = {
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
  replaces: ["cluster", "iamRole", "launchType", "name", "schedulingStrategy"],
  // Since AWS can change the controller of a service, so can the provider.
  updates: ["deploymentController", "forceNewDeployment"],
  sendsChanges: true,
  refuseChange: (changed, { forceNewDeployment }) => {
    if (changed.has("capacityProviderStrategies") && forceNewDeployment !== true) {
      throw new Error("force_new_deployment should be true when capacity_provider_strategy is being updated");
    }
  },
  sets: ["capacityProviderStrategies", "loadBalancers", "placementConstraints", "vpcLatticeConfigurations"],
  unique: {
    by: ["name", "cluster"],
    code: "InvalidParameterException",
    message: "Creation of service was not idempotent.",
  },
  admit: admitService,
};

function clusterNameOf(inputs: Properties, cloud: Draft["cloud"]): string {
  return text(find("cluster", inputs.cluster, cloud)?.outputs.name ?? "default");
}

/** The number of the next revision of a family. */
export function nextRevision(family: Value | undefined, { region }: Place, cloud: Cloud): number {
  return cloud.next(`${region} task definition ${text(family)}`);
}

/** The services of a cluster, by its name or ARN. */
export function clusterServices(cluster: Value | undefined, cloud: Cloud): Entry[] {
  const wanted = find("cluster", cluster ?? "default", cloud);
  return cloud
    .ofTypes([ECS_SERVICE])
    .filter(({ inputs }) => find("cluster", inputs.cluster ?? "default", cloud) === wanted);
}

export function providersOf(strategies: Value | undefined): string[] {
  return Array.isArray(strategies) ? knownStrings(strategies.flatMap((one) => valuesAt(one, "capacityProvider"))) : [];
}

/** Who deploys a service: ECS itself, CodeDeploy, or something else. */
export function controllerOf(inputs: Properties): string {
  return knownStrings(valuesAt(inputs, "deploymentController.type"))[0] ?? "ECS";
}

function admitService(draft: Draft): void {
  const { inputs, cloud, old } = draft;
  if (old) {
    requireUpdatable(old.inputs, inputs, controllerOf(inputs));
  }
  const task = isRunning(draft) ? undefined : taskDefinitionOf(inputs, cloud);
  requireStrategy(inputs, cloud);
  requireTrafficShift(draft, controllerOf(inputs));
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

/** A service goes on with the task definition that it has, even when that is no longer registered. */
function isRunning({ inputs, old, cloud }: Draft): boolean {
  const [name] = knownStrings(inputs.taskDefinition);
  const isKept = old !== undefined && equal(old.inputs.taskDefinition, inputs.taskDefinition);
  return isKept && !cloud.ofTypes([TASK_DEFINITION]).some(({ key }) => key === name);
}

/** The task definition that a service names: an ARN, a family with a revision, or a family alone. */
export function taskDefinitionOf(inputs: Properties, cloud: Draft["cloud"]) {
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

/** Requires that a service's capacity providers are those of its cluster. */
export function requireStrategy(inputs: Properties, cloud: Draft["cloud"]): void {
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
