import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { keyStatement } from "../encryption-key/keyStatement";
import { Statement } from "../iam/policyDocument";
import { arn, Location } from "../location";
import { sessionDocument } from "./sessionDocument";

/** Arguments of {@link SessionPreferences}. */
export interface SessionPreferencesArgs {
  /**
   * Physical name, 3 to 128 letters, digits and `_-.`; it may not start with `aws`, `amazon` or `amzn`. A document of its
   * own, because `SSM-SessionManagerRunShell` holds the preferences of everybody in the account and region.
   */
  readonly documentName: string;
  readonly location: Location;
  /** Physical name of the log group that gets the sessions while they last. */
  readonly logGroupName: string;
  /** Days that CloudWatch Logs keeps sessions. */
  readonly retentionDays: number;
  /** Encrypts the log group. */
  readonly kmsKeyArn: pulumi.Input<string>;
  /** Alias of the same key, without `alias/`: encrypts what user and node send each other, on top of TLS. */
  readonly keyAlias: string;
  /** Bucket that gets each session at its end, below `sessions/`; encrypted with the same key. */
  readonly logBucketName: string;
  /** Minutes without input after which a session ends, 1 to 60. */
  readonly idleTimeoutMinutes: number;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

const prefix = "sessions";

/**
 * How shells on a managed node run: encrypted with a key of ours, as a user without privileges, logged to CloudWatch Logs
 * and S3, and ended when nobody types.
 *
 * The document holds for whoever names it, so its users must be allowed this one only; see `BastionUsers`. It rules shells:
 * AWS logs no bytes of a forwarded port, only in CloudTrail who opened it and to where.
 *
 * {@link https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html | Session document schema}
 *
 * @example
 * new SessionPreferences("bastion", {
 *   documentName: "shop-bastion-session", location, logGroupName: "/shop/bastion/sessions", retentionDays: 30,
 *   kmsKeyArn: key.arn, keyAlias: "shop", logBucketName: logging.bucket.bucketName, idleTimeoutMinutes: 20,
 * });
 */
export class SessionPreferences extends pulumi.ComponentResource {
  /** Known at preview. */
  readonly documentName: string;
  /** What the role of a managed node needs, so that sessions with these preferences open and are logged. */
  readonly nodeStatements: readonly Statement[];
  /** For `dependsOn`. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: SessionPreferencesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:bastion:SessionPreferences", name, {}, opts);
    const parent = { parent: this };

    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-sessions`,
      {
        name: args.logGroupName,
        retentionInDays: args.retentionDays,
        kmsKeyId: args.kmsKeyArn,
        tags: args.tags,
      },
      parent,
    );
    const document = new aws.ssm.Document(
      name,
      {
        name: args.documentName,
        documentType: "Session",
        documentFormat: "JSON",
        content: JSON.stringify(
          sessionDocument({
            keyAlias: args.keyAlias,
            logGroupName: args.logGroupName,
            bucketName: args.logBucketName,
            prefix,
            idleTimeoutMinutes: args.idleTimeoutMinutes,
          }),
        ),
        tags: args.tags,
      },
      { ...parent, dependsOn: [logGroup] },
    );
    this.documentName = args.documentName;
    this.nodeStatements = nodeStatements(args);
    this.ready = [logGroup, document];
    this.registerOutputs({ documentName: this.documentName });
  }
}

/**
 * The least that AWS names for sessions, in place of the managed policy AmazonSSMManagedInstanceCore, which also reads every
 * parameter of the account and runs commands of State Manager and Run Command.
 *
 * {@link https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html | Minimal permissions}
 */
function nodeStatements({ location, logGroupName, logBucketName, keyAlias }: SessionPreferencesArgs): Statement[] {
  const bucketArn = arn(location, "s3", logBucketName);
  return [
    {
      sid: "ReportAsManagedNode",
      actions: "ssm:UpdateInstanceInformation",
      resources: arn(location, "ssm", "managed-instance/*"),
    },
    {
      anyResource: "MessageChannelsHaveNoResource",
      actions: [
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
      ],
    },
    { anyResource: "DescribeLogGroupsHasNoResource", actions: "logs:DescribeLogGroups" },
    {
      sid: "WriteSessionsToLogs",
      actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      resources: arn(location, "logs", `log-group:${logGroupName}:*`),
    },
    { sid: "WriteSessionsToS3", actions: "s3:PutObject", resources: `${bucketArn}/${prefix}/*` },
    { sid: "CheckSessionEncryption", actions: "s3:GetEncryptionConfiguration", resources: bucketArn },
    keyStatement(location, keyAlias, "s3"),
    {
      sid: "OpenEncryptedSessions",
      actions: "kms:Decrypt",
      resources: arn(location, "kms", "key/*"),
      conditions: {
        StringLike: { "kms:EncryptionContext:aws:ssm:TargetId": "mi-*" },
        "ForAnyValue:StringEquals": { "kms:ResourceAliases": `alias/${keyAlias}` },
      },
    },
  ];
}
