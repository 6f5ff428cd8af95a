import { expect } from "chai";

import { hasUnknown, type Properties, UNKNOWN } from "../../../sandbox/aws/value";
import { Account, ACCOUNT_ID, REGION } from "./account";

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** The id and some outputs of types that need nothing else. */
const FORMS: [string, Properties, Record<string, RegExp | string>][] = [
  [
    "aws:ec2/vpc:Vpc",
    { cidrBlock: "10.0.0.0/16" },
    {
      id: /^vpc-0[0-9a-f]{16}$/,
      arn: /^arn:aws:ec2:ap-northeast-1:123456789012:vpc\/vpc-0[0-9a-f]{16}$/,
      defaultSecurityGroupId: /^sg-0[0-9a-f]{16}$/,
      mainRouteTableId: /^rtb-0[0-9a-f]{16}$/,
      ownerId: ACCOUNT_ID,
    },
  ],
  [
    "aws:ec2/eip:Eip",
    {},
    {
      id: /^eipalloc-0[0-9a-f]{16}$/,
      allocationId: /^eipalloc-/,
      publicIp: /^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/,
    },
  ],
  [
    "aws:ecs/cluster:Cluster",
    { name: "main" },
    { id: `arn:aws:ecs:${REGION}:${ACCOUNT_ID}:cluster/main`, arn: `arn:aws:ecs:${REGION}:${ACCOUNT_ID}:cluster/main` },
  ],
  [
    "aws:ecr/repository:Repository",
    { name: "team/app" },
    { id: "team/app", repositoryUrl: `${ACCOUNT_ID}.dkr.ecr.${REGION}.amazonaws.com/team/app`, registryId: ACCOUNT_ID },
  ],
  [
    "aws:kms/key:Key",
    {},
    {
      id: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
      arn: /^arn:aws:kms:ap-northeast-1:123456789012:key\/[0-9a-f-]{36}$/,
      policy: /"arn:aws:iam::123456789012:root"/,
    },
  ],
  [
    "aws:secretsmanager/secret:Secret",
    { name: "db" },
    { id: /^arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:db-[A-Za-z0-9]{6}$/ },
  ],
  [
    "aws:iam/role:Role",
    { name: "task", path: "/ecs/", assumeRolePolicy: TRUST },
    { id: "task", arn: `arn:aws:iam::${ACCOUNT_ID}:role/ecs/task`, uniqueId: /^AROA[A-Z2-7]{17}$/ },
  ],
  [
    "aws:cloudwatch/logGroup:LogGroup",
    { name: "/app" },
    { id: "/app", arn: `arn:aws:logs:${REGION}:${ACCOUNT_ID}:log-group:/app` },
  ],
  [
    "aws:s3/bucket:Bucket",
    { bucket: "logs" },
    { id: "logs", arn: "arn:aws:s3:::logs", bucketRegionalDomainName: `logs.s3.${REGION}.amazonaws.com` },
  ],
  [
    "aws:route53/zone:Zone",
    { name: "example.com" },
    { id: /^Z[A-Z0-9]{20}$/, zoneId: /^Z/, comment: "Managed by Pulumi" },
  ],
  ["aws:sns/topic:Topic", { name: "alarms" }, { id: `arn:aws:sns:${REGION}:${ACCOUNT_ID}:alarms` }],
  [
    "aws:sqs/queue:Queue",
    { name: "jobs" },
    { id: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT_ID}/jobs`, arn: `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:jobs` },
  ],
  [
    "aws:codecommit/repository:Repository",
    { repositoryName: "app" },
    { id: "app", cloneUrlHttp: `https://git-codecommit.${REGION}.amazonaws.com/v1/repos/app` },
  ],
  [
    "aws:codedeploy/application:Application",
    { name: "web" },
    { arn: `arn:aws:codedeploy:${REGION}:${ACCOUNT_ID}:application:web` },
  ],
  [
    "aws:ssm/parameter:Parameter",
    { name: "/a/b", type: "String", value: "x" },
    { id: "/a/b", arn: `arn:aws:ssm:${REGION}:${ACCOUNT_ID}:parameter/a/b` },
  ],
];

describe("ids and outputs", () => {
  let account: Account;
  beforeEach(() => {
    account = new Account({ defaultTags: JSON.stringify({ tags: { Team: "platform", Name: "none" } }) });
  });
  afterEach(() => account.close());

  for (const [type, inputs, forms] of FORMS) {
    it(`of ${type} have AWS's form`, () => {
      const { id, outputs } = account.create(type, inputs);
      const actual: Properties = { ...outputs, id };
      for (const [name, form] of Object.entries(forms)) {
        if (form instanceof RegExp) {
          expect(actual[name], name).to.match(form);
        } else {
          expect(actual[name], name).to.equal(form);
        }
      }
      expect(outputs).to.include(Object.fromEntries(Object.entries(inputs).filter(([, v]) => typeof v === "string")));
    });
  }

  it("give every output of a type that nobody looked at a value of its type", () => {
    const { outputs } = account.create("aws:athena/workgroup:Workgroup", { name: "w" });
    expect(outputs.arn).to.equal(`arn:aws:athena:${REGION}:${ACCOUNT_ID}:workgroup/w`);
    expect(hasUnknown(outputs)).to.equal(false);
    expect(outputs.forceDestroy).to.equal(undefined);
  });

  it("merge the provider's tags under the resource's own", () => {
    const { outputs } = account.create("aws:ecs/cluster:Cluster", { name: "main", tags: { Name: "main" } });
    expect(outputs.tags).to.deep.equal({ Name: "main" });
    expect(outputs.tagsAll).to.deep.equal({ Team: "platform", Name: "main" });
  });

  it("are unknown in a preview where AWS computes them, and known where they echo inputs or defaults", () => {
    const subject = { type: "aws:ec2/vpc:Vpc", name: "net" };
    const { id, outputs } = account.provider.create(subject, { cidrBlock: "10.0.0.0/16" }, true);
    expect(id).to.equal("");
    expect(outputs).to.include({
      cidrBlock: "10.0.0.0/16",
      enableDnsSupport: true,
      region: REGION,
      arn: UNKNOWN,
      defaultSecurityGroupId: UNKNOWN,
    });
    expect(account.read({ ...subject, id, inputs: {}, outputs })).to.equal(undefined);
  });

  it("use the region that a resource names instead of the provider's", () => {
    const { outputs } = account.create("aws:ecs/cluster:Cluster", { name: "main", region: "us-east-1" });
    expect(outputs.arn).to.equal(`arn:aws:ecs:us-east-1:${ACCOUNT_ID}:cluster/main`);
  });

  it("give each holder a public address of its own", () => {
    const addresses = Array.from({ length: 40 }, () => account.create("aws:ec2/eip:Eip", {}).outputs.publicIp);
    expect(new Set(addresses).size).to.equal(40);
  });

  it("start with a prefix where the program gives one", () => {
    const { id, outputs } = account.create("aws:iam/role:Role", { namePrefix: "task-", assumeRolePolicy: TRUST });
    expect(id).to.match(/^task-\d+$/);
    expect(outputs.arn).to.equal(`arn:aws:iam::${ACCOUNT_ID}:role/${id}`);
  });

  it("keep what AWS computed over an update, and compute anew what depends on the change", () => {
    const keys = [account.create("aws:kms/key:Key", {}), account.create("aws:kms/key:Key", {})];
    const alias = account.create("aws:kms/alias:Alias", { name: "alias/a", targetKeyId: keys[0]?.id ?? "" });
    const outputs = account.update(alias, { name: "alias/a", targetKeyId: keys[1]?.id ?? "" });
    expect(outputs.arn).to.equal(alias.outputs.arn);
    expect(alias.outputs.targetKeyArn).to.equal(keys[0]?.outputs.arn);
    expect(outputs.targetKeyArn).to.equal(keys[1]?.outputs.arn);
  });

  it("count the revisions of a task definition family up, whatever is deleted in between", async () => {
    const type = "aws:ecs/taskDefinition:TaskDefinition";
    const containerDefinitions = JSON.stringify([{ name: "app", image: "app:1", memory: 128 }]);
    const first = account.create(type, { family: "web", containerDefinitions });
    const second = account.create(type, { family: "web", containerDefinitions });
    expect(second.outputs.arn).to.equal(`arn:aws:ecs:${REGION}:${ACCOUNT_ID}:task-definition/web:2`);
    await account.delete(first);
    expect(account.read(first)).to.equal(undefined);
    expect(account.read(second)).to.deep.equal(second.outputs);
    await account.delete(second);
    expect(account.create(type, { family: "web", containerDefinitions }).outputs.revision).to.equal(3);
  });
});
