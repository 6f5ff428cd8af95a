/** What the rules on NAT gateways need to know of a subnet. */
export interface TypedSubnet {
  readonly type: string;
}

/**
 * Refuses Elastic IPs that do not fit the strategy: traffic that must come from known addresses would otherwise come
 * from unknown ones in some zones.
 *
 * @throws Error with the published component's text.
 */
export function checkElasticIps(strategy: string, elasticIpCount: number, azCount: number): void {
  switch (strategy.toLowerCase()) {
    case "none":
      if (elasticIpCount > 0) {
        throw new Error(`Elastic IP allocation IDs cannot be specified when NAT Gateway strategy is '${strategy}'.`);
      }
      break;
    case "single":
      if (elasticIpCount > 1) {
        throw new Error(`Exactly one Elastic IP may be specified when NAT Gateway strategy is '${strategy}'.`);
      }
      break;
    case "oneperaz":
      if (elasticIpCount > 0 && elasticIpCount !== azCount) {
        throw new Error(
          `The number of Elastic IPs, if specified, must match the number of availability zones for the VPC ` +
            `(${azCount}) when NAT Gateway strategy is '${strategy}'`,
        );
      }
      break;
    default:
      throw new Error(`Unknown NatGatewayStrategy '${strategy}'`);
  }
}

/**
 * Refuses NAT gateways that have no subnet to stand in or nothing to serve.
 *
 * @throws Error with the published component's text.
 */
export function checkNatSubnets(strategy: string, subnets: readonly TypedSubnet[]): void {
  const has = (...types: string[]): boolean => subnets.some(({ type }) => types.includes(type.toLowerCase()));
  if (strategy.toLowerCase() !== "none" && !(has("public") && has("private", "isolated"))) {
    throw new Error(
      "If NAT Gateway strategy is 'OnePerAz' or 'Single', public subnets must be declared to host the NAT Gateway " +
        "resource, along with private or isolated subnets to route through it.",
    );
  }
}

/** Whether a public subnet gets a NAT gateway, given the position of its zone and how many gateways there are. */
export function needsNatGateway(strategy: string, azIndex: number, existing: number): boolean {
  switch (strategy.toLowerCase()) {
    case "single":
      return existing < 1;
    case "oneperaz":
      return existing < azIndex + 1;
    default:
      return false;
  }
}
