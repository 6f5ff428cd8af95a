import { isIPv6 } from "node:net";

/**
 * The /64 block of a subnet in the VPC's /56 block.
 *
 * @param index position of the subnet, 0 to 255: the last byte of the network prefix.
 * @throws TypeError or RangeError if the block is not one or has another size than AWS assigns.
 */
export function subnetIpv6Block(vpcBlock: string, index: number): string {
  const [address, mask] = vpcBlock.split("/");
  if (!address || !mask) {
    throw new TypeError(`"${vpcBlock}" is not a valid IPv6 CIDR block`);
  }
  if (!isIPv6(address)) {
    throw new TypeError(`"${address}" is not a valid IPv6 address`);
  }
  if (mask !== "56") {
    throw new RangeError(`VPC must be a /56 block (got /${mask})`);
  }
  if (!Number.isInteger(index) || index < 0 || index > 0xff) {
    throw new RangeError("index must be an integer from 0-255");
  }
  const hextets = address.split(":");
  const fourth = Number.parseInt(hextets[3] ?? "", 16);
  if (Number.isNaN(fourth)) {
    throw new TypeError(`Vpc ipv6 cidr block was not in an expected form: ${vpcBlock}`);
  }
  return `${hextets.slice(0, 3).join(":")}:${((fourth & 0xff00) | index).toString(16)}::/64`;
}

/**
 * The IPv6 block of a subnet that assigns addresses from one, `undefined` for one that does not.
 *
 * @throws Error if the VPC has no IPv6 block, and as {@link subnetIpv6Block} does.
 */
export function ipv6BlockFor(vpcBlock: string | undefined, assigns: boolean, index: number): string | undefined {
  if (!assigns) {
    return undefined;
  }
  if (!vpcBlock) {
    throw new Error(
      "Subnets with assignIpv6AddressOnCreation=true require the VPC to have an IPv6 CIDR block. " +
        "Set assignGeneratedIpv6CidrBlock=true or provide ipv6CidrBlock.",
    );
  }
  return subnetIpv6Block(vpcBlock, index);
}
