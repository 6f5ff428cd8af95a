import { expect } from "chai";

import { type NetworkArgs } from "../../../components";
import { Plan, planOf } from "../mocks";
import * as fixture from "./fixture";

function network(overrides?: Partial<NetworkArgs>): Promise<Plan> {
  return planOf(() => fixture.network(overrides));
}

const endpointType = "aws:ec2/vpcEndpoint:VpcEndpoint";

describe("Network", () => {
  it("has public, private and isolated subnets in the zones that it is given", async () => {
    const vpc = (await network()).one("awsx:ec2:Vpc");
    expect(vpc["availabilityZoneNames"]).to.deep.equal(["ap-northeast-1a", "ap-northeast-1c"]);
    const specs = vpc["subnetSpecs"] as { type: string }[];
    expect(specs.map(({ type }) => type)).to.have.members(["Public", "Private", "Isolated"]);
  });

  for (const [nat, strategy] of [
    ["none", "None"],
    ["single", "Single"],
    ["per-az", "OnePerAz"],
  ] as const) {
    it(`asks awsx for NAT gateways ${strategy} with nat ${nat}`, async () => {
      expect((await network({ nat })).one("awsx:ec2:Vpc")["natGateways"]).to.deep.equal({ strategy });
    });
  }

  it("empties the default security group and logs all flows", async () => {
    const plan = await network();
    const group = plan.one("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup");
    expect([group["ingress"], group["egress"]]).to.deep.equal([undefined, undefined]);
    expect(plan.one("aws:ec2/flowLog:FlowLog")).to.include({ trafficType: "ALL", logDestinationType: "s3" });
  });

  it("puts interface endpoints behind a group of their own, under the services' own names", async () => {
    const plan = await network();
    for (const service of ["ecr.api", "logs"]) {
      const endpoint = plan.one(endpointType, `network-${service}`);
      expect(endpoint).to.deep.include({
        serviceName: `com.amazonaws.ap-northeast-1.${service}`,
        privateDnsEnabled: true,
        securityGroupIds: ["network-endpoints-id"],
      });
    }
    expect(plan.one("awsx:ec2:Vpc")).to.include({ enableDnsHostnames: true, enableDnsSupport: true });
  });

  it("always has S3's gateway endpoint, and no group where nothing else is asked for", async () => {
    const plan = await network({ interfaceEndpoints: [] });
    expect(plan.all(endpointType).map(({ inputs }) => inputs["vpcEndpointType"])).to.deep.equal(["Gateway"]);
    expect(plan.all("aws:ec2/securityGroup:SecurityGroup")).to.deep.equal([]);
  });
});
