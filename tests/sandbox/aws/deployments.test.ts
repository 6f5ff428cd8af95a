import { expect } from "chai";

import { diff } from "../../../sandbox/aws/diff";
import type { Properties } from "../../../sandbox/aws/value";
import { roleArn, Shop } from "../delivery/fixture";
import { ACCOUNT_ID, type Cases, type Created, expectRefusals, refusal, REGION } from "./account";

const GROUP = "aws:codedeploy/deploymentGroup:DeploymentGroup";
const CONFIG = "aws:codedeploy/deploymentConfig:DeploymentConfig";
const SERVICE = "aws:ecs/service:Service";

describe("deployments", () => {
  let shop: Shop;
  before(() => {
    shop = new Shop();
    shop.role("build", { Service: "codebuild.amazonaws.com" }, []);
    shop.role("ecs", { Service: "ecs.amazonaws.com" }, []);
  });
  after(() => shop.close());

  const attempt = (type: string, inputs: Properties): Promise<string | undefined> =>
    refusal(() => shop.account.create(type, inputs));

  const expectRefused = (type: string, cases: Cases): Promise<void> => expectRefusals(shop.account, type, cases);

  it("deploys to a service that waits for it, by two target groups", async () => {
    const group = (more: Properties): Properties => shop.groupInputs({ deploymentGroupName: "other", ...more });
    const pair = (change: Properties): Properties => {
      const listener = { listenerArns: [shop.listeners[0].id] };
      const both = { targetGroups: [{ name: "blue" }, { name: "green" }], prodTrafficRoute: listener };
      return group({ loadBalancerInfo: { targetGroupPairInfo: { ...both, ...change } } });
    };
    shop.account.create(SERVICE, shop.serviceInputs({ name: "rolling", deploymentController: { type: "ECS" } }));
    const waiting = (minutes: number): Properties => ({
      deploymentReadyOption: { actionOnTimeout: "CONTINUE_DEPLOYMENT" },
      terminateBlueInstancesOnDeploymentSuccess: { action: "TERMINATE", terminationWaitTimeInMinutes: minutes },
    });
    await expectRefused(GROUP, [
      ["application", group({ appName: "none" }), "ApplicationDoesNotExistException"],
      ["role", group({ serviceRoleArn: roleArn("build") }), "InvalidRoleException"],
      ["configuration", group({ deploymentConfigName: "Mine" }), "DeploymentConfigDoesNotExistException"],
      ["for servers", group({ deploymentConfigName: "CodeDeployDefault.OneAtATime" }), "not for compute platform ECS"],
      ["style", group({ deploymentStyle: { deploymentType: "IN_PLACE" } }), "InvalidDeploymentStyleException"],
      [
        "waiting",
        group({ blueGreenDeploymentConfig: waiting(3000) }),
        "InvalidBlueGreenDeploymentConfigurationException",
      ],
      [
        "controller",
        group({ ecsService: { clusterName: "shop", serviceName: "rolling" } }),
        "configured for a CODE_DEPLOY deployment controller",
      ],
      ["service", group({ ecsService: { clusterName: "shop", serviceName: "none" } }), "InvalidECSServiceException"],
      ["second group", group({}), "ECSServiceMappingLimitExceededException"],
    ]);
    await shop.account.delete({ ...(await groupOf()), type: GROUP });
    await expectRefused(GROUP, [
      ["target groups", pair({ targetGroups: [{ name: "blue" }] }), "InvalidTargetGroupPairException"],
      ["target group", pair({ targetGroups: [{ name: "blue" }, { name: "red" }] }), "target group red does not exist"],
      ["listener", pair({ prodTrafficRoute: { listenerArns: [] } }), "InvalidLoadBalancerInfoException"],
      ["no pair", group({ loadBalancerInfo: {} }), "needs a target group pair"],
      [
        "rollback",
        group({ autoRollbackConfiguration: { enabled: true, events: [] } }),
        "InvalidAutoRollbackConfigException",
      ],
      ["alarms", group({ alarmConfiguration: { enabled: true, alarms: [] } }), "InvalidAlarmConfigException"],
    ]);
    const routing = { type: "TimeBasedCanary", timeBasedCanary: { interval: 5, percentage: 10 } };
    const config = (more: Properties): Properties => ({
      deploymentConfigName: "Mine",
      computePlatform: "ECS",
      ...more,
    });
    await expectRefused(CONFIG, [
      [
        "settings",
        config({ trafficRoutingConfig: { type: "TimeBasedLinear" } }),
        "InvalidTrafficRoutingConfigurationException",
      ],
      [
        "hosts",
        config({ minimumHealthyHosts: { type: "HOST_COUNT", value: 1 } }),
        "InvalidMinimumHealthyHostValueException",
      ],
      ["name", config({ deploymentConfigName: "CodeDeployDefault.Mine" }), "reserved by CodeDeploy"],
    ]);
    const own = shop.account.create(CONFIG, config({ trafficRoutingConfig: routing }));
    shop.account.create(GROUP, group({ deploymentConfigName: "Mine" }));
    expect(await refusal(() => shop.account.delete(own))).to.contain("DeploymentConfigInUseException");
  });

  function groupOf(): Promise<Created> {
    const entry = shop.cloud.look(() => shop.cloud.ofTypes([GROUP])[0]);
    return entry
      ? Promise.resolve({ ...entry, name: "it" })
      : Promise.reject(new Error("the fixture has no deployment group"));
  }

  it("of ECS itself needs rules to shift traffic with, and roles to do it", async () => {
    const [blue, green] = shop.groups;
    const rule = (
      port: number,
      target: Created,
      action: Properties = { type: "forward", targetGroupArn: target.id },
    ): string =>
      shop.account.create("aws:lb/listenerRule:ListenerRule", {
        listenerArn: shop.listeners[0].id,
        priority: port,
        conditions: [{ pathPattern: { values: ["/*"] } }],
        actions: [action],
      }).id;
    const [production, test, other] = [rule(1, blue), rule(2, green), rule(3, blue)];
    const advanced = {
      alternateTargetGroupArn: green.id,
      productionListenerRule: production,
      testListenerRule: test,
      roleArn: roleArn("ecs"),
    };
    const service = (strategy: string, change: Properties = {}, more: Properties = {}): Properties =>
      shop.serviceInputs({
        name: "shifting",
        deploymentController: { type: "ECS" },
        deploymentConfiguration: { strategy },
        loadBalancers: [
          {
            targetGroupArn: blue.id,
            containerName: "api",
            containerPort: 8080,
            advancedConfiguration: { ...advanced, ...change },
          },
        ],
        ...more,
      });
    const plain = [{ targetGroupArn: blue.id, containerName: "api", containerPort: 8080 }];
    const hook = (change: Properties): Properties => ({
      strategy: "BLUE_GREEN",
      lifecycleHooks: [
        {
          hookTargetArn: `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:shop-hook`,
          roleArn: roleArn("ecs"),
          lifecycleStages: ["POST_TEST_TRAFFIC_SHIFT"],
          ...change,
        },
      ],
    });
    await expectRefused(SERVICE, [
      ["no rules", service("BLUE_GREEN", {}, { loadBalancers: plain }), "advancedConfiguration is required"],
      [
        "no balancer",
        service("LINEAR", {}, { loadBalancers: [] }),
        "LINEAR deployment strategy requires a load balancer or Service Connect",
      ],
      ["listener", service("CANARY", { productionListenerRule: shop.listeners[0].id }), "Must be RuleArn for ALB"],
      [
        "one rule",
        service("BLUE_GREEN", { testListenerRule: production }),
        "cannot be used as both production and test",
      ],
      ["one group", service("BLUE_GREEN", { alternateTargetGroupArn: blue.id }), "must be different"],
      [
        "group apart",
        service("BLUE_GREEN", { testListenerRule: other }),
        "must be associated with the productionListenerRule or testListenerRule",
      ],
      ["role", service("BLUE_GREEN", { roleArn: roleArn("build") }), "ECS was unable to assume the role"],
      [
        "bake time",
        service("BLUE_GREEN", {}, { deploymentConfiguration: { strategy: "BLUE_GREEN", bakeTimeInMinutes: "1441" } }),
        "must be between 0 and 1440",
      ],
      [
        "percent",
        service(
          "CANARY",
          {},
          { deploymentConfiguration: { strategy: "CANARY", canaryConfiguration: { canaryPercent: 0 } } },
        ),
        "canaryPercent must be between 0.1 and 100",
      ],
      [
        "other strategy",
        service(
          "LINEAR",
          {},
          { deploymentConfiguration: { strategy: "LINEAR", canaryConfiguration: { canaryPercent: 5 } } },
        ),
        "only valid with the CANARY",
      ],
      [
        "hook",
        service(
          "BLUE_GREEN",
          {},
          { deploymentConfiguration: hook({ hookTargetArn: `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:none` }) },
        ),
        "does not exist",
      ],
      [
        "hook's role",
        service("BLUE_GREEN", {}, { deploymentConfiguration: hook({ roleArn: roleArn("hook") }) }),
        "ECS was unable to assume",
      ],
      [
        "CodeDeploy",
        service("BLUE_GREEN", {}, { deploymentController: { type: "CODE_DEPLOY" } }),
        "only supported for services with an ECS deployment controller",
      ],
      [
        "breaker",
        shop.serviceInputs({ name: "b", deploymentCircuitBreaker: { enable: true, rollback: true } }),
        "deploymentCircuitBreaker is only supported",
      ],
    ]);
    expect(await attempt(SERVICE, service("BLUE_GREEN", {}, { deploymentConfiguration: hook({}) }))).to.equal(
      undefined,
    );
    expect(
      await attempt(
        SERVICE,
        shop.serviceInputs({
          name: "worker",
          deploymentController: { type: "ECS" },
          deploymentConfiguration: { strategy: "BLUE_GREEN" },
          loadBalancers: [],
        }),
      ),
    ).to.equal(undefined);
    const forced = { ...shop.service.inputs, forceNewDeployment: true, desiredCount: 2 };
    expect(await refusal(() => shop.account.update(shop.service, forced))).to.contain("Cannot force a new deployment");
    const moved = service(
      "BLUE_GREEN",
      {},
      { name: "api", taskDefinition: shop.service.inputs.taskDefinition ?? null },
    );
    shop.account.update(shop.service, moved);
    expect(shop.account.read(shop.service)?.deploymentController, "a service moves to ECS").to.deep.equal({
      type: "ECS",
    });
  });

  it("refuses to plan another capacity provider strategy without a new deployment", () => {
    const strategy = (capacityProvider: string): Properties => ({ capacityProviderStrategies: [{ capacityProvider }] });
    expect(() => diff(SERVICE, "it", strategy("FARGATE"), strategy("FARGATE_SPOT"))).to.throw(
      "force_new_deployment should be true when capacity_provider_strategy is being updated",
    );
  });
});
