import { expect } from "chai";

import { LogRouter } from "../../../components";
import { ContainerDefinition } from "../../../components/container-service/ContainerDefinition";
import { location, Plan, planOf } from "../mocks";
import { loadBalancer, service } from "./fixture";

const types = {
  taskDefinition: "aws:ecs/taskDefinition:TaskDefinition",
  service: "aws:ecs/service:Service",
  role: "aws:iam/role:Role",
  rolePolicy: "aws:iam/rolePolicy:RolePolicy",
  egress: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  ingress: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  scalingTarget: "aws:appautoscaling/target:Target",
  scalingPolicy: "aws:appautoscaling/policy:Policy",
};

function containers(plan: Plan): { app: ContainerDefinition; router: ContainerDefinition } {
  const [app, router, third] = plan.document(
    types.taskDefinition,
    "api",
    "containerDefinitions",
  ) as ContainerDefinition[];
  if (app === undefined || router === undefined || third !== undefined) {
    throw new Error("expected the application and its router");
  }
  return { app, router };
}

function actions(plan: Plan, policy: string): string[] {
  const document = plan.document(types.rolePolicy, policy, "policy") as { Statement: { Action: string | string[] }[] };
  return document.Statement.flatMap((statement) => statement.Action);
}

describe("ContainerService", () => {
  let plain: Plan;
  let exec: Plan;

  before(async () => {
    plain = await planOf(() => service());
    exec = await planOf(() => service({}, { exec: true }));
  });

  describe("its containers", () => {
    it("are all known in the first preview of an empty account", async () => {
      const { app, router } = containers(await planOf(() => service(), { preview: true }));
      expect(app.image).to.include("/shop/api:1.0.0");
      expect(router.environment?.every(({ value }) => value.startsWith("arn:aws:s3:::shop-logs/"))).to.equal(true);
    });

    it("are unprivileged, read-only, without capabilities, and the application is not root", () => {
      const { app, router } = containers(plain);
      for (const container of [app, router]) {
        expect(container.privileged).to.equal(false);
        expect(container.readonlyRootFilesystem).to.equal(true);
        expect(container.linuxParameters.capabilities.drop).to.deep.equal(["ALL"]);
      }
      expect(app.user).to.equal("10001");
      expect(router.user, "AWS refuses a FireLens router with another user").to.equal("0");
    });

    it("log through the router, which alone has a log of its own", () => {
      const { app, router } = containers(plain);
      expect(app.logConfiguration.logDriver).to.equal("awsfirelens");
      expect(router.logConfiguration.logDriver).to.equal("awslogs");
      expect(router.logConfiguration.options?.["mode"], "a slow CloudWatch blocks nobody").to.equal("non-blocking");
      expect(router.firelensConfiguration?.type).to.equal("fluentbit");
      expect(router.portMappings, "24224 stays closed").to.equal(undefined);
    });

    it("start the router before the application and stop it after, with time for the last lines", () => {
      const { app, router } = containers(plain);
      expect(app.dependsOn).to.deep.equal([{ containerName: router.name, condition: "HEALTHY" }]);
      expect(router.healthCheck?.command[0]).to.equal("CMD-SHELL");
      expect(router.essential).to.equal(true);
      expect(router.stopTimeout, "the exit waits 10 s for CloudWatch, then S3 uploads").to.be.greaterThan(30);
      expect(router.memory).to.be.a("number");
    });

    it("run a bootstrap image that answers the health check while there is no image", async () => {
      const plan = await planOf(() =>
        service({}, { image: undefined, healthCheck: { path: "/healthz", command: ["CMD", "/check"] } }),
      );
      const { app } = containers(plan);
      expect(app.image).to.match(/^public\.ecr\.aws\/docker\/library\/busybox:\d/);
      expect(app.command?.join(" ")).to.match(/\/healthz' && exec httpd -f -p 8080/);
      expect(app.healthCheck?.command.join(" "), "not the application's own").to.include(":8080/healthz");
    });

    it("get writable volumes where asked for, and those of ECS Exec only with ECS Exec", async () => {
      const writable = await planOf(() => service({}, { writablePaths: ["/tmp", "/var/cache/app"] }));
      const paths = (plan: Plan) => containers(plan).app.mountPoints?.map(({ containerPath }) => containerPath);
      expect(paths(writable)).to.deep.equal(["/tmp", "/var/cache/app"]);
      const mounted = containers(writable).app.mountPoints?.map(({ sourceVolume }) => sourceVolume) ?? [];
      const declared = writable.one(types.taskDefinition)["volumes"] as { name: string }[];
      expect(declared.map(({ name }) => name)).to.include.members(mounted);

      expect(paths(exec)).to.include.members(["/managed-agents", "/var/lib/amazon/ssm", "/var/log/amazon/ssm"]);
    });

    it("take secrets by reference, so that no value is in the plan", async () => {
      const { app } = containers(await planOf(() => service({}, { secrets: { KEY: { parameter: "/shop/key" } } })));
      expect(app.secrets).to.deep.equal([
        { name: "KEY", valueFrom: "arn:aws:ssm:ap-northeast-1:123456789012:parameter/shop/key" },
      ]);
    });

    it("change with the router's configuration, so that it is rolled out", async () => {
      const logRouter = () =>
        new LogRouter("api", {
          serviceName: "api",
          logGroupPrefix: "/shop",
          location,
          bucketName: "shop-logs",
          cloudWatch: "all",
          retentionDays: 30,
          kmsKeyArn: "arn:aws:kms:ap-northeast-1:123456789012:key/1",
        });
      const other = containers(await planOf(() => service({ logRouter: logRouter() }))).router;
      expect(other.environment).to.not.deep.equal(containers(plain).router.environment);
    });

    it("do not change when environment variables are written in another order", async () => {
      const one = await planOf(() => service({}, { environment: { A: "1", B: "2" } }));
      const other = await planOf(() => service({}, { environment: { B: "2", A: "1" } }));
      const text = (plan: Plan) => plan.one(types.taskDefinition)["containerDefinitions"];
      expect(text(one)).to.equal(text(other));
    });
  });

  describe("its roles", () => {
    it("are two, trusted only for tasks of this account", () => {
      expect(plain.all(types.role).map(({ inputs }) => inputs["name"])).to.have.members([
        "shop-api-task",
        "shop-api-execution",
      ]);
      for (const { name } of plain.all(types.role)) {
        const trust = plain.document(types.role, name, "assumeRolePolicy") as {
          Statement: { Condition: Record<string, Record<string, string>> }[];
        };
        expect(trust.Statement[0]?.Condition).to.deep.equal({
          StringEquals: { "aws:SourceAccount": "123456789012" },
          ArnLike: { "aws:SourceArn": "arn:aws:ecs:ap-northeast-1:123456789012:*" },
        });
      }
    });

    it("let the application write its logs, and ECS alone pull images", () => {
      expect(actions(plain, "api-task")).to.include("s3:PutObject").and.not.include("ecr:BatchGetImage");
      expect(actions(plain, "api-execution")).to.include("ecr:BatchGetImage").and.not.include("s3:PutObject");
    });

    it("allow ECS Exec only where it is on", () => {
      expect(actions(plain, "api-task")).to.not.include("ssmmessages:OpenDataChannel");
      expect(actions(exec, "api-task")).to.include("ssmmessages:OpenDataChannel");
      expect(exec.one(types.service)["enableExecuteCommand"]).to.equal(true);
    });

    it("give a reason wherever a resource is *", () => {
      for (const { name } of exec.all(types.rolePolicy)) {
        const { Statement } = exec.document(types.rolePolicy, name, "policy") as {
          Statement: { Resource: unknown; Sid?: string }[];
        };
        for (const statement of Statement.filter(({ Resource }) => Resource === "*")) {
          expect(statement.Sid).to.match(/No|Has/);
        }
      }
    });
  });

  describe("its network", () => {
    it("has no public address and lets in nobody but its load balancer", async () => {
      const plan = await planOf(() => service({ loadBalancer: loadBalancer() }));
      expect(plan.one(types.service)["networkConfiguration"]).to.include({ assignPublicIp: false });
      const into = plan.all(types.ingress).filter(({ inputs }) => inputs["securityGroupId"] === "api-tasks-id");
      expect(into.map(({ inputs }) => [inputs["referencedSecurityGroupId"], inputs["fromPort"]])).to.deep.equal([
        ["api-lb-id", 8080],
      ]);
    });

    it("lets out to endpoints and S3 only, unless the stack needs the internet", async () => {
      const out = (plan: Plan) =>
        plan
          .all(types.egress)
          .filter(({ inputs }) => inputs["securityGroupId"] === "api-tasks-id")
          .map(({ inputs }) => inputs["cidrIpv4"] ?? inputs["prefixListId"] ?? inputs["referencedSecurityGroupId"]);
      expect(out(plain)).to.have.members(["pl-1", "network-endpoints-id"]);
      expect(out(await planOf(() => service({ internetEgress: true })))).to.include("0.0.0.0/0");
    });
  });

  describe("its deployments and scaling", () => {
    it("undo a deployment that fails, and never run fewer tasks than wanted", () => {
      expect(plain.one(types.service)).to.deep.include({
        deploymentCircuitBreaker: { enable: true, rollback: true },
        deploymentMinimumHealthyPercent: 100,
        deploymentController: { type: "ECS" },
        availabilityZoneRebalancing: "ENABLED",
        waitForSteadyState: true,
      });
    });

    it("give a slow application the time to start that its health check does", async () => {
      const slow = await planOf(() =>
        service({ loadBalancer: loadBalancer() }, { healthCheck: { path: "/", startPeriodSeconds: 300 } }),
      );
      expect(slow.one(types.service)["healthCheckGracePeriodSeconds"]).to.be.at.least(300);
    });

    it("change the Spot share in place: without a forced deployment the provider replaces the service", () => {
      expect(plain.one(types.service)["forceNewDeployment"]).to.equal(true);
    });

    it("hold CPU at the target between the bounds", () => {
      expect(plain.one(types.scalingTarget)).to.include({
        minCapacity: 2,
        maxCapacity: 10,
        resourceId: "service/shop/api",
      });
      expect(plain.one(types.scalingPolicy)["targetTrackingScalingPolicyConfiguration"]).to.deep.include({
        targetValue: 50,
        predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
      });
    });
  });
});
