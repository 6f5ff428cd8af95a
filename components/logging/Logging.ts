import * as pulumi from "@pulumi/pulumi";

import { Statement } from "../iam/policyDocument";
import { arn, Location } from "../location";
import { Bucket, ObjectLifecycle } from "../bucket/Bucket";

/** Arguments of {@link Logging}. */
export interface LoggingArgs {
  /** Physical name of the bucket for application logs and ECS Exec sessions. */
  readonly bucketName: string;
  /** Physical name of the bucket for what AWS reports: load balancer, VPC flow and S3 access logs. */
  readonly accessLogBucketName: string;
  readonly location: Location;
  /** Encrypts application logs. */
  readonly kmsKeyArn: pulumi.Input<string>;
  /** Roles that write application logs; everybody else is refused, so that logs stay what the services wrote. */
  readonly writerRoleArns: readonly string[];
  readonly lifecycle: ObjectLifecycle;
  /** Other buckets whose access logs go to the second bucket. @default none */
  readonly loggedBucketNames?: readonly string[];
  /** Whether destroying the stack also deletes its logs. @default false */
  readonly forceDestroy?: boolean;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * The two log buckets of a stack.
 *
 * They are two because load balancers deliver access logs to buckets with S3's own key only, while application logs,
 * which hold what users did, deserve a key of ours.
 *
 * {@link https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html | ALB access logs},
 * {@link https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html | flow logs to S3}
 *
 * @example
 * const logging = new Logging("logging", {
 *   bucketName: "shop-logs-123456789012-ap-northeast-1",
 *   accessLogBucketName: "shop-access-logs-123456789012-ap-northeast-1",
 *   location, kmsKeyArn: key.arn, writerRoleArns: [taskRole.arn], lifecycle: { expireAfterDays: 90 },
 * });
 */
export class Logging extends pulumi.ComponentResource {
  /**
   * Application logs below `logs/`, router configuration below `config/`, sessions of ECS Exec below `exec/`, those of a
   * bastion below `sessions/`.
   */
  readonly bucket: Bucket;
  /** Load balancer logs below `load-balancer/`, flow logs below `flow-logs/`, S3 access logs below `s3/`. */
  readonly accessLogBucket: Bucket;

  constructor(name: string, args: LoggingArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:logging:Logging", name, {}, opts);
    const shared = {
      location: args.location,
      lifecycle: args.lifecycle,
      forceDestroy: args.forceDestroy,
      tags: args.tags,
    };

    this.accessLogBucket = new Bucket(
      `${name}-access-logs`,
      {
        ...shared,
        bucketName: args.accessLogBucketName,
        statements: accessLogDelivery(args.location, args.accessLogBucketName, [
          args.bucketName,
          ...(args.loggedBucketNames ?? []),
        ]),
      },
      { parent: this },
    );
    this.bucket = new Bucket(
      `${name}-logs`,
      {
        ...shared,
        bucketName: args.bucketName,
        kmsKeyArn: args.kmsKeyArn,
        // Not the routers' configuration, which is written once and read by every task that ever starts.
        lifecyclePrefixes: ["logs/", "exec/", "sessions/"],
        statements: onlyWriters(args),
        serverAccessLogs: { bucketName: args.accessLogBucketName, prefix: "s3/" },
      },
      { parent: this, dependsOn: [...this.accessLogBucket.ready] },
    );
    this.registerOutputs({ bucketName: args.bucketName, accessLogBucketName: args.accessLogBucketName });
  }
}

function onlyWriters(args: LoggingArgs): Statement[] {
  if (args.writerRoleArns.length === 0) {
    return [];
  }
  return [
    {
      sid: "OnlyServicesWriteLogs",
      effect: "Deny",
      principal: "*",
      actions: "s3:PutObject",
      resources: arn(args.location, "s3", `${args.bucketName}/logs/*`),
      conditions: { ArnNotEquals: { "aws:PrincipalArn": args.writerRoleArns } },
    },
  ];
}

function accessLogDelivery(location: Location, bucketName: string, loggedBucketNames: readonly string[]): Statement[] {
  const bucketArn = arn(location, "s3", bucketName);
  const fromThisAccount = { "aws:SourceAccount": location.accountId };
  const deliveredByLogs = {
    StringEquals: fromThisAccount,
    ArnLike: { "aws:SourceArn": arn(location, "logs", "*") },
  };
  return [
    {
      // The account in the path is what keeps other accounts' load balancers out: ELB sends no source condition keys.
      sid: "LoadBalancerLogs",
      actions: "s3:PutObject",
      principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
      resources: `${bucketArn}/load-balancer/*/AWSLogs/${location.accountId}/*`,
    },
    {
      sid: "FlowLogs",
      actions: "s3:PutObject",
      principal: { Service: "delivery.logs.amazonaws.com" },
      // The path of Hive-compatible flow logs, which Athena reads as partitions.
      resources: `${bucketArn}/flow-logs/AWSLogs/aws-account-id=${location.accountId}/*`,
      conditions: {
        ...deliveredByLogs,
        StringEquals: { ...fromThisAccount, "s3:x-amz-acl": "bucket-owner-full-control" },
      },
    },
    {
      sid: "FlowLogsCheckOwnership",
      actions: "s3:GetBucketAcl",
      principal: { Service: "delivery.logs.amazonaws.com" },
      resources: bucketArn,
      conditions: deliveredByLogs,
    },
    {
      sid: "S3ServerAccessLogs",
      actions: "s3:PutObject",
      principal: { Service: "logging.s3.amazonaws.com" },
      resources: `${bucketArn}/s3/*`,
      conditions: {
        StringEquals: fromThisAccount,
        ArnLike: { "aws:SourceArn": loggedBucketNames.map((logged) => arn(location, "s3", logged)) },
      },
    },
  ];
}
