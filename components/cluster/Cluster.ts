import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { Statement } from "../iam/policyDocument";
import { arn, Location } from "../location";

/** What Container Insights measures. */
export type ContainerInsights = "enhanced" | "enabled";

/** Arguments of {@link Cluster}. */
export interface ClusterArgs {
  /** Physical name; fixed, because log groups and policies name the cluster. */
  readonly clusterName: string;
  readonly location: Location;
  /** Encrypts ECS Exec sessions and the log groups. */
  readonly kmsKeyArn: pulumi.Input<string>;
  /** Physical name of the log group for ECS Exec sessions. */
  readonly execLogGroupName: string;
  /** Bucket for ECS Exec sessions, below `exec/`. */
  readonly logBucketName: string;
  /** Days that CloudWatch Logs keeps sessions and Container Insights data. */
  readonly retentionDays: number;
  /**
   * How much Container Insights measures: `enabled` down to the service, `enhanced` down to each task and container, for
   * more metrics and so more money. @default enhanced
   */
  readonly containerInsights?: ContainerInsights;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

const execPrefix = "exec";

/**
 * An ECS cluster on Fargate: Container Insights, on-demand and Spot capacity, and ECS Exec with encrypted channels whose
 * sessions go to CloudWatch Logs and S3.
 *
 * {@link https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html | ECS Exec},
 * {@link https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/container-insights.html | Container Insights}
 *
 * @example
 * const cluster = new Cluster("cluster", {
 *   clusterName: "shop", location, kmsKeyArn: key.arn, execLogGroupName: "/shop/exec",
 *   logBucketName: logging.bucket.bucketName, retentionDays: 30,
 * });
 */
export class Cluster extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** Known at preview. */
  readonly clusterName: string;
  /** What a task role needs so that ECS Exec can open and log a session in its tasks. */
  readonly execStatements: readonly Statement[];
  /** What must exist before a service starts: the capacity providers. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:cluster:Cluster", name, {}, opts);
    const parent = { parent: this };
    const logGroup = (logicalName: string, physicalName: string) =>
      new aws.cloudwatch.LogGroup(
        logicalName,
        { name: physicalName, retentionInDays: args.retentionDays, kmsKeyId: args.kmsKeyArn, tags: args.tags },
        // Passed on, because Pulumi does not: the cluster comes after its groups, and so after the log bucket.
        { ...parent, dependsOn: opts?.dependsOn },
      );

    const execLogs = logGroup(`${name}-exec`, args.execLogGroupName);
    // ECS would make this one itself at the first metric, and would keep its data for ever.
    const insights = logGroup(`${name}-insights`, `/aws/ecs/containerinsights/${args.clusterName}/performance`);

    const cluster = new aws.ecs.Cluster(
      name,
      {
        name: args.clusterName,
        settings: [{ name: "containerInsights", value: args.containerInsights ?? "enhanced" }],
        configuration: {
          executeCommandConfiguration: {
            kmsKeyId: args.kmsKeyArn,
            logging: "OVERRIDE",
            logConfiguration: {
              cloudWatchEncryptionEnabled: true,
              cloudWatchLogGroupName: args.execLogGroupName,
              s3BucketName: args.logBucketName,
              s3BucketEncryptionEnabled: true,
              s3KeyPrefix: execPrefix,
            },
          },
        },
        tags: args.tags,
      },
      { ...parent, dependsOn: [execLogs, insights] },
    );
    const capacity = new aws.ecs.ClusterCapacityProviders(
      name,
      {
        clusterName: cluster.name,
        capacityProviders: ["FARGATE", "FARGATE_SPOT"],
        defaultCapacityProviderStrategies: [{ capacityProvider: "FARGATE", weight: 1 }],
      },
      parent,
    );

    this.arn = cluster.arn;
    this.clusterName = args.clusterName;
    this.ready = [capacity];
    this.execStatements = execStatements(args);
    this.registerOutputs({ arn: this.arn, clusterName: this.clusterName });
  }
}

function execStatements(args: ClusterArgs): Statement[] {
  const bucketArn = arn(args.location, "s3", args.logBucketName);
  return [
    {
      anyResource: "MessageChannelsHaveNoResource",
      actions: [
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
      ],
    },
    {
      anyResource: "DescribeLogGroupsHasNoResource",
      actions: "logs:DescribeLogGroups",
    },
    {
      sid: "WriteSessionsToLogs",
      actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      resources: arn(args.location, "logs", `log-group:${args.execLogGroupName}:*`),
    },
    {
      sid: "WriteSessionsToS3",
      actions: "s3:PutObject",
      resources: `${bucketArn}/${execPrefix}/*`,
    },
    {
      sid: "CheckSessionEncryption",
      actions: "s3:GetEncryptionConfiguration",
      resources: bucketArn,
    },
  ];
}
