import { isIPv4 } from "node:net";
import ipaddr from "ipaddr.js";
import { z } from "zod";
import { interfaceEndpointServices } from "../../components/network/endpoints";
import { about, evenIfPartsAreWrong, oneOf, refuseRepeats, wholeNumber } from "./about";

/** The largest VPC that AWS allows, and the smallest in which one zone leaves a load balancer the /27 that it needs. */
const prefixes = { min: 16, max: 24 };

/** A range is private (RFC 1918) or shared (RFC 6598): a public one would hide the internet hosts that own it. */
const privateRanges = ["private", "carrierGradeNat"];

function isVpcRange(cidr: string): boolean {
  const [address = "", prefix = ""] = cidr.split("/");
  if (!isIPv4(address) || !/^\d\d$/.test(prefix) || cidr !== `${address}/${prefix}`) {
    return false;
  }
  const length = Number(prefix);
  return (
    length >= prefixes.min &&
    length <= prefixes.max &&
    privateRanges.includes(ipaddr.IPv4.parse(address).range()) &&
    ipaddr.IPv4.networkAddressFromCIDR(cidr).toString() === address
  );
}

const nats = ["none", "single", "per-az"] as const;
/** No region has more. */
export const zoneLimit = 6;

/** The VPC of a stack. */
export const network = about(
  z.strictObject({
    cidr: about(z.string().refine(isVpcRange), {
      what: "IPv4 range of the VPC. Every task takes an address of it.",
      allowed: `a private range from /${prefixes.min} to /${prefixes.max} that starts at its first address`,
      example: "10.0.0.0/16",
      fix: "Take a range of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10, such as 10.0.0.0/16.",
    }),
    availabilityZones: about(
      z
        .union([
          wholeNumber(2, zoneLimit, { what: "How many zones, chosen by AWS." }),
          about(
            z
              .array(
                about(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/), {
                  what: "Name of a zone.",
                  allowed: "the name of an availability zone, such as ap-northeast-1a",
                  example: "ap-northeast-1a",
                }),
              )
              .min(2)
              .max(zoneLimit)
              .superRefine(refuseRepeats, evenIfPartsAreWrong),
            {
              what: "Zones by name.",
              allowed: `2 to ${zoneLimit} zone names`,
              example: "[ap-northeast-1a, ap-northeast-1c]",
            },
          ),
        ])
        .default(2),
      {
        what: "How many availability zones the VPC spans, or their names. Fixed from the first `up` on: others would move subnets.",
        allowed: `a whole number from 2 to ${zoneLimit}, or a list of as many zone names`,
        example: "2",
        why: "a service survives the loss of one, and a load balancer takes no less",
      },
    ),
    nat: about(z.enum(nats).default("single"), {
      what:
        "NAT gateways: `none`, a `single` one for all zones (cheap, and one zone's failure cuts all off), or one " +
        "`per-az`.",
      allowed: oneOf(nats),
      example: "single",
      why: "the cheapest that lets tasks reach the internet",
    }),
    endpoints: about(
      z
        .union([
          z.enum(["gateway", "auto"]),
          about(
            z
              .array(
                about(z.enum(interfaceEndpointServices), {
                  what: "An interface endpoint.",
                  allowed: oneOf(interfaceEndpointServices),
                  example: "ecr.api",
                }),
              )
              .superRefine(refuseRepeats, evenIfPartsAreWrong),
            { what: "Interface endpoints by name.", allowed: "a list of endpoint names", example: "[ecr.api]" },
          ),
        ])
        .default("gateway"),
      {
        what:
          "VPC endpoints: `gateway` for S3's alone, `auto` for every interface endpoint that the stack uses as well, or " +
          "a list of interface endpoints. Interface endpoints are paid by the hour and zone, and save NAT traffic.",
        allowed: `gateway, auto, or a list of ${interfaceEndpointServices.join(", ")}`,
        example: "auto",
        why: "S3's gateway endpoint costs nothing",
      },
    ),
  }),
  { what: "The VPC.", allowed: "a mapping with cidr", example: "{ cidr: 10.0.0.0/16 }" },
);
