import { type Properties, text } from "../value";
import { type DocumentRules, requireDocument } from "./documents";
import type { FactsTable } from "./facts";

/** A name with this ending where a queue or topic keeps the order of its messages. */
const fifo =
  (flag: string) =>
  (inputs: Properties): string =>
    inputs[flag] === true ? ".fifo" : "";

const TOPIC_POLICY: DocumentRules = { property: "policy", kind: "resource", code: "InvalidParameter" };

/** SNS and SQS. */
export const MESSAGING: FactsTable = {
  "aws:sns/topic:Topic": {
    id: "{arn}",
    outputs: {
      arn: "arn:{partition}:sns:{region}:{account}:{name}",
      owner: "{account}",
      tracingConfig: () => "PassThrough",
    },
    naming: { property: "name", longest: 80, suffix: fifo("fifoTopic") },
    replaces: ["fifoTopic", "name", "namePrefix"],
  },
  "aws:sns/topicPolicy:TopicPolicy": {
    id: "{arn}",
    outputs: { owner: "{account}" },
    replaces: ["arn"],
    admit: ({ inputs, cloud }) => requireDocument(TOPIC_POLICY, inputs, cloud),
  },
  "aws:sns/topicSubscription:TopicSubscription": {
    id: "{arn}",
    outputs: {
      arn: "{topic}:{uuid}",
      ownerId: "{account}",
      pendingConfirmation: ({ inputs }) => text(inputs.protocol).startsWith("email"),
    },
    replaces: ["endpoint", "protocol", "topic"],
  },
  "aws:sqs/queue:Queue": {
    id: "{url}",
    outputs: {
      url: "https://sqs.{region}.{dnsSuffix}/{account}/{name}",
      arn: "arn:{partition}:sqs:{region}:{account}:{name}",
      sqsManagedSseEnabled: ({ inputs }) => inputs.kmsMasterKeyId === undefined,
      kmsDataKeyReusePeriodSeconds: () => 300,
    },
    naming: { property: "name", longest: 80, suffix: fifo("fifoQueue") },
    replaces: ["fifoQueue", "name", "namePrefix"],
    unique: { by: ["name"], code: "QueueAlreadyExists", message: "A queue already exists with the same name" },
  },
  "aws:sqs/queuePolicy:QueuePolicy": { id: "{queueUrl}", replaces: ["queueUrl"] },
};
