import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { Pipeline } from "./Pipeline";

/** Arguments of {@link PipelineTrigger}. */
export interface PipelineTriggerArgs {
  /** Physical name of the rule. */
  readonly ruleName: string;
  readonly description: string;
  readonly eventPattern: Readonly<Record<string, unknown>>;
  readonly pipeline: Pipeline;
  /** ARN of a role that may start the pipeline, and what it must wait for. */
  readonly role: { readonly arn: string; readonly ready: readonly pulumi.Resource[] };
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * Starts a pipeline when something happens, by an EventBridge rule: at once, and without anything that polls.
 *
 * {@link https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-about-starting.html | Starting a pipeline}
 *
 * @example
 * new PipelineTrigger("api-bundle", {
 *   ruleName: "shop-api-bundle", description: "A new bundle of api", pipeline, role: starter,
 *   eventPattern: objectWritten("shop-artifacts", "bundles/api.zip"),
 * });
 */
export class PipelineTrigger extends pulumi.ComponentResource {
  constructor(name: string, args: PipelineTriggerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:pipeline:PipelineTrigger", name, {}, opts);

    const rule = new aws.cloudwatch.EventRule(
      name,
      {
        name: args.ruleName,
        description: args.description,
        eventPattern: JSON.stringify(args.eventPattern),
        tags: args.tags,
      },
      { parent: this },
    );
    new aws.cloudwatch.EventTarget(
      name,
      { rule: rule.name, arn: args.pipeline.arn, roleArn: args.role.arn },
      { parent: this, dependsOn: [...args.pipeline.ready, ...args.role.ready] },
    );
    this.registerOutputs({});
  }
}

/** The event of a new object; its bucket must tell EventBridge. */
export function objectWritten(bucketName: string, key: string): Record<string, unknown> {
  return {
    source: ["aws.s3"],
    "detail-type": ["Object Created"],
    detail: { bucket: { name: [bucketName] }, object: { key: [key] } },
  };
}

/**
 * The events of a tag that was put on an image in these repositories: in them, or in a replica when it arrives.
 *
 * {@link https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html | ECR's events}
 */
export function imageTagged(repositoryNames: readonly string[], tag: string): Record<string, unknown> {
  return {
    source: ["aws.ecr"],
    "detail-type": ["ECR Image Action", "ECR Replication Action"],
    detail: {
      "action-type": ["PUSH", "REPLICATE"],
      result: ["SUCCESS"],
      "repository-name": repositoryNames,
      "image-tag": [tag],
    },
  };
}
