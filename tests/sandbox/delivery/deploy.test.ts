import { expect } from "chai";

import { Refusal } from "../../../sandbox/aws/refusal";
import { type Properties, text } from "../../../sandbox/aws/value";
import { deploy, imageByTag, markCandidate, pushImage, sourceImage } from "../../../sandbox/delivery";
import { mistakesAgainst } from "../../models";
import { refusal } from "../aws/account";
import { container, DIGEST, imageUri, OTHER_DIGEST, roleArn, Shop, template } from "./fixture";

const judge = (definition: Properties): string[] => mistakesAgainst("ecs", "RegisterTaskDefinitionRequest", definition);

describe("a deployment in the sandbox's cloud", () => {
  let shop: Shop;
  beforeEach(() => {
    shop = new Shop();
    pushImage(shop.cloud, "shop/api", { digest: DIGEST, tag: "1" });
    pushImage(shop.cloud, "shop/api", { digest: OTHER_DIGEST, tag: "2" });
  });
  afterEach(() => shop.close());

  const run = (uri = imageUri()) => deploy(shop.cloud, { pipeline: "shop-api", imageUri: uri, judge });

  /** The code and message with which a deployment is refused. */
  function refused(uri?: string): string {
    const before = shop.account.read(shop.service);
    try {
      run(uri);
    } catch (error) {
      expect(error).to.be.instanceOf(Refusal);
      expect(shop.account.read(shop.service), "nothing has changed").to.deep.equal(before);
      return error instanceof Refusal ? `${error.code}: ${error.message}` : "";
    }
    return "not refused";
  }

  it("registers the image, turns both listeners, and changes what the AppSpec says", () => {
    const [blue, green] = shop.groups;
    const done = run();
    const now = shop.account.read(shop.service);
    expect(done).to.deep.include({
      by: "CODE_DEPLOY",
      service: shop.service.id,
      previousTaskDefinition: shop.service.inputs.taskDefinition,
      targetGroup: green.id,
      hooks: ["shop-hook"],
    });
    expect(done.taskDefinition).to.match(/task-definition\/shop-api:2$/);
    expect(now).to.deep.include({
      taskDefinition: done.taskDefinition,
      platformVersion: "LATEST",
      loadBalancers: [{ targetGroupArn: green.id, containerName: "api", containerPort: 8080 }],
      capacityProviderStrategies: [{ capacityProvider: "FARGATE_SPOT", base: 0, weight: 1 }],
      networkConfiguration: {
        subnets: [shop.network.subnets[0].id],
        securityGroups: [shop.network.group.id],
        assignPublicIp: false,
      },
    });
    for (const listener of shop.listeners) {
      expect(shop.account.read(listener)?.defaultActions).to.deep.equal([
        { type: "forward", targetGroupArn: green.id },
      ]);
    }
    const again = run(imageUri(OTHER_DIGEST));
    expect(again).to.deep.include({ targetGroup: blue.id, previousTaskDefinition: done.taskDefinition });
    expect(again.definition.containerDefinitions).to.deep.equal([container(imageUri(OTHER_DIGEST))]);
  });

  it("is not undone by an update of something else, nor by the end of the revision that it replaced", async () => {
    const { taskDefinition } = run();
    const update = { ...shop.service.inputs, desiredCount: 3 };
    shop.account.update(shop.service, update);
    expect(shop.account.read(shop.service)).to.deep.include({ taskDefinition, desiredCount: 3 });
    const refusing = () =>
      shop.account.update(shop.service, { ...update, taskDefinition: "shop-api:1", forceNewDeployment: true });
    expect(await refusal(refusing)).to.contain("Unable to update task definition");
  });

  it("leaves what the AppSpec says in other words as it is", () => {
    const { subnets, group } = shop.network;
    const same = shop
      .appSpec()
      .replace("FARGATE_SPOT, Weight: 1", "FARGATE, Weight: 1, Base: 0")
      .replace(`[${subnets[0].id}]`, `[${subnets[1].id}, ${subnets[0].id}]`);
    expect(same).to.contain("Base: 0").and.to.contain(group.id);
    shop.putBundle(template(), same);
    run();
    const { capacityProviderStrategies, networkConfiguration } = shop.service.inputs;
    expect(shop.account.read(shop.service)).to.deep.include({ capacityProviderStrategies, networkConfiguration });
  });

  it("leaves a revision that is none of the resources", () => {
    const count = shop.account.count();
    const { taskDefinition } = run();
    expect(shop.account.count()).to.equal(count);
    expect(shop.cloud.leftovers().map(({ key }) => key)).to.include(taskDefinition);
  });

  it("needs an image by its digest that is there and that the tasks may pull", () => {
    const base = imageUri().replace(/@.*/, "");
    expect(refused(`${base}:1`)).to.contain("InvalidImage");
    expect(refused(`public.ecr.aws/x/y@${DIGEST}`)).to.contain("InvalidImage");
    expect(refused(`${base}@sha256:${"c".repeat(64)}`)).to.contain("CannotPullContainerError");
    const policy = {
      type: "aws:iam/rolePolicy:RolePolicy",
      name: "execution",
      id: "execution:execution",
      outputs: {},
      inputs: {},
    };
    shop.account.update(
      policy,
      shop.policyInputs("execution", [{ Action: "ecr:GetAuthorizationToken", Resource: "*" }]),
    );
    expect(refused()).to.contain("AccessDenied").and.to.contain("ecr:BatchGetImage");
  });

  it("is refused with a task definition whose tasks would not start", () => {
    const cases: [Properties, string][] = [
      [{ containerDefinitions: [container("nginx")] }, "has it 0 times"],
      [{ containerDefinitions: [container("<IMAGE1_NAME>"), { ...container("<IMAGE1_NAME>"), name: "b" }] }, "2 times"],
      [{ executionRoleArn: roleArn("nobody") }, "Role is not valid"],
      [{ taskRoleArn: roleArn("hook") }, "unable to assume the role"],
      [{ Cpu: "256" }, "RegisterTaskDefinitionRequest.Cpu is no member"],
      [{ cpu: "300" }, "No Fargate configuration exists"],
      [
        {
          containerDefinitions: [
            { ...container("<IMAGE1_NAME>"), logConfiguration: { logDriver: "awslogs", options: {} } },
          ],
        },
        "log group does not exist",
      ],
    ];
    for (const [change, reason] of cases) {
      shop.putBundle(template(change));
      expect(refused(), JSON.stringify(change)).to.contain(reason);
    }
  });

  it("is refused with an AppSpec that is wrong, or names what is not there", () => {
    const good = shop.appSpec();
    const cases: [string, string, string][] = [
      ["version: 0.0", "version: 1.0", "version must be 0.0"],
      ["<TASK_DEFINITION>", "shop-api:1", "TaskDefinition must be <TASK_DEFINITION>"],
      ["PlatformVersion", "Platform", "unknown member Platform"],
      ["ContainerPort: 8080", "ContainerPort: 80", "did not have a container port 80"],
      [shop.network.subnets[0].id, "subnet-0", "subnet ID 'subnet-0' does not exist"],
      ["FARGATE_SPOT", "EC2_SPOT", "not associated with the cluster"],
      ["shop-hook", "nobody", "function nobody of AfterAllowTestTraffic does not exist"],
      ["AfterAllowTestTraffic", "AfterTest", "unknown member AfterTest"],
    ];
    for (const [from, to, reason] of cases) {
      shop.putBundle(template(), good.replace(from, to));
      expect(refused(), to).to.contain(reason);
    }
  });

  it("is refused where a role may not do its part", () => {
    const statements: [string, Properties[], string][] = [
      ["pipeline", [{ Action: "s3:*", Resource: "*" }], "sts:AssumeRole"],
      ["deploy-action", [{ Action: "codedeploy:*", Resource: "*" }], "ecs:RegisterTaskDefinition"],
      ["deployment", [{ Action: ["ecs:*", "elasticloadbalancing:*"], Resource: "*" }], "lambda:InvokeFunction"],
    ];
    for (const [role, allowed, action] of statements) {
      const policy = {
        type: "aws:iam/rolePolicy:RolePolicy",
        name: role,
        id: `${role}:${role}`,
        outputs: {},
        inputs: {},
      };
      const before = shop.account.read(policy);
      shop.account.update(policy, shop.policyInputs(role, allowed));
      expect(refused(), role).to.contain(`is not authorized to perform: ${action}`);
      shop.account.update(policy, { role, name: role, policy: text(before?.policy) });
    }
    expect(refused()).to.equal("not refused");
  });

  it("by ECS changes the revision alone, and the weights of the rules of a blue/green service", () => {
    const { account, groups, listeners } = shop;
    const [blue, green] = groups;
    const rule = (listener: Properties[string], port: number) =>
      account.create("aws:lb/listenerRule:ListenerRule", {
        listenerArn: text(listener),
        priority: port,
        conditions: [{ pathPattern: { values: ["/*"] } }],
        actions: [
          {
            type: "forward",
            forward: {
              targetGroups: [
                { arn: blue.id, weight: 100 },
                { arn: green.id, weight: 0 },
              ],
            },
          },
        ],
      });
    const [production, test] = [rule(listeners[0].id, 1), rule(listeners[1].id, 2)];
    shop.role("infrastructure", { Service: "ecs.amazonaws.com" }, []);
    const advancedConfiguration = {
      alternateTargetGroupArn: green.id,
      productionListenerRule: production.id,
      testListenerRule: test.id,
      roleArn: roleArn("infrastructure"),
    };
    const web = account.create(
      "aws:ecs/service:Service",
      shop.serviceInputs({
        name: "web",
        deploymentController: { type: "ECS" },
        deploymentConfiguration: { strategy: "BLUE_GREEN", bakeTimeInMinutes: "5" },
        loadBalancers: [{ targetGroupArn: blue.id, containerName: "api", containerPort: 8080, advancedConfiguration }],
      }),
    );
    shop.role("deployer", { Service: "lambda.amazonaws.com" }, [
      { Action: ["ecs:*", "iam:PassRole", "codepipeline:*"], Resource: "*" },
    ]);
    account.create("aws:lambda/function:Function", {
      name: "deployer",
      role: roleArn("deployer"),
      handler: "index.handler",
      runtime: "nodejs22.x",
      s3Bucket: "code",
      s3Key: "x",
    });
    account.update(
      {
        type: "aws:iam/rolePolicy:RolePolicy",
        name: "deploy-action",
        id: "deploy-action:deploy-action",
        outputs: {},
        inputs: {},
      },
      shop.policyInputs("deploy-action", [{ Action: "lambda:InvokeFunction", Resource: "*" }]),
    );
    const invoke = {
      name: "Deploy",
      category: "Invoke",
      owner: "AWS",
      provider: "Lambda",
      version: "1",
      roleArn: roleArn("deploy-action"),
      inputArtifacts: ["Bundle"],
      configuration: {
        FunctionName: "deployer",
        UserParameters: JSON.stringify({ cluster: "shop", service: "web", imageUri: "#{Image.ImageURI}" }),
      },
    };
    account.update(shop.pipeline, shop.pipelineInputs({ stages: shop.stages(invoke) }));
    const done = run();
    expect(done).to.deep.include({ by: "ECS", service: web.id, targetGroup: green.id });
    expect(account.read(web)).to.deep.equal({ ...web.outputs, taskDefinition: done.taskDefinition });
    for (const one of [production, test]) {
      expect(account.read(one)?.actions).to.deep.equal([
        {
          type: "forward",
          forward: {
            targetGroups: [
              { arn: blue.id, weight: 0 },
              { arn: green.id, weight: 100 },
            ],
          },
        },
      ]);
    }
  });

  it("makes an image the candidate, which is what another pipeline's source then finds", () => {
    const service = shop.service.id;
    const mark = (digest: string) => markCandidate(shop.cloud, { repository: "shop/api", digest, service });
    expect(() => sourceImage(shop.cloud, { pipeline: "shop-api" })).to.throw(
      Refusal,
      "no image with the tag candidate",
    );
    expect(() => mark(DIGEST)).to.throw(Refusal, "does not run shop/api@");
    run();
    expect(() => mark(OTHER_DIGEST)).to.throw(Refusal, "does not run shop/api@");
    mark(DIGEST);
    expect(sourceImage(shop.cloud, { pipeline: "shop-api" })).to.deep.include({
      ImageDigest: DIGEST,
      ImageURI: imageUri(),
      ImageTags: ["1", "candidate"],
      RepositoryName: "shop/api",
    });
    run(imageUri(OTHER_DIGEST));
    mark(OTHER_DIGEST);
    expect(sourceImage(shop.cloud, { pipeline: "shop-api" }).ImageDigest).to.equal(OTHER_DIGEST);
    expect(imageByTag(shop.cloud, "shop/api", "1")?.tags, "the tag moved").to.deep.equal(["1"]);
  });
});

describe("images in the sandbox's cloud", () => {
  let shop: Shop;
  before(() => {
    shop = new Shop();
  });
  after(() => shop.close());

  it("are in a repository, which keeps its tags where it says so, and itself until they are gone", async () => {
    const { account, cloud } = shop;
    const push = (repository: string, digest: string, tag: string) => () =>
      pushImage(cloud, repository, { digest, tag });
    expect(push("nowhere", DIGEST, "1")).to.throw(Refusal, "does not exist");
    expect(push("shop/api", "latest", "1")).to.throw(Refusal, "imageDigest");
    const fixed = account.create("aws:ecr/repository:Repository", {
      name: "fixed",
      imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
      imageTagMutabilityExclusionFilters: [{ filter: "cand*", filterType: "WILDCARD" }],
    });
    push("fixed", DIGEST, "1")();
    push("fixed", DIGEST, "candidate")();
    expect(push("fixed", OTHER_DIGEST, "1")).to.throw(Refusal, "tag is immutable");
    push("fixed", OTHER_DIGEST, "candidate")();
    expect(imageByTag(cloud, "fixed", "candidate")?.digest).to.equal(OTHER_DIGEST);
    expect(imageByTag(cloud, "fixed", "1")?.digest).to.equal(DIGEST);
    expect(await refusal(() => account.delete(fixed))).to.contain("RepositoryNotEmptyException");
    account.update(fixed, { ...fixed.inputs, forceDelete: true });
    await account.delete(fixed);
    expect(imageByTag(cloud, "fixed", "1")).to.equal(undefined);
  });
});
