import { expect } from "chai";

import { ApprovalTopic, ForeignReader, imageTagged, objectWritten, SourceRepository } from "../../../components";
import { location, Plan, planOf } from "../mocks";
import { kmsKeyArn } from "./fixture";

const types = {
  topic: "aws:sns/topic:Topic",
  topicPolicy: "aws:sns/topicPolicy:TopicPolicy",
  subscription: "aws:sns/topicSubscription:TopicSubscription",
  repository: "aws:codecommit/repository:Repository",
  template: "aws:codecommit/approvalRuleTemplate:ApprovalRuleTemplate",
  association: "aws:codecommit/approvalRuleTemplateAssociation:ApprovalRuleTemplateAssociation",
  role: "aws:iam/role:Role",
  rolePolicy: "aws:iam/rolePolicy:RolePolicy",
  rule: "aws:cloudwatch/eventRule:EventRule",
  target: "aws:cloudwatch/eventTarget:EventTarget",
};

interface Document {
  readonly Statement: readonly Record<string, unknown>[];
}

const withoutSid = (statement: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(statement).filter(([key]) => key !== "Sid"));

describe("ApprovalTopic", () => {
  const publisher = "arn:aws:iam::123456789012:role/shop-prod-api-pipeline-approve";
  const topic = (emails: readonly string[]) =>
    planOf(
      () =>
        new ApprovalTopic("approvals", {
          topicName: "shop-prod-approvals",
          location,
          kmsKeyArn,
          publisherArns: [publisher],
          emails,
        }),
    );

  it("is encrypted, and takes messages from the approval actions alone, by TLS", async () => {
    const plan = await topic([]);
    expect(plan.one(types.topic)).to.include({ name: "shop-prod-approvals", kmsMasterKeyId: kmsKeyArn });
    const { Statement } = plan.document(types.topicPolicy, "approvals", "policy") as Document;
    const Resource = "arn:aws:sns:ap-northeast-1:123456789012:shop-prod-approvals";
    expect(Statement.map(withoutSid)).to.deep.equal([
      {
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::123456789012:root" },
        Action: "sns:Publish",
        Resource,
        Condition: { ArnEquals: { "aws:PrincipalArn": [publisher] } },
      },
      {
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Resource,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });

  it("asks each address once, and nobody where none is given", async () => {
    const subscribed = async (emails: readonly string[]) =>
      (await topic(emails)).all(types.subscription).map(({ inputs }) => [inputs["protocol"], inputs["endpoint"]]);
    expect(await subscribed([])).to.deep.equal([]);
    expect(await subscribed(["a@example.com", "b@example.com"])).to.have.deep.members([
      ["email", "a@example.com"],
      ["email", "b@example.com"],
    ]);
  });
});

describe("SourceRepository", () => {
  const repository = (protect: boolean) =>
    planOf(
      () =>
        new SourceRepository("code", {
          repositoryName: "shop",
          location,
          protectedBranch: "stg",
          approvalRuleName: "shop-stg",
          protect,
        }),
    );

  it("asks for one approval of pull requests into the branch, by a rule that is associated with it", async () => {
    const plan = await repository(true);
    expect(plan.document(types.template, "code", "content")).to.deep.equal({
      Version: "2018-11-08",
      DestinationReferences: ["refs/heads/stg"],
      Statements: [{ Type: "Approvers", NumberOfApprovalsNeeded: 1 }],
    });
    expect(plan.one(types.association)).to.deep.equal({ approvalRuleTemplateName: "shop-stg", repositoryName: "shop" });
  });

  it("is protected as it is told", async () => {
    expect((await repository(true)).registered(types.repository).protect).to.equal(true);
    expect((await repository(false)).registered(types.repository).protect).to.equal(false);
  });
});

describe("ForeignReader", () => {
  const there = "222222222222";
  const eventPattern = {
    source: ["aws.codecommit"],
    resources: ["arn:aws:codecommit:ap-northeast-1:123456789012:shop"],
  };
  const bus = `arn:aws:events:ap-northeast-1:${there}:event-bus/default`;
  let plan: Plan;

  before(async () => {
    plan = await planOf(
      () =>
        new ForeignReader("code-for-stg", {
          location,
          names: { role: "shop-source-for-stg", rule: "shop-for-stg", ruleRole: "shop-events-for-stg" },
          reader: { accountId: there, rolePattern: "shop-stg-*", artifactBucketName: "shop-stg-artifacts" },
          statements: [{ sid: "ReadCode", actions: "codecommit:GetBranch", resources: eventPattern.resources }],
          eventPattern,
        }),
    );
  });

  it("lets the other stack's roles read what it is told, and hand that over under their key, by S3", () => {
    expect(plan.registered(types.role, "code-for-stg").inputs["name"]).to.equal("shop-source-for-stg");
    expect((plan.document(types.role, "code-for-stg", "assumeRolePolicy") as Document).Statement).to.deep.equal([
      {
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${there}:root` },
        Action: "sts:AssumeRole",
        Condition: { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${there}:role/shop-stg-*` } },
      },
    ]);
    const { Statement } = plan.document(types.rolePolicy, "code-for-stg", "policy") as Document;
    expect(Statement.map(withoutSid)).to.deep.equal([
      { Effect: "Allow", Action: "codecommit:GetBranch", Resource: eventPattern.resources },
      {
        Effect: "Allow",
        Action: ["s3:PutObject", "s3:PutObjectAcl"],
        Resource: "arn:aws:s3:::shop-stg-artifacts/*",
      },
      {
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
        Resource: `arn:aws:kms:ap-northeast-1:${there}:key/*`,
        Condition: { StringEquals: { "kms:ViaService": "s3.ap-northeast-1.amazonaws.com" } },
      },
    ]);
  });

  it("sends events to the other account's bus, in a role that may do that and no more, for that rule alone", () => {
    expect(plan.one(types.rule)["name"]).to.equal("shop-for-stg");
    expect(plan.document(types.rule, "code-for-stg", "eventPattern")).to.deep.equal(eventPattern);
    expect(plan.one(types.target)).to.deep.equal({
      rule: "shop-for-stg",
      arn: bus,
      roleArn: "arn:aws:iam::123456789012:role/shop-events-for-stg",
    });
    const sender = plan.registered(types.role, "code-for-stg-events");
    expect(sender.inputs["name"]).to.equal("shop-events-for-stg");
    expect(plan.registered(types.target).dependencies).to.include(sender.urn);
    expect((plan.document(types.role, "code-for-stg-events", "assumeRolePolicy") as Document).Statement).to.deep.equal([
      {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": "123456789012" },
          ArnEquals: { "aws:SourceArn": "arn:aws:events:ap-northeast-1:123456789012:rule/shop-for-stg" },
        },
      },
    ]);
    const { Statement } = plan.document(types.rolePolicy, "code-for-stg-events", "policy") as Document;
    expect(Statement).to.deep.equal([
      { Sid: "SendEvents", Effect: "Allow", Action: "events:PutEvents", Resource: bus },
    ]);
  });
});

describe("what starts a pipeline", () => {
  it("is a tag that was put on an image, here or on its way here", () => {
    expect(imageTagged(["shop-stg/api", "shop-stg/web"], "candidate")).to.deep.equal({
      source: ["aws.ecr"],
      "detail-type": ["ECR Image Action", "ECR Replication Action"],
      detail: {
        "action-type": ["PUSH", "REPLICATE"],
        result: ["SUCCESS"],
        "repository-name": ["shop-stg/api", "shop-stg/web"],
        "image-tag": ["candidate"],
      },
    });
  });

  it("is an object that was written, and no other one of the bucket", () => {
    expect(objectWritten("artifacts", "bundles/api.zip")).to.deep.equal({
      source: ["aws.s3"],
      "detail-type": ["Object Created"],
      detail: { bucket: { name: ["artifacts"] }, object: { key: ["bundles/api.zip"] } },
    });
  });
});
