import * as aws from "@pulumi/aws";

import { Statement } from "../iam/policyDocument";
import { LoadBalancer } from "../load-balancer/LoadBalancer";

/**
 * Who replaces a service's tasks by new ones, and how.
 *
 * `codedeploy` needs a load balancer and a `DeploymentGroup`; the others are ECS's own, of which `linear` and `canary` need
 * a load balancer, too. Minutes are whole.
 *
 * {@link https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html | ECS blue/green},
 * {@link https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-linear.html | linear}
 */
export type Deployment = { readonly type: "codedeploy" } | { readonly type: "rolling" } | NativeBlueGreen;

/** ECS keeps old and new tasks side by side, and moves traffic from one target group to the other. */
export type NativeBlueGreen = {
  /** How long the old tasks stay when all traffic has moved. */
  readonly bakeMinutes: number;
  /** Physical name of the role with which ECS moves traffic and asks the hook. */
  readonly infrastructureRoleName: string;
} & (
  | { readonly type: "blue-green" }
  | {
      readonly type: "linear" | "canary";
      /** Percent of the traffic, in each step or in the first. */
      readonly stepPercent: number;
      readonly stepMinutes: number;
    }
);

/** What judges a deployment while it is under way, and can undo it. */
export interface DeploymentGuards {
  /** Alarms that undo a deployment. @default none */
  readonly alarmNames?: readonly string[];
  /** A function that ECS asks when the new tasks get test traffic; CodeDeploy knows it from the bundle instead. */
  readonly hookFunctionArn?: string;
}

/** What only a deployment of CodeDeploy may change; UpdateService refuses it. */
const changedByCodeDeploy = [
  "taskDefinition",
  "loadBalancers",
  "networkConfiguration",
  "platformVersion",
  "capacityProviderStrategies",
];

/**
 * Properties that something else than the program changes.
 *
 * @param isReleasedElsewhere - whether a pipeline rolls out task definitions
 */
export function changedElsewhere({ type }: Deployment, isReleasedElsewhere: boolean): string[] {
  const byDeployment = type === "codedeploy" ? changedByCodeDeploy : isReleasedElsewhere ? ["taskDefinition"] : [];
  return ["desiredCount", ...byDeployment];
}

/** Whether ECS itself keeps old and new tasks side by side. */
export function isNativeBlueGreen(deployment: Deployment): deployment is NativeBlueGreen {
  return deployment.type !== "codedeploy" && deployment.type !== "rolling";
}

/** How long a deployment takes by its own strategy, from the first healthy tasks to its end. */
export function deploymentMinutes(deployment: Deployment): number {
  switch (deployment.type) {
    case "codedeploy":
    case "rolling":
      return 0;
    case "blue-green":
      return deployment.bakeMinutes;
    case "linear":
      return Math.ceil(100 / deployment.stepPercent) * deployment.stepMinutes + deployment.bakeMinutes;
    case "canary":
      return deployment.stepMinutes + deployment.bakeMinutes;
  }
}

/** The part of a service's arguments that says how it is deployed. */
export function deploymentArgs(
  deployment: Deployment,
  guards: DeploymentGuards & { readonly infrastructureRoleArn?: string },
): Partial<aws.ecs.ServiceArgs> {
  if (deployment.type === "codedeploy") {
    return { deploymentController: { type: "CODE_DEPLOY" } };
  }
  const { alarmNames = [] } = guards;
  return {
    deploymentController: { type: "ECS" },
    deploymentCircuitBreaker: { enable: true, rollback: true },
    deploymentMinimumHealthyPercent: 100,
    deploymentMaximumPercent: 200,
    ...(alarmNames.length === 0 ? {} : { alarms: { alarmNames: [...alarmNames], enable: true, rollback: true } }),
    // Said in either case: the provider keeps a strategy that is left out.
    deploymentConfiguration: isNativeBlueGreen(deployment) ? strategy(deployment, guards) : { strategy: "ROLLING" },
    // Pulumi deletes what a deployment replaces when the update returns: not before the new tasks serve, or the old
    // ones are back. A deployment that was undone fails the update.
    waitForSteadyState: true,
    // Without it, the provider refuses another Spot share.
    forceNewDeployment: true,
  };
}

function strategy(
  deployment: NativeBlueGreen,
  { hookFunctionArn, infrastructureRoleArn }: DeploymentGuards & { readonly infrastructureRoleArn?: string },
): aws.types.input.ecs.ServiceDeploymentConfiguration {
  const bakeTimeInMinutes = String(deployment.bakeMinutes);
  const lifecycleHooks =
    hookFunctionArn === undefined || infrastructureRoleArn === undefined
      ? undefined
      : [
          {
            hookTargetArn: hookFunctionArn,
            roleArn: infrastructureRoleArn,
            lifecycleStages: ["POST_TEST_TRAFFIC_SHIFT"],
          },
        ];
  switch (deployment.type) {
    case "blue-green":
      return { strategy: "BLUE_GREEN", bakeTimeInMinutes, lifecycleHooks };
    case "linear":
      return {
        strategy: "LINEAR",
        bakeTimeInMinutes,
        lifecycleHooks,
        linearConfiguration: {
          stepPercent: deployment.stepPercent,
          stepBakeTimeInMinutes: String(deployment.stepMinutes),
        },
      };
    case "canary":
      return {
        strategy: "CANARY",
        bakeTimeInMinutes,
        lifecycleHooks,
        canaryConfiguration: {
          canaryPercent: deployment.stepPercent,
          canaryBakeTimeInMinutes: String(deployment.stepMinutes),
        },
      };
  }
}

/**
 * What ECS must be allowed to move traffic and to call the hook.
 *
 * {@link https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AmazonECSInfrastructureRolePolicyForLoadBalancers.html | The managed policy that this narrows}
 */
export function infrastructureStatements(
  loadBalancer: LoadBalancer | undefined,
  hookFunctionArn: string | undefined,
): Statement[] {
  return [
    ...(loadBalancer === undefined
      ? []
      : [
          ...loadBalancer.describeStatements,
          {
            sid: "MoveTraffic",
            actions: "elasticloadbalancing:ModifyRule",
            resources: loadBalancer.arnPatterns.listenerRules,
          },
          {
            sid: "RegisterTasks",
            actions: ["elasticloadbalancing:RegisterTargets", "elasticloadbalancing:DeregisterTargets"],
            resources: loadBalancer.arnPatterns.targetGroups,
          },
        ]),
    ...(hookFunctionArn === undefined
      ? []
      : [{ sid: "AskHook", actions: "lambda:InvokeFunction", resources: [hookFunctionArn, `${hookFunctionArn}:*`] }]),
  ];
}
