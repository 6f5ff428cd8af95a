import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import * as fc from "fast-check";
import { parse } from "yaml";

import {
  appSpec,
  ArtifactStore,
  Deployment,
  DeploymentAlarm,
  DeploymentBundle,
  DeploymentGroup,
} from "../../../components";
import { changedElsewhere } from "../../../components/container-service/deployment";
import { routingName, TrafficRouting } from "../../../components/deployment/trafficRouting";
import { location, Plan, planOf } from "../mocks";
import { cluster, kmsKeyArn, loadBalancer, service } from "./fixture";

const types = {
  service: "aws:ecs/service:Service",
  rule: "aws:lb/listenerRule:ListenerRule",
  role: "aws:iam/role:Role",
  rolePolicy: "aws:iam/rolePolicy:RolePolicy",
  group: "aws:codedeploy/deploymentGroup:DeploymentGroup",
  config: "aws:codedeploy/deploymentConfig:DeploymentConfig",
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
      const policy = JSON.stringify(plan.document(types.rolePolicy, "api-infrastructure", "policy"));
      expect(policy).to.include("listener-rule/app/api-???????/*").and.include("targetgroup/api-green-???????/*");
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

describe("DeploymentGroup", () => {
  function group(traffic: TrafficRouting): Promise<Plan> {
    return planOf(() => {
      const balancer = loadBalancer({ trafficController: "codedeploy" });
      new DeploymentGroup("api", {
        location,
        cluster: cluster(),
        service: service({ deployment: { type: "codedeploy" }, loadBalancer: balancer }),
        loadBalancer: balancer,
        traffic,
        bakeMinutes: 60,
        alarms: [new DeploymentAlarm("api", { alarmName: "shop-api-errors", loadBalancer: balancer })],
        names: {
          application: "shop-api",
          group: "shop-api",
          role: "shop-api-codedeploy",
          config: (routing) => `shop-api-${routing}`,
        },
      });
    });
  }

  it("is blue/green, undone on failure and on alarm, and keeps the old tasks for the time asked", async () => {
    const inputs = (await group({ type: "all-at-once" })).one(types.group);
    expect(inputs["autoRollbackConfiguration"]).to.deep.include({ enabled: true });
    expect(inputs["alarmConfiguration"]).to.deep.equal({ enabled: true, alarms: ["shop-api-errors"] });
    expect(inputs["blueGreenDeploymentConfig"]).to.have.nested.property(
      "terminateBlueInstancesOnDeploymentSuccess.terminationWaitTimeInMinutes",
      60,
    );
    expect(inputs["deploymentConfigName"]).to.equal("CodeDeployDefault.ECSAllAtOnce");
  });

  it("shifts traffic as asked, by a configuration whose name says how", async () => {
    const plan = await group({ type: "canary", stepPercent: 10, stepMinutes: 15 });
    expect(plan.one(types.group)["deploymentConfigName"]).to.equal("shop-api-canary-10-percent-15-minutes");
    expect(plan.one(types.config)["trafficRoutingConfig"]).to.deep.equal({
      type: "TimeBasedCanary",
      timeBasedCanary: { interval: 15, percentage: 10 },
    });
  });

  it("has a role for this service alone, which registers no task definition and pushes no image", async () => {
    const policy = JSON.stringify(
      (await group({ type: "all-at-once" })).document(types.rolePolicy, "api-codedeploy", "policy"),
    );
    expect(policy).to.include(":service/shop/api").and.include(":task-set/shop/api/*");
    expect(policy).to.not.match(/ecr:|RegisterTaskDefinition|service\/\*|ecs:\*/);
  });

  it("gives two routings two names", () => {
    const routing = fc.record({
      type: fc.constantFrom("linear" as const, "canary" as const),
      stepPercent: fc.integer({ min: 1, max: 99 }),
      stepMinutes: fc.integer({ min: 1, max: 1440 }),
    });
    fc.assert(
      fc.property(routing, routing, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(routingName(one) === routingName(other)).to.equal(same);
      }),
    );
  });
});

describe("ArtifactStore", () => {
  it("is encrypted, versioned, tells EventBridge, and lets other accounts' roles write where they are named", async () => {
    const foreign = "arn:aws:iam::222222222222:role/shop-dev-source-for-stg";
    const plan = await planOf(
      () =>
        new ArtifactStore("artifacts", {
          bucketName: "artifacts",
          location,
          kmsKeyArn,
          keyAlias: "shop",
          pipelineNames: ["a-shop-with-a-long-name-api", "a-shop-with-a-long-name-web", "b"],
          foreignWriterArns: [foreign],
          serverAccessLogs: { bucketName: "access", prefix: "s3/" },
        }),
    );
    expect(plan.one("aws:s3/bucketNotification:BucketNotification")["eventbridge"]).to.equal(true);
    expect(plan.one("aws:s3/bucketVersioning:BucketVersioning")).to.have.nested.property(
      "versioningConfiguration.status",
      "Enabled",
    );
    const policy = plan.document("aws:s3/bucketPolicy:BucketPolicy", "artifacts", "policy");
    expect(JSON.stringify(policy)).to.include(foreign).and.include("arn:aws:iam::222222222222:root");
    const rules = plan.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")["rules"] as {
      filter: { prefix?: string };
    }[];
    const expiring = rules.flatMap(({ filter }) => filter.prefix ?? []);
    expect(expiring, "bundles stay").to.deep.equal(["cache/", "a-shop-with-a-long-n/", "b/"]);
  });
});
