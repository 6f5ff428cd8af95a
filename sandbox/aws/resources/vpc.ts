import { random } from "../place";
import { ownedPrefixLists } from "../prefixLists";
import { Refusal } from "../refusal";
import { knownStrings, type Properties, text } from "../value";
import { zonesIn } from "../zones";
import { admitFlowLog } from "./flowLogs";
import { admitRule } from "./groupRules";
import type { Draft, Facts, FactsTable } from "./facts";
import { admitGateway, admitSubnet, admitVpc, releaseGateway } from "./networks";

const OWNER = { ownerId: "{account}" };

const arn = (resource: string): string => `arn:{partition}:ec2:{region}:{account}:${resource}/{id}`;

/** The VPC that a subnet is in. */
function vpcOfSubnet(draft: Draft): string | undefined {
  const subnet = draft.cloud.find("aws:ec2/subnet:Subnet", knownStrings(draft.inputs.subnetId)[0] ?? "");
  return knownStrings(subnet?.outputs.vpcId)[0];
}

/** Addresses of documentation, of which AWS gives out none; each to one holder at a time. */
function freeAddress({ cloud }: Draft): string {
  const taken = new Set(cloud.ofTypes(["aws:ec2/eip:Eip"]).map(({ outputs }) => outputs.publicIp));
  const free = ["192.0.2", "198.51.100", "203.0.113"]
    .flatMap((net) => Array.from({ length: 254 }, (_, index) => `${net}.${index + 1}`))
    .filter((address) => !taken.has(address));
  const address = free[Math.floor(Math.random() * free.length)];
  if (address === undefined) {
    throw new Refusal(
      "InsufficientAddressCapacity",
      "Insufficient capacity to fulfill your Elastic IP address request.",
    );
  }
  return address;
}

const GROUP_RULE: Facts = {
  id: "sgr-0{hex:16}",
  outputs: { securityGroupRuleId: "{id}", arn: arn("security-group-rule") },
  replaces: ["securityGroupId"],
  naming: false,
  admit: admitRule,
};

/** Everything of a VPC. */
export const VPC: FactsTable = {
  "aws:ec2/vpc:Vpc": {
    id: "vpc-0{hex:16}",
    outputs: {
      arn: arn("vpc"),
      ...OWNER,
      cidrBlock: "{cidrBlock}",
      defaultNetworkAclId: "acl-0{hex:16}",
      defaultRouteTableId: "rtb-0{hex:16}",
      mainRouteTableId: "{defaultRouteTableId}",
      defaultSecurityGroupId: "sg-0{hex:16}",
      dhcpOptionsId: "dopt-0{hex:16}",
    },
    replaces: ["cidrBlock", "instanceTenancy", "ipv4IpamPoolId", "ipv4NetmaskLength"],
    admit: admitVpc,
  },
  "aws:ec2/subnet:Subnet": {
    id: "subnet-0{hex:16}",
    outputs: {
      arn: arn("subnet"),
      ...OWNER,
      availabilityZone: ({ inputs, place }) => {
        const zones = zonesIn(place.region);
        return (zones.find(({ id }) => id === inputs.availabilityZoneId) ?? zones[0])?.name;
      },
      availabilityZoneId: ({ place }, lookUp) =>
        zonesIn(place.region).find(({ name }) => name === lookUp("availabilityZone"))?.id,
      privateDnsHostnameTypeOnLaunch: () => "ip-name",
    },
    replaces: ["availabilityZone", "availabilityZoneId", "cidrBlock", "ipv6Native", "outpostArn", "vpcId"],
    admit: admitSubnet,
  },
  "aws:ec2/internetGateway:InternetGateway": {
    id: "igw-0{hex:16}",
    outputs: { arn: arn("internet-gateway"), ...OWNER },
    admit: admitGateway,
    release: releaseGateway,
  },
  "aws:ec2/natGateway:NatGateway": {
    id: "nat-0{hex:16}",
    outputs: {
      associationId: "eipassoc-0{hex:16}",
      networkInterfaceId: "eni-0{hex:16}",
      privateIp: () => `10.0.0.${Number(random("digits", 2)) + 10}`,
      publicIp: ({ inputs, cloud }) =>
        cloud.find("aws:ec2/eip:Eip", knownStrings(inputs.allocationId)[0] ?? "")?.outputs.publicIp,
      vpcId: vpcOfSubnet,
    },
    replaces: ["allocationId", "availabilityMode", "connectivityType", "privateIp", "subnetId", "vpcId"],
  },
  "aws:ec2/eip:Eip": {
    id: "eipalloc-0{hex:16}",
    outputs: {
      allocationId: "{id}",
      arn: arn("elastic-ip"),
      domain: () => "vpc",
      networkBorderGroup: "{region}",
      publicIpv4Pool: () => "amazon",
      publicIp: freeAddress,
      publicDns: ({ place }, lookUp) =>
        `ec2-${text(lookUp("publicIp")).replace(/\./g, "-")}.${place.region}.compute.amazonaws.com`,
    },
    replaces: ["address", "customerOwnedIpv4Pool", "domain", "ipamPoolId", "networkBorderGroup", "publicIpv4Pool"],
  },
  "aws:ec2/routeTable:RouteTable": {
    id: "rtb-0{hex:16}",
    outputs: { arn: arn("route-table"), ...OWNER },
    replaces: ["vpcId"],
    sets: ["routes"],
  },
  "aws:ec2/route:Route": {
    id: ({ inputs }) => `r-${routeOf(inputs)}`,
    outputs: { origin: () => "CreateRoute", state: () => "active" },
    replaces: ["routeTableId", "destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"],
    unique: {
      by: ["routeTableId", "destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"],
      code: "RouteAlreadyExists",
      message: "The route identified by {destinationCidrBlock} already exists.",
    },
  },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": {
    id: "rtbassoc-0{hex:16}",
    replaces: ["subnetId", "gatewayId"],
    unique: {
      by: ["subnetId", "gatewayId"],
      code: "Resource.AlreadyAssociated",
      message: "the specified association for route table {routeTableId} conflicts with an existing association",
    },
  },
  "aws:ec2/securityGroup:SecurityGroup": {
    id: "sg-0{hex:16}",
    outputs: { arn: arn("security-group"), ...OWNER },
    defaults: { description: "Managed by Pulumi" },
    replaces: ["name", "namePrefix", "description", "vpcId"],
    sets: ["ingress", "egress"],
    unique: {
      by: ["name", "vpcId"],
      code: "InvalidGroup.Duplicate",
      message: "The security group '{name}' already exists for VPC '{vpcId}'",
    },
  },
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
    id: ({ inputs, cloud }) =>
      cloud.find("aws:ec2/vpc:Vpc", knownStrings(inputs.vpcId)[0] ?? "")?.outputs.defaultSecurityGroupId,
    outputs: {
      arn: arn("security-group"),
      ...OWNER,
      name: () => "default",
      description: () => "default VPC security group",
    },
    replaces: ["vpcId"],
    sets: ["ingress", "egress"],
    naming: false,
  },
  "aws:ec2/securityGroupRule:SecurityGroupRule": {
    id: "sgrule-{digits:10}",
    outputs: { securityGroupRuleId: "sgr-0{hex:16}" },
    replaces: "all",
    updates: ["description"],
    deleteBeforeReplace: true,
    admit: admitRule,
  },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": GROUP_RULE,
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": GROUP_RULE,
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    id: "vpce-0{hex:16}",
    outputs: {
      arn: arn("vpc-endpoint"),
      ...OWNER,
      state: () => "available",
      ipAddressType: () => "ipv4",
      dnsEntries: ({ inputs, place }) => dnsEntries(inputs, place.region),
      networkInterfaceIds: ({ inputs }) => knownStrings(inputs.subnetIds).map(() => `eni-${random("hex", 17)}`),
      policy: () => FULL_ACCESS,
      prefixListId: ({ inputs, place }) => ownedPrefixLists(place.region).get(text(inputs.serviceName)),
      serviceRegion: "{region}",
    },
    replaces: [
      "resourceConfigurationArn",
      "serviceName",
      "serviceNetworkArn",
      "serviceRegion",
      "vpcEndpointType",
      "vpcId",
    ],
  },
  "aws:ec2/flowLog:FlowLog": {
    id: "fl-0{hex:16}",
    outputs: { arn: arn("vpc-flow-log"), logFormat: () => FLOW_LOG_FORMAT },
    replaces: "all",
    admit: admitFlowLog,
  },
  "aws:ec2/managedPrefixList:ManagedPrefixList": {
    id: "pl-0{hex:16}",
    outputs: { arn: arn("prefix-list"), ...OWNER, version: () => 1 },
    replaces: ["addressFamily"],
    sets: ["entries"],
  },
  "aws:ec2/networkAcl:NetworkAcl": {
    id: "acl-0{hex:16}",
    outputs: { arn: arn("network-acl"), ...OWNER },
    replaces: ["vpcId"],
    sets: ["ingress", "egress"],
  },
};

const FULL_ACCESS = JSON.stringify({
  Statement: [{ Action: "*", Effect: "Allow", Principal: "*", Resource: "*" }],
});

const FLOW_LOG_FORMAT =
  "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} " +
  "${bytes} ${start} ${end} ${action} ${log-status}";

function routeOf(inputs: Properties): string {
  const [table = "", destination = ""] = knownStrings([
    inputs.routeTableId ?? "",
    inputs.destinationCidrBlock ?? "",
    inputs.destinationIpv6CidrBlock ?? "",
    inputs.destinationPrefixListId ?? "",
  ]);
  const hash = Array.from(destination).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  return `${table}${hash}`;
}

function dnsEntries(inputs: Properties, region: string): Properties[] {
  if (inputs.vpcEndpointType !== "Interface") {
    return [];
  }
  const service = knownStrings(inputs.serviceName)[0]?.split(".").pop() ?? "service";
  return [
    {
      dnsName: `vpce-${random("hex", 17)}-${random("hex", 8)}.${service}.${region}.vpce.amazonaws.com`,
      hostedZoneId: `Z${random("CAPITALS", 13)}`,
    },
  ];
}
