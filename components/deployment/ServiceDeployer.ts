import * as pulumi from "@pulumi/pulumi";
import * as path from "node:path";

import { registrationStatements } from "../container-service/registration";
import { jobStatements } from "../pipeline/jobStatements";
import { LambdaFunction, LambdaFunctionBase } from "../lambda-function/LambdaFunction";

/** Arguments of {@link ServiceDeployer}. */
export interface ServiceDeployerArgs extends LambdaFunctionBase {
  /** Physical names. */
  readonly names: { readonly function: string; readonly role: string };
  /** The services that it deploys, as `arn:…:service/<cluster>/<service>`. */
  readonly serviceArns: readonly string[];
  /** The families of task definitions that it registers revisions of. */
  readonly families: readonly string[];
  /** Task and execution roles of those task definitions. */
  readonly passedRoleArns: readonly string[];
}

/**
 * A function for a pipeline's Invoke action that deploys a service by ECS itself, as the service's own deployment
 * strategy says. CodePipeline's ECS action cannot: it changes the image alone, and not cpu, environment or sidecars.
 *
 * The action's input artifact holds `taskdef.json` with `<IMAGE1_NAME>`, its UserParameters are
 * `{ cluster, service, imageUri }` with the image by digest.
 *
 * {@link https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html | Service deployments}
 *
 * @example
 * new ServiceDeployer("deployer", {
 *   names: { function: "shop-deployer", role: "shop-deployer" }, location,
 *   serviceArns: [arn(location, "ecs", "service/shop/worker")],
 *   families: ["shop-worker"],
 *   passedRoleArns: [taskRole.arn, executionRole.arn], retentionDays: 30, kmsKeyArn: key.arn,
 * });
 */
export class ServiceDeployer extends pulumi.ComponentResource {
  readonly function: LambdaFunction;

  constructor(name: string, args: ServiceDeployerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:deployment:ServiceDeployer", name, {}, opts);
    this.function = new LambdaFunction(
      name,
      {
        location: args.location,
        functionName: args.names.function,
        roleName: args.names.role,
        description: "Deploys services by ECS itself",
        entry: path.join(__dirname, "deployService.ts"),
        timeoutSeconds: 60,
        // Unzips the bundle in memory.
        memoryMiB: 256,
        statements: [
          ...jobStatements,
          ...registrationStatements(args.location, args.families, args.passedRoleArns),
          { anyResource: "DescribeTaskDefinitionHasNoResource", actions: "ecs:DescribeTaskDefinition" },
          {
            sid: "DeployServices",
            actions: ["ecs:UpdateService", "ecs:ListServiceDeployments", "ecs:DescribeServiceRevisions"],
            resources: args.serviceArns,
          },
          {
            sid: "ReadServiceRevisions",
            actions: "ecs:DescribeServiceRevisions",
            resources: args.serviceArns.map((service) => `${service.replace(":service/", ":service-revision/")}/*`),
          },
        ],
        retentionDays: args.retentionDays,
        kmsKeyArn: args.kmsKeyArn,
        tags: args.tags,
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
