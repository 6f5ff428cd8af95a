import { Ipv4Block } from "../awsx/ipv4";
import type { Recording } from "./recording";

/** Region of the recordings. */
export const REGION = "ap-northeast-1";

/** The environment variable with the blocks that AWS assigns: JSON of {@link AssignedBlocks} by stack. */
export const ASSIGNED_VARIABLE = "FARGATE_PLATFORM_SANDBOX_ASSIGNED_BLOCKS";

/** What of a VPC AWS decides instead of the program. */
export interface AssignedBlocks {
  /** From an IPAM pool. */
  readonly cidrBlock?: string;
  readonly ipv6CidrBlock?: string;
}

/**
 * The blocks that AWS assigned to the VPC of a recording. A recording does not list them, as they are no input; what the
 * component put into them, it does.
 */
export function assignedBlocks({ args, resources }: Recording): AssignedBlocks {
  const recorded = (property: string): string | undefined => {
    const values = resources
      .filter(({ type }) => type === "aws:ec2/subnet:Subnet")
      .map(({ inputs }) => inputs[property]);
    return values.find((value) => typeof value === "string");
  };
  const subnet = recorded("cidrBlock") ?? "10.0.0.0/28";
  const length = args["ipv4NetmaskLength"];
  return {
    ...(typeof length === "number" && { cidrBlock: Ipv4Block.around(Ipv4Block.parse(subnet).base, length).toString() }),
    ...ipv6Block(recorded("ipv6CidrBlock")),
  };
}

/** The /56 block that AWS assigns to a VPC, from one of its /64 blocks. */
function ipv6Block(subnet: string | undefined): AssignedBlocks {
  const [first, second, third, fourth = ""] = subnet?.split(":") ?? [];
  if (!first || !second || !third || !/^[0-9a-f]{1,4}$/i.test(fourth)) {
    return {};
  }
  const network = (Number.parseInt(fourth, 16) & 0xff00).toString(16);
  return { ipv6CidrBlock: `${first}:${second}:${third}:${network}::/56` };
}
