import type { Cloud } from "../cloud";
import { accountOfLogDelivery } from "../logDelivery";
import { type Place, random } from "../place";
import { Refusal } from "../refusal";
import { isObject, knownStrings, type Properties, valuesAt, text } from "../value";
import type { Draft, Facts, FactsTable, Mistake } from "./facts";
import { requireGroupsIn, vpcOf, zonesOf } from "./networks";
import { allows } from "./permissions";

/** Names of load balancers and target groups are 32 characters long at most. */
export const LONGEST_NAME = 32;

/** The hosted zone of the load balancers of each region, for alias records; other regions get one of the same form. */
export const LOAD_BALANCER_ZONES: Record<string, string> = {
  "ap-northeast-1": "Z14GRHDCWA56QT",
  "ap-northeast-3": "Z5LXEXXYW11ES",
  "ap-southeast-1": "Z1LMS91P8CMLE5",
  "ap-southeast-2": "Z1GM3OXH4ZPM65",
  "eu-central-1": "Z215JYRZR1TBD5",
  "eu-west-1": "Z32O12XQLNTSW2",
  "eu-west-2": "ZHURV8PSTC4K8",
  "us-east-1": "Z35SXDOTRQ7X7K",
  "us-east-2": "Z3AADJGX6KTTL2",
  "us-west-1": "Z368ELLRRE2KJ0",
  "us-west-2": "Z1H1FL5HABSF5",
};

/** The beginning of the ARNs of Elastic Load Balancing. */
export const ARN = "arn:{partition}:elasticloadbalancing:{region}:{account}:";

const LETTERS: Record<string, string> = { application: "app", network: "net", gateway: "gwy" };

const LOAD_BALANCER: Facts = {
  id: "{arn}",
  outputs: {
    arnSuffix: ({ inputs }) =>
      `${LETTERS[text(inputs.loadBalancerType ?? "application")] ?? "app"}/${nameOf(inputs)}/${random("hex", 16)}`,
    arn: `${ARN}loadbalancer/{arnSuffix}`,
    dnsName: ({ inputs, place }) =>
      `${inputs.internal === true ? "internal-" : ""}${nameOf(inputs)}-${random("digits", 9)}.` +
      `${place.region}.elb.${place.dnsSuffix}`,
    zoneId: ({ place }) => LOAD_BALANCER_ZONES[place.region] ?? "Z00000000SANDBOX",
    vpcId: ({ inputs, cloud }) => vpcOf(subnetsOf(inputs), cloud),
    ipAddressType: () => "ipv4",
    subnets: ({ inputs }) => subnetsOf(inputs),
    securityGroups: ({ inputs, cloud }) => {
      const vpc = cloud.find("aws:ec2/vpc:Vpc", vpcOf(subnetsOf(inputs), cloud) ?? "");
      return knownStrings(vpc?.outputs.defaultSecurityGroupId);
    },
    enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: () => "",
  },
  naming: { property: "name", longest: LONGEST_NAME },
  replaces: ["internal", "loadBalancerType", "name", "namePrefix", "customerOwnedIpv4Pool"],
  sets: ["subnetMappings"],
  unique: {
    by: ["name"],
    code: "DuplicateLoadBalancerName",
    message: "A load balancer with the same name '{name}' exists, but with different settings",
  },
  check: (inputs) => nameMistakes(inputs),
  admit: admitLoadBalancer,
  release: ({ id, outputs }) => {
    if (outputs.enableDeletionProtection === true) {
      throw new Refusal(
        "OperationNotPermitted",
        `Load balancer '${id}' cannot be deleted because deletion protection is enabled`,
      );
    }
  },
};

/** Load balancers; `alb` is another name of the module `lb`. */
export const LOAD_BALANCERS: FactsTable = {
  "aws:lb/loadBalancer:LoadBalancer": LOAD_BALANCER,
  "aws:alb/loadBalancer:LoadBalancer": LOAD_BALANCER,
};

function nameOf(inputs: Properties): string {
  return knownStrings(inputs.name)[0] ?? `${knownStrings(inputs.namePrefix)[0] ?? ""}${random("hex", 8)}`;
}

/** What is wrong with the name of a load balancer or target group. */
export function nameMistakes(inputs: Properties): Mistake[] {
  const [name] = knownStrings(inputs.name);
  if (name === undefined) {
    return [];
  }
  const reasons = [
    name.length > LONGEST_NAME ? `"name" cannot be longer than ${LONGEST_NAME} characters: "${name}"` : undefined,
    /^[0-9A-Za-z-]+$/.test(name) ? undefined : `only alphanumeric characters and hyphens allowed in "name": "${name}"`,
    name.startsWith("-") || name.endsWith("-") ? `"name" cannot begin or end with a hyphen: "${name}"` : undefined,
    name.startsWith("internal-") ? `"name" cannot begin with "internal-": "${name}"` : undefined,
  ];
  return reasons.flatMap((reason) => (reason === undefined ? [] : [{ path: "name", reason }]));
}

function subnetsOf(inputs: Properties): string[] {
  return [...knownStrings(inputs.subnets), ...knownStrings(valuesAt(inputs, "subnetMappings[].subnetId"))];
}

function admitLoadBalancer({ inputs, cloud, place }: Draft): void {
  const subnets = subnetsOf(inputs);
  const isApplication = (inputs.loadBalancerType ?? "application") === "application";
  if (isApplication && zonesOf(subnets, cloud).size < 2) {
    throw new Refusal("ValidationError", "At least two subnets in two different Availability Zones must be specified");
  }
  if (zonesOf(subnets, cloud).size < subnets.length) {
    throw new Refusal(
      "InvalidConfigurationRequest",
      "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
    );
  }
  requireGroupsIn(vpcOf(subnets, cloud), knownStrings(inputs.securityGroups), cloud);
  const logs = isObject(inputs.accessLogs) ? inputs.accessLogs : {};
  const [bucket] = knownStrings(logs.bucket);
  if (logs.enabled === true && bucket !== undefined) {
    requireDelivery(bucket, inputs, place, cloud);
  }
}

/** A load balancer writes a test file when access logs are switched on; those of type application know no KMS keys. */
function requireDelivery(bucket: string, inputs: Properties, place: Place, cloud: Cloud): void {
  const { account, partition, region } = place;
  const isApplication = (inputs.loadBalancerType ?? "application") === "application";
  const writers = isApplication
    ? ["logdelivery.elasticloadbalancing.amazonaws.com", accountOfLogDelivery(region) ?? ""]
    : ["delivery.logs.amazonaws.com"];
  const [prefix] = knownStrings(valuesAt(inputs, "accessLogs.prefix"));
  const path = [...(prefix === undefined ? [] : [prefix]), "AWSLogs", account, "ELBAccessLogTestFile"].join("/");
  const kind = LETTERS[text(inputs.loadBalancerType ?? "application")] ?? "app";
  const isAllowed = allows(cloud.find("aws:s3/bucketPolicy:BucketPolicy", bucket)?.inputs.policy, {
    principals: writers.filter((writer) => writer !== ""),
    action: "s3:PutObject",
    resource: `arn:${partition}:s3:::${bucket}/${path}`,
    context: {
      "aws:SourceAccount": account,
      "aws:SourceArn": `arn:${partition}:elasticloadbalancing:${region}:${account}:loadbalancer/${kind}/${nameOf(inputs)}/0`,
    },
  });
  const encryption = cloud.find(ENCRYPTION, bucket)?.inputs;
  const algorithms = knownStrings(valuesAt(encryption, "rules[].applyServerSideEncryptionByDefault.sseAlgorithm"));
  const isReadable = !isApplication || algorithms.every((algorithm) => algorithm === "AES256");
  if (!isAllowed || !isReadable) {
    throw new Refusal(
      "InvalidConfigurationRequest",
      `Access Denied for bucket: ${bucket}. Please check S3bucket permission` +
        (isReadable ? "" : " (access logs of an application load balancer need a bucket encrypted with SSE-S3)"),
    );
  }
}

const ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
