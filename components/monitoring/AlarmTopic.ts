import * as pulumi from "@pulumi/pulumi";

import { arn } from "../location";
import { Topic, TopicBase } from "../topic/Topic";

/** Arguments of {@link AlarmTopic}. */
export type AlarmTopicArgs = TopicBase;

/**
 * The encrypted topic for the alarms and the failure events of a stack.
 *
 * The key's policy must let `cloudwatch.amazonaws.com` and `events.amazonaws.com` use the key: without it alarms go off
 * and nobody is told. For CloudWatch it may ask for the account and the alarms; for EventBridge it may ask for nothing,
 * because EventBridge passes no condition keys.
 *
 * {@link https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services | AWS services and encrypted topics},
 * {@link https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions | EventBridge and SNS}
 *
 * @example
 * new AlarmTopic("alarms", { topicName: "shop-alarms", location, kmsKeyArn: key.arn, emails: ["ops@example.com"] });
 */
export class AlarmTopic extends Topic {
  constructor(name: string, args: AlarmTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    const publishers = [
      {
        sid: "AlarmsOfThisAccount",
        principal: { Service: "cloudwatch.amazonaws.com" },
        conditions: {
          StringEquals: { "aws:SourceAccount": args.location.accountId },
          ArnLike: { "aws:SourceArn": arn(args.location, "cloudwatch", "alarm:*") },
        },
      },
      // No condition: AWS knows none here, and a statement with one would let no event through.
      { sid: "EventRules", principal: { Service: "events.amazonaws.com" } },
    ];
    super(name, { ...args, publishers }, opts, "fargate-platform:monitoring:AlarmTopic");
  }
}
