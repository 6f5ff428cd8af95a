import { expect } from "chai";

import { Plan } from "../mocks";
import { action, plans, stack, stages, types } from "./plans";

function shape(plan: Plan, pipeline: string): string[] {
  return stages(plan, pipeline).map(({ name, actions }) => `${name}: ${actions.map((one) => one.name).join(", ")}`);
}

describe("delivery", function () {
  this.timeout(30_000);

  let dev: Plan;
  let stg: Plan;
  let prod: Plan;

  before(async () => {
    dev = await plans.dev();
    stg = await plans.stg();
    prod = await plans.prod();
  });

  it("builds and deploys in dev, marks candidates in stg, and asks for approval in prod", () => {
    expect(shape(dev, "frontend")).to.deep.equal(["Source: Code, Bundle", "Build: Build", "Deploy: Deploy"]);
    expect(shape(stg, "frontend")).to.deep.equal([
      "Source: Code, Bundle",
      "Build: Build",
      "Deploy: Deploy",
      "Promote: Mark",
    ]);
    expect(shape(prod, "frontend")).to.deep.equal(["Source: Image, Bundle", "Approve: Approve", "Deploy: Deploy"]);
  });

  it("builds in a project of its own for each service of dev and stg, and nothing in prod", () => {
    expect(dev.all(types.project)).to.have.length(2);
    expect(stg.all(types.project)).to.have.length(2);
    expect([...prod.all(types.project), ...prod.all(types.repository), ...prod.all(types.code)]).to.deep.equal([]);
  });

  it("keeps all code in one repository, which dev owns", () => {
    expect(dev.all(types.code)).to.have.length(1);
    expect(stg.all(types.code)).to.have.length(0);
    const source = (plan: Plan) => action(plan, "frontend", "Code").configuration;
    expect(source(dev)["RepositoryName"]).to.equal(source(stg)["RepositoryName"]);
    expect([source(dev)["BranchName"], source(stg)["BranchName"]]).to.deep.equal(["dev", "stg"]);
  });

  it("takes production's image from staging's repository, by the tag that marks candidates", () => {
    const [frontend] = stg.all(types.repository).filter(({ name }) => name === "frontend");
    expect(action(prod, "frontend", "Image").configuration).to.deep.equal({
      RepositoryName: frontend?.inputs["name"],
      ImageTag: "candidate",
    });
    expect(JSON.stringify(prod.document(types.rolePolicy, "frontend-execution", "policy"))).to.include(
      `repository/${String(frontend?.inputs["name"])}`,
    );
    expect(action(prod, "frontend", "Deploy").configuration["Image1ArtifactName"]).to.equal("Image");
  });

  it("hands on only what an earlier action has made, in a role that exists", () => {
    for (const plan of [dev, stg, prod]) {
      const roles = plan
        .all(types.role)
        .map(({ inputs }) => `arn:aws:iam::123456789012:role/${String(inputs["name"])}`);
      for (const pipeline of ["frontend", "backend"]) {
        const made = new Set<string>();
        for (const { actions } of stages(plan, pipeline)) {
          for (const { inputArtifacts, roleArn } of actions) {
            expect([...made]).to.include.members([...inputArtifacts]);
            expect(roles).to.include(roleArn);
          }
          actions.flatMap(({ outputArtifacts }) => outputArtifacts).forEach((artifact) => made.add(artifact));
        }
      }
    }
  });

  it("starts by events: code through the function that knows the folders, bundles and candidates at once", () => {
    const rules = (plan: Plan) =>
      plan
        .all(types.rule)
        .map(({ name }) => name)
        .filter((name) => !name.startsWith("failures-"));
    expect(rules(dev)).to.have.members(["starter", "frontend-bundle", "backend-bundle"]);
    expect(rules(prod)).to.have.members([
      "frontend-bundle",
      "frontend-candidate",
      "backend-bundle",
      "backend-candidate",
    ]);
    const candidate = prod.document(types.rule, "frontend-candidate", "eventPattern") as {
      detail: Record<string, string[]>;
    };
    expect(candidate.detail["repository-name"]).to.deep.equal(["fargate-platform-stg/frontend"]);
    expect(candidate.detail["image-tag"]).to.deep.equal(["candidate"]);
  });

  it("is slower and keeps the way back longer in prod than in dev", () => {
    const pace = (plan: Plan) => plan.one(types.group, "frontend");
    expect(pace(dev)["deploymentConfigName"]).to.equal("CodeDeployDefault.ECSAllAtOnce");
    expect(pace(prod)["deploymentConfigName"]).to.match(/frontend-canary-10-percent-15-minutes$/);
    const bake = (plan: Plan) =>
      (
        pace(plan)["blueGreenDeploymentConfig"] as {
          terminateBlueInstancesOnDeploymentSuccess: { terminationWaitTimeInMinutes: number };
        }
      ).terminateBlueInstancesOnDeploymentSuccess.terminationWaitTimeInMinutes;
    expect(bake(prod)).to.be.greaterThan(bake(dev));
  });

  it("keeps a build from deploying, and a deployment from pushing", () => {
    for (const plan of [dev, stg]) {
      const policy = (role: string) => JSON.stringify(plan.document(types.rolePolicy, role, "policy"));
      expect(policy("frontend-build")).to.not.match(
        /codedeploy|ecs:|PassRole|secretsmanager|ssm:|repository\/\S*backend/,
      );
      for (const role of ["frontend-pipeline-deploy", "frontend-codedeploy"]) {
        expect(policy(role)).to.not.match(/ecr:|codebuild:|backend/);
      }
    }
  });

  it("lets approvers approve, and nothing else", () => {
    const { Statement } = prod.document("aws:iam/policy:Policy", "approvers", "policy") as {
      Statement: { Action: string | string[]; Resource: string | string[] }[];
    };
    const writes = Statement.flatMap(({ Action }) => Action).filter((name) => !/:(Get|List)/.test(name));
    expect(writes).to.deep.equal(["codepipeline:PutApprovalResult"]);
    expect(Statement[0]?.Resource).to.deep.equal([
      "arn:aws:codepipeline:ap-northeast-1:123456789012:fargate-platform-prod-frontend/Approve/Approve",
      "arn:aws:codepipeline:ap-northeast-1:123456789012:fargate-platform-prod-backend/Approve/Approve",
    ]);
    expect(action(prod, "frontend", "Approve").configuration["ExternalEntityLink"]).to.match(
      /^https:\/\/ap-northeast-1\.console\.aws\.amazon\.com\/.*#\{Image\.ImageDigest\}/,
    );
  });

  it("promotes from stg to prod where no config says otherwise", async () => {
    expect(shape(await stack("stg"), "frontend")).to.include("Promote: Mark");
  });

  it("shows every pipeline and project, whole, in the first preview", async () => {
    const preview = await stack("stg", { "delivery.promotesTo": { stack: "prod" } }, true);
    for (const service of ["frontend", "backend"]) {
      expect(stages(preview, service)).to.deep.equal(stages(stg, service));
      expect(preview.one(types.project, service)).to.deep.equal(stg.one(types.project, service));
    }
  });
});

describe("delivery between accounts", function () {
  this.timeout(30_000);

  const stgAccount = "222222222222";
  const prodAccount = "333333333333";
  // The mocks' own account is that of the stack under test.
  const own = "123456789012";

  it("lets stg's pipelines read dev's code, and tells stg of pushes", async () => {
    const dev = await stack("dev", {
      "delivery.source": { type: "codecommit", readers: [{ stack: "stg", accountId: stgAccount }] },
    });
    const trust = String(dev.one(types.role, "code-for-stg")["assumeRolePolicy"]);
    expect(trust).to.include(`arn:aws:iam::${stgAccount}:root`);
    expect(trust).to.include(`arn:aws:iam::${stgAccount}:role/fargate-platform-stg-*`);
    const policy = JSON.stringify(dev.document(types.rolePolicy, "code-for-stg", "policy"));
    expect(policy).to.include(`fargate-platform-stg-artifacts-${stgAccount}-ap-northeast-1/*`);
    expect(policy).to.include("codecommit:GetDifferences");
    expect(dev.one(types.target, "code-for-stg")["arn"]).to.equal(
      `arn:aws:events:ap-northeast-1:${stgAccount}:event-bus/default`,
    );
  });

  it("has stg read in the role that dev made, into a bucket and with a key that let it in", async () => {
    const stg = await stack("stg", {
      "delivery.source": { type: "codecommit", accountId: "111111111111" },
      "delivery.promotesTo": { stack: "prod", accountId: prodAccount },
    });
    const role = "arn:aws:iam::111111111111:role/fargate-platform-dev-source-for-stg";
    expect(action(stg, "frontend", "Code").roleArn).to.equal(role);
    expect(stg.one("aws:s3/bucketPolicy:BucketPolicy", "artifacts")["policy"]).to.include(role);
    expect(stg.one("aws:kms/key:Key")["policy"]).to.include(role);
    expect(stg.one("aws:cloudwatch/eventPermission:EventPermission")["principal"]).to.equal("111111111111");
    expect(JSON.stringify(stg.document(types.rolePolicy, "starter", "policy"))).to.include(role);
    expect(stg.one("aws:ecr/repositoryPolicy:RepositoryPolicy", "frontend")["policy"]).to.include(
      `arn:aws:iam::${prodAccount}:root`,
    );
    const reader = JSON.stringify(stg.document(types.rolePolicy, "images-for-prod", "policy"));
    expect(reader).to.include("ecr:DescribeImages").and.include(`fargate-platform-prod-artifacts-${prodAccount}`);
  });

  it("has prod pull from stg's account, or from a replica in its own", async () => {
    const image = (plan: Plan) => action(plan, "frontend", "Image");
    const execution = (plan: Plan) => JSON.stringify(plan.document(types.rolePolicy, "frontend-execution", "policy"));
    const remote = await stack("prod", { "delivery.promotedFrom": { stack: "stg", accountId: stgAccount } });
    expect(image(remote).roleArn).to.equal(`arn:aws:iam::${stgAccount}:role/fargate-platform-stg-source-for-prod`);
    expect(execution(remote)).to.include(`:${stgAccount}:repository/fargate-platform-stg/frontend`);

    const replica = await stack("prod", {
      "delivery.promotedFrom": { stack: "stg", accountId: stgAccount, replicated: true },
    });
    expect(image(replica).roleArn).to.include(`arn:aws:iam::${own}:role/`);
    expect(image(replica).configuration).to.deep.equal(image(remote).configuration);
    expect(execution(replica)).to.include(`:${own}:repository/fargate-platform-stg/frontend`);
    expect(execution(replica)).to.not.include(stgAccount);
    expect(replica.all("aws:cloudwatch/eventPermission:EventPermission")).to.have.length(0);
  });
});

describe("delivery from another source", function () {
  this.timeout(30_000);

  it("takes code by a connection, with path filters in place of a function", async () => {
    const connectionArn =
      "arn:aws:codeconnections:ap-northeast-1:123456789012:connection/01234567-89ab-cdef-0123-456789abcdef";
    const plan = await stack("dev", {
      "delivery.source": { type: "connection", connectionArn, repository: "example/shop" },
    });
    expect(action(plan, "frontend", "Code")).to.deep.include({
      provider: "CodeStarSourceConnection",
      configuration: {
        ConnectionArn: connectionArn,
        FullRepositoryId: "example/shop",
        BranchName: "dev",
        OutputArtifactFormat: "CODE_ZIP",
      },
    });
    expect(JSON.stringify(plan.one(types.pipeline, "frontend")["triggers"])).to.include('"excludes":["backend/**"]');
    expect(plan.all(types.code)).to.have.length(0);
    expect(plan.all(types.function).map(({ name }) => name)).to.not.include("starter");
  });

  it("starts a service by its own folder alone where CodePipeline cannot exclude all the others", async () => {
    const connectionArn =
      "arn:aws:codeconnections:ap-northeast-1:123456789012:connection/01234567-89ab-cdef-0123-456789abcdef";
    const services = Array.from({ length: 10 }, (_, index) => ({ name: `worker-${index}` }));
    const plan = await stack("dev", {
      services,
      "delivery.source": { type: "connection", connectionArn, repository: "example/shop" },
    });
    expect(JSON.stringify(plan.one(types.pipeline, "worker-3")["triggers"])).to.include('"includes":["worker-3/**"]');
  });
});

describe("delivery by ECS itself", function () {
  this.timeout(30_000);

  it("deploys by a function, with no CodeDeploy, for services without a load balancer and for native strategies", async () => {
    const plan = await stack("dev", {
      "services[0].deployment": { type: "blue-green", bakeMinutes: 3 },
      "services[1]": { name: "backend", exposure: "none" },
      "services[0].calls": [],
    });
    expect(plan.all(types.group)).to.have.length(0);
    for (const service of ["frontend", "backend"]) {
      const deploy = action(plan, service, "Deploy");
      expect(deploy.provider).to.equal("Lambda");
      expect(deploy.inputArtifacts).to.deep.equal(["Bundle"]);
      expect(JSON.parse(deploy.configuration["UserParameters"] ?? "")).to.deep.equal({
        cluster: "fargate-platform-dev",
        service,
        imageUri: `123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/fargate-platform-dev/${service}@#{Build.IMAGE_DIGEST}`,
      });
      // The function reads the bundle with what this role is allowed.
      expect(JSON.stringify(plan.document(types.rolePolicy, `${service}-pipeline-deploy`, "policy"))).to.include(
        "s3:GetObject",
      );
    }
    expect(plan.one(types.service, "frontend")).to.have.nested.property(
      "deploymentConfiguration.strategy",
      "BLUE_GREEN",
    );
    expect(plan.one(types.service, "backend")).to.have.nested.property("deploymentController.type", "ECS");
    const deployer = JSON.stringify(plan.document(types.rolePolicy, "deployer", "policy"));
    expect(deployer).to.include(":service/fargate-platform-dev/frontend").and.not.include("service/*");
  });
});
