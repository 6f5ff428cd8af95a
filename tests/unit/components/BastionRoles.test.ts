import { expect } from "chai";

import { Plan, planOf } from "../mocks";
import { actions, allowing, bastion, list } from "./bastionFixture";

const types = {
  role: "aws:iam/role:Role",
  rolePolicy: "aws:iam/rolePolicy:RolePolicy",
  document: "aws:ssm/document:Document",
};

const nodes = "arn:aws:ssm:ap-northeast-1:123456789012:managed-instance/*";

describe("The roles of a bastion", () => {
  let managed: Plan;
  let exec: Plan;
  let taskPolicy: unknown;
  let nodePolicy: unknown;

  before(async () => {
    managed = await planOf(() => bastion());
    exec = await planOf(() => bastion({ mode: "ecs-exec" }));
    taskPolicy = managed.document(types.rolePolicy, "bastion-task", "policy");
    nodePolicy = managed.document(types.rolePolicy, "bastion-instance", "policy");
  });

  describe("the task's role", () => {
    it("may pass exactly one role, to Systems Manager", () => {
      expect(allowing(taskPolicy, "iam:PassRole")).to.deep.equal([
        {
          Sid: "PassTheNodesRole",
          Effect: "Allow",
          Action: "iam:PassRole",
          Resource: "arn:aws:iam::123456789012:role/shop-bastion-instance",
          Condition: { StringEquals: { "iam:PassedToService": "ssm.amazonaws.com" } },
        },
      ]);
      expect(managed.one(types.role, "bastion-instance")["name"]).to.equal("shop-bastion-instance");
    });

    it("may tag nothing but activations of this bastion, and deregister its nodes only", () => {
      for (const action of ["ssm:CreateActivation", "ssm:AddTagsToResource"]) {
        const [statement, ...more] = allowing(taskPolicy, action);
        expect(more).to.deep.equal([]);
        expect(statement?.Condition, action).to.deep.equal({
          StringEquals: { "aws:RequestTag/Bastion": "shop-bastion" },
          "ForAllValues:StringEquals": { "aws:TagKeys": ["Bastion"] },
        });
      }
      const [deregister, ...more] = allowing(taskPolicy, "ssm:DeregisterManagedInstance");
      expect(more).to.deep.equal([]);
      expect(deregister?.Resource).to.equal(nodes);
      expect(deregister?.Condition).to.deep.equal({ StringEquals: { "ssm:resourceTag/Bastion": "shop-bastion" } });
    });

    it("may call what the entry point calls, and no other action of Systems Manager", () => {
      expect(actions(taskPolicy).filter((action) => /^(ssm|ssmmessages|iam):/.test(action))).to.deep.equal([
        "iam:PassRole",
        "ssm:AddTagsToResource",
        "ssm:CreateActivation",
        "ssm:DeleteActivation",
        "ssm:DeregisterManagedInstance",
        "ssm:DescribeActivations",
        "ssm:DescribeInstanceInformation",
      ]);
    });

    it("may register nothing with ECS Exec, which has no other role either", () => {
      const policy = exec.document(types.rolePolicy, "bastion-task", "policy");
      const own = actions(policy).filter((action) => /^(ssm|ssmmessages|iam):/.test(action));
      expect(own.every((action) => action.startsWith("ssmmessages:"))).to.equal(true);
      expect(own).to.have.length(4);
      expect(exec.all(types.role).map(({ name }) => name)).to.have.members(["bastion-task", "bastion-execution"]);
      expect(exec.all(types.document)).to.deep.equal([]);
    });
  });

  describe("the node's role", () => {
    it("is assumed by Systems Manager on behalf of this account and region only", () => {
      const [statement] = (
        managed.document(types.role, "bastion-instance", "assumeRolePolicy") as { Statement: object[] }
      ).Statement;
      expect(statement).to.deep.include({
        Principal: { Service: "ssm.amazonaws.com" },
        Condition: {
          StringEquals: { "aws:SourceAccount": "123456789012" },
          ArnLike: { "aws:SourceArn": "arn:aws:ssm:ap-northeast-1:123456789012:*" },
        },
      });
    });

    it("may hold and log sessions, and read no parameter, document or other secret", () => {
      expect(actions(nodePolicy)).to.deep.equal([
        "kms:Decrypt",
        "kms:GenerateDataKey*",
        "logs:CreateLogStream",
        "logs:DescribeLogGroups",
        "logs:DescribeLogStreams",
        "logs:PutLogEvents",
        "s3:GetEncryptionConfiguration",
        "s3:PutObject",
        "ssm:UpdateInstanceInformation",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
      ]);
    });

    it("writes to the log group and the prefix that the preferences name", () => {
      const { inputs } = managed.document(types.document, "bastion", "content") as {
        inputs: { s3BucketName: string; s3KeyPrefix: string; cloudWatchLogGroupName: string };
      };
      expect(allowing(nodePolicy, "s3:PutObject").flatMap(({ Resource }) => list(Resource))).to.deep.equal([
        `arn:aws:s3:::${inputs.s3BucketName}/${inputs.s3KeyPrefix}/*`,
      ]);
      expect(allowing(nodePolicy, "logs:PutLogEvents").flatMap(({ Resource }) => list(Resource))).to.deep.equal([
        `arn:aws:logs:ap-northeast-1:123456789012:log-group:${inputs.cloudWatchLogGroupName}:*`,
      ]);
    });

    it("uses the stack's key alone: by way of S3, and for sessions on managed nodes", () => {
      const uses = allowing(nodePolicy, "kms:Decrypt");
      for (const { Condition } of uses) {
        expect(Condition?.["ForAnyValue:StringEquals"]).to.deep.equal({ "kms:ResourceAliases": "alias/shop" });
      }
      expect(uses.map(({ Condition }) => Condition?.["StringEquals"] ?? Condition?.["StringLike"])).to.deep.equal([
        { "kms:ViaService": "s3.ap-northeast-1.amazonaws.com" },
        { "kms:EncryptionContext:aws:ssm:TargetId": "mi-*" },
      ]);
    });
  });
});
