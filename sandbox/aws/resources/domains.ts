import { random } from "../place";
import { find } from "../references";
import { knownStrings, text } from "../value";
import type { FactsTable } from "./facts";

/** Names and certificates: Route 53, ACM and Cloud Map. */
export const DOMAINS: FactsTable = {
  "aws:route53/zone:Zone": {
    id: "Z{CAPITALS:20}",
    outputs: {
      zoneId: "{id}",
      arn: "arn:{partition}:route53:::hostedzone/{id}",
      nameServers: () => ["ns-1.awsdns-01.com", "ns-2.awsdns-02.net", "ns-3.awsdns-03.org", "ns-4.awsdns-04.co.uk"],
      primaryNameServer: () => "ns-1.awsdns-01.com",
    },
    defaults: { comment: "Managed by Pulumi" },
    replaces: ["delegationSetId", "name"],
    sets: ["vpcs"],
  },
  "aws:route53/record:Record": {
    id: ({ inputs }) =>
      knownStrings([inputs.zoneId, inputs.name, inputs.type, inputs.setIdentifier].map(text)).join("_"),
    outputs: {
      fqdn: ({ inputs, cloud }) => {
        const zone = knownStrings(find("zone", inputs.zoneId, cloud)?.outputs.name)[0]?.replace(/\.$/, "") ?? "";
        const name = knownStrings(inputs.name)[0]?.replace(/\.$/, "") ?? "";
        return name === zone || name.endsWith(`.${zone}`) ? name : [name, zone].filter(Boolean).join(".");
      },
    },
    naming: false,
    replaces: ["name", "zoneId"],
    unique: {
      by: ["zoneId", "name", "type", "setIdentifier"],
      code: "InvalidChangeBatch",
      message: "[Tried to create resource record set [name='{name}.', type='{type}'] but it already exists]",
    },
    check: ({ aliases, records, ttl }) =>
      aliases === undefined && (records === undefined || ttl === undefined)
        ? [{ path: "records", reason: "one of `alias,records` must be specified; `records` go together with `ttl`" }]
        : [],
  },
  "aws:acm/certificate:Certificate": {
    id: "{arn}",
    outputs: {
      arn: "arn:{partition}:acm:{region}:{account}:certificate/{uuid}",
      status: () => "PENDING_VALIDATION",
      type: () => "AMAZON_ISSUED",
      keyAlgorithm: () => "RSA_2048",
      renewalEligibility: () => "INELIGIBLE",
      subjectAlternativeNames: "{domainName}",
      domainValidationOptions: ({ inputs }) =>
        [...new Set([...knownStrings(inputs.domainName), ...knownStrings(inputs.subjectAlternativeNames)])].map(
          (domainName) => ({
            domainName,
            resourceRecordName: `_${random("hex", 32)}.${domainName.replace(/^\*\./, "")}.`,
            resourceRecordType: "CNAME",
            resourceRecordValue: `_${random("hex", 32)}.acm-validations.aws.`,
          }),
        ),
    },
    naming: false,
    replaces: [
      "certificateAuthorityArn",
      "domainName",
      "keyAlgorithm",
      "subjectAlternativeNames",
      "validationMethod",
      "validationOptions",
    ],
  },
  "aws:acm/certificateValidation:CertificateValidation": {
    id: "{certificateArn}",
    replaces: ["certificateArn", "validationRecordFqdns"],
  },
  "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": {
    id: "ns-{hex:16}",
    outputs: {
      arn: "arn:{partition}:servicediscovery:{region}:{account}:namespace/{id}",
      hostedZone: "Z{CAPITALS:20}",
    },
    replaces: ["name", "vpc"],
  },
  "aws:servicediscovery/httpNamespace:HttpNamespace": {
    id: "ns-{hex:16}",
    outputs: { arn: "arn:{partition}:servicediscovery:{region}:{account}:namespace/{id}", httpName: "{name}" },
    replaces: ["name"],
  },
  "aws:servicediscovery/service:Service": {
    id: "srv-{hex:16}",
    outputs: { arn: "arn:{partition}:servicediscovery:{region}:{account}:service/{id}" },
    replaces: ["name", "namespaceId"],
  },
};
