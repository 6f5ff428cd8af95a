import * as aws from "@pulumi/aws";

import { AlarmTopic, arn, Cluster, EncryptionKey, Location, Logging, ObjectLifecycle, Network } from "../components";
import { ConfigError, StackConfig } from "./config";
import { chosenEndpoints } from "./endpoints";
import { foreignSource } from "./foreignSource";
import { bastionName, StackNames } from "./names";

/** What every service of a stack stands on. */
export interface Foundation {
  readonly location: Location;
  readonly names: StackNames;
  readonly tags: Record<string, string>;
  readonly key: EncryptionKey;
  readonly logging: Logging;
  readonly network: Network;
  readonly cluster: Cluster;
  /** Tells people of what fails. */
  readonly alarmTopic: AlarmTopic;
}

/** Creates key, log buckets, network, cluster and the topic of alarms. */
export async function createFoundation(config: StackConfig): Promise<Foundation> {
  const location = await currentLocation(config.region);
  // Before anything is made: with too few zones nothing is.
  const availabilityZones = await zoneNames(config);
  const names = new StackNames(config.project, config.stack, location);
  const tags = { Project: config.project, Stack: config.stack, ManagedBy: "pulumi", ...config.tags };
  const taskRoleArn = (service: string) => arn(location, "iam", `role/${names.taskRole(service)}`);
  const bastion = config.bastion === undefined ? [] : [{ name: bastionName, exec: config.bastion.mode === "ecs-exec" }];
  const tasks = [...config.services, ...bastion];
  const taskRoleArns = tasks.map((service) => taskRoleArn(service.name));

  const key = new EncryptionKey("key", {
    alias: names.keyAlias,
    description: `Logs, images, artifacts and sessions of ${config.project} ${config.stack}`,
    location,
    grants: {
      logGroupPrefixes: [
        `${names.logGroupPrefix}/`,
        `/aws/ecs/containerinsights/${names.cluster}/`,
        names.functionLogGroupPrefix,
      ],
      s3RoleArns: taskRoleArns,
      foreignS3RoleArn: foreignSource(config, names)?.roleArn,
      execRoleArns: tasks.filter((service) => service.exec).map((service) => taskRoleArn(service.name)),
      alarmMessages: true,
    },
    tags,
  });
  const logging = new Logging("logging", {
    bucketName: names.bucket("logs"),
    accessLogBucketName: names.bucket("access-logs"),
    loggedBucketNames: [names.bucket("artifacts")],
    location,
    kmsKeyArn: key.arn,
    writerRoleArns: taskRoleArns,
    lifecycle: config.logging.archive satisfies ObjectLifecycle,
    forceDestroy: !config.deletionProtection,
    tags,
  });
  const network = new Network(
    "network",
    {
      cidrBlock: config.network.cidr,
      availabilityZones,
      region: location.region,
      nat: config.network.nat,
      interfaceEndpoints: chosenEndpoints(config),
      flowLogDestination: `${logging.accessLogBucket.arn}/flow-logs/`,
      privateZoneName: config.domain?.name ?? names.privateZone,
      tags,
    },
    { dependsOn: [...logging.accessLogBucket.ready] },
  );
  const cluster = new Cluster(
    "cluster",
    {
      clusterName: names.cluster,
      location,
      kmsKeyArn: key.arn,
      execLogGroupName: names.execLogGroup,
      logBucketName: logging.bucket.bucketName,
      retentionDays: config.logging.retentionDays,
      containerInsights: config.monitoring.containerInsights,
      tags,
    },
    { dependsOn: [...logging.bucket.ready] },
  );
  const alarmTopic = new AlarmTopic("alarms", {
    topicName: names.topic("alarms"),
    location,
    kmsKeyArn: key.arn,
    emails: config.monitoring.emails,
    tags,
  });
  return { location, names, tags, key, logging, network, cluster, alarmTopic };
}

/** The tags of what belongs to one service. */
export function serviceTags({ tags }: Foundation, service: string): Record<string, string> {
  return { ...tags, Service: service };
}

async function currentLocation(region: string): Promise<Location> {
  const [identity, partition] = await Promise.all([aws.getCallerIdentity(), aws.getPartition()]);
  return { partition: partition.partition, region, accountId: identity.accountId };
}

async function zoneNames(config: StackConfig): Promise<readonly string[]> {
  const zones = config.network.availabilityZones;
  if (typeof zones !== "number") {
    return zones;
  }
  const { names } = await aws.getAvailabilityZones({
    // Not those that are available at the moment: a zone with trouble would drop out, and its subnets be replaced. Local
    // and wavelength zones know neither Fargate nor load balancers.
    filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
  });
  if (names.length < zones) {
    throw new ConfigError(`Pulumi.${config.stack}.yaml`, [
      {
        path: [`${config.project}:network`, "availabilityZones"],
        given: String(zones),
        allowed: `at most ${names.length} in ${config.region}: ${names.join(", ")}`,
        fix: `Set availabilityZones: ${names.length}, or less.`,
      },
    ]);
  }
  return names.slice(0, zones);
}
