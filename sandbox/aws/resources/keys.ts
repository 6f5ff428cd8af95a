import type { Cloud, Entry } from "../cloud";
import { Refusal } from "../refusal";
import { knownStrings, type Properties, text } from "../value";
import { type DocumentRules, documentOf, requireDocument } from "./documents";
import type { Draft, FactsTable, Mistake } from "./facts";

const KEY_POLICY: DocumentRules = {
  property: "policy",
  kind: "resource",
  code: "MalformedPolicyDocumentException",
  unknownPrincipal: {
    code: "MalformedPolicyDocumentException",
    message: "Policy contains a statement with one or more invalid principals.",
  },
};

/** What a key's policy is where none is given: the account's administrators may use IAM to grant access. */
const DEFAULT_KEY_POLICY = ({ place }: Draft): string =>
  JSON.stringify({
    Id: "key-default-1",
    Statement: [
      {
        Action: "kms:*",
        Effect: "Allow",
        Principal: { AWS: `arn:${place.partition}:iam::${place.account}:root` },
        Resource: "*",
        Sid: "Enable IAM User Permissions",
      },
    ],
    Version: "2012-10-17",
  });

const NAME_IN_RECOVERY = (name: string): string => `secret ${name} is kept until`;

/** KMS, Secrets Manager and Parameter Store. */
export const KEYS: FactsTable = {
  "aws:kms/key:Key": {
    id: "{uuid}",
    outputs: {
      keyId: "{id}",
      arn: "arn:{partition}:kms:{region}:{account}:key/{id}",
      description: () => "",
      policy: DEFAULT_KEY_POLICY,
      rotationPeriodInDays: ({ inputs }) => (inputs.enableKeyRotation === true ? 365 : 0),
    },
    fallbacks: { deletionWindowInDays: null },
    replaces: ["customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "xksKeyId"],
    naming: false,
    check: ({ deletionWindowInDays: days }) =>
      typeof days === "number" && (days < 7 || days > 30)
        ? [
            {
              path: "deletionWindowInDays",
              reason: `expected deletion_window_in_days to be in the range (7 - 30), got ${days}`,
            },
          ]
        : [],
    admit: (draft) => {
      requireDocument(KEY_POLICY, draft.inputs, draft.cloud);
      requireLockoutSafety(draft);
    },
  },
  "aws:kms/keyPolicy:KeyPolicy": {
    id: "{keyId}",
    replaces: ["keyId"],
    naming: false,
    admit: ({ inputs, cloud }) => requireDocument(KEY_POLICY, inputs, cloud),
  },
  "aws:kms/alias:Alias": {
    id: "{name}",
    outputs: {
      arn: "arn:{partition}:kms:{region}:{account}:{name}",
      targetKeyArn: ({ inputs, cloud }) => {
        const [target = ""] = knownStrings(inputs.targetKeyId);
        return cloud.ofTypes(["aws:kms/key:Key"]).find(({ id, outputs }) => [id, outputs.arn].includes(target))?.outputs
          .arn;
      },
    },
    recomputed: ["targetKeyArn"],
    naming: { property: "name", longest: 238, prefix: "alias/" },
    replaces: ["name", "namePrefix"],
    unique: {
      by: ["name"],
      code: "AlreadyExistsException",
      message: "An alias with the name {name} already exists",
    },
    check: aliasMistakes,
  },
  "aws:secretsmanager/secret:Secret": {
    id: "{arn}",
    outputs: { arn: "arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-{letters:6}" },
    replaces: ["name", "namePrefix"],
    unique: {
      by: ["name"],
      code: "ResourceExistsException",
      message: "The operation failed because the secret {name} already exists.",
    },
    admit: refuseNameInRecovery,
    release: keepName,
  },
  "aws:secretsmanager/secretVersion:SecretVersion": {
    id: "{secretId}|{versionId}",
    outputs: {
      versionId: "{uuid}",
      arn: "{secretId}",
      secretArn: "{secretId}",
      versionStages: () => ["AWSCURRENT"],
      hasSecretStringWo: ({ inputs }) => inputs.secretStringWo !== undefined,
    },
    replaces: ["secretBinary", "secretId", "secretString"],
  },
  "aws:secretsmanager/secretPolicy:SecretPolicy": {
    id: "{secretArn}",
    replaces: ["secretArn"],
    admit: ({ inputs, cloud }) =>
      requireDocument(
        { property: "policy", kind: "resource", code: "MalformedPolicyDocumentException" },
        inputs,
        cloud,
      ),
  },
};

function aliasMistakes(inputs: Properties): Mistake[] {
  const [name] = knownStrings(inputs.name);
  return name === undefined || /^alias\/(?!aws\/)[\w/-]+$/.test(name)
    ? []
    : [{ path: "name", reason: `"name" must begin with 'alias/' and be comprised of only [a-zA-Z0-9/_-]: ${name}` }];
}

/** KMS refuses a policy that would leave nobody able to change it. */
function requireLockoutSafety({ inputs, place }: Draft): void {
  const document = documentOf(inputs.policy);
  if (document && inputs.bypassPolicyLockoutSafetyCheck !== true) {
    const text = JSON.stringify(document);
    const names = [
      `arn:${place.partition}:iam::${place.account}:root`,
      `"${place.account}"`,
      "user/sandbox",
      `"AWS":"*"`,
    ];
    if (!names.some((name) => text.includes(name)) || !/kms:(\*|Put\*|PutKeyPolicy)/.test(text)) {
      throw new Refusal(
        "MalformedPolicyDocumentException",
        "The new key policy will not allow you to update the key policy in the future.",
      );
    }
  }
}

/** A deleted secret keeps its name for its recovery window. */
function refuseNameInRecovery({ inputs, cloud, old }: Draft): void {
  const [name] = knownStrings(inputs.name);
  const until = name === undefined ? 0 : cloud.recall(NAME_IN_RECOVERY(name));
  if (!old && until > Date.now()) {
    throw new Refusal(
      "InvalidRequestException",
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
  }
}

function keepName({ outputs }: Entry, cloud: Cloud): void {
  const days = typeof outputs.recoveryWindowInDays === "number" ? outputs.recoveryWindowInDays : 30;
  if (days > 0) {
    cloud.remember(NAME_IN_RECOVERY(text(outputs.name)), Date.now() + days * 24 * 60 * 60 * 1000);
  }
}
