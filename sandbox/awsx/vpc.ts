import { InternetGateway } from "@pulumi/aws/ec2/internetGateway";
import type { Subnet } from "@pulumi/aws/ec2/subnet";
import { Vpc as AwsVpc } from "@pulumi/aws/ec2/vpc";
import { getAvailabilityZones } from "@pulumi/aws/getAvailabilityZones";
import * as pulumi from "@pulumi/pulumi";
import type { ConstructResult } from "@pulumi/pulumi/provider";
import * as checks from "./arguments";
import { vpcEndpoint } from "./endpointResources";
import { dnsAttributes, endpointSubnets, incompleteEndpoint, type TypedEndpoint, typedEndpoints } from "./endpoints";
import { checkElasticIps } from "./natGateways";
import { decideSubnets, type SubnetDecision } from "./subnetDecision";
import { checkZoneSuffixes } from "./subnetNames";
import { type PlacedSubnet, ZoneResources } from "./zoneResources";

/** Token of the one component that the stand-in builds. */
export const VPC_TYPE = "awsx:ec2:Vpc";

/**
 * Builds `awsx:ec2:Vpc`: the resources that the published component makes of the same arguments, with its names,
 * parents, inputs and dependencies.
 *
 * @throws Error with the published component's text if it refuses the arguments.
 */
export async function constructVpc(
  name: string,
  args: checks.VpcArgs,
  options: pulumi.ComponentResourceOptions,
): Promise<ConstructResult> {
  const component = new Vpc(name, args, options);
  return { urn: component.urn, state: await component.outputs() };
}

class Vpc extends pulumi.ComponentResource<pulumi.Inputs> {
  constructor(name: string, args: checks.VpcArgs, options: pulumi.ComponentResourceOptions) {
    super(VPC_TYPE, name, args, options);
  }

  protected override initialize(
    args: checks.VpcArgs,
    _options: pulumi.ComponentResourceOptions,
    name: string,
  ): Promise<pulumi.Inputs> {
    return build(this, name, args);
  }

  outputs(): Promise<pulumi.Inputs> {
    return this.getData();
  }
}

async function build(component: pulumi.Resource, name: string, args: checks.VpcArgs): Promise<pulumi.Inputs> {
  checks.checkPlain(args);
  checks.checkIpam(args);
  const endpointStrategy = args.vpcEndpointStrategy ?? "Legacy";
  const endpoints = typedEndpoints(args.vpcEndpointSpecs ?? [], endpointStrategy);
  const dns = dnsAttributes(args, endpointStrategy, endpoints);
  checks.checkAvailabilityZones(args);
  const azNames = args.availabilityZoneNames ?? (await defaultZones(component, args));
  const natStrategy = args.natGateways?.strategy ?? "OnePerAz";
  const allocationIds = args.natGateways?.elasticIpAllocationIds ?? [];
  checkElasticIps(natStrategy, allocationIds.length, azNames.length);
  if (args.subnetNameTagStrategy === "AvailabilityZone") {
    checkZoneSuffixes(azNames);
  }

  const givenTags = checks.plain(args.tags, "tags") ?? {};
  const tags = { Name: name, ...givenTags };
  const vpcCidrBlock = checks.vpcCidrBlock(args);
  const createVpc = (): AwsVpc =>
    new AwsVpc(name, { ...args, ...dns, cidrBlock: vpcCidrBlock, tags }, { parent: component });
  const request = { vpcName: name, args, azNames, natStrategy, vpcCidrBlock };
  // Where the VPC's block is known, a mistake in the subnets must show before anything is created.
  const early = vpcCidrBlock === undefined ? undefined : decideSubnets(request);
  const vpc = createVpc();
  const { subnets, layout } = placeSubnets(component, vpc, early ?? decideSubnets(request));

  const internetGateway = new InternetGateway(
    name,
    { region: args.region, vpcId: vpc.id, tags },
    { parent: vpc, dependsOn: [vpc] },
  );
  const zones = new ZoneResources({
    vpcName: name,
    vpc,
    internetGateway,
    args,
    tags,
    givenTags,
    natStrategy,
    allocationIds,
  });
  azNames.forEach((azName, azIndex) => {
    const ofZone = subnets.filter((subnet) => subnet.azName === azName);
    zones.addZone(azIndex, azNames.length, ofZone);
  });

  adviseOnEndpoints(component, endpointStrategy, endpoints);
  const vpcEndpoints = endpoints.map((endpoint) =>
    vpcEndpoint(endpoint, {
      vpc,
      tags,
      region: args.region,
      fillIn: endpointStrategy === "Auto",
      subnets: endpointSubnets(zones.subnets, azNames).map(({ resource }) => resource),
      routeTables: zones.routeTables,
    }),
  );
  return { vpc, vpcId: vpc.id, internetGateway, subnetLayout: layout, ...zoneOutputs(zones), vpcEndpoints };
}

async function defaultZones(component: pulumi.Resource, { region, ...args }: checks.VpcArgs): Promise<string[]> {
  if (region !== undefined && typeof region !== "string") {
    throw new Error(
      "Vpc.region must be a plain string when availabilityZoneNames is not set. " +
        "If region is dynamic, specify availabilityZoneNames explicitly.",
    );
  }
  const zones = await getAvailabilityZones(region ? { region } : undefined, { parent: component });
  return checks.firstZones(zones.names, args.numberOfAvailabilityZones);
}

function placeSubnets(
  component: pulumi.Resource,
  vpc: AwsVpc,
  decision: SubnetDecision,
): { subnets: PlacedSubnet[]; layout: pulumi.Output<unknown> } {
  const { blocks } = decision;
  const found = pulumi.output(typeof blocks === "function" ? vpc.cidrBlock.apply(blocks) : blocks);
  const layout = found.apply((all) => decision.layout(all));
  if (decision.dependsOnDefaultStrategy) {
    pulumi
      .jsonStringify(layout)
      .apply((text) =>
        pulumi.log.warn(
          `The default subnetStrategy will change from "Legacy" to "Auto" in the next major version. Please specify the ` +
            `subnetStrategy explicitly. The current subnet layout can be specified via "Auto" as:\n\n${text}`,
          component,
        ),
      );
  }
  const blockAt = (index: number): pulumi.Input<string> =>
    (typeof blocks === "function" ? found.apply((all) => all[index] ?? "") : blocks[index]) ?? "";
  return { subnets: decision.subnets.map((subnet, index) => ({ ...subnet, cidrBlock: blockAt(index) })), layout };
}

function adviseOnEndpoints(component: pulumi.Resource, strategy: string, endpoints: readonly TypedEndpoint[]): void {
  for (const advice of strategy === "Legacy" ? endpoints.map(incompleteEndpoint) : []) {
    if (advice !== undefined) {
      void pulumi.log.warn(advice, component);
    }
  }
}

function zoneOutputs(zones: ZoneResources): pulumi.Inputs {
  const ofType = (matches: (type: string) => boolean): Subnet[] =>
    zones.subnets.filter(({ type }) => matches(type.toLowerCase())).map(({ resource }) => resource);
  const publicSubnets = ofType((type) => type === "public");
  const privateSubnets = ofType((type) => type === "private");
  const isolatedSubnets = ofType((type) => type !== "public" && type !== "private");
  return {
    subnets: zones.subnets.map(({ resource }) => resource),
    publicSubnets,
    privateSubnets,
    isolatedSubnets,
    publicSubnetIds: publicSubnets.map(({ id }) => id),
    privateSubnetIds: privateSubnets.map(({ id }) => id),
    isolatedSubnetIds: isolatedSubnets.map(({ id }) => id),
    natGateways: zones.natGateways,
    eips: zones.eips,
    routeTables: zones.routeTables,
    routeTableAssociations: zones.routeTableAssociations,
    routes: zones.routes,
  };
}
