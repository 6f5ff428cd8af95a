import type { Properties, Value } from "../../sandbox/aws/value";
import { convert, list, object, type Rules, same, tags } from "./convert";

const route = object(same("listenerArns"));

/** CodeDeploy has a list with one element where the provider has one object. */
const listed =
  (rules: Rules) =>
  (value: Value, path: string): Value => [object(rules)(value, path)];

const rules: Rules = {
  ...same(
    "deploymentGroupName",
    "deploymentConfigName",
    "serviceRoleArn",
    "outdatedInstancesStrategy",
    "terminationHookEnabled",
  ),
  appName: "applicationName",
  deploymentStyle: ["deploymentStyle", object(same("deploymentType", "deploymentOption"))],
  ecsService: ["ecsServices", listed(same("serviceName", "clusterName"))],
  loadBalancerInfo: [
    "loadBalancerInfo",
    object({
      targetGroupPairInfo: [
        "targetGroupPairInfoList",
        listed({
          targetGroups: ["targetGroups", list(object(same("name")))],
          prodTrafficRoute: ["prodTrafficRoute", route],
          testTrafficRoute: ["testTrafficRoute", route],
        }),
      ],
    }),
  ],
  blueGreenDeploymentConfig: [
    "blueGreenDeploymentConfiguration",
    object({
      deploymentReadyOption: ["deploymentReadyOption", object(same("actionOnTimeout", "waitTimeInMinutes"))],
      terminateBlueInstancesOnDeploymentSuccess: [
        "terminateBlueInstancesOnDeploymentSuccess",
        object(same("action", "terminationWaitTimeInMinutes")),
      ],
    }),
  ],
  alarmConfiguration: [
    "alarmConfiguration",
    object({
      ...same("enabled", "ignorePollAlarmFailure"),
      alarms: ["alarms", list((name) => ({ name }))],
    }),
  ],
  autoRollbackConfiguration: ["autoRollbackConfiguration", object(same("enabled", "events"))],
  triggerConfigurations: [
    "triggerConfigurations",
    list(object(same("triggerName", "triggerTargetArn", "triggerEvents"))),
  ],
  tags: ["tags", tags("Key", "Value")],
};

/**
 * The CreateDeploymentGroupInput that the provider sends for the inputs of an
 * `aws:codedeploy/deploymentGroup:DeploymentGroup` of ECS.
 *
 * @throws Error for an input that is not known here
 */
export function createDeploymentGroupInput(inputs: Properties): Properties {
  return convert(inputs, rules, "deploymentGroup");
}
