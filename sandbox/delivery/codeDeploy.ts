import type { Entry } from "../aws/cloud";
import { find } from "../aws/references";
import { Refusal } from "../aws/refusal";
import { containersOf } from "../aws/resources/containers";
import { clusterServices, requireStrategy } from "../aws/resources/ecsServices";
import { requireGroupsIn, vpcOf } from "../aws/resources/networks";
import { isAssumable } from "../aws/resources/roles";
import { targetGroupsOf } from "../aws/resources/targetGroups";
import { isObject, knownStrings, type Properties, text, type Value, valuesAt } from "../aws/value";
import { type AppSpec, readAppSpec } from "./appSpec";
import type { Deployment, Rollout } from "./deploy";
import { bundleOf, fileIn, requireAllowed } from "./pipeline";
import { rolesOf } from "./revision";
import { changed, forwardTo } from "./traffic";

const GROUP = "aws:codedeploy/deploymentGroup:DeploymentGroup";
const TARGET_GROUPS = ["aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup"];

/** Deploys the way CodeDeploy does: new tasks behind the other target group, then the listeners turned to it. */
export function deployByCodeDeploy(rollout: Rollout): Deployment {
  const { action, cloud, definition, files, pipeline } = rollout;
  const { AppSpecTemplateArtifact, AppSpecTemplatePath = "appspec.yaml", Image1ArtifactName } = action.configuration;
  if (!action.inputArtifacts.includes(text(Image1ArtifactName))) {
    throw new Refusal(
      "InvalidActionDeclarationException",
      `${action.name} takes no artifact ${text(Image1ArtifactName)}`,
    );
  }
  const isSame = AppSpecTemplateArtifact === action.configuration.TaskDefinitionTemplateArtifact;
  const appSpecFiles = isSame ? files : bundleOf(cloud, pipeline, text(AppSpecTemplateArtifact));
  const appSpec = readAppSpec(fileIn(appSpecFiles, text(AppSpecTemplatePath)));
  const group = groupOf(rollout);
  const service = serviceOf(group, rollout);
  const listeners = listenersOf(group, rollout);
  const groups = pairOf(group, rollout);
  const serving = targetGroupsOf(listeners.production.inputs).find((arn) => groups.includes(arn));
  const next = groups.find((arn) => arn !== serving);
  if (serving === undefined || next === undefined) {
    throw new Refusal(
      "InvalidTargetGroupPairException",
      "The production listener forwards to none of the pair's target groups",
    );
  }
  const hooks = hooksOf(appSpec, listeners.test !== undefined, rollout);
  requireFitting(appSpec, definition, service, rollout);
  requireActionRole(group, rollout);
  requireGroupRole(group, listeners, hooks, rollout);

  const revision = rollout.register();
  changed(cloud, service, {
    taskDefinition: text(revision.outputs.arn),
    loadBalancers: [
      { targetGroupArn: next, containerName: appSpec.containerName, containerPort: appSpec.containerPort },
    ],
    ...given(appSpec, service),
  });
  if (listeners.test) {
    forwardTo(cloud, listeners.test, next);
  }
  forwardTo(cloud, listeners.production, next);
  return {
    by: "CODE_DEPLOY",
    service: service.id,
    previousTaskDefinition: text(service.outputs.taskDefinition),
    taskDefinition: text(revision.outputs.arn),
    definition,
    targetGroup: next,
    hooks: hooks.map(({ id }) => id),
  };
}

/** What the AppSpec says of the tasks; what means the same as what the service has is left as it is. */
function given(appSpec: AppSpec, service: Entry): Properties {
  const said: Properties = {};
  for (const name of ["networkConfiguration", "platformVersion", "capacityProviderStrategies"] as const) {
    const value = appSpec[name];
    if (value !== undefined) {
      const present = service.outputs[name];
      said[name] = present !== undefined && meaning(present) === meaning(value) ? present : value;
    }
  }
  return said;
}

/** One form of what means the same: order is free, and nothing is 0 or false. */
function meaning(value: Value): string {
  if (Array.isArray(value)) {
    return `[${value.map(meaning).sort().join(",")}]`;
  }
  if (isObject(value)) {
    const members = Object.entries(value).filter(([, member]) => member !== 0 && member !== false);
    return `{${members
      .map(([name, member]) => `${name}:${meaning(member)}`)
      .sort()
      .join(",")}}`;
  }
  return JSON.stringify(value);
}

function groupOf({ action, cloud }: Rollout): Entry {
  const { ApplicationName, DeploymentGroupName } = action.configuration;
  if (!find("application", ApplicationName, cloud)) {
    throw new Refusal("ApplicationDoesNotExistException", `No application found for name: ${text(ApplicationName)}`);
  }
  const group = cloud
    .ofTypes([GROUP])
    .find(({ inputs }) => inputs.appName === ApplicationName && inputs.deploymentGroupName === DeploymentGroupName);
  if (!group) {
    throw new Refusal(
      "DeploymentGroupDoesNotExistException",
      `No Deployment Group found for name: ${text(DeploymentGroupName)}`,
    );
  }
  return group;
}

function serviceOf({ inputs }: Entry, { cloud }: Rollout): Entry {
  const [cluster] = valuesAt(inputs, "ecsService.clusterName");
  const [name] = valuesAt(inputs, "ecsService.serviceName");
  const service = clusterServices(cluster, cloud).find((one) => one.outputs.name === name);
  if (!service) {
    throw new Refusal("InvalidECSServiceException", `The ECS service ${text(name)} does not exist`);
  }
  return service;
}

interface Listeners {
  production: Entry;
  test?: Entry;
}

function listenersOf({ inputs }: Entry, { cloud }: Rollout): Listeners {
  const [production, test] = ["prodTrafficRoute", "testTrafficRoute"].map((route) => {
    const [arn] = valuesAt(inputs, `loadBalancerInfo.targetGroupPairInfo.${route}.listenerArns[]`);
    return find("listener", arn, cloud);
  });
  if (!production) {
    throw new Refusal("ListenerNotFound", "The production listener of the deployment group does not exist");
  }
  return test ? { production, test } : { production };
}

function pairOf({ inputs }: Entry, { cloud }: Rollout): string[] {
  const names = valuesAt(inputs, "loadBalancerInfo.targetGroupPairInfo.targetGroups[].name");
  return names.flatMap((name) =>
    cloud
      .ofTypes(TARGET_GROUPS)
      .filter(({ outputs }) => outputs.name === name)
      .map(({ id }) => id),
  );
}

function hooksOf({ hooks }: AppSpec, hasTest: boolean, { cloud }: Rollout): Entry[] {
  return hooks.map(({ event, function: name }) => {
    const found = find("function", name, cloud);
    if (!found) {
      throw new Refusal("InvalidLambdaFunctionException", `The function ${name} of ${event} does not exist`);
    }
    if (event === "AfterAllowTestTraffic" && !hasTest) {
      throw new Refusal("InvalidLifecycleEvent", `${event} needs a test listener in the deployment group`);
    }
    return found;
  });
}

function requireFitting(appSpec: AppSpec, definition: Properties, service: Entry, { cloud }: Rollout): void {
  const containers = containersOf(JSON.stringify(definition.containerDefinitions)) ?? [];
  const container = containers.find(({ name }) => name === appSpec.containerName);
  if (!valuesAt(container, "portMappings[].containerPort").includes(appSpec.containerPort)) {
    throw new Refusal(
      "InvalidParameterException",
      `The container ${appSpec.containerName} did not have a container port ${appSpec.containerPort} defined.`,
    );
  }
  const { subnets = [], securityGroups = [] } = appSpec.networkConfiguration ?? {};
  requireThere("subnet", subnets, cloud);
  requireThere("securityGroup", securityGroups, cloud);
  requireGroupsIn(vpcOf(subnets, cloud), securityGroups, cloud);
  requireStrategy({ ...service.inputs, ...given(appSpec, service) }, cloud);
}

function requireThere(kind: "subnet" | "securityGroup", ids: readonly string[], cloud: Rollout["cloud"]): void {
  const missing = ids.find((id) => !find(kind, id, cloud));
  if (missing !== undefined) {
    throw new Refusal("InvalidParameterException", `The ${kind} ID '${missing}' does not exist`);
  }
}

const passed = (roles: readonly string[]) =>
  roles.map((resource) => ({
    action: "iam:PassRole",
    resource,
    context: { "iam:PassedToService": "ecs-tasks.amazonaws.com" },
  }));

function requireActionRole(group: Entry, { action, cloud, definition, place, pipeline }: Rollout): void {
  const start = `arn:${place.partition}:codedeploy:${place.region}:${place.account}:`;
  const application = `${start}application:${text(group.inputs.appName)}`;
  const config = `${start}deploymentconfig:${text(group.inputs.deploymentConfigName ?? "CodeDeployDefault.OneAtATime")}`;
  const family = `arn:${place.partition}:ecs:${place.region}:${place.account}:task-definition/${text(definition.family)}:1`;
  const [store] = valuesAt(pipeline.inputs, "artifactStores[].location");
  requireAllowed(cloud, action.role, [
    { action: "codedeploy:CreateDeployment", resource: text(group.outputs.arn) },
    { action: "codedeploy:GetDeployment", resource: text(group.outputs.arn) },
    { action: "codedeploy:GetApplicationRevision", resource: application },
    { action: "codedeploy:RegisterApplicationRevision", resource: application },
    { action: "codedeploy:GetDeploymentConfig", resource: config },
    { action: "ecs:RegisterTaskDefinition", resource: family },
    { action: "s3:GetObject", resource: artifactArn(store, pipeline, place.partition) },
    ...passed(rolesOf(definition)),
  ]);
}

/** Where a pipeline keeps what its actions hand on. */
function artifactArn(bucket: Value | undefined, pipeline: Entry, partition: string): string {
  return `arn:${partition}:s3:::${text(bucket)}/${pipeline.id.slice(0, 20)}/Bundle/AbCdEfG`;
}

function requireGroupRole(group: Entry, listeners: Listeners, hooks: readonly Entry[], rollout: Rollout): void {
  const { cloud, definition, place } = rollout;
  const role = find("role", group.inputs.serviceRoleArn, cloud);
  const assumption = { principal: "codedeploy.amazonaws.com", sourceArn: text(group.outputs.arn) };
  if (!role || !isAssumable(role, assumption, place)) {
    throw new Refusal("IAM_ROLE_MISSING", `CodeDeploy cannot assume ${text(group.inputs.serviceRoleArn)}`);
  }
  const alarms = isObject(group.inputs.alarmConfiguration) ? knownStrings(group.inputs.alarmConfiguration.alarms) : [];
  const turned = [listeners.production, ...(listeners.test ? [listeners.test] : [])];
  requireAllowed(cloud, role, [
    { action: "ecs:DescribeServices" },
    { action: "ecs:CreateTaskSet" },
    { action: "ecs:UpdateServicePrimaryTaskSet" },
    { action: "ecs:DeleteTaskSet" },
    { action: "elasticloadbalancing:DescribeTargetGroups", resource: "*" },
    { action: "elasticloadbalancing:DescribeListeners", resource: "*" },
    { action: "elasticloadbalancing:DescribeRules", resource: "*" },
    ...turned.map(({ id }) => ({ action: "elasticloadbalancing:ModifyListener", resource: id })),
    ...hooks.map(({ outputs }) => ({ action: "lambda:InvokeFunction", resource: text(outputs.arn) })),
    ...(alarms.length > 0 ? [{ action: "cloudwatch:DescribeAlarms" }] : []),
    ...passed(rolesOf(definition)),
  ]);
}
