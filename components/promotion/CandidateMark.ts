import * as pulumi from "@pulumi/pulumi";
import * as path from "node:path";

import { jobStatements } from "../pipeline/jobStatements";
import { LambdaFunction, LambdaFunctionBase } from "../lambda-function/LambdaFunction";

/** Arguments of {@link CandidateMark}. */
export interface CandidateMarkArgs extends LambdaFunctionBase {
  /** Physical names. */
  readonly names: { readonly function: string; readonly role: string };
  /** The services whose images are marked. */
  readonly serviceArns: readonly string[];
  /** The repositories of those images. */
  readonly repositoryArns: readonly string[];
}

/**
 * A function for a pipeline's Invoke action that marks the image of a service as the next one for production: with the
 * moving tag `candidate`, and with `candidate-<first 12 digits>`, which stays. It marks nothing but what the service runs.
 *
 * The action's UserParameters are `{ cluster, service, container, repository, digest }`.
 *
 * {@link https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-retag.html | Tagging an image again}
 *
 * @example
 * new CandidateMark("candidate", {
 *   names: { function: "shop-candidate", role: "shop-candidate" }, location,
 *   serviceArns: [arn(location, "ecs", "service/shop/api")],
 *   repositoryArns: [arn(location, "ecr", "repository/shop/api")], retentionDays: 30, kmsKeyArn: key.arn,
 * });
 */
export class CandidateMark extends pulumi.ComponentResource {
  readonly function: LambdaFunction;

  constructor(name: string, args: CandidateMarkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:promotion:CandidateMark", name, {}, opts);
    this.function = new LambdaFunction(
      name,
      {
        location: args.location,
        functionName: args.names.function,
        roleName: args.names.role,
        description: "Marks the image that a service runs as the candidate for production",
        entry: path.join(__dirname, "markCandidate.ts"),
        timeoutSeconds: 60,
        statements: [
          ...jobStatements,
          { sid: "SeeWhatRuns", actions: "ecs:DescribeServices", resources: args.serviceArns },
          { anyResource: "DescribeTaskDefinitionHasNoResource", actions: "ecs:DescribeTaskDefinition" },
          { sid: "TagImages", actions: ["ecr:BatchGetImage", "ecr:PutImage"], resources: args.repositoryArns },
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
