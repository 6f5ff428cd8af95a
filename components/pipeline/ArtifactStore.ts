import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { Bucket } from "../bucket/Bucket";
import { Statement } from "../iam/policyDocument";
import { keyStatement } from "../encryption-key/keyStatement";
import { accountOf, arn, Location } from "../location";

/** Arguments of {@link ArtifactStore}. */
export interface ArtifactStoreArgs {
  /** Physical name. */
  readonly bucketName: string;
  readonly location: Location;
  /** Encrypts everything in it. */
  readonly kmsKeyArn: pulumi.Input<string>;
  /** Alias of that key without `alias/`: by it, roles and pipelines name the key before it exists. */
  readonly keyAlias: string;
  /** Pipelines that keep their artifacts here. */
  readonly pipelineNames: readonly string[];
  /** A role of another account that hands in sources. @default none */
  readonly foreignWriterArn?: string;
  /** Where S3 reports who read and wrote it. */
  readonly serverAccessLogs: { readonly bucketName: string; readonly prefix: string };
  /** Whether destroying it also deletes what is in it. @default false */
  readonly forceDestroy?: boolean;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** Days after which what a pipeline run has passed on is gone: long enough to look into a failed run. */
const artifactDays = 30;

/**
 * Where CodePipeline puts what the actions of a pipeline hand on: below the first 20 characters of its name. Pipelines
 * with the same beginning share the place.
 *
 * {@link https://docs.aws.amazon.com/codepipeline/latest/userguide/welcome-introducing-artifacts.html | Artifacts}
 */
export function artifactPrefix(pipelineName: string): string {
  return `${pipelineName.slice(0, 20)}/`;
}

/**
 * The bucket through which the actions of pipelines hand their results on, with the deployment bundles below `bundles/`
 * and the builds' caches below `cache/`. Every object that is written to it is an event for EventBridge.
 *
 * @example
 * const artifacts = new ArtifactStore("artifacts", {
 *   bucketName: "shop-artifacts-123456789012-ap-northeast-1", location, kmsKeyArn: key.arn, keyAlias: "shop",
 *   pipelineNames: ["shop-api"], serverAccessLogs: { bucketName: "shop-access-logs-123456789012", prefix: "s3/" },
 * });
 */
export class ArtifactStore extends pulumi.ComponentResource {
  /** Known at preview. */
  readonly bucketName: string;
  /** Known at preview. */
  readonly arn: string;
  readonly keyArn: pulumi.Output<string>;
  /** ARN of the key's alias, which pipelines and builds take for the key. Known at preview. */
  readonly keyAliasArn: string;
  /** What a role needs of the key to read and write objects here, which is not in the key's own policy. */
  readonly keyStatement: Statement;
  /** For `dependsOn`. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: ArtifactStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:pipeline:ArtifactStore", name, {}, opts);
    const { location } = args;

    const bucket = new Bucket(
      name,
      {
        bucketName: args.bucketName,
        location,
        kmsKeyArn: args.kmsKeyArn,
        lifecycle: { expireAfterDays: artifactDays },
        // Not the bundles: a pipeline reads the newest one however old it is.
        lifecyclePrefixes: ["cache/", ...new Set(args.pipelineNames.map(artifactPrefix))],
        statements:
          args.foreignWriterArn === undefined ? [] : [foreignWriter(location, args.bucketName, args.foreignWriterArn)],
        serverAccessLogs: args.serverAccessLogs,
        forceDestroy: args.forceDestroy,
        tags: args.tags,
      },
      { parent: this, dependsOn: opts?.dependsOn },
    );
    const events = new aws.s3.BucketNotification(
      name,
      { bucket: bucket.bucketName, eventbridge: true },
      { parent: this, dependsOn: [...bucket.ready] },
    );

    this.bucketName = bucket.bucketName;
    this.arn = bucket.arn;
    this.keyArn = pulumi.output(args.kmsKeyArn);
    this.keyAliasArn = arn(location, "kms", `alias/${args.keyAlias}`);
    this.keyStatement = keyStatement(location, args.keyAlias, "s3");
    this.ready = [...bucket.ready, events];
    this.registerOutputs({ bucketName: this.bucketName });
  }
}

function foreignWriter(location: Location, bucketName: string, roleArn: string): Statement {
  return {
    sid: "SourcesOfAnotherAccount",
    principal: { AWS: arn({ ...location, accountId: accountOf(roleArn) }, "iam", "root") },
    actions: ["s3:PutObject", "s3:PutObjectAcl"],
    resources: arn(location, "s3", `${bucketName}/*`),
    conditions: { ArnEquals: { "aws:PrincipalArn": roleArn } },
  };
}
