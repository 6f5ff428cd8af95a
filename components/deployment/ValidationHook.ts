import * as pulumi from "@pulumi/pulumi";
import * as path from "node:path";

import { LambdaFunction, LambdaFunctionBase } from "../lambda-function/LambdaFunction";
import { Network } from "../network/Network";
import { SecurityGroup } from "../security-group/SecurityGroup";

/** Arguments of {@link ValidationHook}. */
export interface ValidationHookArgs extends LambdaFunctionBase {
  /** Physical names. */
  readonly names: { readonly function: string; readonly role: string };
  /** The function runs in its private subnets. */
  readonly network: Network;
  /** What is asked, through the test listener: `https://frontend.example.com:8443/healthz`. A 2xx is a success. */
  readonly testUrl: string;
  /** The deployment group that waits for the answer, which takes a way to the internet; absent for deployments by ECS, which reads the function's result. */
  readonly deploymentGroupArn?: string;
}

/**
 * A function that tries a deployment's new tasks through the load balancer's test listener, before any client sees them.
 * The deployment goes on after five 2xx answers in a row; without them it is rolled back after thirty requests, which are
 * one to four minutes.
 *
 * The way to the load balancer is not part of it. To an internal one:
 * `hook.securityGroup.allowTo(loadBalancer.securityGroup, loadBalancer.testPort, "Validation")`. An internet-facing one
 * has public addresses for everybody, so the requests leave the VPC by NAT, where no security group is seen any more:
 * let the hook out to the internet at the test port, and NAT's addresses into the load balancer.
 *
 * The function's name is free: AWS asks for the prefix `CodeDeployHook_` only of those who deploy with its managed
 * policy AWSCodeDeployRoleForECS.
 *
 * @example
 * const hook = new ValidationHook("api-validation", {
 *   names: { function: "shop-api-validation", role: "shop-api-validation" }, location, network,
 *   testUrl: "https://api.shop.internal:8443/healthz",
 *   deploymentGroupArn: arn(location, "codedeploy", "deploymentgroup:shop-api/shop-api"),
 *   retentionDays: 30, kmsKeyArn: key.arn,
 * });
 */
export class ValidationHook extends pulumi.ComponentResource {
  readonly function: LambdaFunction;
  /** The function's group. */
  readonly securityGroup: SecurityGroup;

  constructor(name: string, args: ValidationHookArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:deployment:ValidationHook", name, {}, opts);
    const { deploymentGroupArn, network } = args;
    const parent = { parent: this };

    this.securityGroup = new SecurityGroup(
      name,
      { vpcId: network.vpcId, description: `Function ${args.names.function}`, tags: args.tags },
      parent,
    );
    if (deploymentGroupArn !== undefined) {
      // No endpoint of our networks stands for CodeDeploy.
      this.securityGroup.allowOut("internet", { cidrIpv4: "0.0.0.0/0" }, 443, "Answers to CodeDeploy, by NAT");
    }
    this.function = new LambdaFunction(
      name,
      {
        location: args.location,
        functionName: args.names.function,
        roleName: args.names.role,
        description: "Tries a deployment through the test listener",
        entry: path.join(__dirname, "validateDeployment.ts"),
        environment: { TEST_URL: args.testUrl },
        timeoutSeconds: 240,
        statements:
          deploymentGroupArn === undefined
            ? []
            : [
                {
                  sid: "AnswerCodeDeploy",
                  actions: "codedeploy:PutLifecycleEventHookExecutionStatus",
                  resources: deploymentGroupArn,
                },
              ],
        vpc: { subnetIds: network.privateSubnetIds, securityGroupIds: [this.securityGroup.id] },
        retentionDays: args.retentionDays,
        kmsKeyArn: args.kmsKeyArn,
        tags: args.tags,
      },
      parent,
    );
    this.registerOutputs({});
  }
}
