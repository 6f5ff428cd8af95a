import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { Cluster } from "../cluster/Cluster";
import { ContainerService } from "../container-service/ContainerService";
import { passTaskRoles } from "../container-service/registration";
import { Statement } from "../iam/policyDocument";
import { Role } from "../iam/Role";
import { trustService } from "../iam/trust";
import { LoadBalancer } from "../load-balancer/LoadBalancer";
import { arn, Location } from "../location";
import { routingConfig, routingName, TrafficRouting } from "./trafficRouting";

/** Arguments of {@link DeploymentGroup}. */
export interface DeploymentGroupArgs {
  readonly location: Location;
  /** Physical names, fixed because the pipeline and its roles name them. */
  readonly names: {
    readonly application: string;
    readonly group: string;
    readonly role: string;
    /** Names the configuration of a routing; see `routingName`. */
    readonly config: (routing: string) => string;
  };
  readonly cluster: Cluster;
  readonly service: ContainerService;
  readonly loadBalancer: LoadBalancer;
  readonly traffic: TrafficRouting;
  /** Minutes that the old tasks stay when all traffic has moved, for a rollback within seconds. */
  readonly bakeMinutes: number;
  /** Metric alarms that undo a deployment, and what must exist before they are named. */
  readonly alarms: readonly { readonly alarmName: string; readonly ready: readonly pulumi.Resource[] }[];
  /** Function that is asked when the new tasks get test traffic. */
  readonly hookFunctionArn?: string;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * CodeDeploy's application and deployment group of one service: blue/green on ECS, undone when it fails or an alarm goes
 * off.
 *
 * {@link https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-groups-create-ecs.html | Deployment groups for ECS}
 *
 * @example
 * new DeploymentGroup("api", {
 *   location, cluster, service, loadBalancer, traffic: { type: "canary", stepPercent: 10, stepMinutes: 15 },
 *   bakeMinutes: 60, alarms: [alarm],
 *   names: { application: "shop-api", group: "shop-api", role: "shop-api-codedeploy", config: (routing) => `shop-api-${routing}` },
 * });
 */
export class DeploymentGroup extends pulumi.ComponentResource {
  /** Known at preview. */
  readonly applicationName: string;
  /** Known at preview. */
  readonly groupName: string;
  /** Known at preview; `CodeDeployDefault.…` or a configuration of our own. */
  readonly configName: string;
  /** For `dependsOn`. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: DeploymentGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:deployment:DeploymentGroup", name, {}, opts);
    const { loadBalancer, names, traffic } = args;
    const parent = { parent: this };
    this.applicationName = names.application;
    this.groupName = names.group;

    const role = new Role(
      `${name}-codedeploy`,
      {
        roleName: names.role,
        description: `How CodeDeploy replaces the tasks of ${name}`,
        location: args.location,
        trust: trustService(
          args.location,
          "codedeploy.amazonaws.com",
          arn(args.location, "codedeploy", `deploymentgroup:${names.application}/${names.group}`),
        ),
        statements: statements(args),
        tags: args.tags,
      },
      parent,
    );
    const application = new aws.codedeploy.Application(
      name,
      { name: names.application, computePlatform: "ECS", tags: args.tags },
      parent,
    );
    const config =
      traffic.type === "all-at-once"
        ? undefined
        : new aws.codedeploy.DeploymentConfig(
            name,
            {
              deploymentConfigName: names.config(routingName(traffic)),
              computePlatform: "ECS",
              trafficRoutingConfig: routingConfig(traffic),
            },
            parent,
          );
    this.configName =
      traffic.type === "all-at-once" ? "CodeDeployDefault.ECSAllAtOnce" : names.config(routingName(traffic));
    const group = new aws.codedeploy.DeploymentGroup(
      name,
      {
        appName: application.name,
        deploymentGroupName: names.group,
        deploymentConfigName: this.configName,
        serviceRoleArn: role.arn,
        deploymentStyle: { deploymentType: "BLUE_GREEN", deploymentOption: "WITH_TRAFFIC_CONTROL" },
        ecsService: { clusterName: args.cluster.clusterName, serviceName: args.service.serviceName },
        blueGreenDeploymentConfig: {
          deploymentReadyOption: { actionOnTimeout: "CONTINUE_DEPLOYMENT" },
          terminateBlueInstancesOnDeploymentSuccess: {
            action: "TERMINATE",
            terminationWaitTimeInMinutes: args.bakeMinutes,
          },
        },
        loadBalancerInfo: {
          targetGroupPairInfo: {
            prodTrafficRoute: { listenerArns: [loadBalancer.productionListenerArn] },
            testTrafficRoute: { listenerArns: [loadBalancer.testListenerArn] },
            targetGroups: [{ name: loadBalancer.blueTargetGroup.name }, { name: loadBalancer.greenTargetGroup.name }],
          },
        },
        autoRollbackConfiguration: {
          enabled: true,
          events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_REQUEST", "DEPLOYMENT_STOP_ON_ALARM"],
        },
        alarmConfiguration: { enabled: true, alarms: args.alarms.map(({ alarmName }) => alarmName) },
        tags: args.tags,
      },
      {
        ...parent,
        dependsOn: [
          ...args.service.ready,
          ...role.ready,
          ...(config === undefined ? [] : [config]),
          ...args.alarms.flatMap(({ ready }) => ready),
        ],
      },
    );
    this.ready = [group];
    this.registerOutputs({ applicationName: this.applicationName, groupName: this.groupName });
  }
}

/**
 * AWSCodeDeployRoleForECS, narrowed to one service.
 *
 * {@link https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodeDeployRoleForECS.html | AWSCodeDeployRoleForECS}
 */
function statements(args: DeploymentGroupArgs): Statement[] {
  const { location, loadBalancer } = args;
  const ecs = (resource: string) => arn(location, "ecs", resource);
  const service = `${args.cluster.clusterName}/${args.service.serviceName}`;
  return [
    {
      sid: "ReplaceTaskSets",
      actions: ["ecs:DescribeServices", "ecs:UpdateServicePrimaryTaskSet", "ecs:DeleteTaskSet"],
      resources: [ecs(`service/${service}`), ecs(`task-set/${service}/*`)],
    },
    {
      anyResource: "TaskSetsHaveNoNameBeforeTheyExist",
      actions: "ecs:CreateTaskSet",
      conditions: {
        ArnEquals: {
          "ecs:cluster": ecs(`cluster/${args.cluster.clusterName}`),
          "ecs:service": ecs(`service/${service}`),
        },
      },
    },
    ...loadBalancer.describeStatements,
    {
      sid: "MoveTraffic",
      actions: ["elasticloadbalancing:ModifyListener", "elasticloadbalancing:ModifyRule"],
      resources: [loadBalancer.arnPatterns.listeners, loadBalancer.arnPatterns.listenerRules],
    },
    passTaskRoles(args.service.taskDefinition.roleArns),
    // As AWS's own policy has it: how CodeDeploy asks is not documented, and a refusal would stop every deployment.
    { anyResource: "AlarmsAreDescribedAllOrNone", actions: "cloudwatch:DescribeAlarms" },
    ...(args.hookFunctionArn === undefined
      ? []
      : [{ sid: "AskHook", actions: "lambda:InvokeFunction", resources: args.hookFunctionArn }]),
  ];
}
