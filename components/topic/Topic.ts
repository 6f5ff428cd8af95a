import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { policyDocument, ResourceStatement } from "../iam/policyDocument";
import { arn, Location } from "../location";

/** Who may publish to a topic. */
export type Publisher = Required<Pick<ResourceStatement, "sid" | "principal">> & Pick<ResourceStatement, "conditions">;

/** Arguments of every topic. */
export interface TopicBase {
  /** Physical name. */
  readonly topicName: string;
  readonly location: Location;
  /** Encrypts messages; its policy, or the publishers' own, must let them use it. */
  readonly kmsKeyArn: pulumi.Input<string>;
  /** Who is told by mail; AWS asks each of them once to confirm. */
  readonly emails: readonly string[];
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** Arguments of {@link Topic}. */
export interface TopicArgs extends TopicBase {
  /** Nobody else may publish, not even by plain HTTP. */
  readonly publishers: readonly Publisher[];
}

/**
 * An encrypted topic that takes messages from named publishers, by TLS only, and mails them to people.
 *
 * {@link https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html | SNS security best practices}
 *
 * @example
 * new Topic("news", {
 *   topicName: "shop-news", location, kmsKeyArn: key.arn, emails: ["ops@example.com"],
 *   publishers: [{ sid: "Budgets", principal: { Service: "budgets.amazonaws.com" } }],
 * });
 */
export class Topic extends pulumi.ComponentResource {
  /** Known at preview. */
  readonly arn: string;
  /** For `dependsOn`. */
  readonly ready: readonly pulumi.Resource[];

  /** @param type - of a class that extends this one, so that a topic stays the same resource when its class changes shape */
  constructor(
    name: string,
    args: TopicArgs,
    opts?: pulumi.ComponentResourceOptions,
    type = "fargate-platform:topic:Topic",
  ) {
    super(type, name, {}, opts);
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
          ...args.publishers.map((publisher) => ({ ...publisher, actions: "sns:Publish", resources: this.arn })),
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
