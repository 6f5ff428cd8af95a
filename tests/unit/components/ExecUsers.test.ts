import { expect } from "chai";

import { ExecUsers, ExecUsersArgs } from "../../../components/cluster/ExecUsers";
import { location, planOf } from "../mocks";
import { actions, allowing } from "./bastionFixture";

const type = "aws:iam/policy:Policy";
const args: ExecUsersArgs = {
  policyName: "shop-exec-users",
  location,
  clusterName: "shop",
  containerNames: ["api", "worker"],
  keyAlias: "shop",
};
const tasks = "arn:aws:ecs:ap-northeast-1:123456789012:task/shop/*";
const cluster = "arn:aws:ecs:ap-northeast-1:123456789012:cluster/shop";

describe("ExecUsers", () => {
  let policy: unknown;

  before(async () => {
    policy = (await planOf(() => new ExecUsers("users", args))).document(type, "users", "policy");
  });

  it("open shells in the named containers of the cluster's tasks only", () => {
    expect(allowing(policy, "ecs:ExecuteCommand")).to.deep.equal([
      {
        Sid: "OpenShells",
        Effect: "Allow",
        Action: "ecs:ExecuteCommand",
        Resource: [cluster, tasks],
        Condition: { StringEquals: { "ecs:container-name": ["api", "worker"] } },
      },
    ]);
  });

  it("see the cluster's tasks, which the AWS CLI asks for", () => {
    expect(allowing(policy, "ecs:DescribeTasks").map(({ Resource }) => Resource)).to.deep.equal([tasks]);
    expect(allowing(policy, "ecs:ListTasks").map(({ Condition }) => Condition)).to.deep.equal([
      { ArnEquals: { "ecs:cluster": cluster } },
    ]);
  });

  it("make keys for sessions in this cluster with the stack's key only", () => {
    expect(allowing(policy, "kms:GenerateDataKey").map(({ Condition }) => Condition)).to.deep.equal([
      {
        StringLike: { "kms:EncryptionContext:aws:ssm:TargetId": "ecs:shop_*" },
        "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/shop" },
      },
    ]);
  });

  it("cannot go around ECS Exec, whose sessions are logged", () => {
    expect(actions(policy)).to.deep.equal([
      "ecs:DescribeTasks",
      "ecs:ExecuteCommand",
      "ecs:ListTasks",
      "kms:GenerateDataKey",
    ]);
  });

  it("are known in the first preview, by an ARN that can be handed out", async () => {
    let arn = "";
    const plan = await planOf(
      () => {
        arn = new ExecUsers("users", args).arn;
      },
      { preview: true },
    );
    expect(arn).to.equal("arn:aws:iam::123456789012:policy/shop-exec-users");
    expect(plan.one(type)["policy"]).to.be.a("string");
    expect(plan.one(type)["name"]).to.equal("shop-exec-users");
  });

  it("are refused where nobody could get in anyway", async () => {
    let message = "";
    await planOf(() => {
      try {
        new ExecUsers("users", { ...args, containerNames: [] });
      } catch (error) {
        message = String(error);
      }
    });
    expect(message).to.include("no container is named; name one that allows it, or leave the policy out");
  });
});
