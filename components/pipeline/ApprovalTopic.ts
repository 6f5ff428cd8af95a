import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { policyDocument } from "../iam/policyDocument";
import { arn, Location } from "../location";

/** Arguments of {@link ApprovalTopic}. */
export interface ApprovalTopicArgs {
  /** Physical name. */
  readonly topicName: string;
  readonly location: Location;
  /** Encrypts messages; the publishers' own policies let them use it. */
  readonly kmsKeyArn: pulumi.Input<string>;
  /** Roles of the approval actions. */
  readonly publisherArns: readonly string[];
  /** Who is told by mail; AWS asks each of them once to confirm. */
  readonly emails: readonly string[];
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * The encrypted topic that tells people of a deployment that waits for them.
 *
 * @example
 * new ApprovalTopic("approvals", {
 *   topicName: "shop-prod-approvals", location, kmsKeyArn: key.arn, publisherArns: [], emails: ["ops@example.com"],
 * });
 */
export class ApprovalTopic extends pulumi.ComponentResource {
  /** Known at preview. */
  readonly arn: string;
  /** For `dependsOn`. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: ApprovalTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:pipeline:ApprovalTopic", name, {}, opts);
    this.arn = arn(args.location, "sns", args.topicName);

    const topic = new aws.sns.Topic(
      name,
      { name: args.topicName, kmsMasterKeyId: args.kmsKeyArn, tags: args.tags },
      { parent: this },
    );
    const policy = new aws.sns.TopicPolicy(
      name,
      {
        arn: topic.arn,
        policy: policyDocument([
          {
            sid: "PipelinesOfThisAccount",
            principal: { AWS: arn(args.location, "iam", "root") },
            actions: "sns:Publish",
            resources: this.arn,
            conditions: { ArnEquals: { "aws:PrincipalArn": args.publisherArns } },
          },
          {
            sid: "RefusePlainHttp",
            effect: "Deny",
            principal: "*",
            actions: "sns:Publish",
            resources: this.arn,
            conditions: { Bool: { "aws:SecureTransport": "false" } },
          },
        ]),
      },
      { parent: this },
    );
    for (const email of args.emails) {
      new aws.sns.TopicSubscription(
        `${name}-${email}`,
        { topic: topic.arn, protocol: "email", endpoint: email },
        { parent: this },
      );
    }
    this.ready = [topic, policy];
    this.registerOutputs({ arn: this.arn });
  }
}
