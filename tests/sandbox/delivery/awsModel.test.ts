import { expect } from "chai";

import { container, Shop, template } from "./fixture";
import { createDeploymentGroupInput, createProjectInput, mistakesAgainst, pipelineDeclaration } from "../../models";

describe("AWS's API models", () => {
  const task = (more: object): string[] =>
    mistakesAgainst("ecs", "RegisterTaskDefinitionRequest", { ...template(), ...more });

  it("take what AWS takes", () => {
    expect(task({})).to.deep.equal([]);
    expect(task({ tags: undefined })).to.deep.equal([]);
  });

  const mistakes: [string, object, string][] = [
    ["an unknown member", { Family: "a" }, "RegisterTaskDefinitionRequest.Family is no member"],
    [
      "an unknown member inside",
      { containerDefinitions: [{ ...container("a"), Image: "a" }] },
      "containerDefinitions[0].Image is no member",
    ],
    ["a missing member", { family: undefined }, "RegisterTaskDefinitionRequest.family is required"],
    ["a wrong type", { cpu: 256 }, "cpu must be a string, is number 256"],
    [
      "a wrong type inside",
      { containerDefinitions: [{ ...container("a"), essential: "true" }] },
      "essential must be a boolean",
    ],
    ["a value of no enumeration", { networkMode: "vpc" }, "networkMode must be one of bridge, host, awsvpc"],
    ["no list", { containerDefinitions: "[]" }, "containerDefinitions must be a list"],
    ["a fraction", { ephemeralStorage: { sizeInGiB: 21.5 } }, "sizeInGiB must be a whole number"],
    ["null", { volumes: null }, "volumes must be a list, is null"],
  ];
  for (const [what, change, mistake] of mistakes) {
    it(`refuse ${what}`, () => {
      const found = task(change);
      expect(found).to.have.lengthOf(1);
      expect(found[0]).to.contain(mistake);
    });
  }

  it("refuse names that are too long or of other letters, and numbers out of range", () => {
    const action = (more: object): string[] =>
      mistakesAgainst("codepipeline", "ActionDeclaration", {
        name: "Build",
        actionTypeId: { category: "Build", owner: "AWS", provider: "CodeBuild", version: "1" },
        ...more,
      });
    expect(action({})).to.deep.equal([]);
    expect(action({ name: "a b" })[0]).to.contain("name must match");
    expect(action({ name: "a".repeat(101) })[0]).to.contain("name must be at most 100, is 101 characters");
    expect(action({ runOrder: 1000 })[0]).to.contain("runOrder must be at most 999");
    expect(action({ configuration: { ["k".repeat(51)]: "v" } })[0]).to.contain("at most 50");
    expect(() => mistakesAgainst("ecs", "Nothing", {})).to.throw("no shape Nothing");
  });

  describe("of a pipeline's parts", () => {
    let shop: Shop;
    before(() => {
      shop = new Shop();
    });
    after(() => shop.close());

    it("take what the inputs of the provider come to", () => {
      const rule = {
        name: "r",
        ruleTypeId: { category: "Rule", owner: "AWS", provider: "VariableCheck", version: "1" },
      };
      const [source, deploy] = shop.stages();
      const pipeline = pipelineDeclaration(
        shop.pipelineInputs({
          tags: { a: "b" },
          executionMode: "QUEUED",
          stages: [
            source ?? {},
            {
              ...deploy,
              beforeEntry: { condition: { result: "FAIL", rules: [rule] } },
              onFailure: { result: "ROLLBACK" },
            },
          ],
          triggers: [
            {
              providerType: "CodeStarSourceConnection",
              gitConfiguration: { sourceActionName: "Code", pushes: [{ branches: { includes: ["main"] } }] },
            },
          ],
          variables: [{ name: "a", defaultValue: "b" }],
        }),
      );
      expect(mistakesAgainst("codepipeline", "PipelineDeclaration", pipeline)).to.deep.equal([]);
      expect(pipeline).to.deep.include({ artifactStore: { type: "S3", location: "shop-artifacts" } });
      const group = createDeploymentGroupInput(
        shop.groupInputs({ alarmConfiguration: { enabled: true, alarms: ["a"] } }),
      );
      expect(mistakesAgainst("codedeploy", "CreateDeploymentGroupInput", group)).to.deep.equal([]);
      expect(group.ecsServices).to.deep.equal([{ clusterName: "shop", serviceName: "api" }]);
      const project = createProjectInput({
        name: "api",
        serviceRole: "arn:aws:iam::123456789012:role/build",
        buildTimeout: 30,
        source: { type: "CODEPIPELINE", buildspec: "buildspec.yml" },
        artifacts: { type: "CODEPIPELINE" },
        environment: {
          type: "ARM_CONTAINER",
          computeType: "BUILD_GENERAL1_SMALL",
          image: "i",
          privilegedMode: true,
          environmentVariables: [{ name: "A", value: "b" }],
        },
        logsConfig: { cloudwatchLogs: { groupName: "/a" } },
        tags: { a: "b" },
      });
      expect(mistakesAgainst("codebuild", "CreateProjectInput", project)).to.deep.equal([]);
    });

    it("say what the provider's inputs have wrong", () => {
      const late = pipelineDeclaration(shop.pipelineInputs({ executionMode: "LATER" }));
      expect(mistakesAgainst("codepipeline", "PipelineDeclaration", late)[0]).to.contain(
        "executionMode must be one of",
      );
      const group = createDeploymentGroupInput(
        shop.groupInputs({ autoRollbackConfiguration: { enabled: true, events: ["FAILURE"] } }),
      );
      expect(mistakesAgainst("codedeploy", "CreateDeploymentGroupInput", group)[0]).to.contain(
        "events[0] must be one of",
      );
    });

    it("are not asked about inputs that nobody knows", () => {
      expect(() => pipelineDeclaration(shop.pipelineInputs({ priority: 1 }))).to.throw("pipeline.priority: no rule");
      expect(() => createProjectInput({ source: { typ: "S3" } })).to.throw("project.source.typ: no rule");
      expect(() => createDeploymentGroupInput({ loadBalancerInfo: { elbInfos: [] } })).to.throw("elbInfos: no rule");
    });
  });
});
