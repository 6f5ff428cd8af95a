import type { Entry } from "../aws/cloud";
import { find } from "../aws/references";
import { Refusal } from "../aws/refusal";
import { clusterServices, controllerOf } from "../aws/resources/ecsServices";
import { isAssumable } from "../aws/resources/roles";
import { isObject, knownStrings, text, valuesAt } from "../aws/value";
import type { Deployment, Rollout } from "./deploy";
import { parametersOf, requireAllowed } from "./pipeline";
import { rolesOf } from "./revision";
import { changed, servedBy, weigh } from "./traffic";

/** Deploys the way a function of the pipeline does, by RegisterTaskDefinition and UpdateService; ECS does the rest. */
export function deployByFunction(rollout: Rollout): Deployment {
  const { action, cloud, definition } = rollout;
  const { cluster, service: name } = parametersOf(action.configuration);
  const service = clusterServices(cluster, cloud).find(({ outputs }) => outputs.name === name);
  if (!service) {
    throw new Refusal(
      "ServiceNotFoundException",
      `The service ${text(name)} does not exist in cluster ${text(cluster)}`,
    );
  }
  if (controllerOf(service.inputs) !== "ECS") {
    throw new Refusal(
      "InvalidParameterException",
      "Unable to update task definition on services with a CODE_DEPLOY deployment controller. " +
        "Use AWS CodeDeploy to trigger a new deployment.",
    );
  }
  requireRoles(service, rollout);

  const revision = rollout.register();
  changed(cloud, service, { taskDefinition: text(revision.outputs.arn) });
  const targetGroup = shift(service, rollout);
  return {
    by: "ECS",
    service: service.id,
    previousTaskDefinition: text(service.outputs.taskDefinition),
    taskDefinition: text(revision.outputs.arn),
    definition,
    ...(targetGroup === undefined ? {} : { targetGroup }),
    hooks: knownStrings(valuesAt(service.inputs, "deploymentConfiguration.lifecycleHooks[].hookTargetArn")),
  };
}

/** Gives the traffic to the other target group, where the service has two; says which one serves now. */
function shift(service: Entry, { cloud }: Rollout): string | undefined {
  const [balancer] = valuesAt(service.inputs, "loadBalancers[]");
  const { targetGroupArn, advancedConfiguration } = isObject(balancer) ? balancer : {};
  const [primary] = knownStrings(targetGroupArn);
  if (primary === undefined || !isObject(advancedConfiguration)) {
    return primary;
  }
  const { alternateTargetGroupArn, productionListenerRule, testListenerRule } = advancedConfiguration;
  const pair = [primary, text(alternateTargetGroupArn)];
  const rule = find("listenerRule", productionListenerRule, cloud);
  const serving = rule && servedBy(rule, pair);
  const next = pair.find((arn) => arn !== serving) ?? primary;
  weigh(cloud, productionListenerRule, pair, next);
  weigh(cloud, testListenerRule, pair, next);
  return next;
}

function requireRoles(service: Entry, { action, cloud, definition, place }: Rollout): void {
  const deployer = find("function", action.configuration.FunctionName, cloud);
  const role = find("role", deployer?.inputs.role, cloud);
  if (!deployer || !role) {
    throw new Refusal("ResourceNotFoundException", `Function not found: ${text(action.configuration.FunctionName)}`);
  }
  requireAllowed(cloud, action.role, [{ action: "lambda:InvokeFunction", resource: text(deployer.outputs.arn) }]);
  if (!isAssumable(role, { principal: "lambda.amazonaws.com", sourceArn: text(deployer.outputs.arn) }, place)) {
    throw new Refusal("AccessDenied", `Lambda cannot assume ${text(role.outputs.arn)}`);
  }
  const family = `arn:${place.partition}:ecs:${place.region}:${place.account}:task-definition/${text(definition.family)}:1`;
  requireAllowed(cloud, role, [
    { action: "ecs:RegisterTaskDefinition", resource: family },
    { action: "ecs:ListServiceDeployments", resource: service.id },
    { action: "ecs:UpdateService", resource: service.id },
    { action: "codepipeline:PutJobSuccessResult", resource: "*" },
    { action: "codepipeline:PutJobFailureResult", resource: "*" },
    ...rolesOf(definition).map((resource) => ({
      action: "iam:PassRole",
      resource,
      context: { "iam:PassedToService": "ecs-tasks.amazonaws.com" },
    })),
  ]);
}
