import { expect } from "chai";

import { type Properties, text } from "../../../sandbox/aws/value";
import { Account, ACCOUNT_ID, type Created, refusal, REGION } from "./account";
import { createNetwork } from "./network";

const elb = (part: string): string =>
  `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT_ID}:${part}/app/x/0123456789abcdef`;

/** Inputs that name something that does not exist, and the code that AWS answers with. */
const NOWHERE: [string, Properties, string][] = [
  ["aws:ec2/subnet:Subnet", { vpcId: "vpc-0" }, "InvalidVpcID.NotFound: The vpc ID 'vpc-0' does not exist"],
  ["aws:ec2/natGateway:NatGateway", { subnetId: "subnet-0" }, "InvalidSubnetID.NotFound"],
  ["aws:ec2/route:Route", { routeTableId: "rtb-0", gatewayId: "igw-0" }, "InvalidRouteTableID.NotFound"],
  ["aws:ec2/flowLog:FlowLog", { logDestination: "arn:aws:s3:::nowhere", trafficType: "ALL" }, "does not exist"],
  [
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    { securityGroupId: "sg-0", cidrIpv4: "10.0.0.0/8", ipProtocol: "-1" },
    "InvalidGroup.NotFound",
  ],
  ["aws:lb/listener:Listener", { loadBalancerArn: elb("loadbalancer"), defaultActions: [] }, "LoadBalancerNotFound"],
  [
    "aws:lb/listenerRule:ListenerRule",
    { listenerArn: elb("listener"), actions: [], conditions: [] },
    "ListenerNotFound",
  ],
  [
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    { role: "nobody", policyArn: "arn:aws:iam::aws:policy/X" },
    "NoSuchEntity",
  ],
  [
    "aws:ecs/taskDefinition:TaskDefinition",
    { family: "a", containerDefinitions: "[]", executionRoleArn: `arn:aws:iam::${ACCOUNT_ID}:role/nobody` },
    "Role is not valid",
  ],
  ["aws:ecs/service:Service", { cluster: "none", taskDefinition: "x:1" }, "ClusterNotFoundException"],
  ["aws:kms/alias:Alias", { targetKeyId: `arn:aws:kms:${REGION}:${ACCOUNT_ID}:key/none` }, "NotFoundException"],
  [
    "aws:s3/bucketVersioning:BucketVersioning",
    { bucket: "nowhere", versioningConfiguration: { status: "Enabled" } },
    "NoSuchBucket",
  ],
  ["aws:ecr/lifecyclePolicy:LifecyclePolicy", { repository: "nowhere", policy: "{}" }, "RepositoryNotFoundException"],
  ["aws:cloudwatch/logStream:LogStream", { logGroupName: "/none" }, "ResourceNotFoundException"],
  [
    "aws:secretsmanager/secretVersion:SecretVersion",
    { secretId: `arn:aws:secretsmanager:${REGION}:${ACCOUNT_ID}:secret:x-abcdef` },
    "ResourceNotFoundException",
  ],
];

describe("references", () => {
  let account: Account;
  beforeEach(() => {
    account = new Account();
  });
  afterEach(() => account.close());

  for (const [type, inputs, answer] of NOWHERE) {
    it(`of ${type} that lead nowhere are refused (${answer})`, async () => {
      const message = await refusal(() => account.create(type, inputs));
      expect(message).to.contain(answer);
      expect(message).to.match(
        /^1 error occurred:\n\t\* creating .*, https response error StatusCode: 400, api error /,
      );
    });
  }

  it("are refused in an update as in a creation", async () => {
    const { vpc, group } = createNetwork(account);
    const rule = account.create("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", {
      securityGroupId: group.id,
      referencedSecurityGroupId: group.id,
      ipProtocol: "-1",
    });
    const message = await refusal(() =>
      account.update(rule, { securityGroupId: group.id, referencedSecurityGroupId: "sg-0", ipProtocol: "-1" }),
    );
    expect(message).to.contain("InvalidGroup.NotFound");
    expect(account.read(rule)?.referencedSecurityGroupId).to.equal(group.id);
    expect(vpc.outputs.defaultSecurityGroupId).to.match(/^sg-/);
  });

  it("to what exists without a resource of its own are fine", () => {
    const { vpc } = createNetwork(account);
    account.create("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", {
      securityGroupId: text(vpc.outputs.defaultSecurityGroupId),
      prefixListId: text(
        account.provider.invoke("aws:ec2/getManagedPrefixList:getManagedPrefixList", {
          name: `com.amazonaws.${REGION}.s3`,
        }).result.id,
      ),
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
    });
    account.create("aws:ec2/route:Route", {
      routeTableId: text(vpc.outputs.mainRouteTableId),
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: account.create("aws:ec2/internetGateway:InternetGateway", { vpcId: vpc.id }).id,
    });
    account.create("aws:secretsmanager/secret:Secret", { name: "s", kmsKeyId: "alias/aws/secretsmanager" });
    const owned = { zoneId: "Z0123456789ABCDEFGHIJ", name: "www", type: "A", ttl: 60, records: ["192.0.2.1"] };
    account.create("aws:route53/record:Record", owned);
    expect(account.count()).to.equal(9);
  });
});

describe("deletion", () => {
  let account: Account;
  beforeEach(() => {
    account = new Account();
  });
  afterEach(() => account.close());

  it("of a network is refused from the inside out, and works the other way round", async () => {
    const { vpc, subnets, group } = createNetwork(account);
    const endpoint = account.create("aws:ec2/vpcEndpoint:VpcEndpoint", {
      vpcId: vpc.id,
      serviceName: `com.amazonaws.${REGION}.logs`,
      vpcEndpointType: "Interface",
      subnetIds: [subnets[0].id],
      securityGroupIds: [group.id],
    });
    expect(await refusal(() => account.delete(vpc))).to.contain(
      `DependencyViolation: The vpc '${vpc.id}' has dependencies and cannot be deleted.`,
    );
    expect(await refusal(() => account.delete(subnets[0]))).to.contain("DependencyViolation");
    expect(await refusal(() => account.delete(group))).to.contain(`resource ${group.id} has a dependent object`);
    for (const created of [endpoint, subnets[0], subnets[1], group, vpc]) {
      await account.delete(created);
    }
    expect(account.count()).to.equal(0);
  });

  it("of a security group is refused while a rule of another names it, not for its own rules", async () => {
    const { vpc, group } = createNetwork(account);
    const other = account.create("aws:ec2/securityGroup:SecurityGroup", { vpcId: vpc.id }, "other");
    const rule = (from: Created, to: Created): Created =>
      account.create("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", {
        securityGroupId: from.id,
        referencedSecurityGroupId: to.id,
        ipProtocol: "-1",
      });
    const named = rule(other, group);
    rule(group, other);
    expect(await refusal(() => account.delete(group))).to.contain("DependencyViolation");
    await account.delete(named);
    await account.delete(group);
    await account.delete(other);
    expect(account.count(), "the VPC and its subnets").to.equal(3);
  });

  it("waits for what another operation is about to delete", async () => {
    const vpc = account.create("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" });
    const gateway = account.create("aws:ec2/internetGateway:InternetGateway", { vpcId: vpc.id });
    const patient = account.connect({}, 1000);
    const waiting = patient.delete(vpc, vpc.id, vpc.outputs);
    expect(account.count()).to.equal(2);
    await account.delete(gateway);
    await waiting;
    expect(account.count()).to.equal(0);
  });

  it("of roles, policies, clusters, zones and log groups is refused as AWS does", async () => {
    const trust = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "ecs.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
    const policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
    });
    const role = account.create("aws:iam/role:Role", { name: "r", assumeRolePolicy: trust });
    const managed = account.create("aws:iam/policy:Policy", { name: "p", policy });
    const attached = account.create("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {
      role: role.id,
      policyArn: managed.id,
    });
    expect(await refusal(() => account.delete(role))).to.contain("DeleteConflict");
    expect(await refusal(() => account.delete(managed))).to.contain("DeleteConflict");
    await account.delete(attached);
    await account.delete(role);
    await account.delete(managed);

    const zone = account.create("aws:route53/zone:Zone", { name: "example.com" });
    const record = account.create("aws:route53/record:Record", {
      zoneId: zone.id,
      name: "www",
      type: "A",
      ttl: 60,
      records: ["10.0.0.1"],
    });
    expect(record.outputs.fqdn).to.equal("www.example.com");
    expect(await refusal(() => account.delete(zone))).to.contain("HostedZoneNotEmpty");
    await account.delete(record);
    await account.delete(zone);

    const kept = account.create("aws:cloudwatch/logGroup:LogGroup", { name: "/a", deletionProtectionEnabled: true });
    expect(await refusal(() => account.delete(kept))).to.contain("deletion protection");
    account.update(kept, { name: "/a", deletionProtectionEnabled: false });
    await account.delete(kept);
    expect(account.count()).to.equal(0);
  });

  it("of a bucket is refused while it holds objects, unless told otherwise, and takes its settings along", async () => {
    const bucket = account.create("aws:s3/bucket:Bucket", { bucket: "logs" });
    account.create("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", { bucket: "logs" });
    account.create("aws:s3/bucketObjectv2:BucketObjectv2", { bucket: "logs", key: "a", content: "x" });
    expect(await refusal(() => account.delete(bucket))).to.contain("BucketNotEmpty");
    account.update(bucket, { bucket: "logs", forceDestroy: true });
    await account.delete(bucket);
    expect(account.count()).to.equal(0);
  });

  it("of a secret keeps its name for the recovery window", async () => {
    const type = "aws:secretsmanager/secret:Secret";
    await account.delete(account.create(type, { name: "gone", recoveryWindowInDays: 0 }));
    await account.delete(account.create(type, { name: "gone" }));
    expect(await refusal(() => account.create(type, { name: "gone" }))).to.contain("already scheduled for deletion");
  });

  it("of what is gone already is no error, and reading it finds nothing", async () => {
    const cluster = account.create("aws:ecs/cluster:Cluster", { name: "main" });
    await account.delete(cluster);
    await account.delete(cluster);
    expect(account.read(cluster)).to.equal(undefined);
  });
});

describe("names that are taken", () => {
  let account: Account;
  beforeEach(() => {
    account = new Account();
  });
  afterEach(() => account.close());

  const taken: [string, Properties, string][] = [
    ["aws:s3/bucket:Bucket", { bucket: "logs" }, "BucketAlreadyOwnedByYou"],
    ["aws:cloudwatch/logGroup:LogGroup", { name: "/app" }, "ResourceAlreadyExistsException"],
    ["aws:ecr/repository:Repository", { name: "app" }, `already exists in the registry with id '${ACCOUNT_ID}'`],
    ["aws:kms/alias:Alias", { name: "alias/a", targetKeyId: "k" }, "AlreadyExistsException"],
    ["aws:codecommit/repository:Repository", { repositoryName: "app" }, "RepositoryNameExistsException"],
  ];
  for (const [type, inputs, answer] of taken) {
    it(`are refused for ${type}`, async () => {
      account.create(type, inputs);
      expect(await refusal(() => account.create(type, inputs))).to.contain(answer);
    });
  }

  it("are free in another region, where AWS keeps them by region", async () => {
    account.create("aws:ecr/repository:Repository", { name: "app" });
    account.create("aws:ecr/repository:Repository", { name: "app", region: "us-east-1" });
    account.create("aws:s3/bucket:Bucket", { bucket: "logs" });
    expect(
      await refusal(() => account.create("aws:s3/bucket:Bucket", { bucket: "logs", region: "us-east-1" })),
    ).to.contain("BucketAlreadyOwnedByYou");
  });
});
