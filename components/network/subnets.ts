import * as ipaddr from "ipaddr.js";

/** Prefix lengths of one availability zone's three subnets. */
export interface SubnetMasks {
  /** Load balancers and NAT gateways. */
  readonly public: number;
  /** Tasks, which take an address each, and double that during a deployment. */
  readonly private: number;
  /** Interface endpoints, and data stores to come. */
  readonly isolated: number;
}

/** AWS's smallest and largest subnet. */
const smallest = 28;
const largest = 16;

/**
 * Divides a VPC into three subnets per availability zone: half of a zone's addresses for tasks, an eighth each for the
 * other two, the rest free for later.
 *
 * The result follows from prefix length and number of zones alone, so that adding a service never moves a subnet.
 *
 * @throws Error when the VPC is too small: a zone's share must hold subnets of at least /28.
 * @example
 * subnetMasks("10.0.0.0/16", 2); // a zone's share is a /17: public /20, private /18, isolated /20
 */
export function subnetMasks(cidrBlock: string, availabilityZones: number): SubnetMasks {
  const [, prefixLength] = ipaddr.IPv4.parseCIDR(cidrBlock);
  const share = prefixLength + Math.ceil(Math.log2(availabilityZones));
  const masks = { public: share + 3, private: share + 1, isolated: share + 3 };
  if (masks.public > smallest) {
    const needed = smallest - 3 - Math.ceil(Math.log2(availabilityZones));
    throw new Error(
      `VPC ${cidrBlock} is too small for ${availabilityZones} availability zones: ` +
        `allowed are /${largest} to /${needed}, so that each subnet has at least a /${smallest}; take a larger block.`,
    );
  }
  return masks;
}
