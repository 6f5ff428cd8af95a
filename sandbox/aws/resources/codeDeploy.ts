import { find } from "../references";
import { Refusal } from "../refusal";
import { isObject, knownStrings, type Properties, text, valuesAt } from "../value";
import { clusterServices } from "./ecsServices";
import type { Draft, FactsTable } from "./facts";
import { requireAssumable } from "./roles";
import { targetGroupsOf } from "./targetGroups";

const APPLICATION = "aws:codedeploy/application:Application";
const CONFIG = "aws:codedeploy/deploymentConfig:DeploymentConfig";
const GROUP = "aws:codedeploy/deploymentGroup:DeploymentGroup";

/** CodeDeploy. */
export const CODE_DEPLOY: FactsTable = {
  [APPLICATION]: {
    id: "{applicationId}:{name}",
    outputs: {
      applicationId: "{uuid}",
      arn: "arn:{partition}:codedeploy:{region}:{account}:application:{name}",
      linkedToGithub: () => false,
    },
    replaces: ["computePlatform"],
    unique: { by: ["name"], code: "ApplicationAlreadyExistsException", message: "Application already exists: {name}" },
  },
  [CONFIG]: {
    id: "{deploymentConfigName}",
    outputs: {
      deploymentConfigId: "{uuid}",
      arn: "arn:{partition}:codedeploy:{region}:{account}:deploymentconfig:{deploymentConfigName}",
    },
    naming: { property: "deploymentConfigName", longest: 100, separator: "_" },
    replaces: "all",
    unique: {
      by: ["deploymentConfigName"],
      code: "DeploymentConfigAlreadyExistsException",
      message: "Deployment Config already exists: {deploymentConfigName}",
    },
    admit: admitConfig,
    release: ({ outputs }, cloud) => {
      const name = outputs.deploymentConfigName;
      if (cloud.ofTypes([GROUP]).some(({ inputs }) => inputs.deploymentConfigName === name)) {
        throw new Refusal("DeploymentConfigInUseException", `Deployment Config ${text(name)} is in use`, true);
      }
    },
  },
  [GROUP]: {
    id: "{deploymentGroupId}",
    outputs: {
      deploymentGroupId: "{uuid}",
      arn: "arn:{partition}:codedeploy:{region}:{account}:deploymentgroup:{appName}/{deploymentGroupName}",
      computePlatform: ({ inputs, cloud }) => find("application", inputs.appName, cloud)?.outputs.computePlatform,
    },
    replaces: ["appName"],
    sets: ["triggerConfigurations"],
    unique: {
      by: ["appName", "deploymentGroupName"],
      code: "DeploymentGroupAlreadyExistsException",
      message: "Deployment group named {deploymentGroupName} already exists",
    },
    admit: admitGroup,
  },
};

/** Deployment configurations for ECS that every account has. */
const OWN_CONFIGS = [
  "ECSAllAtOnce",
  "ECSLinear10PercentEvery1Minutes",
  "ECSLinear10PercentEvery3Minutes",
  "ECSCanary10Percent5Minutes",
  "ECSCanary10Percent15Minutes",
].map((name) => `CodeDeployDefault.${name}`);

/** Traffic is shifted all at once, in equal steps, or in two; each way has settings of its own. */
function admitConfig({ inputs }: Draft): void {
  const routing = isObject(inputs.trafficRoutingConfig) ? inputs.trafficRoutingConfig : {};
  if (text(inputs.deploymentConfigName).startsWith("CodeDeployDefault.")) {
    throw new Refusal("InvalidDeploymentConfigNameException", "The prefix CodeDeployDefault is reserved by CodeDeploy");
  }
  const isServer = (inputs.computePlatform ?? "Server") === "Server";
  if (isServer !== (inputs.minimumHealthyHosts !== undefined)) {
    throw new Refusal(
      "InvalidMinimumHealthyHostValueException",
      "Minimum healthy hosts go with compute platform Server, and only with it",
    );
  }
  const kind = routing.type ?? "AllAtOnce";
  const settings: Record<string, string> = { TimeBasedCanary: "timeBasedCanary", TimeBasedLinear: "timeBasedLinear" };
  for (const [type, property] of Object.entries(settings)) {
    const given = routing[property];
    const { interval, percentage } = isObject(given) ? given : {};
    const isInRange =
      Number(percentage) >= 1 && Number(percentage) <= 99 && Number(interval) >= 1 && Number(interval) <= 2880;
    if ((kind === type) !== (given !== undefined) || (given !== undefined && !isInRange)) {
      throw new Refusal(
        "InvalidTrafficRoutingConfigurationException",
        `${property} goes with traffic routing ${type}, and only with it: a percentage from 1 to 99 and an interval ` +
          "from 1 to 2880 minutes",
      );
    }
  }
}

function admitGroup(draft: Draft): void {
  const { inputs, cloud, place } = draft;
  requireAssumable(
    inputs.serviceRoleArn,
    {
      principal: "codedeploy.amazonaws.com",
      sourceArn:
        `arn:${place.partition}:codedeploy:${place.region}:${place.account}:deploymentgroup:` +
        `${text(inputs.appName)}/${text(inputs.deploymentGroupName)}`,
    },
    draft,
    new Refusal(
      "InvalidRoleException",
      `AWS CodeDeploy does not have the permissions required to assume the role ${text(inputs.serviceRoleArn)}.`,
    ),
  );
  const platform = find("application", inputs.appName, cloud)?.outputs.computePlatform ?? "Server";
  const [config] = knownStrings(inputs.deploymentConfigName);
  const own = cloud.ofTypes([CONFIG]).find(({ outputs }) => outputs.deploymentConfigName === config);
  if (config !== undefined && !own && !config.startsWith("CodeDeployDefault.")) {
    throw new Refusal("DeploymentConfigDoesNotExistException", `Deployment Config ${config} does not exist`);
  }
  const fits = own ? own.outputs.computePlatform === "ECS" : OWN_CONFIGS.includes(config ?? "");
  if (platform === "ECS") {
    if (!fits) {
      throw new Refusal(
        "InvalidDeploymentConfigNameException",
        `Deployment Config ${config ?? "CodeDeployDefault.OneAtATime"} is not for compute platform ECS`,
      );
    }
    requireEcs(draft);
  }
  requireRollback(inputs);
}

function requireRollback(inputs: Properties): void {
  const rollback = isObject(inputs.autoRollbackConfiguration) ? inputs.autoRollbackConfiguration : {};
  const events = knownStrings(rollback.events);
  if (rollback.enabled === true && events.length === 0) {
    throw new Refusal("InvalidAutoRollbackConfigException", "Auto rollback is enabled without an event");
  }
  const alarms = isObject(inputs.alarmConfiguration) ? inputs.alarmConfiguration : {};
  const names = knownStrings(alarms.alarms);
  if (alarms.enabled === true && names.length === 0) {
    throw new Refusal("InvalidAlarmConfigException", "Alarms are enabled, but the list of alarms is empty");
  }
  if (names.length > 10) {
    throw new Refusal("AlarmsLimitExceededException", "The maximum number of alarms for a deployment group is 10");
  }
  if (events.includes("DEPLOYMENT_STOP_ON_ALARM") && names.length === 0) {
    throw new Refusal("InvalidAutoRollbackConfigException", "DEPLOYMENT_STOP_ON_ALARM needs alarms");
  }
}

function requireEcs(draft: Draft): void {
  const { inputs } = draft;
  const style = isObject(inputs.deploymentStyle) ? inputs.deploymentStyle : {};
  if (style.deploymentType !== "BLUE_GREEN" || style.deploymentOption !== "WITH_TRAFFIC_CONTROL") {
    throw new Refusal(
      "InvalidDeploymentStyleException",
      "For ECS deployment group, deploymentStyle must be BLUE_GREEN and WITH_TRAFFIC_CONTROL",
    );
  }
  const waiting = isObject(inputs.blueGreenDeploymentConfig) ? inputs.blueGreenDeploymentConfig : {};
  const end = isObject(waiting.terminateBlueInstancesOnDeploymentSuccess)
    ? waiting.terminateBlueInstancesOnDeploymentSuccess
    : {};
  const minutes = Number(end.terminationWaitTimeInMinutes ?? 0);
  if (!isObject(waiting.deploymentReadyOption) || end.action !== "TERMINATE" || minutes < 0 || minutes > 2880) {
    throw new Refusal(
      "InvalidBlueGreenDeploymentConfigurationException",
      "An ECS deployment group must have deploymentReadyOption, and terminate the old tasks within 2880 minutes",
    );
  }
  requireService(draft);
  requireTargetGroupPair(draft);
}

function requireService({ inputs, cloud, old }: Draft): void {
  const { clusterName, serviceName } = isObject(inputs.ecsService) ? inputs.ecsService : {};
  if (inputs.ecsService === undefined) {
    throw new Refusal("InvalidECSServiceException", "ECS service must be specified for the ECS deployment group");
  }
  if (knownStrings([clusterName ?? null, serviceName ?? null]).length < 2) {
    return;
  }
  const service = clusterServices(clusterName, cloud).find(({ inputs: { name } }) => name === serviceName);
  if (!service) {
    throw new Refusal("InvalidECSServiceException", `The ECS service ${text(serviceName)} does not exist`);
  }
  if (!valuesAt(service.inputs, "deploymentController.type").includes("CODE_DEPLOY")) {
    throw new Refusal(
      "InvalidECSServiceException",
      "Deployment group's ECS service must be configured for a CODE_DEPLOY deployment controller.",
    );
  }
  const twin = cloud
    .ofTypes([GROUP])
    .find(
      (other) =>
        other.id !== old?.id &&
        valuesAt(other.inputs, "ecsService.serviceName").includes(serviceName ?? null) &&
        valuesAt(other.inputs, "ecsService.clusterName").includes(clusterName ?? null),
    );
  if (twin) {
    throw new Refusal(
      "ECSServiceMappingLimitExceededException",
      `The ECS service ${text(serviceName)} is already associated with deployment group ${text(twin.inputs.deploymentGroupName)}`,
    );
  }
}

const TARGET_GROUPS = ["aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup"];

function requireTargetGroupPair({ inputs, cloud }: Draft): void {
  const pairs = valuesAt(inputs, "loadBalancerInfo.targetGroupPairInfo");
  const [pair] = pairs;
  if (!isObject(pair)) {
    throw new Refusal("InvalidLoadBalancerInfoException", "An ECS deployment group needs a target group pair");
  }
  const names = knownStrings(valuesAt(pair, "targetGroups[].name"));
  if (valuesAt(pair, "targetGroups[]").length !== 2 || new Set(names).size < names.length) {
    throw new Refusal("InvalidTargetGroupPairException", "A target group pair must have two different target groups");
  }
  const groups = names.map((name) => cloud.ofTypes(TARGET_GROUPS).find(({ outputs }) => outputs.name === name));
  const missing = names.find((_, index) => groups[index] === undefined);
  if (missing !== undefined) {
    throw new Refusal("InvalidTargetGroupPairException", `The target group ${missing} does not exist`);
  }
  const production = knownStrings(valuesAt(pair, "prodTrafficRoute.listenerArns[]"));
  const test = knownStrings(valuesAt(pair, "testTrafficRoute.listenerArns[]"));
  if (production.length !== 1 || test.length > 1 || production[0] === test[0]) {
    throw new Refusal(
      "InvalidLoadBalancerInfoException",
      "A target group pair needs one production listener, and at most one test listener that is another",
    );
  }
  const serving = find("listener", production[0], cloud);
  if (serving && !targetGroupsOf(serving.inputs).some((arn) => groups.some((group) => group?.id === arn))) {
    throw new Refusal(
      "InvalidTargetGroupPairException",
      `The production listener ${serving.id} forwards to none of the target groups ${names.join(" and ")}`,
    );
  }
}
