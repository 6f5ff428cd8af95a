import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { Delivery, failures } from "./failures";

/** Arguments of {@link FailureEvents}. */
export interface FailureEventsArgs extends Delivery {
  /** Physical name of a rule. */
  readonly ruleName: (purpose: string) => string;
  /** Is told. */
  readonly topicArn: string;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * Tells people of failed deployments and pipelines, in sentences.
 *
 * By events and not by alarms: a failure is one moment, and the event says of what. A pipeline that deploys by CodeDeploy
 * fails with its deployment, which makes two mails.
 *
 * @example
 * new FailureEvents("failures", {
 *   location, clusterName: "shop", serviceNames: ["api"], applicationNames: ["shop-api"], pipelineNames: ["shop-api"],
 *   ruleName: (purpose) => `shop-${purpose}`, topicArn: topic.arn,
 * }, { dependsOn: [...topic.ready] });
 */
export class FailureEvents extends pulumi.ComponentResource {
  constructor(name: string, args: FailureEventsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:monitoring:FailureEvents", name, {}, opts);
    // Passed on, because Pulumi does not: the topic comes first.
    const child = { parent: this, dependsOn: opts?.dependsOn };
    for (const failure of failures(args)) {
      const logicalName = `${name}-${failure.purpose}`;
      const rule = new aws.cloudwatch.EventRule(
        logicalName,
        {
          name: args.ruleName(failure.purpose),
          description: failure.description,
          eventPattern: failure.eventPattern,
          tags: args.tags,
        },
        child,
      );
      new aws.cloudwatch.EventTarget(
        logicalName,
        {
          rule: rule.name,
          arn: args.topicArn,
          inputTransformer: {
            inputPaths: failure.inputPaths,
            // Lines of text are each a JSON string.
            inputTemplate: failure.lines.map((line) => JSON.stringify(line)).join("\n"),
          },
        },
        child,
      );
    }
    this.registerOutputs({});
  }
}
