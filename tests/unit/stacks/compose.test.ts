import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

import { ContainerDefinition } from "../../../components/container-service/ContainerDefinition";
import { compose } from "../../../stacks/compose";
import { ConfigError, parseConfig, StackConfig } from "../../../stacks/config";
import { edited, parse as parseExample } from "../config/example";
import { Plan, planOf } from "../mocks";

const stacks = ["dev", "stg", "prod"] as const;

function configOf(stack: string): StackConfig {
  const file = parse(readFileSync(join(__dirname, `../../../Pulumi.${stack}.yaml`), "utf8")) as {
    config: Record<string, unknown>;
  };
  return parseConfig({ project: "fargate-platform", stack, values: file.config });
}

const types = {
  taskDefinition: "aws:ecs/taskDefinition:TaskDefinition",
  ingress: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  egress: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  listener: "aws:lb/listener:Listener",
  key: "aws:kms/key:Key",
};

/** Rules as "who → whom:port". */
function rules(plan: Plan, type: string): string[] {
  return plan.all(type).map(({ inputs }) => {
    const peer = String(inputs["referencedSecurityGroupId"] ?? inputs["cidrIpv4"] ?? inputs["prefixListId"]);
    const own = String(inputs["securityGroupId"]);
    const [from, to] = type === types.ingress ? [peer, own] : [own, peer];
    return `${from.replace("-id", "")} → ${to.replace("-id", "")}:${String(inputs["toPort"])}`;
  });
}

for (const stack of stacks) {
  describe(`the ${stack} stack`, () => {
    let plan: Plan;
    let preview: Plan;
    const config = configOf(stack);
    const port = config.domain?.certificateArn === undefined ? 80 : 443;

    before(async function () {
      this.timeout(30_000);
      plan = await planOf(() => compose(config));
      preview = await planOf(() => compose(config), { preview: true });
    });

    it("opens the chain from the internet to the backend and nothing else", () => {
      const expected = [
        `0.0.0.0/0 → frontend-lb:${port}`,
        ...(port === 443 ? ["0.0.0.0/0 → frontend-lb:80"] : []),
        "frontend-lb → frontend-tasks:8080",
        `frontend-tasks → backend-lb:${port}`,
        "backend-lb → backend-tasks:8080",
      ];
      const testPort = port === 443 ? 8443 : 8080;
      const natAddresses = { none: 0, single: 1, "per-az": 3 }[config.network.nat];
      const validation = [
        // By NAT, as a public load balancer has public addresses for the VPC as well.
        ...Array.from({ length: natAddresses }, (_, index) => `203.0.113.${index + 1}/32 → frontend-lb:${testPort}`),
        `backend-validation → backend-lb:${testPort}`,
      ];
      const endpoints = plan
        .all("aws:ec2/securityGroup:SecurityGroup")
        .some(({ name }) => name === "network-endpoints");
      const toEndpoints = endpoints
        ? ["frontend", "backend", "bastion"].map((name) => `${name}-tasks → network-endpoints:443`)
        : [];
      const people = ["bastion-tasks → backend-tasks:8080"];
      expect(rules(plan, types.ingress)).to.have.members([...expected, ...validation, ...toEndpoints, ...people]);
    });

    it("lets out what the chain lets in, and otherwise HTTPS only", () => {
      const into = new Set(rules(plan, types.ingress));
      const others = rules(plan, types.egress).filter((rule) => !into.has(rule));
      for (const rule of others) {
        expect(rule).to.match(/-tasks → (pl-1|0\.0\.0\.0\/0):443$|-validation → 0\.0\.0\.0\/0:(443|8080|8443)$/);
      }
    });

    it("shows every container, whole, in the first preview", () => {
      const definitions = preview.all(types.taskDefinition);
      expect(definitions.map(({ name }) => name)).to.have.members(["frontend", "backend", "bastion"]);
      for (const { name, inputs } of definitions) {
        const containers = JSON.parse(String(inputs["containerDefinitions"])) as ContainerDefinition[];
        const collector = name === "bastion" ? [] : ["trace-collector"];
        expect(containers.map((container) => container.name)).to.have.members([name, "log-router", ...collector]);
      }
    });

    it("opens nothing to the bastion's tasks", () => {
      expect(rules(plan, types.ingress).filter((rule) => / → bastion/.test(rule))).to.deep.equal([]);
    });

    it("runs no bastion before it has an image", () => {
      const { desiredCount } = plan.one("aws:ecs/service:Service", "bastion");
      const { minCapacity, maxCapacity } = plan.one("aws:appautoscaling/target:Target", "bastion");
      expect({ desiredCount, minCapacity, maxCapacity }).to.deep.equal({
        desiredCount: 0,
        minCapacity: 0,
        maxCapacity: 0,
      });
    });

    it("tells the frontend where the backend is", () => {
      const containers = preview.document(
        types.taskDefinition,
        "frontend",
        "containerDefinitions",
      ) as ContainerDefinition[];
      const url = containers[0]?.environment?.find(({ name }) => name === "BACKEND_URL")?.value;
      expect(url).to.match(port === 443 ? /^https:\/\/backend\./ : /^http:\/\/backend\./);
      const records = plan.all("aws:route53/record:Record").map(({ inputs }) => inputs["name"]);
      expect(records).to.include(url?.replace(/^https?:\/\//, ""));
    });

    it("serves plain HTTP only where its config says so", () => {
      const protocols = plan
        .all(types.listener)
        .filter(({ name }) => name.endsWith("-production"))
        .map(({ inputs }) => inputs["protocol"]);
      expect(new Set(protocols)).to.deep.equal(new Set([port === 443 ? "HTTPS" : "HTTP"]));
      if (port === 80) {
        expect(config.loadBalancers.plainHttp).to.equal(true);
      }
    });

    it("keeps every log group for a limited time, encrypted", () => {
      const groups = plan.all("aws:cloudwatch/logGroup:LogGroup");
      expect(groups.length).to.be.greaterThan(config.services.length);
      for (const { name, inputs } of groups) {
        expect(inputs["retentionInDays"], name).to.equal(config.logging.retentionDays);
        expect(inputs["kmsKeyId"], name).to.be.a("string");
      }
    });

    it("lets Pulumi empty buckets and repositories only where deletionProtection is off", () => {
      const emptied = [
        ...plan.all("aws:s3/bucket:Bucket").map(({ inputs }) => inputs["forceDestroy"]),
        ...plan.all("aws:ecr/repository:Repository").map(({ inputs }) => inputs["forceDelete"]),
        ...plan.all("aws:lb/loadBalancer:LoadBalancer").map(({ inputs }) => !inputs["enableDeletionProtection"]),
      ];
      expect(emptied.length).to.be.greaterThan(4);
      expect(new Set(emptied)).to.deep.equal(new Set([!config.deletionProtection]));
    });

    it("grants logs to every service's tasks, and sessions to those with ECS Exec", () => {
      const bastion = { name: "bastion", exec: config.bastion?.mode === "ecs-exec" };
      const tasks: readonly { name: string; exec: boolean }[] = [...config.services, bastion];
      const roleArns = (services: readonly { name: string }[]) =>
        services.map(({ name }) => `arn:aws:iam::123456789012:role/fargate-platform-${stack}-${name}-task`);
      const granted = (policy: unknown, sid: string, operator: string) =>
        (
          policy as { Statement: { Sid: string; Condition?: Record<string, Record<string, string[]>> }[] }
        ).Statement.find(({ Sid }) => Sid === sid)?.Condition?.[operator]?.["aws:PrincipalArn"] ?? [];
      const key = plan.document(types.key, "key", "policy");
      expect(granted(key, "KeyPolicySpeaksOfThisKeyForObjects", "ArnEquals")).to.deep.equal(roleArns(tasks));
      expect(granted(key, "KeyPolicySpeaksOfThisKeyForExecSessions", "ArnEquals")).to.deep.equal(
        roleArns(tasks.filter(({ exec }) => exec)),
      );
      const bucket = plan.document("aws:s3/bucketPolicy:BucketPolicy", "logging-logs", "policy");
      expect(granted(bucket, "OnlyServicesWriteLogs", "ArnNotEquals")).to.deep.equal(roleArns(tasks));
    });

    it("lets its key encrypt exactly the log groups that it has", () => {
      const { Statement } = plan.document(types.key, "key", "policy") as {
        Statement: { Condition?: { ArnLike?: Record<string, string[]> } }[];
      };
      const allowed = Statement.flatMap((one) => one.Condition?.ArnLike?.["kms:EncryptionContext:aws:logs:arn"] ?? []);
      for (const { inputs } of plan.all("aws:cloudwatch/logGroup:LogGroup")) {
        const arn = `arn:aws:logs:ap-northeast-1:123456789012:log-group:${String(inputs["name"])}`;
        expect(
          allowed.some((pattern) => arn.startsWith(pattern.slice(0, -1))),
          arn,
        ).to.equal(true);
      }
    });
  });
}

describe("a stack that wants more zones than its region has", () => {
  it("is refused with those that there are, and makes nothing", async () => {
    const config = parseExample(edited({ "network.availabilityZones": 4 }));
    let error: unknown;
    const plan = await planOf(async () => {
      await compose(config).catch((thrown: unknown) => (error = thrown));
    });
    expect(error).to.be.instanceOf(ConfigError);
    expect(String(error)).to.match(
      /fargate-platform:network\.availabilityZones\n.*given 4; allowed: at most 3 in ap-northeast-1/,
    );
    expect(plan.resources).to.deep.equal([]);
  });
});

describe("dev, stg and prod", () => {
  it("differ where cost and safety differ", () => {
    const [dev, , prod] = stacks.map(configOf);
    expect(dev?.network.nat).to.equal("single");
    expect(prod?.network.nat).to.equal("per-az");
    expect(dev?.services.every(({ spotPercent }) => spotPercent > 0)).to.equal(true);
    expect(prod?.services.every(({ spotPercent, count }) => spotPercent === 0 && count.min >= 2)).to.equal(true);
    expect([dev?.deletionProtection, prod?.deletionProtection]).to.deep.equal([false, true]);
    expect(new Set(stacks.map((stack) => configOf(stack).network.cidr)).size, "peering needs other addresses").to.equal(
      3,
    );
  });
});
