import * as pulumi from "@pulumi/pulumi";

import { arn } from "../location";
import { Topic, TopicBase } from "../topic/Topic";

/** Arguments of {@link ApprovalTopic}. */
export interface ApprovalTopicArgs extends TopicBase {
  /** Roles of the approval actions. */
  readonly publisherArns: readonly string[];
}

/**
 * The encrypted topic that tells people of a deployment that waits for them.
 *
 * @example
 * new ApprovalTopic("approvals", {
 *   topicName: "shop-prod-approvals", location, kmsKeyArn: key.arn, publisherArns: [], emails: ["ops@example.com"],
 * });
 */
export class ApprovalTopic extends Topic {
  constructor(name: string, args: ApprovalTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    const publisher = {
      sid: "PipelinesOfThisAccount",
      principal: { AWS: arn(args.location, "iam", "root") },
      conditions: { ArnEquals: { "aws:PrincipalArn": args.publisherArns } },
    };
    super(name, { ...args, publishers: [publisher] }, opts, "fargate-platform:pipeline:ApprovalTopic");
  }
}
