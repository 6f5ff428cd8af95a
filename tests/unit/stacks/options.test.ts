import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { parse } from "yaml";

import { Plan } from "../mocks";
import { plans, types } from "./plans";

describe("what others change", function () {
  this.timeout(30_000);
  let dev: Plan;
  let native: Plan;

  before(async () => {
    dev = await plans.dev();
    native = await plans.native();
  });

  const ignored = (plan: Plan, type: string) =>
    Object.fromEntries(plan.all(type).map(({ name, ignoreChanges }) => [name, ignoreChanges]));

  it("is left alone in a service: what CodeDeploy alone may change, or the task definition that ECS was given", () => {
    for (const changes of Object.values(ignored(dev, types.service))) {
      expect(changes).to.have.members([
        "desiredCount",
        "taskDefinition",
        "loadBalancers",
        "networkConfiguration",
        "platformVersion",
        "capacityProviderStrategies",
      ]);
    }
    expect(ignored(native, types.service)).to.deep.equal({
      frontend: ["desiredCount", "taskDefinition"],
      backend: ["desiredCount", "taskDefinition"],
      worker: ["desiredCount", "taskDefinition"],
    });
  });

  it("is left alone where traffic is moved: in listeners by CodeDeploy, in rules by ECS", () => {
    const listeners = ["frontend-production", "frontend-test", "backend-production", "backend-test"];
    const all = (changes: string[], names = listeners) => Object.fromEntries(names.map((name) => [name, changes]));
    expect(ignored(dev, types.listener)).to.deep.equal(all(["defaultActions"]));
    expect(ignored(dev, types.listenerRule)).to.deep.equal({});
    expect(ignored(native, types.listener)).to.deep.equal(all([]));
    expect(ignored(native, types.listenerRule)).to.deep.equal(all(["actions"]));
  });

  it("is left alone nowhere else", () => {
    const known = [types.service, types.listener, types.listenerRule];
    for (const plan of [dev, native]) {
      const others = plan.resources.filter(
        ({ type, ignoreChanges }) => ignoreChanges.length > 0 && !known.includes(type),
      );
      expect(others.map(({ type, name }) => `${type} ${name}`)).to.deep.equal([]);
    }
  });

  it("is protected where it is people's code, unless the config says otherwise", () => {
    expect(dev.registered(types.code).protect).to.equal(true);
    expect(native.registered(types.code).protect).to.equal(false);
  });
});

describe("the bundle of a service", function () {
  this.timeout(30_000);

  async function files(plan: Plan, service: string): Promise<Record<string, string>> {
    const [object] = plan.all(types.object).filter(({ inputs }) => inputs["key"] === `bundles/${service}.zip`);
    const assets = await (object?.inputs["source"] as pulumi.asset.AssetArchive).assets;
    const texts = Object.entries(assets).map(async ([name, file]): Promise<[string, string]> => [
      name,
      await (file as pulumi.asset.StringAsset).text,
    ]);
    return Object.fromEntries(await Promise.all(texts));
  }

  it("tells CodeDeploy of container, port, network, Spot share and hook", async () => {
    const dev = await plans.dev();
    const bundle = await files(dev, "frontend");
    expect(Object.keys(bundle)).to.have.members(["taskdef.json", "appspec.yaml"]);
    const { Resources, Hooks } = parse(bundle["appspec.yaml"] ?? "") as {
      Resources: { TargetService: { Properties: Record<string, unknown> } }[];
      Hooks: unknown;
    };
    expect(Hooks).to.deep.equal([{ AfterAllowTestTraffic: dev.one(types.function, "frontend-validation")["name"] }]);
    expect(Resources[0]?.TargetService.Properties).to.deep.equal({
      TaskDefinition: "<TASK_DEFINITION>",
      LoadBalancerInfo: { ContainerName: "frontend", ContainerPort: 8080 },
      PlatformVersion: "LATEST",
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          Subnets: ["subnet-private-1", "subnet-private-2"],
          SecurityGroups: ["frontend-tasks-id"],
          AssignPublicIp: "DISABLED",
        },
      },
      CapacityProviderStrategy: [
        { CapacityProvider: "FARGATE", Base: 1, Weight: 60 },
        { CapacityProvider: "FARGATE_SPOT", Base: 0, Weight: 40 },
      ],
    });
  });

  it("holds the task definition of the service with a place for the image", async () => {
    const dev = await plans.dev();
    const { "taskdef.json": text = "" } = await files(dev, "backend");
    const { family, taskRoleArn, executionRoleArn, containerDefinitions, ...rest } = JSON.parse(text) as Record<
      string,
      unknown
    > & { containerDefinitions: { name: string; image: string; portMappings?: unknown }[] };
    const role = (name: string) => `arn:aws:iam::123456789012:role/${String(dev.one(types.role, name)["name"])}`;
    expect({ family, taskRoleArn, executionRoleArn }).to.deep.equal({
      family: dev.one(types.taskDefinition, "backend")["family"],
      taskRoleArn: role("backend-task"),
      executionRoleArn: role("backend-execution"),
    });
    const replaced = containerDefinitions.filter(({ image }) => image === "<IMAGE1_NAME>");
    expect(replaced.map(({ name }) => name)).to.deep.equal(["backend"]);
    expect(rest).to.deep.include({ networkMode: "awsvpc", requiresCompatibilities: ["FARGATE"] });
  });

  it("has no AppSpec file where ECS deploys", async () => {
    expect(Object.keys(await files(await plans.native(), "worker"))).to.deep.equal(["taskdef.json"]);
  });
});
