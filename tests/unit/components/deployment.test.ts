import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { parse } from "yaml";

import { appSpec, Deployment, DeploymentBundle } from "../../../components";
import { changedElsewhere } from "../../../components/container-service/deployment";
import { Plan, planOf } from "../mocks";
import { loadBalancer, service } from "./fixture";

const types = {
  service: "aws:ecs/service:Service",
  rule: "aws:lb/listenerRule:ListenerRule",
  role: "aws:iam/role:Role",
  rolePolicy: "aws:iam/rolePolicy:RolePolicy",
  object: "aws:s3/bucketObjectv2:BucketObjectv2",
};

function deployed(deployment: Deployment, preview = false): Promise<Plan> {
  return planOf(
    () =>
      service({
        deployment,
        loadBalancer: loadBalancer({
          trafficController: deployment.type === "codedeploy" ? "codedeploy" : "ecs",
        }),
        rollbackAlarmNames: ["shop-api-errors"],
        hookFunctionArn: "arn:aws:lambda:ap-northeast-1:123456789012:function:hook",
      }),
    { preview },
  );
}

const shift = { infrastructureRoleName: "shop-api-infrastructure", bakeMinutes: 5 };

describe("a service's deployment", () => {
  it("says its strategy even where it is the default, since the provider keeps what is left out", async () => {
    expect((await deployed({ type: "rolling" })).one(types.service)["deploymentConfiguration"]).to.deep.equal({
      strategy: "ROLLING",
    });
  });

  it("by CodeDeploy asks nothing of ECS that UpdateService would refuse", async () => {
    const inputs = (await deployed({ type: "codedeploy" })).one(types.service);
    expect(inputs["deploymentController"]).to.deep.equal({ type: "CODE_DEPLOY" });
    expect(inputs).to.not.include.keys(
      "deploymentCircuitBreaker",
      "forceNewDeployment",
      "alarms",
      "waitForSteadyState",
    );
  });

  it("leaves alone what others change, and nothing else", () => {
    expect(changedElsewhere({ type: "rolling" }, false)).to.deep.equal(["desiredCount"]);
    expect(changedElsewhere({ type: "rolling" }, true)).to.deep.equal(["desiredCount", "taskDefinition"]);
    expect(changedElsewhere({ type: "codedeploy" }, true)).to.have.members([
      "desiredCount",
      "taskDefinition",
      "loadBalancers",
      "networkConfiguration",
      "platformVersion",
      "capacityProviderStrategies",
    ]);
  });

  for (const [deployment, strategy] of [
    [{ type: "blue-green", ...shift }, { strategy: "BLUE_GREEN" }],
    [
      { type: "linear", stepPercent: 20, stepMinutes: 3, ...shift },
      { strategy: "LINEAR", linearConfiguration: { stepPercent: 20, stepBakeTimeInMinutes: "3" } },
    ],
    [
      { type: "canary", stepPercent: 20, stepMinutes: 3, ...shift },
      { strategy: "CANARY", canaryConfiguration: { canaryPercent: 20, canaryBakeTimeInMinutes: "3" } },
    ],
  ] satisfies [Deployment, object][]) {
    it(`by ECS can be ${deployment.type}, undone by alarms and by the hook, over a rule on each listener`, async () => {
      const plan = await deployed(deployment);
      const inputs = plan.one(types.service);
      expect(inputs["deploymentConfiguration"]).to.deep.include({ ...strategy, bakeTimeInMinutes: "5" });
      expect(inputs["deploymentConfiguration"]).to.have.property("lifecycleHooks").with.length(1);
      expect(inputs["alarms"]).to.deep.equal({ alarmNames: ["shop-api-errors"], enable: true, rollback: true });
      const [balancer] = inputs["loadBalancers"] as { advancedConfiguration: Record<string, string> }[];
      expect(balancer?.advancedConfiguration).to.include.keys("alternateTargetGroupArn", "testListenerRule");
      expect(balancer?.advancedConfiguration["roleArn"]).to.match(/:role\/shop-api-infrastructure$/);
      expect(plan.all(types.rule)).to.have.length(2);
      expect(inputs["deploymentConfiguration"]).to.have.deep.nested.property("lifecycleHooks[0]", {
        hookTargetArn: "arn:aws:lambda:ap-northeast-1:123456789012:function:hook",
        roleArn: balancer?.advancedConfiguration["roleArn"],
        lifecycleStages: ["POST_TEST_TRAFFIC_SHIFT"],
      });
      const policy = JSON.stringify(plan.document(types.rolePolicy, "api-infrastructure", "policy"));
      expect(policy).to.include("listener-rule/app/api-???????/*").and.include("targetgroup/api-green-???????/*");
    });
  }
});

describe("a service that ECS moves traffic for", () => {
  it("starts with all traffic on one group, and all test traffic on the other", async () => {
    const plan = await deployed({ type: "blue-green", ...shift });
    const weights = (rule: string) => {
      const [forward] = plan.one(types.rule, rule)["actions"] as {
        forward: { targetGroups: { arn: string; weight: number }[] };
      }[];
      return forward?.forward.targetGroups.map(({ arn, weight }) => [arn.split(":").at(-1), weight]);
    };
    expect(weights("api-production")).to.deep.equal([
      ["api-blue", 100],
      ["api-green", 0],
    ]);
    expect(weights("api-test")).to.deep.equal([
      ["api-blue", 0],
      ["api-green", 100],
    ]);
  });

  it("asks no hook, and keeps no role for one, where there is none", async () => {
    const plan = await planOf(() => service({ deployment: { type: "blue-green", ...shift } }));
    expect(plan.one(types.service)["deploymentConfiguration"]).to.deep.equal({
      strategy: "BLUE_GREEN",
      bakeTimeInMinutes: "5",
    });
    expect(plan.all(types.role).map(({ name }) => name)).to.not.include("api-infrastructure");
  });

  for (const [deployment, minutes] of [
    [{ type: "codedeploy" }, 20],
    [{ type: "rolling" }, 20],
    [{ type: "blue-green", ...shift, bakeMinutes: 60 }, 80],
    [{ type: "canary", stepPercent: 10, stepMinutes: 15, ...shift, bakeMinutes: 60 }, 95],
    [{ type: "linear", stepPercent: 30, stepMinutes: 15, ...shift, bakeMinutes: 60 }, 140],
  ] satisfies [Deployment, number][]) {
    it(`is waited for, steps and baking included: ${minutes} minutes with ${deployment.type}`, async () => {
      const { customTimeouts } = (await deployed(deployment)).registered(types.service);
      expect(customTimeouts).to.deep.equal({ create: `${minutes}m`, update: `${minutes}m` });
    });
  }
});

describe("the AppSpec file", () => {
  it("sets all that only a deployment may change", () => {
    const text = appSpec({
      containerName: "api",
      containerPort: 8080,
      subnetIds: ["subnet-1", "subnet-2"],
      securityGroupIds: ["sg-1"],
      capacityProviderStrategy: [
        { capacityProvider: "FARGATE", base: 1, weight: 50 },
        { capacityProvider: "FARGATE_SPOT", weight: 50 },
      ],
      hookFunctionName: "shop-api-validation",
    });
    expect(text).to.match(/^version: 0\.0\n/);
    expect(parse(text)).to.deep.equal({
      version: 0,
      Resources: [
        {
          TargetService: {
            Type: "AWS::ECS::Service",
            Properties: {
              TaskDefinition: "<TASK_DEFINITION>",
              LoadBalancerInfo: { ContainerName: "api", ContainerPort: 8080 },
              PlatformVersion: "LATEST",
              NetworkConfiguration: {
                AwsvpcConfiguration: {
                  Subnets: ["subnet-1", "subnet-2"],
                  SecurityGroups: ["sg-1"],
                  AssignPublicIp: "DISABLED",
                },
              },
              CapacityProviderStrategy: [
                { CapacityProvider: "FARGATE", Base: 1, Weight: 50 },
                { CapacityProvider: "FARGATE_SPOT", Base: 0, Weight: 50 },
              ],
            },
          },
        },
      ],
      Hooks: [{ AfterAllowTestTraffic: "shop-api-validation" }],
    });
  });
});

describe("DeploymentBundle", () => {
  async function taskDefinition(
    image: string | undefined,
  ): Promise<{ containerDefinitions: Record<string, unknown>[] }> {
    const plan = await planOf(() => {
      const api = service({}, { image, healthCheck: { path: "/", command: ["CMD", "/check"] } });
      new DeploymentBundle("api", {
        bucketName: "artifacts",
        key: "bundles/api.zip",
        taskDefinition: api.taskDefinition.template,
        tags: { Owner: "team" },
      });
    });
    const { source } = plan.one(types.object, "api");
    const files = await (source as pulumi.asset.AssetArchive).assets;
    const { text } = files["taskdef.json"] as pulumi.asset.StringAsset;
    return JSON.parse(await text) as { containerDefinitions: Record<string, unknown>[] };
  }

  it("holds the definition with a place for the image, and nothing of the bootstrap image", async () => {
    for (const image of [undefined, "example.com/api:1"]) {
      const { containerDefinitions, ...rest } = await taskDefinition(image);
      expect(containerDefinitions.map((container) => container["image"])).to.include("<IMAGE1_NAME>");
      expect(JSON.stringify(containerDefinitions).match(/IMAGE1_NAME/g)).to.have.length(1);
      expect(containerDefinitions[0]).to.not.have.property("command");
      expect(containerDefinitions[0]?.["healthCheck"]).to.deep.include({ command: ["CMD", "/check"] });
      expect(rest).to.deep.include({ family: "shop-api", tags: [{ key: "Owner", value: "team" }] });
    }
  });
});
