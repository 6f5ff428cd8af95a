import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";

import { ContainerDefinition } from "../container-service/ContainerDefinition";
import { Statement } from "../iam/policyDocument";
import { arn, Location } from "../location";
import { physicalName } from "../names";
import { CloudWatchSelection, fluentBitConfig, fluentBitParsers, logPrefix } from "./fluentBitConfig";
import { defaultRouterImage, logRouterContainer, routerVolumeName } from "./logRouterContainer";

/** Arguments of {@link LogRouter}. */
export interface LogRouterArgs {
  /** The service whose tasks log through this router; names the partition in the bucket and the log groups. */
  readonly serviceName: string;
  /** Log groups are named `<prefix>/<service>` and `<prefix>/<service>/log-router`, for example `/fargate-platform-dev`. */
  readonly logGroupPrefix: string;
  readonly location: Location;
  /** Receives every line, and holds the configuration objects. */
  readonly bucketName: string;
  /** Which lines go to CloudWatch Logs as well. */
  readonly cloudWatch: CloudWatchSelection;
  /** Days that CloudWatch Logs keeps them; one of the values that it allows. */
  readonly retentionDays: number;
  /** Encrypts the log groups. */
  readonly kmsKeyArn: pulumi.Input<string>;
  /** @default {@link defaultRouterImage}; another one is needed where tasks reach private ECR only. */
  readonly image?: string;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * Everything that one service needs to log through FireLens: its log groups, the Fluent Bit configuration in S3, the
 * router's container, and the permissions of the task's two roles.
 *
 * What happens when S3 is slow or away: lines leave memory for the router's volume at once, so neither the application
 * nor the router waits for S3; uploads are retried for an hour, and up to 1 GB is kept (at 1 MB/s, a quarter of an hour).
 * When the volume is full, lines wait in memory (some 60 MB) and are then dropped; the router says so in its own log. When
 * CloudWatch Logs is slow, copies for it wait in 10 MB of memory and are then dropped; S3 still gets the lines.
 * Applications write to a socket and are never blocked. A router that crashes is restarted in place; one that cannot start
 * keeps the task from starting, because the application waits until it is healthy.
 *
 * At stop, the application goes first and the router last, with 45 seconds to upload what it holds. On Spot, application
 * and router share AWS's two minutes.
 *
 * @example
 * const router = new LogRouter("frontend", {
 *   serviceName: "frontend", logGroupPrefix: "/shop", location,
 *   bucketName: logging.bucket.bucketName, cloudWatch: "errors", retentionDays: 30, kmsKeyArn: key.arn,
 * });
 * new ContainerService("frontend", { logRouter: router, ... });
 */
export class LogRouter extends pulumi.ComponentResource {
  /** Lines that were selected for CloudWatch Logs. */
  readonly logGroupName: string;
  /** What the router says of itself: failed uploads, lines that it dropped. */
  readonly ownLogGroupName: string;
  /** The router's container, known at preview. */
  readonly container: ContainerDefinition;
  /** The volume that the container mounts. */
  readonly volumeName = routerVolumeName;
  /** What the task role must be allowed. */
  readonly taskRoleStatements: readonly Statement[];
  /** What the execution role must be allowed: the router's own log. */
  readonly executionRoleStatements: readonly Statement[];
  /** What must exist before a task starts. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: LogRouterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:logging:LogRouter", name, {}, opts);

    // Passed on, because Pulumi does not: an object must be gone before its bucket is.
    const child = { parent: this, dependsOn: opts?.dependsOn };
    this.logGroupName = physicalName("logGroup", args.logGroupPrefix, args.serviceName);
    this.ownLogGroupName = physicalName("logGroup", args.logGroupPrefix, args.serviceName, "log-router");

    const logGroup = (logicalName: string, physical: string) =>
      new aws.cloudwatch.LogGroup(
        logicalName,
        { name: physical, retentionInDays: args.retentionDays, kmsKeyId: args.kmsKeyArn, tags: args.tags },
        child,
      );
    const configObject = (logicalName: string, object: ConfigObject) =>
      new aws.s3.BucketObjectv2(
        logicalName,
        { bucket: args.bucketName, key: object.key, content: object.content, contentType: "text/plain" },
        child,
      );

    const config = configFile(
      args.serviceName,
      "fluent-bit",
      fluentBitConfig({
        serviceName: args.serviceName,
        region: args.location.region,
        bucketName: args.bucketName,
        logGroupName: this.logGroupName,
        cloudWatch: args.cloudWatch,
      }),
    );
    const parsers = configFile(args.serviceName, "parsers", fluentBitParsers);
    this.ready = [
      logGroup(name, this.logGroupName),
      logGroup(`${name}-log-router`, this.ownLogGroupName),
      configObject(`${name}-fluent-bit`, config),
      configObject(`${name}-parsers`, parsers),
    ];

    const objectArns = [config, parsers].map((object) => arn(args.location, "s3", `${args.bucketName}/${object.key}`));
    this.container = logRouterContainer({
      image: args.image ?? defaultRouterImage,
      region: args.location.region,
      ownLogGroupName: this.ownLogGroupName,
      configObjectArns: objectArns,
    });
    this.taskRoleStatements = [
      {
        sid: "ReadRouterConfiguration",
        actions: "s3:GetObject",
        resources: objectArns,
      },
      {
        sid: "FindBucketRegion",
        actions: "s3:GetBucketLocation",
        resources: arn(args.location, "s3", args.bucketName),
      },
      {
        sid: "WriteLogsToS3",
        actions: "s3:PutObject",
        resources: arn(args.location, "s3", `${args.bucketName}/${logPrefix(args.serviceName)}/*`),
      },
      writeLogs("WriteSelectedLogs", args.location, this.logGroupName),
    ];
    this.executionRoleStatements = [writeLogs("WriteRouterLog", args.location, this.ownLogGroupName)];

    this.registerOutputs({ logGroupName: this.logGroupName });
  }
}

interface ConfigObject {
  readonly key: string;
  readonly content: string;
}

/** The key carries a hash of the content: changed configuration is a new task definition, so it is rolled out. */
function configFile(serviceName: string, name: string, content: string): ConfigObject {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
  return { key: `config/${serviceName}/${name}-${hash}.conf`, content };
}

function writeLogs(sid: string, location: Location, logGroupName: string): Statement {
  return {
    sid,
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    resources: arn(location, "logs", `log-group:${logGroupName}:*`),
  };
}
