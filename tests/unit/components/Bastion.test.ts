import { expect } from "chai";

import { ContainerDefinition } from "../../../components/container-service/ContainerDefinition";
import { SecurityGroup } from "../../../components";
import { Plan, planOf } from "../mocks";
import { bastion } from "./bastionFixture";

const types = {
  taskDefinition: "aws:ecs/taskDefinition:TaskDefinition",
  service: "aws:ecs/service:Service",
  role: "aws:iam/role:Role",
  rolePolicy: "aws:iam/rolePolicy:RolePolicy",
  ingress: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  egress: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  target: "aws:appautoscaling/target:Target",
  scheduled: "aws:appautoscaling/scheduledAction:ScheduledAction",
  document: "aws:ssm/document:Document",
};

const schedule = { timeZone: "Asia/Tokyo", days: ["MON", "FRI"], from: "08:00", to: "20:00", otherwise: 0 } as const;

function container(plan: Plan): ContainerDefinition {
  const [app] = plan.document(types.taskDefinition, "bastion", "containerDefinitions") as ContainerDefinition[];
  if (app === undefined) {
    throw new Error("expected the bastion's container");
  }
  return app;
}

function environment(plan: Plan): Record<string, string> {
  return Object.fromEntries((container(plan).environment ?? []).map(({ name, value }) => [name, value]));
}

describe("Bastion", () => {
  let managed: Plan;
  let exec: Plan;

  before(async () => {
    managed = await planOf(() => bastion());
    exec = await planOf(() => bastion({ mode: "ecs-exec" }));
  });

  describe("in the network", () => {
    it("has no public address, and no rule lets anything in", () => {
      for (const plan of [managed, exec]) {
        const configuration = plan.one(types.service, "bastion")["networkConfiguration"];
        expect(configuration).to.deep.include({
          assignPublicIp: false,
          subnets: ["subnet-private-1", "subnet-private-2"],
        });
        const own = plan.all(types.ingress).filter(({ inputs }) => inputs["securityGroupId"] === "bastion-tasks-id");
        expect(own).to.deep.equal([]);
        expect(plan.one(types.service, "bastion")).to.not.have.property("loadBalancers");
      }
    });

    it("reaches what was opened to it by exactly one rule each", async () => {
      const plan = await planOf(() => {
        const database = new SecurityGroup("database", { vpcId: "vpc-1", description: "Database" });
        bastion().reach(database, 5432, "Queries by hand");
      });
      const before = managed.all(types.ingress).length;
      expect(plan.all(types.ingress).length - before).to.equal(1);
      expect(plan.one(types.ingress, "database-from-bastion-tasks-5432")).to.deep.include({
        securityGroupId: "database-id",
        referencedSecurityGroupId: "bastion-tasks-id",
        fromPort: 5432,
        toPort: 5432,
        ipProtocol: "tcp",
      });
      expect(plan.all(types.egress).length - managed.all(types.egress).length).to.equal(1);
    });
  });

  describe("its container", () => {
    it("is known in the first preview, with its roles and preferences", async () => {
      const plan = await planOf(() => bastion(), { preview: true });
      expect(container(plan).image).to.include("/shop/bastion:1.0.0");
      for (const [type, name, property] of [
        [types.rolePolicy, "bastion-task", "policy"],
        [types.rolePolicy, "bastion-instance", "policy"],
        [types.role, "bastion-instance", "assumeRolePolicy"],
        [types.document, "bastion", "content"],
      ] as const) {
        expect(plan.one(type, name)[property], `${name} ${property}`).to.be.a("string");
      }
    });

    it("is told what to register as", () => {
      expect(environment(managed)).to.deep.equal({
        BASTION_MODE: "session-manager",
        BASTION_NAME: "shop-bastion",
        BASTION_INSTANCE_ROLE: "shop-bastion-instance",
      });
      expect(environment(exec)).to.deep.equal({ BASTION_MODE: "ecs-exec" });
    });

    it("is root with what the agent needs to become another user, and nothing of that with ECS Exec", () => {
      expect(container(managed).user).to.equal("0");
      const dropped = container(managed).linuxParameters.capabilities.drop;
      expect(dropped).to.not.include.members(["ALL"]);
      expect(dropped).to.not.have.any.members(["SETUID", "SETGID", "KILL"]);
      expect(dropped).to.include.members(["NET_RAW", "SYS_CHROOT", "MKNOD", "DAC_OVERRIDE", "SETFCAP"]);
      expect(container(exec).user).to.match(/^[1-9]\d*$/);
      expect(container(exec).linuxParameters.capabilities.drop).to.deep.equal(["ALL"]);
    });

    it("is read-only but for what agent and shells write", () => {
      for (const plan of [managed, exec]) {
        expect(container(plan)).to.deep.include({ readonlyRootFilesystem: true, privileged: false });
      }
      const mounted = container(managed).mountPoints?.map(({ containerPath }) => containerPath);
      expect(mounted).to.have.members(["/var/lib/amazon/ssm", "/var/log/amazon/ssm", "/tmp", "/home/bastion"]);
      expect(container(exec).mountPoints?.map(({ containerPath }) => containerPath)).to.include("/managed-agents");
    });

    it("has the longest time that Fargate gives, to end sessions and deregister", () => {
      expect(container(managed).stopTimeout).to.equal(120);
    });

    it("opens for ECS Exec in that mode only", () => {
      expect(managed.one(types.service, "bastion")["enableExecuteCommand"]).to.equal(false);
      expect(exec.one(types.service, "bastion")["enableExecuteCommand"]).to.equal(true);
    });

    it("runs once on demand, and comes after the role and the preferences that it names", () => {
      const service = managed.registered(types.service, "bastion");
      expect(service.inputs["desiredCount"]).to.equal(1);
      expect(service.inputs["capacityProviderStrategies"]).to.deep.equal([{ capacityProvider: "FARGATE", weight: 1 }]);
      const urn = (type: string, name: string) => managed.registered(type, name).urn;
      expect(service.dependencies).to.include.members([
        urn(types.document, "bastion"),
        urn(types.rolePolicy, "bastion-instance"),
      ]);
    });
  });

  describe("its number of tasks", () => {
    it("is one, or none while there is no image, whatever the hours", async () => {
      expect(managed.one(types.target, "bastion")).to.deep.include({ minCapacity: 1, maxCapacity: 1 });
      const empty = await planOf(() => bastion({ image: undefined, schedule }));
      expect(empty.one(types.target, "bastion")).to.deep.include({ minCapacity: 0, maxCapacity: 0 });
      expect(empty.one(types.service, "bastion")["desiredCount"]).to.equal(0);
      expect(empty.all(types.scheduled)).to.deep.equal([]);
    });

    it("follows the hours: one from their start on, none from their end on", async () => {
      const plan = await planOf(() => bastion({ schedule }));
      const bounds: Record<string, unknown> = Object.fromEntries(
        plan.all(types.scheduled).map(({ inputs }) => [String(inputs["schedule"]), inputs["scalableTargetAction"]]),
      );
      expect(bounds["cron(0 8 ? * MON,FRI *)"]).to.deep.include({ minCapacity: 1, maxCapacity: 1 });
      expect(bounds["cron(0 20 ? * MON,FRI *)"]).to.deep.include({ minCapacity: 0, maxCapacity: 0 });
    });
  });

  it("carries its tag to its tasks, beside the stack's", () => {
    expect(managed.one(types.service, "bastion")).to.deep.include({
      propagateTags: "SERVICE",
      tags: { Owner: "platform", Bastion: "shop-bastion" },
    });
  });
});
