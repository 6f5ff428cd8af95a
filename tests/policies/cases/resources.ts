import { UNKNOWN } from "../harness";
import { type Case, otherResource, ROUTER, task, malformedTasks, unknownTask } from "./case";

const of = (type: string, what: string, props: unknown, expected: Partial<Case> = {}): Case => ({
  what,
  type,
  props,
  ...expected,
});

const REPOSITORY = "aws:ecr/repository:Repository";
const SCAN = "imageScanningConfiguration.scanOnPush";

export const ecrScanOnPush: readonly Case[] = [
  otherResource,
  of(REPOSITORY, "on", { imageScanningConfiguration: { scanOnPush: true } }),
  of(REPOSITORY, "off", { imageScanningConfiguration: { scanOnPush: false } }, { violations: [SCAN] }),
  of(REPOSITORY, "omitted", {}, { violations: [SCAN], says: "imageScanningConfiguration: { scanOnPush: true }" }),
  of(REPOSITORY, "null", { imageScanningConfiguration: null }, { violations: [SCAN] }),
  of(REPOSITORY, "a text", { imageScanningConfiguration: { scanOnPush: "true" } }, { violations: [SCAN] }),
  of(REPOSITORY, "unknown", { imageScanningConfiguration: { scanOnPush: UNKNOWN } }, { inconclusive: [SCAN] }),
  of(
    REPOSITORY,
    "unknown above",
    { imageScanningConfiguration: UNKNOWN },
    {
      inconclusive: ["imageScanningConfiguration"],
    },
  ),
];

const excluding = (...filters: readonly unknown[]) => ({
  imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
  imageTagMutabilityExclusionFilters: filters.map((filter) => ({ filter, filterType: "WILDCARD" })),
});
const FILTERS = "imageTagMutabilityExclusionFilters";

export const ecrImmutableTags: readonly Case[] = [
  otherResource,
  of(REPOSITORY, "IMMUTABLE", { imageTagMutability: "IMMUTABLE" }),
  of(REPOSITORY, "with exclusions", excluding("latest", "buildcache-*")),
  of(REPOSITORY, "an exclusion that is everything", excluding("latest", "*"), { violations: [`${FILTERS}[1].filter`] }),
  of(REPOSITORY, "everything, in two stars", excluding("**"), { violations: [`${FILTERS}[0].filter`] }),
  ...["MUTABLE", "MUTABLE_WITH_EXCLUSION", undefined, null, true].map((value) =>
    of(REPOSITORY, String(value), { imageTagMutability: value }, { violations: ["imageTagMutability"] }),
  ),
  of(REPOSITORY, "unknown", { imageTagMutability: UNKNOWN }, { inconclusive: ["imageTagMutability"] }),
  of(REPOSITORY, "a filter unknown, another everything", excluding(UNKNOWN, "*"), {
    violations: [`${FILTERS}[1].filter`],
    inconclusive: [`${FILTERS}[0].filter`],
  }),
  of(
    "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate",
    "template",
    {},
    {
      violations: ["imageTagMutability"],
    },
  ),
];

const network = (assignPublicIp: unknown) => ({ networkConfiguration: { subnets: UNKNOWN, assignPublicIp } });
const PUBLIC_IP = "networkConfiguration.assignPublicIp";

export const noPublicIpTasks: readonly Case[] = [
  otherResource,
  ...["aws:ecs/service:Service", "aws:ecs/taskSet:TaskSet"].flatMap((type) => [
    of(type, "off", network(false)),
    of(type, "omitted", network(undefined)),
    of(type, "no network configuration", {}),
    of(type, "on", network(true), { violations: [PUBLIC_IP], says: "assignPublicIp: false" }),
    of(type, "on, as a text", network("true"), { violations: [PUBLIC_IP] }),
    of(type, "unknown", network(UNKNOWN), { inconclusive: [PUBLIC_IP] }),
  ]),
  of(
    "aws:cloudwatch/eventTarget:EventTarget",
    "on",
    { ecsTarget: network(true) },
    {
      violations: [`ecsTarget.${PUBLIC_IP}`],
    },
  ),
  of("aws:cloudwatch/eventTarget:EventTarget", "no ECS target", { arn: UNKNOWN }),
  of(
    "aws:scheduler/schedule:Schedule",
    "on",
    { target: { ecsParameters: network(true) } },
    {
      violations: [`target.ecsParameters.${PUBLIC_IP}`],
    },
  ),
  of("aws:scheduler/schedule:Schedule", "off", { target: { ecsParameters: network(false) } }),
  of("aws:scheduler/schedule:Schedule", "unknown target", { target: UNKNOWN }, { inconclusive: ["target"] }),
  ...(["ENABLED", "DISABLED"] as const).map((assignPublicIp) =>
    of(
      "aws:pipes/pipe:Pipe",
      assignPublicIp,
      {
        targetParameters: { ecsTaskParameters: { networkConfiguration: { awsVpcConfiguration: { assignPublicIp } } } },
      },
      assignPublicIp === "DISABLED"
        ? {}
        : {
            violations: ["targetParameters.ecsTaskParameters.networkConfiguration.awsVpcConfiguration.assignPublicIp"],
            says: 'assignPublicIp: "DISABLED"',
          },
    ),
  ),
];

const CLUSTER = "aws:ecs/cluster:Cluster";
const insights = (value: unknown) => ({ settings: [{ name: "containerInsights", value }] });

export const containerInsights: readonly Case[] = [
  otherResource,
  of(CLUSTER, "enabled", insights("enabled")),
  of(CLUSTER, "enhanced", insights("enhanced")),
  of(CLUSTER, "disabled", insights("disabled"), { violations: ["settings"], says: 'value: "enhanced"' }),
  of(CLUSTER, "omitted", {}, { violations: ["settings"] }),
  of(CLUSTER, "no list", { settings: "containerInsights" }, { violations: ["settings"] }),
  of(CLUSTER, "unknown value", insights(UNKNOWN), { inconclusive: ["settings[containerInsights].value"] }),
  of(CLUSTER, "unknown settings", { settings: UNKNOWN }, { inconclusive: ["settings"] }),
  of(CLUSTER, "an unknown setting beside the right one", { settings: [UNKNOWN, ...insights("enabled").settings] }),
];

const BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
export const ALL_BLOCKED = {
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
};

export const s3PublicAccessBlock: readonly Case[] = [
  otherResource,
  of("aws:s3/bucket:Bucket", "a bucket by itself", {}, { notApplicable: true }),
  ...[BLOCK, "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"].flatMap((type) => [
    of(type, "all on", { bucket: UNKNOWN, ...ALL_BLOCKED }),
    of(
      type,
      "none given",
      {},
      {
        violations: ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"],
        says: "blockPublicAcls: true",
      },
    ),
    of(
      type,
      "one off, one unknown",
      { ...ALL_BLOCKED, ignorePublicAcls: false, blockPublicPolicy: UNKNOWN },
      {
        violations: ["ignorePublicAcls"],
        inconclusive: ["blockPublicPolicy"],
      },
    ),
  ]),
];

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const logging = (what: string, logDriver: string, options: unknown, expected: Partial<Case> = {}) =>
  task(what, [{ name: "app", logConfiguration: { logDriver, options } }, ROUTER], expected);
const OPTIONS = "containerDefinitions[app].logConfiguration.options";

export const logRetention: readonly Case[] = [
  otherResource,
  unknownTask,
  ...malformedTasks,
  of(LOG_GROUP, "30 days", { retentionInDays: 30 }),
  ...[0, undefined, null, -1, "30", {}].map((retentionInDays) =>
    of(
      LOG_GROUP,
      `retentionInDays: ${retentionInDays === undefined ? "omitted" : JSON.stringify(retentionInDays)}`,
      { retentionInDays },
      {
        violations: ["retentionInDays"],
        says: "retentionInDays: 30",
      },
    ),
  ),
  of(LOG_GROUP, "unknown", { retentionInDays: UNKNOWN }, { inconclusive: ["retentionInDays"] }),
  of(LOG_GROUP, "the class that AWS expires itself", { logGroupClass: "DELIVERY" }),
  of(LOG_GROUP, "class unknown, retention omitted", { logGroupClass: UNKNOWN }, { inconclusive: ["logGroupClass"] }),
  of(LOG_GROUP, "class unknown, retention given", { logGroupClass: UNKNOWN, retentionInDays: 7 }),
  logging("a group of the program", "awslogs", { "awslogs-group": "/app" }),
  logging(
    "a group that the driver creates",
    "awslogs",
    { "awslogs-create-group": "true" },
    {
      violations: [`${OPTIONS}.awslogs-create-group`],
    },
  ),
  logging("a group that the driver does not create", "awslogs", { "awslogs-create-group": "false" }),
  logging(
    "a group that the router creates",
    "awsfirelens",
    { Name: "cloudwatch_logs", auto_create_group: "On" },
    {
      violations: [`${OPTIONS}.auto_create_group`],
    },
  ),
  logging("the same with a retention", "awsfirelens", { auto_create_group: "true", log_retention_days: "14" }),
  logging(
    "the same with a retention of 0",
    "awsfirelens",
    { auto_create_group: "true", log_retention_days: "0" },
    {
      violations: [`${OPTIONS}.auto_create_group`],
    },
  ),
  logging(
    "the same with something else for a retention",
    "awsfirelens",
    { auto_create_group: "true", log_retention_days: {} },
    {
      violations: [`${OPTIONS}.auto_create_group`],
    },
  ),
  logging("options unknown", "awsfirelens", UNKNOWN, { inconclusive: [OPTIONS] }),
];
