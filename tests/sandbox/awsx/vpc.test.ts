import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { VpcArgs } from "../../../sandbox/awsx/arguments";
import { StandIn } from "../../../sandbox/awsx/provider";

interface Made {
  readonly key: string;
  readonly inputs: Record<string, unknown>;
}

const ZONES = ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"];

/** Builds a VPC named `net` without an engine; ids are `type#name`. */
async function build(args: VpcArgs): Promise<{ made: Made[]; state: Record<string, unknown> }> {
  const made: Made[] = [];
  await pulumi.runtime.setMocks({
    newResource({ type, name, inputs }: pulumi.runtime.MockResourceArgs) {
      const given = inputs as Record<string, unknown>;
      made.push({ key: `${type}#${name}`, inputs: given });
      return {
        id: `${type}#${name}`,
        state: { ...given, allocationId: `allocation of ${name}`, ipv6CidrBlock: "2600:1f14:aa:ab00::/56" },
      };
    },
    call: () => ({ names: ZONES }),
  });
  const { state } = await new StandIn().construct("net", "awsx:ec2:Vpc", args, {});
  const known = await new Promise<Record<string, unknown>>((resolve) => {
    pulumi.output(state as Record<string, unknown>).apply(resolve);
  });
  await pulumi.runtime.disconnect();
  return { made, state: known };
}

function namesOf(made: readonly Made[], type: string): string[] {
  return made.flatMap(({ key }) => (key.startsWith(`${type}#`) ? [key.slice(type.length + 1)] : []));
}

function inputsOf(made: readonly Made[], key: string): Record<string, unknown> {
  const found = made.find((resource) => resource.key === key);
  expect(found, key).not.to.equal(undefined);
  return found?.inputs ?? {};
}

/** What the component warns of; without an engine, the SDK writes that on the console. */
async function warningsDuring(action: () => Promise<void>): Promise<string[]> {
  const { warn } = console;
  const warnings: string[] = [];
  console.warn = (message: string) => warnings.push(message);
  try {
    await action();
  } finally {
    console.warn = warn;
  }
  return warnings.sort();
}

/** What an attempt is refused with. */
async function refusalOf(attempt: Promise<unknown>): Promise<string | undefined> {
  return attempt.then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

describe("awsx:ec2:Vpc of the stand-in", () => {
  it("uses given Elastic IPs and makes none", async () => {
    const { made } = await build({
      natGateways: { strategy: "OnePerAz", elasticIpAllocationIds: ["eip-1", "eip-2", "eip-3"] },
    });
    expect(namesOf(made, "aws:ec2/eip:Eip")).to.deep.equal([]);
    expect(inputsOf(made, "aws:ec2/natGateway:NatGateway#net-3")).to.include({ allocationId: "eip-3" });
    expect(inputsOf(made, "aws:ec2/route:Route#net-private-3")).to.include({
      natGatewayId: "aws:ec2/natGateway:NatGateway#net-3",
    });
  });

  it("makes one NAT gateway for each zone by default, in its first public subnet", async () => {
    const { made } = await build({
      numberOfAvailabilityZones: 2,
      subnetStrategy: "Auto",
      subnetSpecs: [{ type: "Private" }, { type: "Public", name: "a" }, { type: "Public", name: "b" }],
    });
    expect(namesOf(made, "aws:ec2/natGateway:NatGateway")).to.deep.equal(["net-1", "net-2"]);
    expect(inputsOf(made, "aws:ec2/natGateway:NatGateway#net-2")).to.include({
      subnetId: "aws:ec2/subnet:Subnet#net-a-2",
      allocationId: "allocation of net-2",
    });
  });

  it("makes nothing of Unused and routes nothing out of isolated subnets", async () => {
    const { made, state } = await build({
      numberOfAvailabilityZones: 1,
      natGateways: { strategy: "None" },
      subnetStrategy: "Exact",
      subnetSpecs: [{ type: "Isolated" }, { type: "Unused" }],
    });
    expect(namesOf(made, "aws:ec2/subnet:Subnet")).to.deep.equal(["net-isolated-1"]);
    expect(namesOf(made, "aws:ec2/route:Route")).to.deep.equal([]);
    expect(state).to.deep.include({ isolatedSubnetIds: ["aws:ec2/subnet:Subnet#net-isolated-1"], publicSubnetIds: [] });
    expect(state["subnetLayout"]).to.deep.equal([{ type: "Isolated" }, { type: "Unused" }]);
  });

  it("counts IPv6 blocks over zones and subnets, and gives them where asked", async () => {
    const { made } = await build({
      numberOfAvailabilityZones: 2,
      natGateways: { strategy: "None" },
      assignGeneratedIpv6CidrBlock: true,
      subnetStrategy: "Auto",
      subnetSpecs: [{ type: "Private", assignIpv6AddressOnCreation: false }, { type: "Public" }, { type: "Isolated" }],
    });
    const block = (name: string) => inputsOf(made, `aws:ec2/subnet:Subnet#${name}`)["ipv6CidrBlock"];
    expect(["net-public-1", "net-public-2", "net-isolated-1", "net-isolated-2"].map(block)).to.deep.equal([
      "2600:1f14:aa:ab00::/64",
      "2600:1f14:aa:ab01::/64",
      "2600:1f14:aa:ab04::/64",
      "2600:1f14:aa:ab05::/64",
    ]);
    expect(block("net-private-1")).to.equal(undefined);
  });

  it("tags subnets by VPC, spec and place, and only subnets by spec", async () => {
    const { made } = await build({
      tags: { Owner: "platform", Name: "mine" },
      subnetStrategy: "Auto",
      subnetSpecs: [{ type: "Public", tags: { Owner: "edge", Tier: "web" } }, { type: "Private" }],
    });
    const tags = (key: string) => inputsOf(made, key)["tags"];
    expect(tags("aws:ec2/vpc:Vpc#net")).to.deep.equal({ Owner: "platform", Name: "mine" });
    const place = { Name: "net-public-1", SubnetType: "Public" };
    expect(tags("aws:ec2/subnet:Subnet#net-public-1")).to.deep.equal({ Owner: "edge", Tier: "web", ...place });
    expect(tags("aws:ec2/routeTable:RouteTable#net-public-1")).to.deep.equal({ Owner: "platform", ...place });
    expect(tags("aws:ec2/eip:Eip#net-1")).to.deep.equal({ Owner: "platform", Name: "net-1" });
  });

  it("passes endpoints through with strategy Legacy, and advises to change that", async () => {
    const advice = await warningsDuring(async () => {
      const { made } = await build({
        subnetSpecs: [{ type: "Public" }, { type: "Private" }],
        vpcEndpointSpecs: [
          { serviceName: "s3", tags: { a: "b" } },
          { serviceName: "ssm", vpcEndpointType: "Interface" },
        ],
      });
      expect(namesOf(made, "aws:ec2/securityGroup:SecurityGroup")).to.deep.equal([]);
      expect(inputsOf(made, "aws:ec2/vpcEndpoint:VpcEndpoint#s3")).to.deep.equal({
        serviceName: "s3",
        tags: { Name: "net", a: "b" },
        vpcId: "aws:ec2/vpc:Vpc#net",
      });
      expect(inputsOf(made, "aws:ec2/vpc:Vpc#net")).not.to.have.property("enableDnsSupport");
    });
    expect(advice).to.have.length(3);
    expect(advice[0]).to.contain('can be specified via "Auto" as:\n\n[{"type":"Private","cidrMask":19},');
    expect(advice[1]).to.contain('VPC endpoint "s3" is a Gateway endpoint without routeTableIds');
    expect(advice[2]).to.contain('VPC endpoint "ssm" is an Interface endpoint without subnetIds');
  });

  it("fills in only what an endpoint leaves open with strategy Auto", async () => {
    const { made } = await build({
      numberOfAvailabilityZones: 1,
      vpcEndpointStrategy: "Auto",
      vpcEndpointSpecs: [
        { serviceName: "s3", routeTableIds: ["rtb-1"] },
        { serviceName: "ssm", vpcEndpointType: "Interface", securityGroupIds: ["sg-1"], privateDnsEnabled: false },
        { serviceName: "kms", vpcEndpointType: "Interface", subnetIds: ["subnet-1"], ipAddressType: "dualstack" },
      ],
    });
    expect(inputsOf(made, "aws:ec2/vpcEndpoint:VpcEndpoint#s3")).to.deep.include({ routeTableIds: ["rtb-1"] });
    expect(inputsOf(made, "aws:ec2/vpcEndpoint:VpcEndpoint#ssm")).to.deep.include({
      securityGroupIds: ["sg-1"],
      privateDnsEnabled: false,
      subnetIds: ["aws:ec2/subnet:Subnet#net-private-1"],
    });
    expect(inputsOf(made, "aws:ec2/vpcEndpoint:VpcEndpoint#kms")).to.deep.include({ subnetIds: ["subnet-1"] });
    expect(inputsOf(made, "aws:ec2/securityGroupRule:SecurityGroupRule#kms-ingress")).to.deep.include({
      cidrBlocks: ["10.0.0.0/16"],
      ipv6CidrBlocks: ["2600:1f14:aa:ab00::/56"],
    });
  });

  it("creates nothing where the arguments are refused", async () => {
    const made: string[] = [];
    await pulumi.runtime.setMocks({
      newResource: ({ type, name }) => {
        made.push(type);
        return { id: name, state: {} };
      },
      call: () => ({ names: ZONES }),
    });
    const args: VpcArgs = { subnetStrategy: "Auto", subnetSpecs: [{ type: "Private" }] };
    expect(await refusalOf(new StandIn().construct("net", "awsx:ec2:Vpc", args, {}))).to.contain(
      "public subnets must be declared to host the NAT Gateway",
    );
    await pulumi.runtime.disconnect();
    expect(made).to.deep.equal(["awsx:ec2:Vpc"]);
  });

  it("refuses a late value where it needs it at once", async () => {
    const args: VpcArgs = { tags: pulumi.secret({ Owner: "platform" }) };
    expect(await refusalOf(build(args))).to.contain("awsx:ec2:Vpc reads 'tags' while it builds");
  });
});

describe("the stand-in for awsx", () => {
  it("refuses what it does not know, and says what it is", async () => {
    const standIn = new StandIn();
    for (const attempt of [
      standIn.construct("repository", "awsx:ecr:Repository", {}, {}),
      standIn.construct("net", "awsx:ec2:DefaultVpc", {}, {}),
      standIn.invoke("awsx:ec2:getDefaultVpc"),
      standIn.call("awsx:ec2:getDefaultVpc"),
    ]) {
      expect(await refusalOf(attempt)).to.match(
        /This is the sandbox's stand-in for the awsx provider. It knows only awsx:ec2:Vpc, not the (component|function) awsx:/,
      );
    }
  });
});
