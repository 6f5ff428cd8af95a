import { expect } from "chai";

import { Topic } from "../../../components/topic/Topic";
import { AlarmTopic } from "../../../components/monitoring/AlarmTopic";
import { ApprovalTopic } from "../../../components";
import { location, planOf } from "../mocks";
import { kmsKeyArn } from "./fixture";

const types = {
  topic: "aws:sns/topic:Topic",
  topicPolicy: "aws:sns/topicPolicy:TopicPolicy",
  subscription: "aws:sns/topicSubscription:TopicSubscription",
};
const base = { topicName: "shop-news", location, kmsKeyArn, emails: ["a@example.com", "b@example.com"] };
const Resource = "arn:aws:sns:ap-northeast-1:123456789012:shop-news";

interface Document {
  readonly Statement: readonly Record<string, unknown>[];
}

describe("Topic", () => {
  const publishers = [{ sid: "Budgets", principal: { Service: "budgets.amazonaws.com" } }];

  it("is encrypted, and takes messages from the named publishers alone, by TLS", async () => {
    const plan = await planOf(() => new Topic("news", { ...base, publishers }));
    expect(plan.one(types.topic)).to.include({ name: "shop-news", kmsMasterKeyId: kmsKeyArn });
    expect((plan.document(types.topicPolicy, "news", "policy") as Document).Statement).to.deep.equal([
      {
        Sid: "Budgets",
        Effect: "Allow",
        Principal: { Service: "budgets.amazonaws.com" },
        Action: "sns:Publish",
        Resource,
      },
      {
        Sid: "RefusePlainHttp",
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Resource,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });

  it("mails to each address", async () => {
    const plan = await planOf(() => new Topic("news", { ...base, publishers }));
    expect(plan.all(types.subscription).map(({ inputs }) => inputs["endpoint"])).to.have.members(base.emails);
  });

  it("has an ARN and a policy that a preview shows", async () => {
    let arn = "";
    const plan = await planOf(() => (arn = new Topic("news", { ...base, publishers }).arn), { preview: true });
    expect(arn).to.equal(Resource);
    expect(plan.one(types.topicPolicy)["policy"]).to.be.a("string");
  });

  it("stays the same resource for what extends it: the topic is a child of its own component, and of no other", async () => {
    const plan = await planOf(() => new ApprovalTopic("approvals", { ...base, publisherArns: [] }));
    expect(plan.registered(types.topic).urn).to.equal(
      "urn:pulumi:test::fargate-platform::fargate-platform:pipeline:ApprovalTopic$aws:sns/topic:Topic::approvals",
    );
  });
});

describe("AlarmTopic", () => {
  it("takes alarms of this account, and events without a condition, because a condition would keep all of them out", async () => {
    const plan = await planOf(() => new AlarmTopic("alarms", base));
    const { Statement } = plan.document(types.topicPolicy, "alarms", "policy") as Document;
    const allowed = Statement.filter(({ Effect }) => Effect === "Allow").map(({ Principal, Condition }) => ({
      Principal,
      Condition,
    }));
    expect(allowed).to.deep.equal([
      {
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Condition: {
          StringEquals: { "aws:SourceAccount": "123456789012" },
          ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:ap-northeast-1:123456789012:alarm:*" },
        },
      },
      { Principal: { Service: "events.amazonaws.com" }, Condition: undefined },
    ]);
    expect(Statement.filter(({ Effect }) => Effect === "Deny")).to.have.lengthOf(1);
  });
});
