import type { RouteTable } from "@pulumi/aws/ec2/routeTable";
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { SecurityGroupRule } from "@pulumi/aws/ec2/securityGroupRule";
import type { Subnet } from "@pulumi/aws/ec2/subnet";
import type { Vpc } from "@pulumi/aws/ec2/vpc";
import { VpcEndpoint } from "@pulumi/aws/ec2/vpcEndpoint";
import type * as pulumi from "@pulumi/pulumi";
import { plain, type Tags } from "./arguments";
import type { TypedEndpoint } from "./endpoints";

/** What the endpoints of a VPC share. */
export interface EndpointContext {
  readonly vpc: Vpc;
  readonly tags: Tags;
  readonly region: pulumi.Input<string | undefined>;
  /** Whether to fill in what a spec leaves open from the VPC's own resources: strategy "Auto". */
  readonly fillIn: boolean;
  /** Where an interface endpoint stands by default. */
  readonly subnets: readonly Subnet[];
  /** What a gateway endpoint is entered in by default. */
  readonly routeTables: readonly RouteTable[];
}

/** Registers a VPC endpoint, and a security group for it where it needs one and none is given. */
export function vpcEndpoint({ spec, type }: TypedEndpoint, context: EndpointContext): VpcEndpoint {
  const { vpc, tags, fillIn } = context;
  const region = spec.region ?? context.region;
  const isInterface = fillIn && type === "interface";
  const isGateway = fillIn && type === "gateway";
  const fillSubnets = isInterface && spec.subnetIds === undefined && spec.subnetConfigurations === undefined;
  const fillSecurityGroup = isInterface && spec.securityGroupIds === undefined;
  const fillRouteTables = isGateway && spec.routeTableIds === undefined;
  return new VpcEndpoint(
    spec.serviceName,
    {
      autoAccept: spec.autoAccept,
      dnsOptions: spec.dnsOptions,
      ipAddressType: spec.ipAddressType,
      policy: spec.policy,
      privateDnsEnabled: isInterface ? (spec.privateDnsEnabled ?? true) : spec.privateDnsEnabled,
      region,
      resourceConfigurationArn: spec.resourceConfigurationArn,
      routeTableIds: fillRouteTables ? context.routeTables.map(({ id }) => id) : spec.routeTableIds,
      securityGroupIds: fillSecurityGroup ? [securityGroupFor(spec, region, context).id] : spec.securityGroupIds,
      serviceName: spec.serviceName,
      serviceNetworkArn: spec.serviceNetworkArn,
      serviceRegion: spec.serviceRegion,
      subnetConfigurations: spec.subnetConfigurations,
      subnetIds: fillSubnets ? context.subnets.map(({ id }) => id) : spec.subnetIds,
      tags: { ...tags, ...plain(spec.tags, "vpcEndpointSpecs[].tags") },
      vpcEndpointType: spec.vpcEndpointType,
      vpcId: vpc.id,
    },
    { parent: vpc, dependsOn: [vpc] },
  );
}

/** A security group that lets HTTPS in from the whole VPC. */
function securityGroupFor(
  spec: TypedEndpoint["spec"],
  region: pulumi.Input<string | undefined>,
  { vpc, tags }: EndpointContext,
): SecurityGroup {
  const securityGroup = new SecurityGroup(
    `${spec.serviceName}-sg`,
    { region, vpcId: vpc.id, tags: { ...tags, ...plain(spec.tags, "vpcEndpointSpecs[].tags") } },
    { parent: vpc, dependsOn: [vpc] },
  );
  const addressType = typeof spec.ipAddressType === "string" ? spec.ipAddressType.toLowerCase() : undefined;
  new SecurityGroupRule(
    `${spec.serviceName}-ingress`,
    {
      region,
      type: "ingress",
      securityGroupId: securityGroup.id,
      protocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrBlocks: [vpc.cidrBlock],
      ...(addressType === "ipv6" || addressType === "dualstack" ? { ipv6CidrBlocks: [vpc.ipv6CidrBlock] } : {}),
    },
    { parent: vpc, dependsOn: [securityGroup] },
  );
  return securityGroup;
}
