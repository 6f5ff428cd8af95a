import type { VpcArgs, VpcEndpointSpec } from "./arguments";

/** A VPC endpoint spec with its type in lower case; `undefined` where that is known only later. */
export interface TypedEndpoint {
  readonly spec: VpcEndpointSpec;
  readonly type: string | undefined;
}

/**
 * Tells the type of every endpoint; AWS's default is Gateway.
 *
 * @throws Error if strategy "Auto" has to fill in what depends on a type that is not known yet.
 */
export function typedEndpoints(specs: readonly VpcEndpointSpec[], strategy: string): TypedEndpoint[] {
  return specs.map((spec) => {
    const type = endpointType(spec);
    if (strategy === "Auto" && type === undefined) {
      throw new Error(
        `vpcEndpointStrategy "Auto" requires vpcEndpointType for endpoint "${spec.serviceName}" to be omitted or a ` +
          `plain string. Use vpcEndpointStrategy "Legacy" for dynamic endpoint types.`,
      );
    }
    return { spec, type };
  });
}

/**
 * The VPC's DNS attributes: on by default where strategy "Auto" makes an interface endpoint with private DNS, which
 * does not work without them; else as given.
 *
 * @throws Error if they are switched off there.
 */
export function dnsAttributes(
  args: VpcArgs,
  strategy: string,
  endpoints: readonly TypedEndpoint[],
): Pick<VpcArgs, "enableDnsHostnames" | "enableDnsSupport"> {
  const { enableDnsHostnames, enableDnsSupport } = args;
  const privateDns = endpoints.some(({ spec, type }) => type === "interface" && (spec.privateDnsEnabled ?? true));
  if (strategy !== "Auto" || !privateDns) {
    return { enableDnsHostnames, enableDnsSupport };
  }
  for (const [name, value] of Object.entries({ enableDnsHostnames, enableDnsSupport })) {
    if (value === false) {
      throw new Error(
        `vpcEndpointStrategy "Auto" requires ${name} to be true when Interface endpoint private DNS is enabled.`,
      );
    }
  }
  return { enableDnsHostnames: enableDnsHostnames ?? true, enableDnsSupport: enableDnsSupport ?? true };
}

/** What to tell about an endpoint that strategy "Legacy" leaves without subnets or route tables. */
export function incompleteEndpoint({ spec, type }: TypedEndpoint): string | undefined {
  if (type === "interface" && spec.subnetIds === undefined && spec.subnetConfigurations === undefined) {
    return (
      `VPC endpoint "${spec.serviceName}" is an Interface endpoint without subnetIds or subnetConfigurations. ` +
      `Specify vpcEndpointStrategy: "Auto" to use generated VPC subnets.`
    );
  }
  if (type === "gateway" && spec.routeTableIds === undefined) {
    return (
      `VPC endpoint "${spec.serviceName}" is a Gateway endpoint without routeTableIds. ` +
      `Specify vpcEndpointStrategy: "Auto" to use generated VPC route tables.`
    );
  }
  return undefined;
}

/** Picks one subnet for each zone: a private one where there is one, else an isolated, else a public one. */
export function endpointSubnets<T extends { readonly azName: string; readonly type: string }>(
  subnets: readonly T[],
  azNames: readonly string[],
): T[] {
  return azNames.flatMap((azName) => {
    const candidates = ["private", "isolated", "public"].flatMap((type) =>
      subnets.filter((subnet) => subnet.azName === azName && subnet.type.toLowerCase() === type),
    );
    return candidates.slice(0, 1);
  });
}

function endpointType(spec: VpcEndpointSpec): string | undefined {
  if (spec.vpcEndpointType === undefined) {
    return "gateway";
  }
  return typeof spec.vpcEndpointType === "string" ? spec.vpcEndpointType.toLowerCase() : undefined;
}
