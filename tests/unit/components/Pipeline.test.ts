import { expect } from "chai";

import {
  approvalAction,
  ArtifactStore,
  buildAction,
  bundleSource,
  codeDeployAction,
  commitSource,
  connectionSource,
  keyStatement,
  Pipeline,
  PipelineArgs,
} from "../../../components";
import { location, Plan, planOf } from "../mocks";
import { kmsKeyArn } from "./fixture";

const types = {
  pipeline: "aws:codepipeline/pipeline:Pipeline",
  role: "aws:iam/role:Role",
  rolePolicy: "aws:iam/rolePolicy:RolePolicy",
};

const code = commitSource({
  repositoryName: "shop",
  repositoryArn: "arn:aws:codecommit:ap-northeast-1:123456789012:shop",
  branch: "dev",
});
const build = buildAction({
  projectName: "shop-api",
  projectArn: "arn:aws:codebuild:ap-northeast-1:123456789012:project/shop-api",
});
const approve = approvalAction({
  topicArn: "arn:aws:sns:ap-northeast-1:123456789012:approvals",
  message: "api",
  link: "https://example.com/#{Image.ImageDigest}",
  keyStatement: keyStatement(location, "shop", "sns"),
});
const deploy = codeDeployAction({
  location,
  applicationName: "shop-api",
  groupName: "shop-api",
  configName: "CodeDeployDefault.ECSAllAtOnce",
  imageArtifact: "Build",
  family: "shop-api",
  taskRoleArns: ["arn:aws:iam::123456789012:role/shop-api-task"],
});

function pipeline(overrides: Partial<PipelineArgs> = {}, preview = false): Promise<Plan> {
  return planOf(
    () => {
      const artifactStore = new ArtifactStore("artifacts", {
        bucketName: "artifacts",
        location,
        kmsKeyArn,
        keyAlias: "shop",
        pipelineNames: ["shop-api"],
        serverAccessLogs: { bucketName: "access", prefix: "s3/" },
      });
      new Pipeline("api", {
        pipelineName: "shop-api",
        roleName: (purpose) => `shop-api-${purpose}`,
        location,
        artifactStore,
        stages: [
          {
            name: "Source",
            actions: [code, bundleSource({ location, bucketName: "artifacts", key: "bundles/api.zip" })],
          },
          { name: "Build", actions: [build] },
          { name: "Approve", actions: [approve] },
          { name: "Deploy", actions: [deploy] },
        ],
        stageDependsOn: [],
        ...overrides,
      });
    },
    { preview },
  );
}

function allowed(plan: Plan, role: string): string[] {
  const { Statement } = plan.document(types.rolePolicy, role, "policy") as {
    Statement: { Action: string | string[] }[];
  };
  return Statement.flatMap(({ Action }) => Action);
}

describe("Pipeline", () => {
  let plan: Plan;
  before(async () => {
    plan = await pipeline();
  });

  it("gives each action a role of its own, which the pipeline's role alone can take", () => {
    const stages = plan.one(types.pipeline)["stages"] as { actions: { name: string; roleArn: string }[] }[];
    const roles = stages.flatMap(({ actions }) => actions.map(({ roleArn }) => roleArn));
    expect(new Set(roles).size).to.equal(5);
    for (const roleArn of roles) {
      const role = plan.all(types.role).find(({ inputs }) => roleArn.endsWith(`:role/${String(inputs["name"])}`));
      expect(role?.inputs["assumeRolePolicy"]).to.include('"AWS":"arn:aws:iam::123456789012:role/shop-api-pipeline"');
    }
    expect(allowed(plan, "api-pipeline")).to.have.members([
      "sts:AssumeRole",
      "s3:GetObject",
      "s3:GetObjectVersion",
      "s3:PutObject",
      "kms:Decrypt",
      "kms:GenerateDataKey*",
    ]);
    const own = String(plan.one(types.role, "api-pipeline")["assumeRolePolicy"]);
    expect(own).to.include("codepipeline.amazonaws.com").and.include("aws:SourceAccount");
  });

  it("lets no action do what another one is for", () => {
    expect(allowed(plan, "api-pipeline-build")).to.have.members([
      "codebuild:StartBuild",
      "codebuild:StopBuild",
      "codebuild:BatchGetBuilds",
    ]);
    expect(allowed(plan, "api-pipeline-deploy").join()).to.not.match(/ecr:|PutObject|codebuild|UpdateService/);
    expect(allowed(plan, "api-pipeline-code").join()).to.not.match(/codedeploy|GitPush|ecs:/);
    expect(allowed(plan, "api-pipeline-approve")).to.have.members([
      "sns:Publish",
      "kms:Decrypt",
      "kms:GenerateDataKey*",
    ]);
  });

  it("keeps artifacts under the customer's key, and is of type V2", () => {
    expect(plan.one(types.pipeline)).to.deep.include({
      pipelineType: "V2",
      artifactStores: [
        {
          type: "S3",
          location: "artifacts",
          encryptionKey: { type: "KMS", id: "arn:aws:kms:ap-northeast-1:123456789012:alias/shop" },
        },
      ],
    });
  });

  it("never polls", () => {
    const text = JSON.stringify(plan.one(types.pipeline));
    expect(text.match(/"PollForSourceChanges":"false"/g)).to.have.length(2);
  });

  it("is known, whole, in the first preview", async () => {
    const first = (await pipeline({}, true)).one(types.pipeline);
    const whole = plan.one(types.pipeline);
    expect(first["stages"]).to.deep.equal(whole["stages"]);
    expect(first["artifactStores"]).to.deep.equal(whole["artifactStores"]);
  });

  it("makes no role for an action that another account performs", async () => {
    const foreignRoleArn = "arn:aws:iam::222222222222:role/shop-dev-source-for-stg";
    const foreign = await pipeline({
      stages: [
        { name: "Source", actions: [{ ...code, foreignRoleArn }] },
        { name: "Build", actions: [build] },
      ],
    });
    expect(foreign.all(types.role).map(({ inputs }) => inputs["name"])).to.have.members([
      "shop-api-pipeline",
      "shop-api-pipeline-build",
    ]);
    expect(JSON.stringify(foreign.document(types.rolePolicy, "api-pipeline", "policy"))).to.include(foreignRoleArn);
  });

  it("starts by pushes that are not to other services alone, where the code comes by a connection", async () => {
    const connection = connectionSource({
      connectionArn: "arn:aws:codeconnections:ap-northeast-1:123456789012:connection/1",
      repository: "example/shop",
      branch: "dev",
    });
    const { triggers } = (
      await pipeline({
        stages: [
          { name: "Source", actions: [connection] },
          { name: "Build", actions: [build] },
        ],
        trigger: { action: "Code", branch: "dev", paths: { excludes: ["web/**"] } },
      })
    ).one(types.pipeline);
    expect(triggers).to.deep.equal([
      {
        providerType: "CodeStarSourceConnection",
        gitConfiguration: {
          sourceActionName: "Code",
          pushes: [{ branches: { includes: ["dev"] }, filePaths: { excludes: ["web/**"] } }],
        },
      },
    ]);
  });
});
