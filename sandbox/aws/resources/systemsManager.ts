import { createHash } from "node:crypto";

import { find } from "../references";
import { Refusal } from "../refusal";
import { knownStrings, type Properties, text } from "../value";
import { documentOf } from "./documents";
import type { Draft, FactsTable, Mistake } from "./facts";
import { isAssumable } from "./roles";
import { requireSessionDocument } from "./sessionDocuments";

const ARN = "arn:{partition}:ssm:{region}:{account}:";

const VERSION = ({ old }: Draft): string => String(Number(old?.outputs.latestVersion ?? 0) + 1);

/** Systems Manager. */
export const SYSTEMS_MANAGER: FactsTable = {
  "aws:ssm/parameter:Parameter": {
    id: "{name}",
    outputs: {
      arn: ({ inputs, place }) =>
        `arn:${place.partition}:ssm:${place.region}:${place.account}:parameter/` + text(inputs.name).replace(/^\//, ""),
      version: ({ old }) => Number(old?.outputs.version ?? 0) + 1,
      dataType: () => "text",
      tier: () => "Standard",
      value: ({ inputs }) => inputs.insecureValue,
      keyId: ({ inputs }) => (inputs.type === "SecureString" ? "alias/aws/ssm" : undefined),
      hasValueWo: ({ inputs }) => inputs.valueWo !== undefined,
    },
    recomputed: ["version"],
    replaces: ["dataType", "name"],
    unique: { by: ["name"], code: "ParameterAlreadyExists", message: "The parameter already exists." },
    check: ({ type }) => notAmong("type", type, ["String", "StringList", "SecureString"]),
  },
  "aws:ssm/document:Document": {
    id: "{name}",
    outputs: {
      arn: `${ARN}document/{name}`,
      latestVersion: VERSION,
      documentVersion: VERSION,
      defaultVersion: VERSION,
      hash: ({ inputs }) => createHash("sha256").update(text(inputs.content)).digest("hex"),
      hashType: () => "Sha256",
      description: ({ inputs }) => documentOf(inputs.content)?.description ?? "",
      schemaVersion: ({ inputs }) => documentOf(inputs.content)?.schemaVersion,
      platformTypes: () => ["Windows", "Linux", "MacOS"],
      status: () => "Active",
      owner: "{account}",
    },
    recomputed: ["latestVersion", "documentVersion", "defaultVersion", "hash"],
    recomputedBy: ["content"],
    replaces: ["name"],
    unique: { by: ["name"], code: "DocumentAlreadyExists", message: "Document with name {name} already exists." },
    check: documentMistakes,
    admit: admitDocument,
  },
  "aws:ssm/activation:Activation": {
    id: "{uuid}",
    outputs: { activationCode: "{letters:20}", registrationCount: () => 0, expired: () => false },
    replaces: "all",
    admit: admitActivation,
  },
  "aws:ssm/serviceSetting:ServiceSetting": {
    id: "{settingId}",
    outputs: {
      arn: ({ inputs, place }) =>
        `arn:${place.partition}:ssm:${place.region}:${place.account}:servicesetting${settingName(inputs)}`,
      status: () => "Customized",
    },
    replaces: ["settingId"],
    admit: admitSetting,
  },
};

function notAmong(path: string, value: Properties[string] | undefined, allowed: readonly string[]): Mistake[] {
  const [given] = knownStrings(value);
  return given === undefined || allowed.includes(given)
    ? []
    : [{ path, reason: `expected ${path} to be one of [${allowed.map((one) => `"${one}"`).join(" ")}], got ${given}` }];
}

const DOCUMENT_TYPES = [
  "Command",
  "Policy",
  "Automation",
  "Session",
  "Package",
  "ApplicationConfiguration",
  "ApplicationConfigurationSchema",
  "DeploymentStrategy",
  "ChangeCalendar",
  "Automation.ChangeTemplate",
  "ProblemAnalysis",
  "ProblemAnalysisTemplate",
  "CloudFormation",
  "ConformancePackTemplate",
  "QuickSetup",
  "ManualApprovalPolicy",
  "AutoApprovalPolicy",
];

function documentMistakes({ name, documentType, documentFormat }: Properties): Mistake[] {
  const mistakes = [
    ...notAmong("documentType", documentType, DOCUMENT_TYPES),
    ...notAmong("documentFormat", documentFormat, ["YAML", "JSON", "TEXT"]),
  ];
  const [given] = knownStrings(name);
  if (given !== undefined && !/^[0-9A-Za-z_.-]+$/.test(given)) {
    const reason = "must contain only alphanumeric, underscore, hyphen, or period characters";
    mistakes.push({ path: "name", reason: `invalid value for name (${reason})` });
  } else if (given !== undefined && (given.length < 3 || given.length > 128)) {
    mistakes.push({
      path: "name",
      reason: `expected length of name to be in the range (3 - 128), got ${given}`,
    });
  }
  return mistakes;
}

const DOCUMENT_LIMIT = 64 * 1024;

function admitDocument({ inputs }: Draft): void {
  const [name] = knownStrings(inputs.name);
  if (name !== undefined && /^(aws|amazon|amzn)/i.test(name)) {
    throw new Refusal("ValidationException", `Document name ${name} begins with a prefix that AWS reserves.`);
  }
  const [content] = knownStrings(inputs.content);
  if (content === undefined || (inputs.documentFormat ?? "JSON") !== "JSON") {
    return;
  }
  if (Buffer.byteLength(content) > DOCUMENT_LIMIT) {
    throw new Refusal("MaxDocumentSizeExceeded", "The size limit of a document is 64 KB.");
  }
  const document = documentOf(content);
  if (document === undefined) {
    throw new Refusal("InvalidDocumentContent", "The content for the document isn't valid: it is no JSON object.");
  }
  if (inputs.documentType === "Session") {
    requireSessionDocument(document);
  }
}

const LONGEST_ACTIVATION_DAYS = 30;

function admitActivation({ inputs, cloud, place }: Draft): void {
  const [name] = knownStrings(inputs.iamRole);
  const role = find("role", name, cloud);
  const principal = "ssm.amazonaws.com";
  const sourceArn = `arn:${place.partition}:ssm:${place.region}:${place.account}:*`;
  if (name !== undefined && (role === undefined || !isAssumable(role, { principal, sourceArn }, place))) {
    throw new Refusal(
      "ValidationException",
      `Nonexistent role or missing ssm service principal in trust policy: arn:${place.partition}:iam::${place.account}:role/${name}`,
    );
  }
  const limit = inputs.registrationLimit;
  if (typeof limit === "number" && (limit < 1 || limit > 1000)) {
    throw new Refusal("ValidationException", `Registration limit ${limit} is not between 1 and 1000.`);
  }
  const [expiration] = knownStrings(inputs.expirationDate);
  const days = expiration === undefined ? 1 : (Date.parse(expiration) - Date.now()) / 86_400_000;
  if (!(days > 0 && days <= LONGEST_ACTIVATION_DAYS)) {
    throw new Refusal("ValidationException", `Expiration date ${expiration} is not within the next 30 days.`);
  }
}

/** The settings that can be changed, with the values that they take; a pattern where they are names. */
const SETTINGS: Record<string, RegExp> = {
  "/ssm/appmanager/appmanager-enabled": /^(True|False)$/,
  "/ssm/automation/customer-script-log-destination": /^CloudWatch$/,
  "/ssm/automation/customer-script-log-group-name": /^[\w./#-]{1,512}$/,
  "/ssm/automation/enable-adaptive-concurrency": /^(True|False)$/,
  "/ssm/documents/console/public-sharing-permission": /^(Enable|Disable)$/,
  "/ssm/managed-instance/activation-tier": /^(standard|advanced)$/,
  "/ssm/managed-instance/default-ec2-instance-management-role": /^[\w+=,.@/-]{1,256}$/,
  "/ssm/opsinsights/opscenter": /^(Enabled|Disabled)$/,
  "/ssm/parameter-store/default-parameter-tier": /^(Standard|Advanced|Intelligent-Tiering)$/,
  "/ssm/parameter-store/high-throughput-enabled": /^(true|false)$/,
};

/** A setting may be named by its path or by its ARN. */
function settingName({ settingId }: Properties): string {
  return text(settingId).replace(/^arn:[\w-]+:ssm:[\w-]+:\d{12}:servicesetting/, "");
}

function admitSetting({ inputs }: Draft): void {
  const values = SETTINGS[settingName(inputs)];
  if (values === undefined) {
    throw new Refusal(
      "ServiceSettingNotFound",
      `The specified service setting wasn't found: ${text(inputs.settingId)}`,
    );
  }
  const [value] = knownStrings(inputs.settingValue);
  if (value !== undefined && !values.test(value)) {
    throw new Refusal("ValidationException", `Setting value ${value} is not one that ${settingName(inputs)} takes.`);
  }
}
