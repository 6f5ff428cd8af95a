import * as pulumi from "@pulumi/pulumi";

import {
  appSpec,
  buildName,
  capacityProviderStrategy,
  codeDeployAction,
  DeploymentGroup,
  invokeAction,
  PipelineAction,
  ServiceDeployer,
  sourceNames,
} from "../components";
import { StackConfig } from "./config";
import { Foundation, serviceTags } from "./foundation";
import { promotedFrom } from "./origin";
import { DeployedService } from "./services";

/** The action that brings a new version of a service into the stack. */
export interface Release {
  readonly action: PipelineAction;
  /** AppSpec file of the bundle; undefined where ECS deploys. */
  readonly appSpec?: pulumi.Output<string>;
  /** For `dependsOn`. */
  readonly ready: readonly pulumi.Resource[];
}

/** Creates the function that deploys what CodeDeploy does not; undefined where CodeDeploy deploys everything. */
export function createDeployer(
  config: StackConfig,
  { key, location, names, tags }: Foundation,
  services: readonly DeployedService[],
): ServiceDeployer | undefined {
  const own = services.filter(({ deployment }) => deployment.deployment.type !== "codedeploy");
  if (own.length === 0) {
    return undefined;
  }
  return new ServiceDeployer("deployer", {
    names: { function: names.function("deployer"), role: names.role("deployer") },
    location,
    serviceArns: own.map(({ service }) => service.serviceArn),
    families: own.map(({ config: { name } }) => names.family(name)),
    passedRoleArns: own.flatMap(({ service }) => service.taskDefinition.roleArns),
    retentionDays: config.logging.retentionDays,
    kmsKeyArn: key.arn,
    tags,
  });
}

/** Creates what deploys one service: its deployment group, or nothing but the action where ECS deploys it. */
export function createRelease(
  config: StackConfig,
  foundation: Foundation,
  deployer: ServiceDeployer | undefined,
  deployed: DeployedService,
): Release {
  const { cluster, location, names } = foundation;
  const { deployment, guards, loadBalancer, repository, service } = deployed;
  const { name, port } = deployed.config;
  const isPromoted = promotedFrom(config) !== undefined;

  if (deployer !== undefined && deployment.deployment.type !== "codedeploy") {
    const action = invokeAction({
      name: "Deploy",
      functionName: deployer.function.functionName,
      functionArn: deployer.function.arn,
      inputs: [sourceNames.bundle],
      parameters: {
        cluster: cluster.clusterName,
        service: service.serviceName,
        // By digest; the source action's own ImageURI has the tag.
        imageUri: `${repository.url}@${isPromoted ? `#{${sourceNames.image}.ImageDigest}` : `#{${buildName}.IMAGE_DIGEST}`}`,
      },
    });
    return { action, ready: [...service.ready, ...deployer.function.ready] };
  }
  if (loadBalancer === undefined || port === undefined) {
    // Not reached: the config is refused then.
    throw new Error(`Service ${name} has no load balancer, without which CodeDeploy deploys nothing.`);
  }
  const group = new DeploymentGroup(name, {
    location,
    names: {
      application: names.delivery(name),
      group: names.delivery(name),
      role: names.role(name, "codedeploy"),
      config: (routing) => names.deploymentConfig(name, routing),
    },
    cluster,
    service,
    loadBalancer,
    traffic: deployment.traffic,
    bakeMinutes: deployment.bakeMinutes,
    alarms: guards.alarms.rollbackMetricAlarmNames.map((alarmName) => ({ alarmName, ready: guards.alarms.ready })),
    hookFunctionArn: guards.hook?.function.arn,
    tags: serviceTags(foundation, name),
  });
  return {
    action: codeDeployAction({
      location,
      applicationName: group.applicationName,
      groupName: group.groupName,
      configName: group.configName,
      imageArtifact: isPromoted ? sourceNames.image : buildName,
      family: names.family(name),
      taskRoleArns: service.taskDefinition.roleArns,
    }),
    appSpec: pulumi
      .all([foundation.network.privateSubnetIds, service.securityGroup.id])
      .apply(([subnetIds, securityGroupId]) =>
        appSpec({
          containerName: name,
          containerPort: port,
          subnetIds,
          securityGroupIds: [securityGroupId],
          capacityProviderStrategy: capacityProviderStrategy(deployed.config.spotPercent),
          hookFunctionName: guards.hook?.function.functionName,
        }),
      ),
    ready: [...group.ready, ...guards.ready],
  };
}
