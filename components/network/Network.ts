import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";

import { SecurityGroup } from "../security-group/SecurityGroup";
import { InterfaceEndpointService } from "./endpoints";
import { subnetMasks } from "./subnets";

/** Arguments of {@link Network}. */
export interface NetworkArgs {
  /** The VPC's addresses; divided by {@link subnetMasks}. */
  readonly cidrBlock: string;
  /** Zone names; two or more for load balancers and for a service that survives the loss of one. */
  readonly availabilityZones: readonly string[];
  readonly region: string;
  /** NAT gateways: `none`, one for all zones (cheaper), or one in each zone (survives the loss of one). */
  readonly nat: "none" | "single" | "per-az";
  /** Interface endpoints, each some US$ 10 a month and zone; S3's gateway endpoint, which is free, is always there. */
  readonly interfaceEndpoints: readonly InterfaceEndpointService[];
  /** Bucket and prefix that get the flow logs, as an ARN. */
  readonly flowLogDestination: pulumi.Input<string>;
  /** Zone for names that only this VPC resolves, for example `dev.fargate-platform.internal`. */
  readonly privateZoneName: string;
  readonly tags?: Record<string, pulumi.Input<string>>;
}

const natStrategies = { none: "None", single: "Single", "per-az": "OnePerAz" } as const;

/**
 * A VPC with public (load balancers, NAT), private (tasks) and isolated (endpoints, data) subnets in each zone, VPC
 * endpoints behind a security group of their own, flow logs, a private DNS zone, and a default security group that
 * allows nothing.
 *
 * @example
 * const network = new Network("network", {
 *   cidrBlock: "10.0.0.0/16", availabilityZones: ["ap-northeast-1a", "ap-northeast-1c"], region: "ap-northeast-1",
 *   nat: "single", interfaceEndpoints: ["ecr.api", "ecr.dkr"], privateZoneName: "shop.internal",
 *   flowLogDestination: "arn:aws:s3:::shop-access-logs/flow-logs/",
 * });
 */
export class Network extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly publicSubnetIds: pulumi.Output<string[]>;
  readonly privateSubnetIds: pulumi.Output<string[]>;
  readonly isolatedSubnetIds: pulumi.Output<string[]>;
  /** Addresses by which the internet sees what comes from the private subnets: one for each NAT gateway. */
  readonly natAddresses: readonly pulumi.Output<string>[];
  /** The private DNS zone. */
  readonly privateZoneId: pulumi.Output<string>;
  /** Known at preview. */
  readonly privateZoneName: string;
  /** In front of the interface endpoints; absent where there are none. */
  readonly endpointSecurityGroup?: SecurityGroup;
  /** S3's addresses, for rules that let tasks reach the gateway endpoint. */
  readonly s3PrefixListId: pulumi.Output<string>;
  /** What must exist before a task starts: routes, NAT and endpoints. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:network:Network", name, {}, opts);
    const parent = { parent: this };
    const masks = subnetMasks(args.cidrBlock, args.availabilityZones.length);

    const vpc = new awsx.ec2.Vpc(
      name,
      {
        cidrBlock: args.cidrBlock,
        availabilityZoneNames: [...args.availabilityZones],
        subnetStrategy: "Auto",
        // The largest first: awsx lays subnets out in this order, and would skip addresses to align a larger one.
        subnetSpecs: [
          { type: "Private", name: "private", cidrMask: masks.private },
          { type: "Public", name: "public", cidrMask: masks.public },
          { type: "Isolated", name: "isolated", cidrMask: masks.isolated },
        ],
        natGateways: { strategy: natStrategies[args.nat] },
        // Interface endpoints answer under the service's own name only with both.
        enableDnsHostnames: true,
        enableDnsSupport: true,
        tags: args.tags,
      },
      parent,
    );
    this.vpcId = vpc.vpcId;
    this.publicSubnetIds = vpc.publicSubnetIds;
    this.privateSubnetIds = vpc.privateSubnetIds;
    this.isolatedSubnetIds = vpc.isolatedSubnetIds;
    this.natAddresses = Array.from({ length: natGateways(args) }, (_, index) =>
      vpc.eips.apply((addresses) => pulumi.output(addresses[index]?.publicIp ?? "")),
    );

    // Everything that forgets to name a group lands in this one.
    new aws.ec2.DefaultSecurityGroup(name, { vpcId: this.vpcId, tags: args.tags }, parent);
    new aws.ec2.FlowLog(
      name,
      {
        vpcId: this.vpcId,
        trafficType: "ALL",
        logDestinationType: "s3",
        logDestination: args.flowLogDestination,
        destinationOptions: { fileFormat: "parquet", hiveCompatiblePartitions: true, perHourPartition: true },
        tags: args.tags,
      },
      // Whoever makes the destination says so in dependsOn, which Pulumi does not pass on to children.
      { ...parent, dependsOn: opts?.dependsOn },
    );
    const zone = new aws.route53.Zone(
      name,
      {
        name: args.privateZoneName,
        comment: "Names of internal load balancers",
        vpcs: [{ vpcId: this.vpcId }],
        tags: args.tags,
      },
      parent,
    );
    this.privateZoneId = zone.zoneId;
    this.privateZoneName = args.privateZoneName;

    const s3 = new aws.ec2.VpcEndpoint(
      `${name}-s3`,
      {
        vpcId: this.vpcId,
        serviceName: `com.amazonaws.${args.region}.s3`,
        vpcEndpointType: "Gateway",
        routeTableIds: vpc.routeTables.apply((tables) => pulumi.all(tables.map((table) => table.id))),
        tags: args.tags,
      },
      parent,
    );
    this.s3PrefixListId = s3.prefixListId;

    const endpoints: aws.ec2.VpcEndpoint[] = [];
    if (args.interfaceEndpoints.length > 0) {
      const group = new SecurityGroup(
        `${name}-endpoints`,
        { vpcId: this.vpcId, description: "Interface endpoints of AWS services", tags: args.tags },
        parent,
      );
      this.endpointSecurityGroup = group;
      for (const service of args.interfaceEndpoints) {
        endpoints.push(
          new aws.ec2.VpcEndpoint(
            `${name}-${service}`,
            {
              vpcId: this.vpcId,
              serviceName: `com.amazonaws.${args.region}.${service}`,
              vpcEndpointType: "Interface",
              privateDnsEnabled: true,
              subnetIds: this.isolatedSubnetIds,
              securityGroupIds: [group.id],
              tags: args.tags,
            },
            parent,
          ),
        );
      }
    }

    this.ready = [vpc, s3, ...endpoints];
    this.registerOutputs({
      vpcId: this.vpcId,
      publicSubnetIds: this.publicSubnetIds,
      privateSubnetIds: this.privateSubnetIds,
      isolatedSubnetIds: this.isolatedSubnetIds,
    });
  }
}

function natGateways({ availabilityZones, nat }: NetworkArgs): number {
  return { none: 0, single: 1, "per-az": availabilityZones.length }[nat];
}
