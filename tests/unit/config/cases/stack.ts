import { Case } from "./case";

/** Mistakes of one field outside network and services. */
export const stackCases: readonly Case[] = [
  {
    what: "a retention that AWS does not know",
    edits: { "logging.retentionDays": 31 },
    says: ["given 31", "14, 30, 60"],
  },
  {
    what: "infrequent access too early",
    edits: { "logging.archive.infrequentAccessAfterDays": 7 },
    says: ["given 7", "from 30 to"],
  },
  {
    what: "an unknown selection for CloudWatch",
    edits: { "logging.cloudWatch": "error" },
    says: ['"error"', "Did you mean errors?"],
  },
  {
    what: "a pattern with a blank",
    edits: { "logging.cloudWatch": { match: ["a b"] } },
    place: "logging.cloudWatch.match[0]",
    says: ['"a b"', "without blanks"],
  },
  {
    what: "a pattern that is no regular expression",
    edits: { "logging.cloudWatch": { match: ["("] } },
    place: "logging.cloudWatch.match[0]",
    says: ['"("', "a regular expression"],
  },
  {
    what: "a router image without a version",
    edits: { "logging.routerImage": "fluent-bit" },
    says: ['"fluent-bit"', "a tag other than latest"],
  },
  {
    what: "a negative delay",
    edits: { "loadBalancers.deregistrationDelaySeconds": -1 },
    says: ["given -1", "from 0 to 3600"],
  },
  {
    what: "a domain without a name",
    edits: { "domain.hostedZoneId": "Z0123456789ABCDEFGHIJ" },
    place: "domain.name",
    says: ["given nothing", "example.com"],
  },
  {
    what: "a URL as the domain",
    edits: { "domain.name": "https://example.com" },
    says: ['"https://example.com"', "a domain name"],
  },
  {
    what: "a hosted zone by name",
    edits: { "domain.name": "example.com", "domain.hostedZoneId": "example.com" },
    place: "domain.hostedZoneId",
    says: ['"example.com"', "an id of Z"],
  },
  {
    what: "a certificate of IAM",
    edits: { "domain.name": "example.com", "domain.certificateArn": "arn:aws:iam::123456789012:server-certificate/a" },
    place: "domain.certificateArn",
    says: ["arn:aws:iam::", "arn:aws:acm:"],
  },
  {
    what: "a bootstrap image without a version",
    edits: { bootstrapImage: "busybox" },
    says: ['"busybox"', "a tag other than latest"],
  },
  { what: "deletion protection as a word", edits: { deletionProtection: "yes" }, says: ['"yes"', "true or false"] },
  { what: "a tag of AWS", edits: { 'tags["aws:owner"]': "me" }, says: ['"aws:owner"', "not starting with aws:"] },
  { what: "a number as a tag", edits: { "tags.CostCenter": 1234 }, says: ["given 1234", "in quotes"] },
  { what: "a tag that is too long", edits: { "tags.Note": "a".repeat(257) }, says: ["at most 256"] },
  {
    what: "too many tags",
    edits: { tags: Object.fromEntries(Array.from({ length: 41 }, (_, i) => [`k${i}`, "v"])) },
    says: ["at most 40"],
  },
  {
    what: "an unknown top key",
    edits: { netwrok: { cidr: "10.0.0.0/16" } },
    says: ["does not exist", "network, services", "Did you mean network?"],
  },
  {
    what: "an unknown key without a likeness",
    edits: { "loadBalancers.xyz": 1 },
    says: ["does not exist", "Delete it. The nearest known key is plainHttp."],
  },
  {
    what: "no region",
    edits: { "aws:region": undefined },
    says: ["given nothing", "an AWS region", "aws:region: ap-northeast-1"],
  },
  { what: "a region that is none", edits: { "aws:region": "tokyo" }, says: ['"tokyo"', "an AWS region"] },
];
