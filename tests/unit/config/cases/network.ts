import { Case } from "./case";

/** Mistakes of one field of the network. */
export const networkCases: readonly Case[] = [
  {
    what: "no range",
    edits: { "network.cidr": undefined, "network.nat": "single" },
    place: "network.cidr",
    says: ["given nothing", "private range from /16 to /24", "10.0.0.0/16"],
  },
  {
    what: "a range that is too large",
    edits: { "network.cidr": "10.0.0.0/8" },
    says: ['"10.0.0.0/8"', "/16 to /24", "Take a range"],
  },
  {
    what: "a range that is too small",
    edits: { "network.cidr": "10.0.0.0/28" },
    says: ['"10.0.0.0/28"', "/16 to /24"],
  },
  {
    what: "a range that starts in the middle",
    edits: { "network.cidr": "10.0.0.1/16" },
    says: ['"10.0.0.1/16"', "starts at its first address"],
  },
  {
    what: "a public range",
    edits: { "network.cidr": "8.8.0.0/16" },
    says: ['"8.8.0.0/16"', "private range", "192.168.0.0/16"],
  },
  { what: "an address without a prefix", edits: { "network.cidr": "10.0.0.0" }, says: ['"10.0.0.0"', "private range"] },
  { what: "an IPv6 range", edits: { "network.cidr": "fd00::/16" }, says: ['"fd00::/16"', "private range"] },
  { what: "one zone", edits: { "network.availabilityZones": 1 }, says: ["given 1", "from 2 to 6"] },
  {
    what: "one zone by name",
    edits: { "network.availabilityZones": ["ap-northeast-1a"] },
    says: ["a list of 1", "from 2 to 6"],
  },
  { what: "seven zones", edits: { "network.availabilityZones": 7 }, says: ["given 7", "from 2 to 6"] },
  { what: "zones in quotes", edits: { "network.availabilityZones": "2" }, says: ['given "2"', "without quotes"] },
  {
    what: "a zone that is none",
    edits: { "network.availabilityZones[1]": "tokyo", "network.availabilityZones": ["ap-northeast-1a", "tokyo"] },
    place: "network.availabilityZones[1]",
    says: ['"tokyo"', "name of an availability zone", "ap-northeast-1a"],
  },
  {
    what: "a zone twice",
    edits: { "network.availabilityZones": ["ap-northeast-1a", "ap-northeast-1a"] },
    place: "network.availabilityZones[1]",
    says: ['"ap-northeast-1a"', "each entry once", "Delete"],
  },
  {
    what: "an unknown NAT",
    edits: { "network.nat": "per_az" },
    says: ['"per_az"', "none, single, per-az", "Did you mean per-az?"],
  },
  {
    what: "an unknown endpoint",
    edits: { "network.endpoints": ["ecr.apii"] },
    place: "network.endpoints[0]",
    says: ['"ecr.apii"', "ecr.dkr", "Did you mean ecr.api?"],
  },
  { what: "unknown endpoints", edits: { "network.endpoints": "all" }, says: ['"all"', "gateway, auto, or a list"] },
  {
    what: "a text in place of a mapping",
    edits: { network: "10.0.0.0/16" },
    says: ['"10.0.0.0/16"', "a mapping with cidr"],
  },
];
