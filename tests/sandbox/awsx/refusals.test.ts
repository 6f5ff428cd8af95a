import { expect } from "chai";
import { checkAvailabilityZones, checkIpam, firstZones, type VpcArgs } from "../../../sandbox/awsx/arguments";
import { dnsAttributes, typedEndpoints } from "../../../sandbox/awsx/endpoints";
import { ipv6BlockFor } from "../../../sandbox/awsx/ipv6";
import { checkElasticIps } from "../../../sandbox/awsx/natGateways";
import { decideSubnets } from "../../../sandbox/awsx/subnetDecision";
import { checkZoneSuffixes } from "../../../sandbox/awsx/subnetNames";

function decide(args: VpcArgs, natStrategy = "None", vpcCidrBlock: string | undefined = "10.0.0.0/16"): void {
  decideSubnets({ vpcName: "net", args, azNames: ["a", "b"], natStrategy, vpcCidrBlock });
}

const SIZES =
  "4294967296, 2147483648, 1073741824, 536870912, 268435456, 134217728, 67108864, 33554432, 16777216, 8388608, 4194304, " +
  "2097152, 1048576, 524288, 262144, 131072, 65536, 32768, 16384, 8192, 4096, 2048, 1024, 512, 256, 128, 64, 32, 16, 8, 4";

/** Mistakes, and what the published component says to them. */
const REFUSALS: readonly (readonly [name: string, attempt: () => unknown, message: string])[] = [
  [
    "subnets larger than the zone's share",
    () => decide({ subnetStrategy: "Auto", subnetSpecs: [{ type: "Public", cidrMask: 16 }] }),
    "Subnets are too large for VPC. VPC has 32768 addresses, but subnets require 65536 addresses.",
  ],
  [
    "subnets that run into the next zone for the sake of their boundaries",
    () =>
      decide({
        subnetStrategy: "Auto",
        subnetSpecs: [
          { type: "Public", cidrMask: 19 },
          { type: "Private", cidrMask: 18 },
          { type: "Isolated", cidrMask: 19 },
        ],
      }),
    "The following subnets overlap with at least one other subnet. Make the CIDR for the VPC larger, reduce the size of " +
      "the subnets per AZ, or use less Availability Zones:\n\n1. net-isolated-1: 10.0.128.0/19\n2. net-public-2: 10.0.128.0/19\n",
  ],
  ["no subnets", () => decide({ subnetStrategy: "Auto", subnetSpecs: [] }), "No subnets specified"],
  [
    "a VPC too small for the default subnets",
    () => decide({ subnetStrategy: "Auto" }, "None", "10.0.0.0/26"),
    "Automatic subnet creation requires a VPC with at least /26 available per AZ, but only /27 is available." +
      "If you do need very small subnets, please specify them explicitly.",
  ],
  [
    "legacy subnets smaller than an address",
    () => decide({ subnetSpecs: [{ type: "Public" }] }, "None", "10.0.0.0/32"),
    "Requested 1 new bits, but only 0 are available.",
  ],
  [
    "two subnets of one name",
    () => decide({ subnetSpecs: [{ type: "Public" }, { type: "Public" }] }),
    'Invalid subnet specifications:\n - Multiple subnet specs of type "public" require unique names. You can have at ' +
      'most one unnamed subnet per type. All other subnets of the same type must have unique "name" properties to avoid ' +
      "duplicate resource names.",
  ],
  [
    "sizes that are none, and contradict their mask",
    () =>
      decide({
        subnetSpecs: [
          { type: "Public", size: 100 },
          { type: "Private", size: 256, cidrMask: 23 },
        ],
      }),
    `Invalid subnet specifications:\n - The following subnet sizes are invalid: 100. Valid sizes are: ${SIZES}.\n` +
      " - Subnet size 256 does not match the expected size for a /23 subnet (512).",
  ],
  [
    "explicit blocks that are not complete",
    () =>
      decide({
        subnetStrategy: "Auto",
        subnetSpecs: [
          { type: "Public", cidrBlocks: ["10.0.0.0/24"] },
          { type: "Private" },
          { type: "Isolated", cidrMask: 25, cidrBlocks: ["10.0.1.0/24", "10.0.2.0/24"] },
          { type: "Unused", size: 128, cidrBlocks: ["10.0.3.0/24", "10.0.4.0/24"] },
        ],
      }),
    "Invalid subnet specifications:\n" +
      " - The number of CIDR blocks in subnetSpecs[0] must match the number of availability zones (2).\n" +
      " - If any subnet spec has explicit cidrBlocks, all subnets must have explicit cidrBlocks.\n" +
      " - The cidrMask in subnetSpecs[2] must match all cidrBlocks or be left undefined.\n" +
      " - The size in subnetSpecs[3] must match all cidrBlocks or be left undefined.",
  ],
  [
    "explicit blocks with strategy AutoMerge",
    () => decide({ subnetStrategy: "AutoMerge", subnetSpecs: [{ type: "Public", cidrBlocks: ["10.0.0.0/24"] }] }),
    'subnetStrategy="AutoMerge" does not support subnetSpecs with explicit cidrBlocks. ' +
      'Use subnetStrategy="Auto" or "Exact" to fully specify the subnet layout.',
  ],
  ["a block that is none", () => decide({ subnetStrategy: "Auto" }, "None", "ten"), "Invalid net address: ten"],
  ["a mask that is none", () => decide({ subnetStrategy: "Auto" }, "None", "10.0.0.0/33"), "Invalid mask for ip4: 33"],
  ["a block that is none, with strategy Legacy", () => decide({}, "None", "ten"), "Invalid IPv4 address."],
  [
    "strategy Legacy with a block from an IPAM pool",
    () => decideSubnets({ vpcName: "net", args: {}, azNames: ["a"], natStrategy: "None", vpcCidrBlock: undefined }),
    'Dynamically allocated cidrBlock ranges are not supported with subnetStrategy="Legacy". "Try using subnetStrategy="Auto"',
  ],
  [
    "NAT gateways without a public subnet",
    () => decide({ subnetSpecs: [{ type: "Private" }] }, "Single"),
    "If NAT Gateway strategy is 'OnePerAz' or 'Single', public subnets must be declared to host the NAT Gateway resource, " +
      "along with private or isolated subnets to route through it.",
  ],
  [
    "Elastic IPs without NAT gateways",
    () => checkElasticIps("None", 1, 2),
    "Elastic IP allocation IDs cannot be specified when NAT Gateway strategy is 'None'.",
  ],
  [
    "two Elastic IPs for one NAT gateway",
    () => checkElasticIps("Single", 2, 2),
    "Exactly one Elastic IP may be specified when NAT Gateway strategy is 'Single'.",
  ],
  [
    "too few Elastic IPs",
    () => checkElasticIps("OnePerAz", 1, 2),
    "The number of Elastic IPs, if specified, must match the number of availability zones for the VPC (2) when NAT Gateway " +
      "strategy is 'OnePerAz'",
  ],
  ["an unknown NAT strategy", () => checkElasticIps("Two", 0, 2), "Unknown NatGatewayStrategy 'Two'"],
  [
    "zones by name and by number",
    () => checkAvailabilityZones({ availabilityZoneNames: ["a"], numberOfAvailabilityZones: 1 }),
    "Only one of [availabilityZoneNames] and [numberOfAvailabilityZones] can be specified",
  ],
  [
    "more zones than the region has",
    () => firstZones(["a", "b", "c"], 4),
    "The configured region for this provider does not have at least 4 Availability Zones. Either specify an explicit list " +
      "of zones in availabilityZoneNames or choose a region with at least 4 AZs.",
  ],
  [
    "zones with one suffix",
    () => checkZoneSuffixes(["us-east-1a", "eu-west-1a"]),
    'subnetNameTagStrategy="AvailabilityZone" requires availability zones with distinct suffixes, but "us-east-1a" and ' +
      '"eu-west-1a" both reduce to "1a".',
  ],
  [
    "a block and a length for an IPAM pool",
    () => checkIpam({ ipv4IpamPoolId: "p", ipv4NetmaskLength: 20, cidrBlock: "10.0.0.0/16" }),
    "Only one of 'cidrBlock', 'ipv4NetmaskLength' is allowed.",
  ],
  [
    "neither block nor length for an IPAM pool",
    () => checkIpam({ ipv4IpamPoolId: "p" }),
    "If 'ipv4IpamPoolId' is specified, 'ipv4NetmaskLength' or 'cidrBlock' must also be specified.",
  ],
  [
    "private DNS without DNS",
    () => {
      const endpoints = typedEndpoints([{ serviceName: "s", vpcEndpointType: "Interface" }], "Auto");
      return dnsAttributes({ enableDnsSupport: false }, "Auto", endpoints);
    },
    'vpcEndpointStrategy "Auto" requires enableDnsSupport to be true when Interface endpoint private DNS is enabled.',
  ],
  [
    "an endpoint type that is not known yet",
    () => typedEndpoints([{ serviceName: "s", vpcEndpointType: Promise.resolve("Gateway") }], "Auto"),
    'vpcEndpointStrategy "Auto" requires vpcEndpointType for endpoint "s" to be omitted or a plain string. ' +
      'Use vpcEndpointStrategy "Legacy" for dynamic endpoint types.',
  ],
  [
    "IPv6 addresses without a block",
    () => ipv6BlockFor("", true, 0),
    "Subnets with assignIpv6AddressOnCreation=true require the VPC to have an IPv6 CIDR block. " +
      "Set assignGeneratedIpv6CidrBlock=true or provide ipv6CidrBlock.",
  ],
  [
    "an IPv6 block of another size",
    () => ipv6BlockFor("2600:1f14:aa:ab00::/60", true, 0),
    "VPC must be a /56 block (got /60)",
  ],
];

describe("mistakes in the arguments of awsx:ec2:Vpc", () => {
  for (const [name, attempt, message] of REFUSALS) {
    it(`${name}: refused with the published component's text`, () => {
      expect(() => void attempt())
        .to.throw()
        .with.property("message", message);
    });
  }

  it("none is seen in what only looks like one", () => {
    expect(() => checkElasticIps("Single", 1, 3)).not.to.throw();
    expect(() => checkIpam({ ipv4IpamPoolId: "p", cidrBlock: "10.0.0.0/16" })).not.to.throw();
    expect(() => checkZoneSuffixes(["us-east-1a", "us-east-1b"])).not.to.throw();
    expect(() => decide({ subnetSpecs: [{ type: "Public" }, { type: "Isolated" }] }, "OnePerAz")).not.to.throw();
    expect(() => decide({ subnetSpecs: [{ type: "Public" }, { type: "Public", name: "b" }] })).not.to.throw();
    expect(firstZones(["a", "b", "c", "d"])).to.deep.equal(["a", "b", "c"]);
  });
});
