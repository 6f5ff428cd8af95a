import { expect } from "chai";

import type { Properties } from "../../../sandbox/aws/value";
import { roleArn, Shop } from "../delivery/fixture";
import { type Cases, expectRefusals, refusal } from "./account";

const PIPELINE = "aws:codepipeline/pipeline:Pipeline";
const PROJECT = "aws:codebuild/project:Project";

describe("pipelines and builds", () => {
  let shop: Shop;
  before(() => {
    shop = new Shop();
    shop.role("build", { Service: "codebuild.amazonaws.com" }, []);
    shop.role("networked", { Service: ["codebuild.amazonaws.com", "lambda.amazonaws.com"] }, [
      { Action: "ec2:*", Resource: "*" },
    ]);
  });
  after(() => shop.close());

  const attempt = (type: string, inputs: Properties): Promise<string | undefined> =>
    refusal(() => shop.account.create(type, inputs));

  const expectRefused = (type: string, cases: Cases): Promise<void> => expectRefusals(shop.account, type, cases);

  describe("a pipeline", () => {
    const inputs = (more: Properties): Properties => shop.pipelineInputs({ name: "other", ...more });
    const [source, deploy] = [0, 1].map((index) => () => shop.stages()[index] ?? {});
    const withDeploy = (change: Properties): Properties =>
      inputs({ stages: shop.stages({ ...shop.deployAction(), ...change }) });
    const configured = (change: Properties): Properties => inputs({ stages: shop.stages(shop.deployAction(change)) });

    it("has stages that begin with sources, and actions with names of their own", async () => {
      const actions = (source?.().actions ?? []) as Properties[];
      const twice = { ...source?.(), actions: [actions[0] ?? {}, { ...actions[0], outputArtifacts: ["X"] }] };
      const late = { name: "Late", actions: [{ ...actions[0], outputArtifacts: ["Y"], namespace: "Late" }] };
      await expectRefused(PIPELINE, [
        [
          "one stage",
          inputs({ stages: [source?.() ?? {}] }),
          "InvalidStructureException: Pipeline has less than 2 stages",
        ],
        ["no source", inputs({ stages: [deploy?.() ?? {}, source?.() ?? {}] }), "only contains source actions"],
        ["late source", inputs({ stages: [...shop.stages(), late] }), "which only the first stage may contain"],
        [
          "a name twice",
          inputs({ stages: [twice, deploy?.() ?? {}] }),
          "InvalidActionDeclarationException: Action name Image",
        ],
        [
          "a stage twice",
          inputs({ stages: [...shop.stages(), deploy?.() ?? {}] }),
          "Stage name Deploy is used more than once",
        ],
      ]);
    });

    it("has actions that AWS knows, configured as they are", async () => {
      await expectRefused(PIPELINE, [
        ["provider", withDeploy({ provider: "CodeDeployToEcs" }), "is not available in region"],
        ["category", withDeploy({ category: "Build" }), "is not available in region"],
        ["missing key", configured({ ApplicationName: "" }), "missing required configuration 'ApplicationName'"],
        ["unknown key", configured({ Application: "a" }), "contains unknown configuration 'Application'"],
        ["no artifacts", withDeploy({ inputArtifacts: [] }), "has 0 input artifacts; CodeDeployToECS takes 1 to 5"],
        ["stray artifact", configured({ Image1ArtifactName: "Build" }), "none of its input artifacts"],
        [
          "artifact of nobody",
          withDeploy({ inputArtifacts: ["Bundle", "Image", "Build"] }),
          "Build in action Deploy is not declared",
        ],
        [
          "namespace of nobody",
          configured({ TaskDefinitionTemplatePath: "#{Build.PATH}" }),
          "references the namespace Build",
        ],
      ]);
    });

    it("has a role that CodePipeline may assume, a bucket, and type V2 for what V1 lacks", async () => {
      const rule = (provider: string): Properties => ({
        ...deploy?.(),
        beforeEntry: {
          condition: { result: "FAIL", rules: [{ name: "r", ruleTypeId: { category: "Rule", provider } }] },
        },
      });
      const trigger = { providerType: "CodeStarSourceConnection", gitConfiguration: { sourceActionName: "Image" } };
      await expectRefused(PIPELINE, [
        ["role", inputs({ roleArn: roleArn("build") }), "CodePipeline is not authorized to perform AssumeRole on role"],
        ["no role", inputs({ roleArn: roleArn("nobody") }), "does not exist"],
        ["bucket", inputs({ artifactStores: [{ type: "S3", location: "nowhere" }] }), "NoSuchBucket"],
        ["name", shop.pipelineInputs(), "PipelineNameInUseException"],
        [
          "variables",
          inputs({ pipelineType: "V1", variables: [{ name: "a" }] }),
          "variables is only supported for pipelines of type V2",
        ],
        [
          "conditions",
          inputs({ pipelineType: "V1", stages: [source?.() ?? {}, rule("VariableCheck")] }),
          "beforeEntry is only supported",
        ],
        ["rule", inputs({ stages: [source?.() ?? {}, rule("Check")] }), "unknown rule Check"],
        ["trigger", inputs({ triggers: [trigger] }), "must be a CodeStarSourceConnection action"],
      ]);
      expect(await attempt(PIPELINE, inputs({ stages: [source?.() ?? {}, rule("VariableCheck")] }))).to.equal(
        undefined,
      );
    });
  });

  it("builds in an environment that exists", async () => {
    const project = (more: Properties, environment: Properties = {}): Properties => ({
      name: "api",
      serviceRole: roleArn("build"),
      source: { type: "CODEPIPELINE" },
      artifacts: { type: "CODEPIPELINE" },
      environment: {
        type: "ARM_CONTAINER",
        computeType: "BUILD_GENERAL1_SMALL",
        image: "aws/codebuild/amazonlinux-aarch64-standard:3.0",
        ...environment,
      },
      ...more,
    });
    const { subnets, group, vpc } = shop.network;
    const vpcConfig = { vpcId: vpc.id, subnets: [subnets[0].id], securityGroupIds: [group.id] };
    const inVpc = (change: Properties): Properties =>
      project({ serviceRole: roleArn("networked"), vpcConfig: { ...vpcConfig, ...change } });
    await expectRefused(PROJECT, [
      ["role", project({ serviceRole: roleArn("hook") }), "CodeBuild is not authorized to perform: sts:AssumeRole"],
      [
        "image",
        project({}, { image: "aws/codebuild/amazonlinux-x86_64-standard:5.0" }),
        "not compatible with environment type ARM_CONTAINER",
      ],
      ["compute", project({}, { computeType: "BUILD_LAMBDA_1GB" }), "Invalid compute type BUILD_LAMBDA_1GB"],
      [
        "privileged",
        project({}, { type: "ARM_LAMBDA_CONTAINER", computeType: "BUILD_LAMBDA_1GB", privilegedMode: true }),
        "privileged mode",
      ],
      ["one way", project({ artifacts: { type: "NO_ARTIFACTS" } }), "CODEPIPELINE must be used as both"],
      ["network", inVpc({ subnets: [] }), "vpcId, subnets and securityGroupIds must all be set"],
      ["network's role", project({ vpcConfig }), "Not authorized to perform DescribeSecurityGroups"],
      ["minutes", project({ buildTimeout: 1 }), "expected buildTimeout to be in the range (5 - 2160)"],
    ]);
    expect(await attempt(PROJECT, inVpc({}))).to.equal(undefined);
    expect(await attempt(PROJECT, inVpc({}))).to.contain("ResourceAlreadyExistsException");
  });
});
