import { policyDocument, Statement } from "../iam/policyDocument";
import { accountOf, arn, Location } from "../location";

/** Who may use the key for what. */
export interface KeyGrants {
  /** Log groups whose names begin so are encrypted by CloudWatch Logs with this key, for example `/fargate-platform-dev/`. */
  readonly logGroupPrefixes?: readonly string[];
  /** Roles that read or write encrypted objects, by way of S3 only. */
  readonly s3RoleArns?: readonly string[];
  /** A role of another account that writes encrypted objects here, by way of S3 only. */
  readonly foreignS3RoleArn?: string;
  /** Roles whose tasks open the encrypted channel of ECS Exec. */
  readonly execRoleArns?: readonly string[];
  /** Whether alarms of CloudWatch and rules of EventBridge send messages to encrypted topics. @default false */
  readonly alarmMessages?: boolean;
}

/**
 * The key policy: the account administers the key, and each use has a statement of its own.
 *
 * A role is named by the `aws:PrincipalArn` condition and not as principal: KMS refuses a policy whose principal does
 * not exist yet, and a principal that is deleted and made anew is silently another one. The condition knows the role by
 * its name, so the key can be made first.
 *
 * {@link https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html | CloudWatch Logs},
 * {@link https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html | condition keys}
 */
export function keyPolicy(location: Location, grants: KeyGrants): string {
  const statements: Statement[] = [
    {
      anyResource: "KeyPolicySpeaksOfThisKeyAndAccountAdministersIt",
      actions: "kms:*",
      principal: { AWS: arn(location, "iam", "root") },
    },
  ];
  const logGroups = grants.logGroupPrefixes ?? [];
  if (logGroups.length > 0) {
    statements.push({
      anyResource: "KeyPolicySpeaksOfThisKeyForCloudWatchLogs",
      actions: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
      principal: { Service: `logs.${location.region}.amazonaws.com` },
      conditions: {
        ArnLike: {
          "kms:EncryptionContext:aws:logs:arn": logGroups.map((prefix) =>
            arn(location, "logs", `log-group:${prefix}*`),
          ),
        },
      },
    });
  }
  const s3Roles = grants.s3RoleArns ?? [];
  if (s3Roles.length > 0) {
    statements.push(objectStatement(location, location.accountId, s3Roles));
  }
  if (grants.foreignS3RoleArn !== undefined) {
    statements.push(objectStatement(location, accountOf(grants.foreignS3RoleArn), [grants.foreignS3RoleArn]));
  }
  const execRoles = grants.execRoleArns ?? [];
  if (execRoles.length > 0) {
    statements.push({
      anyResource: "KeyPolicySpeaksOfThisKeyForExecSessions",
      actions: "kms:Decrypt",
      principal: { AWS: "*" },
      conditions: {
        StringEquals: { "kms:CallerAccount": location.accountId },
        ArnEquals: { "aws:PrincipalArn": execRoles },
      },
    });
  }
  if (grants.alarmMessages === true) {
    const messages = { actions: ["kms:Decrypt", "kms:GenerateDataKey*"] };
    statements.push(
      {
        anyResource: "KeyPolicySpeaksOfThisKeyForAlarms",
        ...messages,
        principal: { Service: "cloudwatch.amazonaws.com" },
        conditions: {
          StringEquals: { "aws:SourceAccount": location.accountId },
          ArnLike: { "aws:SourceArn": arn(location, "cloudwatch", "alarm:*") },
        },
      },
      // EventBridge sends no source with its requests to an encrypted topic, so a condition would stop every message.
      {
        anyResource: "KeyPolicySpeaksOfThisKeyForEvents",
        ...messages,
        principal: { Service: "events.amazonaws.com" },
      },
    );
  }
  return policyDocument(statements);
}

function objectStatement(location: Location, accountId: string, roleArns: readonly string[]): Statement {
  return {
    anyResource: "KeyPolicySpeaksOfThisKeyForObjects",
    actions: ["kms:GenerateDataKey", "kms:Decrypt"],
    principal: { AWS: "*" },
    conditions: {
      StringEquals: {
        "kms:CallerAccount": accountId,
        "kms:ViaService": `s3.${location.region}.amazonaws.com`,
      },
      ArnEquals: { "aws:PrincipalArn": roleArns },
    },
  };
}
