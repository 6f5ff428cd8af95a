import * as aws from "@pulumi/aws";
import { expect } from "chai";
import * as fc from "fast-check";

import { DeploymentGroup } from "../../../components";
import { routingName, TrafficRouting } from "../../../components/deployment/trafficRouting";
import { location, Plan, planOf } from "../mocks";
import { cluster, loadBalancer, service } from "./fixture";

const types = {
  group: "aws:codedeploy/deploymentGroup:DeploymentGroup",
  config: "aws:codedeploy/deploymentConfig:DeploymentConfig",
  rolePolicy: "aws:iam/rolePolicy:RolePolicy",
};

describe("DeploymentGroup", () => {
  function group(traffic: TrafficRouting): Promise<Plan> {
    return planOf(() => {
      const alarm = new aws.cloudwatch.CompositeAlarm("api", {
        alarmName: "shop-api-failing",
        alarmRule: 'ALARM("shop-api-errors")',
      });
      const balancer = loadBalancer({ trafficController: "codedeploy" });
      new DeploymentGroup("api", {
        location,
        cluster: cluster(),
        service: service({ deployment: { type: "codedeploy" }, loadBalancer: balancer }),
        loadBalancer: balancer,
        traffic,
        bakeMinutes: 60,
        alarms: [{ alarmName: "shop-api-failing", ready: [alarm] }],
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
    expect(inputs["alarmConfiguration"]).to.deep.equal({ enabled: true, alarms: ["shop-api-failing"] });
    expect(inputs["blueGreenDeploymentConfig"]).to.have.nested.property(
      "terminateBlueInstancesOnDeploymentSuccess.terminationWaitTimeInMinutes",
      60,
    );
    expect(inputs["deploymentConfigName"]).to.equal("CodeDeployDefault.ECSAllAtOnce");
  });

  it("is undone in each of the three cases that there are", async () => {
    expect((await group({ type: "all-at-once" })).one(types.group)["autoRollbackConfiguration"]).to.deep.equal({
      enabled: true,
      events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_REQUEST", "DEPLOYMENT_STOP_ON_ALARM"],
    });
  });

  it("moves traffic of the production listener, and of the test listener before, between both target groups", async () => {
    const plan = await group({ type: "all-at-once" });
    const listener = (name: string) => ({ listenerArns: [`arn:mock:aws:lb/listener:Listener:${name}`] });
    expect(plan.one(types.group)["loadBalancerInfo"]).to.deep.equal({
      targetGroupPairInfo: {
        prodTrafficRoute: listener("api-production"),
        testTrafficRoute: listener("api-test"),
        targetGroups: [{ name: "api-blue" }, { name: "api-green" }],
      },
    });
    expect(plan.one(types.group)["deploymentStyle"]).to.deep.equal({
      deploymentType: "BLUE_GREEN",
      deploymentOption: "WITH_TRAFFIC_CONTROL",
    });
    const ports = ["api-production", "api-test"].map((name) => plan.one("aws:lb/listener:Listener", name)["port"]);
    expect(ports[0]).to.equal(80);
    expect(ports[1]).to.not.equal(80);
  });

  it("shifts traffic as asked, by a configuration whose name says how", async () => {
    const plan = await group({ type: "canary", stepPercent: 10, stepMinutes: 15 });
    expect(plan.one(types.group)["deploymentConfigName"]).to.equal("shop-api-canary-10-percent-15-minutes");
    expect(plan.one(types.config)["trafficRoutingConfig"]).to.deep.equal({
      type: "TimeBasedCanary",
      timeBasedCanary: { interval: 15, percentage: 10 },
    });
  });

  it("waits for what it names: role, alarms and configuration", async () => {
    const plan = await group({ type: "canary", stepPercent: 10, stepMinutes: 15 });
    const named = [
      plan.registered("aws:iam/role:Role", "api-codedeploy"),
      plan.registered(types.rolePolicy, "api-codedeploy"),
      plan.registered("aws:cloudwatch/compositeAlarm:CompositeAlarm"),
      plan.registered(types.config),
      plan.registered("aws:ecs/service:Service"),
    ];
    expect(plan.registered(types.group).dependencies).to.include.members(named.map(({ urn }) => urn));
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
