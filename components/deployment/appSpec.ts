import { stringify } from "yaml";

import { CapacityProvider } from "../container-service/capacityProviderStrategy";

/** What a deployment of CodeDeploy sets on the service, beside the task definition. */
export interface AppSpecArgs {
  readonly containerName: string;
  readonly containerPort: number;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly capacityProviderStrategy: readonly CapacityProvider[];
  /** Function that CodeDeploy asks when the new tasks get test traffic. */
  readonly hookFunctionName?: string;
}

/**
 * Renders an AppSpec file for ECS. Everything that UpdateService refuses on a service of CodeDeploy is in it, so that a
 * change in the stack's config arrives with the next deployment.
 *
 * {@link https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html#reference-appspec-file-structure-resources-ecs | AppSpec for ECS}
 */
export function appSpec(args: AppSpecArgs): string {
  const rest = stringify({
    Resources: [
      {
        TargetService: {
          Type: "AWS::ECS::Service",
          Properties: {
            // CodePipeline puts the revision here that it has registered.
            TaskDefinition: "<TASK_DEFINITION>",
            LoadBalancerInfo: { ContainerName: args.containerName, ContainerPort: args.containerPort },
            PlatformVersion: "LATEST",
            NetworkConfiguration: {
              AwsvpcConfiguration: {
                Subnets: args.subnetIds,
                SecurityGroups: args.securityGroupIds,
                AssignPublicIp: "DISABLED",
              },
            },
            CapacityProviderStrategy: args.capacityProviderStrategy.map(({ capacityProvider, base = 0, weight }) => ({
              Base: base,
              CapacityProvider: capacityProvider,
              Weight: weight,
            })),
          },
        },
      },
    ],
    ...(args.hookFunctionName === undefined ? {} : { Hooks: [{ AfterAllowTestTraffic: args.hookFunctionName }] }),
  });
  // By hand, since a YAML library writes the number 0.0 as 0, and CodeDeploy allows nothing but 0.0.
  return `version: 0.0\n${rest}`;
}
