import { Eip } from "@pulumi/aws/ec2/eip";
import type { InternetGateway } from "@pulumi/aws/ec2/internetGateway";
import { NatGateway } from "@pulumi/aws/ec2/natGateway";
import { Route } from "@pulumi/aws/ec2/route";
import { RouteTable } from "@pulumi/aws/ec2/routeTable";
import { RouteTableAssociation } from "@pulumi/aws/ec2/routeTableAssociation";
import { Subnet } from "@pulumi/aws/ec2/subnet";
import type { Vpc } from "@pulumi/aws/ec2/vpc";
import * as pulumi from "@pulumi/pulumi";
import type { Tags, VpcArgs } from "./arguments";
import { ipv6BlockFor } from "./ipv6";
import { needsNatGateway } from "./natGateways";
import { bySubnetType, type PlannedSubnet } from "./subnetPlan";

/** A planned subnet with its block, which may be known only after the VPC has been created. */
export interface PlacedSubnet extends PlannedSubnet {
  readonly cidrBlock: pulumi.Input<string>;
}

/** What all zones share. */
export interface ZoneContext {
  readonly vpcName: string;
  readonly vpc: Vpc;
  readonly internetGateway: InternetGateway;
  readonly args: VpcArgs;
  /** Tags of everything but Elastic IPs and NAT gateways: the given ones, and the VPC's name where they have none. */
  readonly tags: Tags;
  /** Tags as given. */
  readonly givenTags: Tags;
  readonly natStrategy: string;
  /** Given Elastic IPs, one for each gateway; none where the gateways get new ones. */
  readonly allocationIds: readonly pulumi.Input<string>[];
}

/** What has been made, over all zones in the order of creation. */
export class ZoneResources {
  readonly subnets: { readonly resource: Subnet; readonly azName: string; readonly type: string }[] = [];
  readonly routeTables: RouteTable[] = [];
  readonly routeTableAssociations: RouteTableAssociation[] = [];
  readonly routes: Route[] = [];
  readonly natGateways: NatGateway[] = [];
  readonly eips: Eip[] = [];

  constructor(private readonly context: ZoneContext) {}

  /** Registers subnets, route tables, gateways and routes of one zone. */
  addZone(azIndex: number, azCount: number, subnets: readonly PlacedSubnet[]): void {
    const made = subnets.filter(({ type }) => type !== "Unused").sort(bySubnetType);
    made.forEach((planned, position) => {
      const ipv6Index = azIndex + position * azCount;
      const subnet = this.addSubnet(planned, ipv6Index);
      const routeTable = this.addRouteTable(planned, subnet);
      const type = planned.type.toLowerCase();
      if (type === "public") {
        this.addNatGateway(azIndex, subnet);
        this.addRoute(planned, routeTable, { gatewayId: this.context.internetGateway.id });
      } else if (type === "private" && this.context.natStrategy.toLowerCase() !== "none") {
        const gateway = this.natGateways[this.context.natStrategy.toLowerCase() === "single" ? 0 : azIndex];
        this.addRoute(planned, routeTable, { natGatewayId: gateway?.id });
      }
    });
  }

  private addSubnet(planned: PlacedSubnet, ipv6Index: number): Subnet {
    const { vpc, args } = this.context;
    const assigns = pulumi
      .output(args.assignGeneratedIpv6CidrBlock)
      .apply((vpcAssigns) => planned.assignIpv6AddressOnCreation ?? vpcAssigns ?? false);
    const resource = new Subnet(
      planned.resourceName,
      {
        region: args.region,
        vpcId: vpc.id,
        availabilityZone: planned.azName,
        mapPublicIpOnLaunch: planned.type.toLowerCase() === "public",
        cidrBlock: planned.cidrBlock,
        assignIpv6AddressOnCreation: assigns,
        ipv6CidrBlock: pulumi
          .all([vpc.ipv6CidrBlock, assigns])
          .apply(([vpcBlock, assigned]) => ipv6BlockFor(vpcBlock, assigned, ipv6Index)),
        tags: { ...this.context.tags, ...planned.tags, ...subnetTags(planned) },
      },
      { parent: vpc, dependsOn: [vpc] },
    );
    this.subnets.push({ resource, azName: planned.azName, type: planned.type });
    return resource;
  }

  private addRouteTable(planned: PlacedSubnet, subnet: Subnet): RouteTable {
    const { vpc, args, tags } = this.context;
    const routeTable = new RouteTable(
      planned.resourceName,
      { region: args.region, vpcId: vpc.id, tags: { ...tags, ...subnetTags(planned) } },
      { parent: subnet, dependsOn: [subnet] },
    );
    this.routeTables.push(routeTable);
    this.routeTableAssociations.push(
      new RouteTableAssociation(
        planned.resourceName,
        { region: args.region, routeTableId: routeTable.id, subnetId: subnet.id },
        { parent: routeTable, dependsOn: [routeTable] },
      ),
    );
    return routeTable;
  }

  private addNatGateway(azIndex: number, subnet: Subnet): void {
    const { vpcName, args, givenTags, natStrategy, allocationIds } = this.context;
    if (!needsNatGateway(natStrategy, azIndex, this.natGateways.length)) {
      return;
    }
    const name = `${vpcName}-${azIndex + 1}`;
    const tags = { ...givenTags, Name: name };
    const options = { parent: subnet, dependsOn: [subnet] };
    if (allocationIds.length === 0) {
      this.eips.push(new Eip(name, { region: args.region, tags }, options));
    }
    this.natGateways.push(
      new NatGateway(
        name,
        {
          region: args.region,
          subnetId: subnet.id,
          allocationId: allocationIds.length === 0 ? this.eips[azIndex]?.allocationId : allocationIds[azIndex],
          tags,
        },
        options,
      ),
    );
  }

  private addRoute(
    planned: PlacedSubnet,
    routeTable: RouteTable,
    target: { gatewayId?: pulumi.Input<string>; natGatewayId?: pulumi.Input<string> },
  ): void {
    this.routes.push(
      new Route(
        planned.resourceName,
        { region: this.context.args.region, routeTableId: routeTable.id, destinationCidrBlock: "0.0.0.0/0", ...target },
        { parent: routeTable, dependsOn: [routeTable] },
      ),
    );
  }
}

function subnetTags({ nameTag, type }: PlacedSubnet): Record<string, string> {
  return { Name: nameTag, SubnetType: type };
}
