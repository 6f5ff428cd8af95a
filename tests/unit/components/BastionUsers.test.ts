import { expect } from "chai";

import { BastionUsers } from "../../../components/bastion/BastionUsers";
import { BastionMode } from "../../../components/bastion/Bastion";
import { location, Plan, planOf } from "../mocks";
import { actions, allowing, bastion, list } from "./bastionFixture";

const type = "aws:iam/policy:Policy";
const forwarding = "arn:aws:ssm:ap-northeast-1::document/AWS-StartPortForwardingSessionToRemoteHost";
const tasks = "arn:aws:ecs:ap-northeast-1:123456789012:task/shop/*";

function users(mode: BastionMode, preview = false): Promise<Plan> {
  return planOf(
    () =>
      new BastionUsers("users", {
        policyName: "shop-bastion-users",
        location,
        bastion: bastion({ mode }),
        clusterName: "shop",
        keyAlias: "shop",
      }),
    { preview },
  );
}

describe("BastionUsers", () => {
  let managed: unknown;
  let exec: unknown;

  before(async () => {
    managed = (await users("session-manager")).document(type, "users", "policy");
    exec = (await users("ecs-exec")).document(type, "users", "policy");
  });

  it("start sessions on this bastion's nodes only", () => {
    const targets = allowing(managed, "ssm:StartSession").filter(({ Condition }) => Condition !== undefined);
    expect(targets).to.deep.equal([
      {
        Sid: "StartSessionsOnBastion",
        Effect: "Allow",
        Action: "ssm:StartSession",
        Resource: "arn:aws:ssm:ap-northeast-1:123456789012:managed-instance/*",
        Condition: {
          BoolIfExists: { "ssm:SessionDocumentAccessCheck": "true" },
          StringEquals: { "ssm:resourceTag/Bastion": "shop-bastion" },
        },
      },
    ]);
  });

  it("start them with the bastion's preferences, or to forward a port", () => {
    const documents = allowing(managed, "ssm:StartSession").filter(({ Condition }) => Condition === undefined);
    expect(documents.flatMap(({ Resource }) => list(Resource))).to.deep.equal([
      "arn:aws:ssm:ap-northeast-1:123456789012:document/shop-session",
      forwarding,
    ]);
  });

  it("resume and end their own sessions only, whoever they are", () => {
    for (const action of ["ssm:ResumeSession", "ssm:TerminateSession"]) {
      const [statement, ...more] = allowing(managed, action);
      expect(more).to.deep.equal([]);
      expect(statement?.Condition).to.deep.equal({
        StringLike: { "ssm:resourceTag/aws:ssmmessages:session-id": "${aws:userid}" },
      });
    }
  });

  it("make keys for sessions on managed nodes with the stack's key only", () => {
    expect(allowing(managed, "kms:GenerateDataKey").map(({ Condition }) => Condition)).to.deep.equal([
      {
        StringLike: { "kms:EncryptionContext:aws:ssm:TargetId": "mi-*" },
        "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/shop" },
      },
    ]);
  });

  it("can do nothing else: no command without a session, no other service", () => {
    expect(actions(managed)).to.deep.equal([
      "ecs:DescribeServices",
      "ecs:DescribeTasks",
      "ecs:ListTasks",
      "kms:GenerateDataKey",
      "ssm:DescribeInstanceInformation",
      "ssm:GetServiceSetting",
      "ssm:ResumeSession",
      "ssm:StartSession",
      "ssm:TerminateSession",
      "ssmmessages:OpenDataChannel",
    ]);
    expect(actions(exec)).to.deep.equal([
      "ecs:DescribeTasks",
      "ecs:ExecuteCommand",
      "ecs:ListTasks",
      "kms:GenerateDataKey",
      "ssm:ResumeSession",
      "ssm:StartSession",
      "ssm:TerminateSession",
      "ssmmessages:OpenDataChannel",
    ]);
  });

  it("open shells by ECS Exec in the bastion's container only", () => {
    const [shell, ...more] = allowing(exec, "ecs:ExecuteCommand");
    expect(more).to.deep.equal([]);
    expect(shell?.Condition).to.deep.equal({ StringEquals: { "ecs:container-name": ["bastion"] } });
  });

  it("start sessions around ECS Exec for ports of the bastion's tasks only, never for a shell that is not logged", () => {
    const [target, documents, ...more] = allowing(exec, "ssm:StartSession");
    expect(more).to.deep.equal([]);
    expect(target?.Resource).to.equal(tasks);
    expect(target?.Condition).to.deep.equal({
      BoolIfExists: { "ssm:SessionDocumentAccessCheck": "true" },
      StringEquals: { "aws:ResourceTag/Bastion": "shop-bastion" },
    });
    expect(documents?.Resource).to.deep.equal([forwarding]);
  });

  for (const mode of ["session-manager", "ecs-exec"] as const) {
    it(`are known in the first preview with ${mode}`, async () => {
      const policy = (await users(mode, true)).document(type, "users", "policy");
      expect(policy).to.deep.equal(mode === "ecs-exec" ? exec : managed);
    });
  }
});
