import { expect } from "chai";
import fc from "fast-check";

import { UNKNOWN } from "../../../sandbox/aws/value";
import { Account } from "./account";

const SERVICE = "aws:ecs/service:Service";
const TARGET_GROUP = "aws:lb/targetGroup:TargetGroup";

describe("check of inputs", () => {
  let account: Account;
  beforeEach(() => {
    account = new Account();
  });
  afterEach(() => account.close());

  it("reports every mistake at once, each with its place, in the provider's words", () => {
    const { reasons } = account.check(
      SERVICE,
      {
        launchType: "FARGET",
        desiredCount: "two",
        loadBalancers: [{ containerName: "app", port: 1 }],
        networkConfiguration: { subnets: "subnet-1" },
        tags: ["a"],
        replicas: 3,
      },
      "web",
    );
    expect(reasons).to.have.members([
      `expected launch_type to be one of ["EC2" "FARGATE" "EXTERNAL"], got FARGET. Examine values at 'web.launchType'.`,
      `expected type 'number', got "two": a number is required. Examine values at 'web.desiredCount'.`,
      "Invalid or unknown key. Examine values at 'web.loadBalancers[0].port'.",
      'Missing required argument. The argument "container_port" is required, but no definition was found.. ' +
        "Examine values at 'web.loadBalancers[0].containerPort'.",
      "Attribute must be a list. Examine values at 'web.networkConfiguration.subnets'.",
      "Attribute must be a map. Examine values at 'web.tags'.",
      "Invalid or unknown key. Examine values at 'web.replicas'.",
    ]);
  });

  it("refuses missing arguments and unknown types", () => {
    expect(account.check("aws:ec2/subnet:Subnet", {}, "a").reasons).to.deep.equal([
      `Missing required argument. The argument "vpc_id" is required, but no definition was found.. Examine values at 'a.vpcId'.`,
    ]);
    expect(account.check("aws:ec2/subnets:Subnets", {}).reasons[0]).to.equal(
      "unrecognized resource type: aws:ec2/subnets:Subnets",
    );
  });

  it("lets anything unknown pass, at any depth", () => {
    const given = {
      cluster: UNKNOWN,
      desiredCount: UNKNOWN,
      loadBalancers: UNKNOWN,
      networkConfiguration: { subnets: [UNKNOWN], securityGroups: UNKNOWN },
      launchType: UNKNOWN,
      name: "web",
    };
    expect(account.check(SERVICE, given)).to.deep.equal({ inputs: given, reasons: [] });
  });

  it("converts scalars to the declared type and documents to JSON", () => {
    const { inputs } = account.check(SERVICE, { name: "web", desiredCount: "2", waitForSteadyState: "true" });
    expect(inputs).to.deep.equal({ name: "web", desiredCount: 2, waitForSteadyState: true });
    const policy = { Version: "2012-10-17", Statement: [] };
    const role = account.check("aws:iam/role:Role", { name: "r", assumeRolePolicy: policy }).inputs;
    expect(role.assumeRolePolicy).to.equal(JSON.stringify(policy));
    const unclear = account.check("aws:iam/role:Role", { name: "r", assumeRolePolicy: { Id: UNKNOWN } }).inputs;
    expect(unclear.assumeRolePolicy).to.equal(UNKNOWN);
  });

  it("adds nothing to inputs but names and what the provider itself writes", () => {
    const vpc = { cidrBlock: "10.0.0.0/16", tags: { Name: "net" } };
    expect(account.check("aws:ec2/vpc:Vpc", vpc).inputs).to.deep.equal(vpc);
    const group = account.check("aws:ec2/securityGroup:SecurityGroup", { name: "web", vpcId: "vpc-1" }).inputs;
    expect(group).to.deep.equal({ name: "web", vpcId: "vpc-1", description: "Managed by Pulumi" });
  });

  describe("automatic names", () => {
    const cases: [string, string, object, RegExp][] = [
      ["aws:ecs/cluster:Cluster", "name", {}, /^Main-[0-9a-f]{7}$/],
      ["aws:s3/bucket:Bucket", "bucket", {}, /^main-[0-9a-f]{7}$/],
      ["aws:kms/alias:Alias", "name", { targetKeyId: "k" }, /^alias\/Main-[0-9a-f]{7}$/],
      ["aws:sqs/queue:Queue", "name", { fifoQueue: true }, /^Main-[0-9a-f]{7}\.fifo$/],
      ["aws:s3/bucketObjectv2:BucketObjectv2", "key", { bucket: "logs" }, /^Main$/],
      ["aws:cloudwatch/eventTarget:EventTarget", "targetId", { rule: "r", arn: "a" }, /^Main-[0-9a-f]{7}$/],
    ];
    for (const [type, property, given, form] of cases) {
      it(`of ${type} are ${property} ${String(form)}`, () => {
        expect(account.check(type, { ...given }, "Main").inputs[property]).to.match(form);
      });
    }

    it("stay as they were, give way to a name or a prefix, and are none where the name is not free", () => {
      const type = "aws:cloudwatch/logGroup:LogGroup";
      const { inputs } = account.check(type, {}, "app");
      expect(account.check(type, {}, "app", inputs).inputs.name).to.equal(inputs.name);
      expect(account.check(type, { name: "/app" }, "app", inputs).inputs.name).to.equal("/app");
      expect(account.check(type, { namePrefix: "/app" }, "app").inputs).to.deep.equal({ namePrefix: "/app" });
      expect(account.check(type, {}, "app", { name: "/app" }).inputs.name).to.match(/^app-[0-9a-f]{7}$/);
      expect(account.check("aws:ecs/taskDefinition:TaskDefinition", {}).reasons.join()).to.contain(
        '"family" is required',
      );
    });

    it("are refused, not cut, where AWS's limit is shorter", () => {
      fc.assert(
        fc.property(fc.stringMatching(/^[a-z]{20,40}$/), (name) => {
          const given = { port: 80, protocol: "HTTP", vpcId: "vpc-1" };
          const { inputs, reasons } = account.check(TARGET_GROUP, given, name);
          if (name.length <= 24) {
            expect(inputs.name).to.have.length(name.length + 8);
          } else {
            expect(reasons[0]).to.contain("plus 7 random chars is longer than maximum length 32");
          }
        }),
      );
    });
  });

  it("refuses names and numbers that AWS does not take", () => {
    const wrong: [string, Record<string, string | number | object>, string][] = [
      [TARGET_GROUP, { name: "a".repeat(33), port: 80, protocol: "HTTP", vpcId: "vpc-1" }, "longer than 32"],
      ["aws:lb/loadBalancer:LoadBalancer", { name: "internal-web" }, "internal-"],
      ["aws:s3/bucket:Bucket", { bucket: "Logs" }, "lowercase"],
      ["aws:cloudwatch/logGroup:LogGroup", { retentionInDays: 31 }, "retention_in_days"],
      ["aws:ecr/repository:Repository", { name: "Team/App" }, "lower case"],
      ["aws:ecr/repository:Repository", { name: "app", imageTagMutability: "SOMETIMES" }, "image_tag_mutability"],
      ["aws:iam/role:Role", { name: "a b", assumeRolePolicy: "{}" }, "invalid value for name"],
      ["aws:kms/key:Key", { deletionWindowInDays: 3 }, "7 - 30"],
    ];
    for (const [type, inputs, part] of wrong) {
      expect(account.check(type, { ...inputs } as never).reasons.join(), type).to.contain(part);
    }
  });
});
