import { expect } from "chai";

import { Plan, Registered } from "../mocks";
import { action, plans, stages, types } from "./plans";
import { references, unmet } from "./references";

const pipelineKinds = [types.role, types.object, types.bucket];

const stacks = [
  {
    stack: "dev",
    plan: plans.dev,
    kinds: [...pipelineKinds, types.project, types.application, types.group, types.alarm, types.cluster, types.service],
  },
  {
    stack: "stg",
    plan: plans.stg,
    kinds: [...pipelineKinds, types.project, types.application, types.group, types.function, types.pipeline],
  },
  {
    stack: "prod",
    plan: plans.prod,
    kinds: [...pipelineKinds, types.application, types.group, types.deploymentConfig, types.topic, types.pipeline],
  },
  {
    stack: "a stack whose services ECS deploys",
    plan: plans.native,
    kinds: [...pipelineKinds, types.project, types.function, types.alarm, types.cluster, types.service],
  },
  { stack: "prod with a worker", plan: plans.prodWithWorker, kinds: [...pipelineKinds, types.function, types.topic] },
];

function pipelines(plan: Plan): readonly Registered[] {
  return plan.all(types.pipeline);
}

describe("wiring", function () {
  this.timeout(30_000);

  for (const { stack, plan, kinds } of stacks) {
    describe(`of ${stack}`, () => {
      let registered: Plan;

      before(async () => {
        registered = await plan();
      });

      it("names by name what exists, and makes it first", () => {
        expect(references(registered).map(({ kind }) => kind)).to.include.members(kinds);
        expect(unmet(registered)).to.deep.equal([]);
      });

      it("reads only variables of earlier actions", () => {
        for (const { name } of pipelines(registered)) {
          const earlier = new Set<string | undefined>();
          const read = new Set<string | undefined>();
          for (const { actions } of stages(registered, name)) {
            for (const { configuration } of actions) {
              for (const [, namespace] of JSON.stringify(configuration).matchAll(/#\{(\w+)\.\w+\}/g)) {
                expect(earlier, `${name}: #{${namespace}.…}`).to.include(namespace);
                read.add(namespace);
              }
            }
            actions.forEach(({ namespace }) => earlier.add(namespace));
          }
          expect(read, name).to.not.have.property("size", 0);
        }
      });
    });
  }

  it("would not hold if a pipeline forgot what it waits for", async () => {
    const plan = await plans.stg();
    const forgetful = new Plan(
      plan.resources.map((one) => (one.type === types.pipeline ? { ...one, dependencies: [] } : one)),
    );
    expect(unmet(forgetful)).to.include.members([
      `${types.pipeline} frontend → ${types.project} fargate-platform-stg-frontend`,
      `${types.pipeline} frontend → ${types.object} bundles/frontend.zip`,
      `${types.pipeline} frontend → ${types.function} fargate-platform-stg-candidate`,
    ]);
  });

  it("makes the function first that the AppSpec file of a pipeline's bundle names", async () => {
    for (const make of [plans.dev, plans.prod]) {
      const plan = await make();
      const hook = plan.registered(types.function, "frontend-validation");
      expect(plan.registered(types.pipeline, "frontend").dependencies).to.include(hook.urn);
    }
  });

  it("tells CodeBuild of the commit", async () => {
    for (const make of [plans.dev, plans.stg]) {
      const plan = await make();
      expect(action(plan, "frontend", "Build").configuration).to.deep.equal({
        ProjectName: plan.one(types.project, "frontend")["name"],
        EnvironmentVariables: '[{"name":"COMMIT_ID","value":"#{Code.CommitId}","type":"PLAINTEXT"}]',
      });
    }
  });

  it("has CodeDeploy fill in the bundle's files with the image that was built, or promoted", async () => {
    for (const [make, image] of [
      [plans.dev, "Build"],
      [plans.stg, "Build"],
      [plans.prod, "Image"],
    ] as const) {
      const plan = await make();
      const deploy = action(plan, "backend", "Deploy");
      expect(deploy.provider).to.equal("CodeDeployToECS");
      expect(deploy.inputArtifacts).to.deep.equal(["Bundle", image]);
      expect(deploy.configuration).to.deep.equal({
        ApplicationName: plan.one(types.application, "backend")["name"],
        DeploymentGroupName: plan.one(types.group, "backend")["deploymentGroupName"],
        TaskDefinitionTemplateArtifact: "Bundle",
        TaskDefinitionTemplatePath: "taskdef.json",
        AppSpecTemplateArtifact: "Bundle",
        AppSpecTemplatePath: "appspec.yaml",
        Image1ArtifactName: image,
        Image1ContainerName: "IMAGE1_NAME",
      });
    }
  });

  it("has the deployer roll out the digest that was built, or promoted", async () => {
    const registry = "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com";
    for (const [make, cluster, repository, digest] of [
      [plans.native, "fargate-platform-dev", "fargate-platform-dev/worker", "#{Build.IMAGE_DIGEST}"],
      [plans.prodWithWorker, "fargate-platform-prod", "fargate-platform-stg/worker", "#{Image.ImageDigest}"],
    ] as const) {
      const { configuration } = action(await make(), "worker", "Deploy");
      expect({ ...configuration, UserParameters: JSON.parse(configuration["UserParameters"] ?? "") as unknown })
        .to.deep //
        .equal({
          FunctionName: `${cluster}-deployer`,
          UserParameters: { cluster, service: "worker", imageUri: `${registry}/${repository}@${digest}` },
        });
    }
  });

  it("marks what the service runs, if it is what was built", async () => {
    const { configuration } = action(await plans.stg(), "backend", "Mark");
    expect(configuration["FunctionName"]).to.equal("fargate-platform-stg-candidate");
    expect(JSON.parse(configuration["UserParameters"] ?? "")).to.deep.equal({
      cluster: "fargate-platform-stg",
      service: "backend",
      container: "backend",
      repository: "fargate-platform-stg/backend",
      digest: "#{Build.IMAGE_DIGEST}",
    });
  });

  it("shows approvers the image, by its digest", async () => {
    const digest = "#{Image.ImageDigest}";
    expect(action(await plans.prod(), "backend", "Approve").configuration).to.deep.equal({
      NotificationArn: "arn:aws:sns:ap-northeast-1:123456789012:fargate-platform-prod-approvals",
      CustomData: `backend: fargate-platform-stg/backend@${digest}. The image's tag is the commit that it was built from.`,
      ExternalEntityLink:
        "https://ap-northeast-1.console.aws.amazon.com/ecr/repositories/private/123456789012/fargate-platform-stg/backend/_/" +
        `image/${digest}/details?region=ap-northeast-1`,
    });
  });
});
