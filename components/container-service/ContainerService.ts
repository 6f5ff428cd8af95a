import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { Cluster } from "../cluster/Cluster";
import { Statement } from "../iam/policyDocument";
import { Role } from "../iam/Role";
import { trustService } from "../iam/trust";
import { LoadBalancer } from "../load-balancer/LoadBalancer";
import { arn, Location } from "../location";
import { LogRouter } from "../logging/LogRouter";
import { Network } from "../network/Network";
import { SecurityGroup } from "../security-group/SecurityGroup";
import { TraceCollector } from "../tracing/traceCollector";
import { ApplicationArgs } from "./applicationContainer";
import { capacityProviderStrategy } from "./capacityProviderStrategy";
import {
  changedElsewhere,
  Deployment,
  deploymentArgs,
  deploymentMinutes,
  infrastructureStatements,
  isNativeBlueGreen,
} from "./deployment";
import { ScalingPolicy } from "./scalingPolicy";
import { Schedule } from "./schedule";
import { ServiceScaling } from "./ServiceScaling";
import { TaskDefinition, TaskSize } from "./TaskDefinition";

/** How many tasks run. */
export interface TaskCount {
  readonly min: number;
  /** At the first start only; from then on the scaler decides. */
  readonly desired: number;
  readonly max: number;
}

/** Arguments of {@link ContainerService}. */
export interface ContainerServiceArgs {
  readonly location: Location;
  readonly cluster: Cluster;
  /** Tasks run in its private subnets, without a public address. */
  readonly network: Network;
  readonly logRouter: LogRouter;
  /** What takes the application's traces. @default none */
  readonly traceCollector?: TraceCollector;
  /** Absent for a service that nobody connects to, such as a worker. */
  readonly loadBalancer?: LoadBalancer;
  /** Load balancers of other services that the tasks may reach. @default none */
  readonly calls?: readonly LoadBalancer[];
  readonly application: ApplicationArgs;
  /** Physical names, fixed because policies and keys name them. */
  readonly names: {
    readonly service: string;
    readonly family: string;
    readonly taskRole: string;
    readonly executionRole: string;
  };
  readonly size: TaskSize;
  readonly architecture: "X86_64" | "ARM64";
  readonly count: TaskCount;
  /** How the number of tasks follows the load, and the clock. */
  readonly scaling: {
    readonly policy: ScalingPolicy;
    /** @default the same bounds at all hours */
    readonly schedule?: Schedule;
    /** Names the alarms that step scaling needs. */
    readonly alarmName: (purpose: string) => string;
  };
  /** @default rolling */
  readonly deployment?: Deployment;
  /** Alarms that undo a deployment of ECS; those of CodeDeploy belong to its group. @default none */
  readonly rollbackAlarmNames?: readonly string[];
  /** Function that ECS asks when new tasks get test traffic; CodeDeploy learns of it from the bundle. @default none */
  readonly hookFunctionArn?: string;
  /** What a deployment refers to by name: alarms, function. */
  readonly deploymentDependsOn?: readonly pulumi.Resource[];
  /**
   * Whether a pipeline rolls out task definitions, so that the service keeps the one that it runs; CodeDeploy always does.
   *
   * @default false: Pulumi rolls out what it registers
   */
  readonly isReleasedByPipeline?: boolean;
  /** Share of tasks on Fargate Spot, 0 to 100. */
  readonly spotPercent: number;
  /** What the application may do, beyond writing its logs. @default nothing */
  readonly taskRoleStatements?: readonly Statement[];
  /** Repositories that deployments will pull from. @default none */
  readonly repositoryArns?: readonly string[];
  /** Whether tasks may reach every address at port 443, by way of NAT; needed for images outside private ECR. */
  readonly internetEgress: boolean;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * A service on Fargate: task definition, roles, security group, deployments that are undone when they fail, and scaling.
 *
 * The number of tasks belongs to the scaler, so `desiredCount` is ignored after the first start. Tasks are spread over
 * the network's zones, and moved when a zone comes back.
 *
 * {@link https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html | Circuit breaker}
 *
 * @example
 * new ContainerService("worker", {
 *   location, cluster, network, logRouter, application,
 *   names: { service: "worker", family: "shop-worker", taskRole: "shop-worker-task", executionRole: "shop-worker-execution" },
 *   size: { cpuUnits: 256, memoryMiB: 512 }, architecture: "ARM64", count: { min: 1, desired: 1, max: 4 },
 *   scaling: { policy: { type: "target-tracking", cpuPercent: 50 }, alarmName: (purpose) => `shop-worker-${purpose}` },
 *   spotPercent: 100, internetEgress: true,
 * });
 */
export class ContainerService extends pulumi.ComponentResource {
  /** Known at preview. */
  readonly serviceName: string;
  /** Known at preview. */
  readonly serviceArn: string;
  /** For `dependsOn`. */
  readonly ready: readonly pulumi.Resource[];
  readonly taskDefinition: TaskDefinition;
  /** The tasks' group: let callers of a service without a load balancer in here. */
  readonly securityGroup: SecurityGroup;

  constructor(name: string, args: ContainerServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:container-service:ContainerService", name, {}, opts);
    const { application, cluster, loadBalancer, network } = args;
    const deployment = args.deployment ?? { type: "rolling" };
    const guards = { alarmNames: args.rollbackAlarmNames, hookFunctionArn: args.hookFunctionArn };
    const parent = { parent: this };

    this.securityGroup = new SecurityGroup(
      `${name}-tasks`,
      { vpcId: network.vpcId, description: `Tasks of ${name}`, tags: args.tags },
      parent,
    );
    this.openOutgoing(network, args.internetEgress);
    for (const callee of args.calls ?? []) {
      this.securityGroup.allowTo(callee.securityGroup, callee.port, `Calls of ${name}`);
    }
    loadBalancer?.securityGroup.allowTo(
      this.securityGroup,
      loadBalancer.targetPort,
      `Requests and health checks of ${name}`,
    );

    this.taskDefinition = new TaskDefinition(
      name,
      {
        family: args.names.family,
        taskRoleName: args.names.taskRole,
        executionRoleName: args.names.executionRole,
        location: args.location,
        application,
        size: args.size,
        architecture: args.architecture,
        logRouter: args.logRouter,
        traceCollector: args.traceCollector,
        taskRoleStatements: [...(args.taskRoleStatements ?? []), ...(application.exec ? cluster.execStatements : [])],
        repositoryArns: args.repositoryArns ?? [],
        tags: args.tags,
      },
      parent,
    );

    const infrastructure = this.infrastructureRole(name, args);
    // The provider waits for the end of a deployment, the time included in which old tasks stay.
    const patience = `${20 + deploymentMinutes(deployment)}m`;
    const service = new aws.ecs.Service(
      name,
      {
        name: args.names.service,
        cluster: cluster.arn,
        taskDefinition: this.taskDefinition.arn,
        desiredCount: args.count.desired,
        capacityProviderStrategies: capacityProviderStrategy(args.spotPercent),
        networkConfiguration: {
          subnets: network.privateSubnetIds,
          securityGroups: [this.securityGroup.id],
          assignPublicIp: false,
        },
        availabilityZoneRebalancing: "ENABLED",
        ...deploymentArgs(deployment, { ...guards, infrastructureRoleArn: infrastructure?.arn }),
        enableExecuteCommand: application.exec,
        enableEcsManagedTags: true,
        propagateTags: "SERVICE",
        ...(loadBalancer === undefined
          ? {}
          : {
              // The router starts first.
              healthCheckGracePeriodSeconds: 60 + (application.healthCheck.startPeriodSeconds ?? 0),
              loadBalancers: [
                {
                  targetGroupArn: loadBalancer.blueTargetGroup.arn,
                  containerName: application.serviceName,
                  containerPort: loadBalancer.targetPort,
                  advancedConfiguration:
                    loadBalancer.rules === undefined || infrastructure === undefined
                      ? undefined
                      : {
                          alternateTargetGroupArn: loadBalancer.greenTargetGroup.arn,
                          productionListenerRule: loadBalancer.rules.productionArn,
                          testListenerRule: loadBalancer.rules.testArn,
                          roleArn: infrastructure.arn,
                        },
                },
              ],
            }),
        tags: args.tags,
      },
      {
        ...parent,
        ignoreChanges: changedElsewhere(deployment, args.isReleasedByPipeline ?? false),
        // The rules, too: tasks that are stopped still upload their last lines and answer their last requests.
        dependsOn: [
          ...cluster.ready,
          ...network.ready,
          ...args.logRouter.ready,
          ...(loadBalancer?.ready ?? []),
          ...this.securityGroup.rules,
          ...(infrastructure?.ready ?? []),
          ...(args.deploymentDependsOn ?? []),
        ],
        customTimeouts: { create: patience, update: patience, delete: "20m" },
      },
    );
    this.serviceName = args.names.service;
    this.serviceArn = arn(args.location, "ecs", `service/${cluster.clusterName}/${args.names.service}`);
    this.ready = [service];

    new ServiceScaling(
      name,
      {
        clusterName: cluster.clusterName,
        serviceName: service.name,
        minCount: args.count.min,
        maxCount: args.count.max,
        ...args.scaling,
        loadBalancer,
        tags: args.tags,
      },
      parent,
    );
    this.registerOutputs({ serviceName: this.serviceName, serviceArn: this.serviceArn });
  }

  private infrastructureRole(name: string, args: ContainerServiceArgs): Role | undefined {
    const { deployment } = args;
    const statements = infrastructureStatements(args.loadBalancer, args.hookFunctionArn);
    if (deployment === undefined || !isNativeBlueGreen(deployment) || statements.length === 0) {
      return undefined;
    }
    return new Role(
      `${name}-infrastructure`,
      {
        roleName: deployment.infrastructureRoleName,
        description: `How ECS moves the traffic of ${name}`,
        location: args.location,
        trust: trustService(args.location, "ecs.amazonaws.com"),
        statements,
        tags: args.tags,
      },
      { parent: this },
    );
  }

  private openOutgoing(network: Network, internet: boolean): void {
    const https = 443;
    this.securityGroup.allowOut("s3", { prefixListId: network.s3PrefixListId }, https, "Logs and image layers in S3");
    if (network.endpointSecurityGroup !== undefined) {
      this.securityGroup.allowTo(network.endpointSecurityGroup, https, "AWS services by interface endpoint");
    }
    if (internet) {
      this.securityGroup.allowOut(
        "internet",
        { cidrIpv4: "0.0.0.0/0" },
        https,
        "Images and AWS services that no endpoint of this network stands for",
      );
    }
  }
}
