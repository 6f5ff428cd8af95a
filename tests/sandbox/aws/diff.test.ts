import { expect } from "chai";
import fc from "fast-check";

import { diff } from "../../../sandbox/aws/diff";
import { type Properties, UNKNOWN } from "../../../sandbox/aws/value";
import { Account } from "./account";

const SERVICE = "aws:ecs/service:Service";

function changed(type: string, olds: Properties, news: Properties): string[] {
  return diff(type, "it", olds, news).properties.map(
    ({ path, kind, replaces }) => `${kind} ${path}${replaces ? " (replace)" : ""}`,
  );
}

describe("diff", () => {
  it("finds nothing between equal inputs, whatever they are", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (inputs) => {
        expect(changed(SERVICE, inputs as Properties, structuredClone(inputs) as Properties)).to.deep.equal([]);
      }),
    );
  });

  it("says which property differs, down to the element", () => {
    const olds = {
      name: "web",
      desiredCount: 1,
      networkConfiguration: { subnets: ["a"], assignPublicIp: false },
      tags: { A: "1" },
    };
    const news = {
      name: "web",
      desiredCount: 2,
      networkConfiguration: { subnets: ["b"], assignPublicIp: false },
      tags: { "b/c": "2" },
    };
    expect(changed(SERVICE, olds, news)).to.deep.equal([
      "update desiredCount",
      "update networkConfiguration.subnets[0]",
      "delete tags.A",
      'add tags["b/c"]',
    ]);
  });

  it("takes lists of names, and lists that AWS keeps as sets, for equal in any order", () => {
    expect(
      changed(
        SERVICE,
        { networkConfiguration: { subnets: ["a", "b"] }, loadBalancers: [{ containerPort: 1 }, { containerPort: 2 }] },
        { networkConfiguration: { subnets: ["b", "a"] }, loadBalancers: [{ containerPort: 2 }, { containerPort: 1 }] },
      ),
    ).to.deep.equal([]);
    const stages = [{ name: "Source" }, { name: "Build" }];
    const type = "aws:codepipeline/pipeline:Pipeline";
    expect(changed(type, { stages }, { stages: [...stages].reverse() })).to.have.length(2);
  });

  it("takes JSON documents for equal that mean the same", () => {
    const left = { Version: "2012-10-17", Statement: [{ Action: ["a:b", "a:c"], Resource: "*", Effect: "Allow" }] };
    const right = { Statement: { Effect: "Allow", Action: ["a:c", "a:b"], Resource: ["*"] }, Version: "2012-10-17" };
    const type = "aws:iam/policy:Policy";
    expect(
      changed(type, { policy: JSON.stringify(left) }, { policy: JSON.stringify(right, undefined, 2) }),
    ).to.deep.equal([]);
    right.Statement.Effect = "Deny";
    expect(changed(type, { policy: JSON.stringify(left) }, { policy: JSON.stringify(right) })).to.deep.equal([
      "update policy",
    ]);
  });

  it("goes back to defaults, and leaves alone what AWS computes", () => {
    const vpc = "aws:ec2/vpc:Vpc";
    expect(changed(vpc, { enableDnsSupport: true }, {})).to.deep.equal([]);
    expect(changed(vpc, {}, { enableDnsSupport: true })).to.deep.equal([]);
    expect(changed(vpc, { enableDnsSupport: false }, {})).to.deep.equal(["delete enableDnsSupport"]);
    expect(changed("aws:kms/key:Key", { policy: "{}" }, {}), "KMS keeps its policy").to.deep.equal([]);
  });

  it("counts an unknown as a change", () => {
    expect(changed(SERVICE, { taskDefinition: "web:1" }, { taskDefinition: UNKNOWN })).to.deep.equal([
      "update taskDefinition",
    ]);
  });

  const replacing: [string, Properties, Properties, boolean][] = [
    ["aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" }, { cidrBlock: "10.1.0.0/16" }, true],
    ["aws:ec2/subnet:Subnet", { mapPublicIpOnLaunch: true }, { mapPublicIpOnLaunch: false }, false],
    ["aws:ec2/securityGroup:SecurityGroup", { description: "a" }, { description: "b" }, true],
    ["aws:lb/targetGroup:TargetGroup", { port: 80 }, { port: 81 }, true],
    ["aws:lb/targetGroup:TargetGroup", { deregistrationDelay: 30 }, { deregistrationDelay: 60 }, false],
    ["aws:lb/loadBalancer:LoadBalancer", { internal: true }, { internal: false }, true],
    ["aws:lb/loadBalancer:LoadBalancer", { subnets: ["a"] }, { subnets: ["b"] }, false],
    ["aws:ecs/taskDefinition:TaskDefinition", { cpu: "256" }, { cpu: "512" }, true],
    ["aws:ecs/taskDefinition:TaskDefinition", { tags: { a: "1" } }, { tags: { a: "2" } }, false],
    [SERVICE, { taskDefinition: "a" }, { taskDefinition: "b" }, false],
    [SERVICE, { launchType: "EC2" }, { launchType: "FARGATE" }, true],
    [SERVICE, { deploymentController: { type: "CODE_DEPLOY" } }, { deploymentController: { type: "ECS" } }, false],
    [
      SERVICE,
      { capacityProviderStrategies: [{ base: 1 }], forceNewDeployment: true },
      { capacityProviderStrategies: [{ base: 2 }], forceNewDeployment: true },
      false,
    ],
    ["aws:ecr/repository:Repository", { imageTagMutability: "MUTABLE" }, { imageTagMutability: "IMMUTABLE" }, false],
    [
      "aws:ecr/repository:Repository",
      { encryptionConfigurations: [] },
      { encryptionConfigurations: [{ kmsKey: "k" }] },
      true,
    ],
    ["aws:iam/role:Role", { path: "/a/" }, { path: "/b/" }, true],
    ["aws:ecs/cluster:Cluster", { name: "a", region: "us-east-1" }, { name: "a", region: "us-east-2" }, true],
    ["aws:workmail/user:User", { email: "a@example.com" }, { email: "b@example.com" }, true],
  ];
  for (const [type, olds, news, replaces] of replacing) {
    it(`${replaces ? "replaces" : "updates"} ${type} for ${JSON.stringify(news)}`, () => {
      expect(diff(type, "it", olds, news).properties.map((one) => one.replaces)).to.include(replaces);
    });
  }

  it("deletes first what has a name of the program's own, or can exist once only", () => {
    const type = "aws:cloudwatch/logGroup:LogGroup";
    expect(diff(type, "it", { name: "it-0123456" }, { name: "it-0123456" }).deleteBeforeReplace).to.equal(false);
    expect(diff(type, "it", { name: "/app" }, { name: "/app" }).deleteBeforeReplace).to.equal(true);
    expect(diff("aws:ecs/taskDefinition:TaskDefinition", "it", {}, { family: "a" }).deleteBeforeReplace).to.equal(
      false,
    );
    expect(diff("aws:ecr/lifecyclePolicy:LifecyclePolicy", "it", {}, {}).deleteBeforeReplace).to.equal(true);
  });

  it("shows a change of the provider's tags on the resource", () => {
    const account = new Account({ defaultTags: { tags: { Team: "a" } } });
    const cluster = account.create("aws:ecs/cluster:Cluster", { name: "main" });
    const compare = (config: Properties): string[] =>
      account
        .connect(config)
        .diff(cluster, cluster.inputs, cluster.inputs, cluster.outputs)
        .properties.map(({ path }) => path);
    expect(compare({ defaultTags: { tags: { Team: "a" } } })).to.deep.equal([]);
    expect(compare({ defaultTags: { tags: { Team: "b" } } })).to.deep.equal(["tagsAll"]);
    account.close();
  });
});
