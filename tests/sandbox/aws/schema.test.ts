import { expect } from "chai";
import fc from "fast-check";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { interfaceOf, schemaOf } from "../../../sandbox/aws/schema";

const SDK = dirname(require.resolve("@pulumi/aws/package.json"));

/** What the SDK's generated code, not its declarations, says of each resource type. */
interface Generated {
  token: string;
  script: string;
}

function generatedTypes(): Generated[] {
  return readdirSync(SDK, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "types")
    .flatMap(({ name }) => readdirSync(join(SDK, name)).map((file) => join(SDK, name, file)))
    .filter((file) => file.endsWith(".js"))
    .flatMap((file) => {
      const script = readFileSync(file, "utf8");
      const token = /static __pulumiType = '(aws:[^']+)'/.exec(script)?.[1];
      return token === undefined ? [] : [{ token, script }];
    });
}

function names(script: string, pattern: RegExp): string[] {
  return [...new Set(Array.from(script.matchAll(pattern), (match) => match[1] ?? ""))].sort();
}

describe("schema of @pulumi/aws", function () {
  this.timeout(60_000);
  const types = generatedTypes();

  it("agrees with the SDK's own code on what any type accepts, requires and computes", () => {
    expect(types.length).to.be.greaterThan(1500);
    fc.assert(
      fc.property(fc.constantFrom(...types), ({ token, script }) => {
        const schema = schemaOf(token);
        const inputs = Object.keys(schema?.inputs ?? {});
        const required = inputs.filter((name) => schema?.inputs[name]?.required);
        const computed = Object.keys(schema?.outputs ?? {}).filter((name) => !inputs.includes(name));
        const accepted = names(script, /resourceInputs\["(\w+)"\] = .*args\?\.\w+/g);
        const returned = names(script, /resourceInputs\["(\w+)"\] = undefined \/\*out\*\//g);
        expect(inputs.sort(), token).to.deep.equal(accepted);
        expect(required.sort(), token).to.deep.equal(names(script, /Missing required property '(\w+)'/g));
        expect(computed.sort(), token).to.deep.equal(returned.filter((name) => !accepted.includes(name)));
      }),
      { numRuns: 60 },
    );
  });

  it("knows nested types, their fields and their types", () => {
    const schema = schemaOf("aws:ecs/service:Service");
    const shape = schema?.inputs.loadBalancers?.shape;
    expect(shape).to.deep.equal({ kind: "array", of: { kind: "object", of: "input:ecs.ServiceLoadBalancer" } });
    expect(schema?.objects["input:ecs.ServiceLoadBalancer"]).to.deep.include({
      containerName: { shape: { kind: "string" }, required: true },
      containerPort: { shape: { kind: "number" }, required: true },
    });
    expect(schema?.inputs.desiredCount?.shape.kind).to.equal("number");
    expect(schema?.inputs.waitForSteadyState).to.deep.include({ shape: { kind: "boolean" }, default: false });
  });

  it("reads replacement, defaults, values and conflicts from the documentation only where it is plain", () => {
    const endpoint = schemaOf("aws:ec2/vpcEndpoint:VpcEndpoint");
    expect(endpoint?.inputs.privateDnsEnabled?.replaces, "replaces under a condition").to.equal(undefined);
    expect(endpoint?.inputs.vpcEndpointType?.default).to.equal("Gateway");
    const group = schemaOf("aws:lb/targetGroup:TargetGroup");
    expect(group?.inputs.loadBalancingAlgorithmType?.default, "round_robin in another spelling").to.equal(undefined);
    expect(schemaOf("aws:ecs/service:Service")?.inputs.launchType?.values).to.deep.equal([
      "EC2",
      "FARGATE",
      "EXTERNAL",
    ]);
    expect(schemaOf("aws:lb/listener:Listener")?.inputs.protocol?.values, "values by load balancer").to.equal(
      undefined,
    );
    expect(schemaOf("aws:ec2/subnet:Subnet")?.inputs.mapPublicIpOnLaunch?.default).to.equal(false);
  });

  it("finds types whose file has another name, and functions", () => {
    expect(schemaOf("aws:guardduty/iPSet:IPSet")?.inputs).to.include.keys("format", "location");
    expect(schemaOf("aws:kendra/index:Index")?.inputs).to.include.keys("roleArn");
    expect(schemaOf("aws:index/getCallerIdentity:getCallerIdentity")?.outputs).to.include.keys("accountId", "arn");
    expect(schemaOf("aws:ec2/getManagedPrefixList:getManagedPrefixList")?.inputs).to.include.keys("name", "filters");
  });

  it("has none for what the SDK has not", () => {
    for (const token of [
      "aws:ecs/service:Cluster",
      "aws:foo/bar:Bar",
      "gcp:ecs/service:Service",
      "aws:ecs/nothing:Nothing",
    ]) {
      expect(schemaOf(token), token).to.equal(undefined);
    }
  });

  it("derives the form of JSON documents that the SDK declares", () => {
    const { inputs, objects } = interfaceOf("ecs/container", "ContainerDefinition");
    expect(inputs.name?.required).to.equal(true);
    expect(objects["local:LogConfiguration"]?.logDriver?.values).to.include("awsfirelens");
  });
});
