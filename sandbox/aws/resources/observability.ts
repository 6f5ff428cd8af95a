import { find } from "../references";
import { Refusal } from "../refusal";
import { knownStrings, type Properties, text } from "../value";
import { CLOUDWATCH } from "./cloudWatch";
import { requireDocument } from "./documents";
import type { Draft, FactsTable, Mistake } from "./facts";
import { allows } from "./permissions";

const LOGS = "arn:{partition}:logs:{region}:{account}:log-group:";

/** How many days CloudWatch Logs can keep events; 0 means for ever. */
const RETENTION = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** CloudWatch, CloudWatch Logs and X-Ray. */
export const OBSERVABILITY: FactsTable = {
  "aws:cloudwatch/logGroup:LogGroup": {
    id: "{name}",
    outputs: { arn: `${LOGS}{name}`, logGroupClass: () => "STANDARD" },
    fallbacks: { retentionInDays: null },
    replaces: ["logGroupClass", "name", "namePrefix"],
    unique: {
      by: ["name"],
      code: "ResourceAlreadyExistsException",
      message: "The specified log group already exists",
    },
    check: logGroupMistakes,
    admit: requireUsableKey,
    release: ({ outputs }) => {
      if (outputs.deletionProtectionEnabled === true) {
        throw new Refusal("ValidationException", "The log group has deletion protection enabled.");
      }
    },
  },
  "aws:cloudwatch/logStream:LogStream": {
    id: "{name}",
    outputs: { arn: `${LOGS}{logGroupName}:log-stream:{name}` },
    replaces: ["name", "logGroupName"],
  },
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": {
    // Each log group has names of its own.
    id: "{name}",
    key: ["logGroupName", "name"],
    replaces: ["name", "logGroupName"],
    check: ({ pattern }) => tooLong("pattern", pattern, 1024),
  },
  "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": {
    id: "cwlsf-{digits:10}",
    replaces: ["name", "logGroup", "destinationArn"],
    deleteBeforeReplace: true,
  },
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": {
    id: "{policyName}",
    outputs: { policyScope: () => "ACCOUNT" },
    naming: false,
    replaces: ["policyName"],
    admit: ({ inputs, cloud }) =>
      requireDocument(
        { property: "policyDocument", kind: "resource", code: "InvalidParameterException" },
        inputs,
        cloud,
      ),
  },
  "aws:cloudwatch/queryDefinition:QueryDefinition": { id: "{uuid}", outputs: { queryDefinitionId: "{id}" } },
  ...CLOUDWATCH,
  "aws:xray/samplingRule:SamplingRule": {
    id: "{ruleName}",
    outputs: { arn: "arn:{partition}:xray:{region}:{account}:sampling-rule/{ruleName}" },
    replaces: ["ruleName"],
    check: ({ ruleName }) => tooLong("ruleName", ruleName, 32),
  },
  "aws:xray/group:Group": {
    id: "{arn}",
    outputs: { arn: "arn:{partition}:xray:{region}:{account}:group/{groupName}/{CAPITALS:52}" },
    replaces: ["groupName"],
    admit: ({ inputs }) => {
      if (text(inputs.groupName).length > 32) {
        throw new Refusal("InvalidRequestException", "GroupName must be 1 to 32 characters long.");
      }
    },
  },
};

function tooLong(path: string, value: Properties[string] | undefined, longest: number): Mistake[] {
  const [given] = knownStrings(value);
  return given !== undefined && given.length > longest
    ? [{ path, reason: `expected length of ${path} to be in the range (1 - ${longest}), got ${given}` }]
    : [];
}

function logGroupMistakes(inputs: Properties): Mistake[] {
  const mistakes: Mistake[] = [];
  const [name] = knownStrings(inputs.name);
  if (name !== undefined && (name.length > 512 || !/^[\w./#-]+$/.test(name))) {
    mistakes.push({
      path: "name",
      reason: `"name" isn't a valid log group name (alphanumeric characters, underscores, hyphens, slashes, hash signs and dots are allowed): ${name}`,
    });
  }
  const days = inputs.retentionInDays;
  if (typeof days === "number" && !RETENTION.includes(days)) {
    mistakes.push({
      path: "retentionInDays",
      reason: `expected retention_in_days to be one of [${RETENTION.join(" ")}], got ${days}`,
    });
  }
  return mistakes;
}

/** CloudWatch Logs tries a key before it uses it: the key's own policy must let the service of the region in. */
function requireUsableKey({ inputs, cloud, place }: Draft): void {
  const key = find("key", inputs.kmsKeyId, cloud);
  const policy = key && (cloud.find("aws:kms/keyPolicy:KeyPolicy", key.id)?.inputs.policy ?? key.outputs.policy);
  const arn = `arn:${place.partition}:logs:${place.region}:${place.account}:log-group:${text(inputs.name)}`;
  const isAllowed = allows(policy, {
    principals: [`logs.${place.region}.${place.dnsSuffix}`, "logs.amazonaws.com"],
    action: "kms:GenerateDataKey",
    context: { "kms:EncryptionContext:aws:logs:arn": arn },
  });
  if (key && !isAllowed) {
    throw new Refusal(
      "AccessDeniedException",
      `The specified KMS key does not exist or is not allowed to be used with Arn '${arn}'`,
    );
  }
}
