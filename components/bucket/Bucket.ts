import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { policyDocument, Statement } from "../iam/policyDocument";
import { arn, Location } from "../location";

/** When objects move to cheaper storage and when they go, in days since they were written. */
export interface ObjectLifecycle {
  /** To STANDARD_IA; S3 takes no less than 30 days. Absent: never. */
  readonly infrequentAccessAfterDays?: number;
  /** To Glacier Flexible Retrieval, which answers within hours. Absent: never. */
  readonly glacierAfterDays?: number;
  readonly expireAfterDays: number;
}

/** Arguments of {@link Bucket}. */
export interface BucketArgs {
  /** Physical name; fixed, because roles and configuration name the bucket before it exists. */
  readonly bucketName: string;
  readonly location: Location;
  /** Encrypts the objects. Absent: S3's own key, the only one that load balancers can write with. */
  readonly kmsKeyArn?: pulumi.Input<string>;
  readonly lifecycle: ObjectLifecycle;
  /** Where the objects lie that the lifecycle is for, such as `logs/`; others stay. @default everywhere */
  readonly lifecyclePrefixes?: readonly string[];
  /** Statements of the bucket policy beside the one that refuses plain HTTP. */
  readonly statements?: readonly Statement[];
  /** Where S3 reports who read and wrote this bucket. */
  readonly serverAccessLogs?: { readonly bucketName: string; readonly prefix: string };
  /** Whether destroying the bucket also deletes what is in it. @default false */
  readonly forceDestroy?: boolean;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * A bucket: encrypted, versioned, private, reached by TLS only, owned by its account, with a lifecycle.
 *
 * {@link https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html | S3 security practices}
 *
 * @example
 * new Bucket("audit", {
 *   bucketName: "audit-123456789012", location, lifecycle: { expireAfterDays: 365 },
 * });
 */
export class Bucket extends pulumi.ComponentResource {
  /** Known at preview. */
  readonly bucketName: string;
  /** Known at preview. */
  readonly arn: string;
  /** What must exist before somebody writes: the bucket with its encryption and its policy. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: BucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:bucket:Bucket", name, {}, opts);
    const parent = { parent: this };

    this.bucketName = args.bucketName;
    this.arn = arn(args.location, "s3", args.bucketName);

    const created = new aws.s3.Bucket(
      name,
      { bucket: args.bucketName, forceDestroy: args.forceDestroy ?? false, tags: args.tags },
      parent,
    );
    const bucket = created.bucket;
    const accessBlock = new aws.s3.BucketPublicAccessBlock(
      name,
      {
        bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      parent,
    );
    const ownership = new aws.s3.BucketOwnershipControls(
      name,
      { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
      parent,
    );
    const encryption = new aws.s3.BucketServerSideEncryptionConfiguration(
      name,
      {
        bucket,
        rules: [
          args.kmsKeyArn === undefined
            ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
            : {
                applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: args.kmsKeyArn },
                // One KMS call per bucket and hour instead of one per object.
                bucketKeyEnabled: true,
              },
        ],
      },
      parent,
    );
    const versioning = new aws.s3.BucketVersioning(
      name,
      { bucket, versioningConfiguration: { status: "Enabled" } },
      parent,
    );
    new aws.s3.BucketLifecycleConfiguration(
      name,
      { bucket, rules: lifecycleRules(args.lifecycle, args.lifecyclePrefixes ?? [""]) },
      { ...parent, dependsOn: [versioning] },
    );
    const policy = new aws.s3.BucketPolicy(
      name,
      { bucket, policy: policyDocument([this.tlsOnly(), ...(args.statements ?? [])]) },
      // S3 refuses concurrent changes of a bucket's policy and its access block.
      { ...parent, dependsOn: [accessBlock] },
    );
    if (args.serverAccessLogs !== undefined) {
      new aws.s3.BucketLogging(
        name,
        {
          bucket,
          targetBucket: args.serverAccessLogs.bucketName,
          targetPrefix: args.serverAccessLogs.prefix,
        },
        { ...parent, dependsOn: opts?.dependsOn },
      );
    }

    this.ready = [created, encryption, ownership, policy, versioning];
    this.registerOutputs({ bucketName: this.bucketName, arn: this.arn });
  }

  private tlsOnly(): Statement {
    return {
      sid: "RefusePlainHttp",
      effect: "Deny",
      principal: "*",
      actions: "s3:*",
      resources: [this.arn, `${this.arn}/*`],
      conditions: { Bool: { "aws:SecureTransport": "false" } },
    };
  }
}

function lifecycleRules(lifecycle: ObjectLifecycle, prefixes: readonly string[]) {
  const transition = (days: number | undefined, storageClass: string) =>
    days === undefined ? [] : [{ days, storageClass }];
  return [
    ...prefixes.map((prefix) => ({
      id: `expire-${prefix === "" ? "all" : prefix.replace(/\W+/g, "-").replace(/-$/, "")}`,
      status: "Enabled",
      filter: prefix === "" ? {} : { prefix },
      transitions: [
        ...transition(lifecycle.infrequentAccessAfterDays, "STANDARD_IA"),
        ...transition(lifecycle.glacierAfterDays, "GLACIER"),
      ],
      expiration: { days: lifecycle.expireAfterDays },
    })),
    {
      id: "tidy",
      status: "Enabled",
      filter: {},
      // A version that was overwritten or deleted is kept for a while, in case that was an attack or a mistake.
      noncurrentVersionExpiration: { noncurrentDays: 30 },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
    },
  ];
}
