import { type Resource, UNKNOWN } from "../harness";
import { type Case, casesOfType, otherResource } from "./case";

const PIPELINE = "aws:codepipeline/pipeline:Pipeline";
const of = casesOfType(PIPELINE);
const inProd = { stack: "prod" } as const;

type Action = Readonly<Record<string, unknown>>;

const action = (name: string, category: string, provider: string, more: Action = {}): Action => ({
  name,
  category,
  owner: "AWS",
  provider,
  version: "1",
  ...more,
});

/** Stages by name, each with its actions. */
const stages = (...list: readonly (readonly [string, ...Action[]])[]) => ({
  stages: list.map(([name, ...actions]) => ({ name, actions })),
});

const IMAGE = action("Image", "Source", "ECR", {
  namespace: "Image",
  outputArtifacts: ["Image"],
  configuration: { RepositoryName: "shop-stg/frontend", ImageTag: "candidate" },
});
const image = (configuration: object): Action => ({
  ...IMAGE,
  configuration: { ...(IMAGE.configuration as object), ...configuration },
});
const BUNDLE = action("Bundle", "Source", "S3", { outputArtifacts: ["Bundle"] });
const CODE = action("Code", "Source", "CodeCommit", { outputArtifacts: ["Code"] });
const BUILD = action("Build", "Build", "CodeBuild", { namespace: "Build", outputArtifacts: ["Build"] });
const APPROVE = action("Approve", "Approval", "Manual");
const DEPLOY = action("Deploy", "Deploy", "CodeDeployToECS", {
  inputArtifacts: ["Bundle", "Image"],
  configuration: { Image1ArtifactName: "Image", Image1ContainerName: "IMAGE1_NAME" },
});
const invoke = (UserParameters: unknown): Action =>
  action("Deploy", "Invoke", "Lambda", { configuration: { UserParameters } });

const at = (stage: string, name = stage) => `stages[${stage}].actions[${name}]`;
const fine = stages(["Source", IMAGE, BUNDLE], ["Approve", APPROVE], ["Deploy", DEPLOY]);

export const prodRequiresApproval: readonly Case[] = [
  otherResource,
  of("an approval in between", fine, inProd),
  of(
    "an approval in the same stage, before",
    stages(["Source", IMAGE], ["Deploy", APPROVE, { ...DEPLOY, runOrder: 2 }]),
    inProd,
  ),
  of(
    "nothing that changes anything",
    stages(["Source", IMAGE], ["Look", action("Scan", "Invoke", "InspectorScan")]),
    inProd,
  ),
  of("no production", stages(["Source", CODE], ["Deploy", DEPLOY]), { stack: "stg" }),
  of("a stack that only sounds like it", stages(["Source", CODE], ["Deploy", DEPLOY]), { stack: "products" }),
  ...["prod", "PROD", "Production", "shop-prod", "eu.production"].map((stack) =>
    of(`no approval in ${stack}`, stages(["Source", IMAGE], ["Deploy", DEPLOY]), {
      stack,
      violations: [at("Deploy")],
      says: 'action "Deploy" (CodeDeployToECS) changes production, and the pipeline has no approval.',
    }),
  ),
  of("a function without an approval", stages(["Source", IMAGE], ["Deploy", invoke("{}")]), {
    ...inProd,
    violations: [at("Deploy")],
  }),
  of("an approval after it", stages(["Source", IMAGE], ["Deploy", DEPLOY], ["Approve", APPROVE]), {
    ...inProd,
    violations: [at("Deploy")],
    says: "comes too late",
  }),
  of("an approval beside it", stages(["Source", IMAGE], ["Deploy", APPROVE, DEPLOY]), {
    ...inProd,
    violations: [at("Deploy")],
  }),
  of(
    "an approval whose refusal is skipped",
    {
      stages: fine.stages.map((stage) =>
        stage.name === "Approve" ? { ...stage, onFailure: { result: "SKIP" } } : stage,
      ),
    },
    { ...inProd, violations: [at("Deploy")], says: "may be skipped" },
  ),
  of(
    "an approval that a condition skips",
    {
      stages: fine.stages.map((stage) =>
        stage.name === "Approve" ? { ...stage, beforeEntry: { condition: { result: "SKIP" } } } : stage,
      ),
    },
    { ...inProd, violations: [at("Deploy")] },
  ),
  of("everything unknown", { stages: UNKNOWN }, { ...inProd, inconclusive: ["stages"] }),
  of("a category unknown", stages(["Source", IMAGE], ["Deploy", { ...DEPLOY, category: UNKNOWN }]), {
    ...inProd,
    inconclusive: [`${at("Deploy")}.category`],
  }),
  of(
    "a category unknown, after an approval",
    stages(["Approve", APPROVE], ["Deploy", { ...DEPLOY, category: UNKNOWN }]),
    inProd,
  ),
  of("perhaps an approval", stages(["Gate", { ...APPROVE, category: UNKNOWN }], ["Deploy", DEPLOY]), {
    ...inProd,
    inconclusive: [`${at("Gate", "Approve")}.category`],
  }),
];

const built = (type: string, stack: string, expected: Partial<Case> = {}): Case => ({
  what: `in ${stack}`,
  type,
  props: {},
  stack,
  ...expected,
});

export const prodNeverBuilds: readonly Case[] = [
  otherResource,
  of("a pipeline that builds nothing", fine, inProd),
  ...["aws:codebuild/project:Project", "docker-build:index:Image", "docker:index/image:Image"].flatMap((type) => [
    built(type, "prod", { violations: [""], says: "production can build an image, since it has an " }),
    built(type, "dev"),
  ]),
  of("a build action", stages(["Source", CODE], ["Build", BUILD], ["Deploy", DEPLOY]), {
    ...inProd,
    violations: [at("Build")],
    says: 'action "Build" (CodeBuild) can build an image in production.',
  }),
  of("a build action elsewhere", stages(["Source", CODE], ["Build", BUILD]), { stack: "stg" }),
  ...[
    ["Test", "CodeBuild"],
    ["Build", "ECRBuildAndPublish"],
    ["Compute", "Commands"],
    ["Build", "Jenkins"],
  ].map(([category = "", provider = ""]) =>
    of(`${category} by ${provider}`, stages(["Run", action("Run", category, provider)]), {
      ...inProd,
      violations: [at("Run")],
    }),
  ),
  of("a provider unknown", stages(["Run", action("Run", "Test", UNKNOWN)]), {
    ...inProd,
    inconclusive: [`${at("Run")}.provider`],
  }),
  of("a provider unknown, of the category Build", stages(["Run", action("Run", "Build", UNKNOWN)]), {
    ...inProd,
    violations: [at("Run")],
  }),
];

const repository = (name: unknown): Resource => ({
  type: "aws:ecr/repository:Repository",
  name: "app",
  props: { name },
  ...inProd,
});
const CONFIGURATION = `${at("Source", "Image")}.configuration`;
const deployed = (configuration: unknown, more: Action = {}) =>
  stages(["Source", IMAGE, BUNDLE, CODE], ["Build", BUILD], ["Deploy", { ...DEPLOY, configuration, ...more }]);
const of1 = `${at("Deploy")}.configuration.Image1ArtifactName`;
const PARAMETERS = `${at("Deploy")}.configuration.UserParameters`;
const invoked = (text: unknown, source = IMAGE) => stages(["Source", source, BUNDLE], ["Deploy", invoke(text)]);

export const prodImageFromStaging: readonly Case[] = [
  otherResource,
  of("staging's image", fine, { ...inProd, beside: [] }),
  of("staging's image beside another repository", fine, { ...inProd, beside: [repository("shop-tools")] }),
  of("no production", deployed({ Image1ArtifactName: "Build" }), { stack: "stg" }),
  of(
    "a pipeline that deploys something else",
    stages(["Source", CODE], ["Deploy", action("Deploy", "Deploy", "S3")]),
    inProd,
  ),
  of("a repository with production's name", stages(["Source", image({ RepositoryName: "shop-prod/frontend" })]), {
    ...inProd,
    violations: [`${CONFIGURATION}.RepositoryName`],
    says: "production's own repository",
  }),
  of("a name that only begins alike", stages(["Source", image({ RepositoryName: "products/frontend" })]), inProd),
  of("a repository of the same program", fine, {
    ...inProd,
    beside: [repository("shop-stg/frontend")],
    violations: [`${CONFIGURATION}.RepositoryName`],
    says: "a repository of production's own program",
  }),
  ...[undefined, "", "latest"].map((ImageTag) =>
    of(`ImageTag: ${String(ImageTag)}`, stages(["Source", image({ ImageTag })]), {
      ...inProd,
      violations: [`${CONFIGURATION}.ImageTag`],
      says: "takes whatever was pushed last",
    }),
  ),
  of("the image of a build", deployed({ Image1ArtifactName: "Build" }), {
    ...inProd,
    violations: [of1],
    says: 'deploys the image of action "Build" (CodeBuild), not staging\'s',
  }),
  of("the image of the code", deployed({ Image1ArtifactName: "Code" }), {
    ...inProd,
    violations: [of1],
    says: 'action "Code" (CodeCommit)',
  }),
  of("a second image from elsewhere", deployed({ Image1ArtifactName: "Image", Image2ArtifactName: "Build" }), {
    ...inProd,
    violations: [`${at("Deploy")}.configuration.Image2ArtifactName`],
  }),
  of("no image named", deployed({}), { ...inProd, violations: [`${at("Deploy")}.configuration`] }),
  of(
    "the standard ECS action with the source's output",
    deployed({}, { provider: "ECS", inputArtifacts: ["Image"] }),
    inProd,
  ),
  of("the standard ECS action with a build's output", deployed({}, { provider: "ECS", inputArtifacts: ["Build"] }), {
    ...inProd,
    violations: [`${at("Deploy")}.inputArtifacts`],
  }),
  of("a function with the source's image", invoked('{"service":"api","imageUri":"#{Image.ImageURI}"}'), inProd),
  of("a function that deploys no image", invoked('{"function":"image-resizer"}'), inProd),
  of("a function with a build's image", invoked('{"imageUri":"#{Build.IMAGE_URI}"}'), {
    ...inProd,
    violations: [PARAMETERS],
  }),
  of("a function with an image of its own", invoked('{"imageUri":"nginx:1.27"}'), {
    ...inProd,
    violations: [PARAMETERS],
    says: 'refer to the image as "<repository>@#{Image.ImageDigest}"',
  }),
  of(
    "a function without a source",
    stages(["Source", BUNDLE], ["Deploy", invoke('{"imageUri":"#{Image.ImageURI}"}')]),
    {
      ...inProd,
      violations: [PARAMETERS],
    },
  ),
  of("everything unknown", { stages: UNKNOWN }, { ...inProd, inconclusive: ["stages"] }),
  of("the repository unknown", stages(["Source", image({ RepositoryName: UNKNOWN })]), {
    ...inProd,
    inconclusive: [`${CONFIGURATION}.RepositoryName`],
  }),
  of("the artifact unknown", deployed({ Image1ArtifactName: UNKNOWN }), { ...inProd, inconclusive: [of1] }),
  of(
    "the artifact unknown, the tag missing",
    stages(
      ["Source", image({ ImageTag: "" })],
      ["Deploy", { ...DEPLOY, configuration: { Image1ArtifactName: UNKNOWN } }],
    ),
    {
      ...inProd,
      violations: [`${CONFIGURATION}.ImageTag`],
      inconclusive: [of1],
    },
  ),
  of("parameters unknown", invoked(UNKNOWN), { ...inProd, inconclusive: [PARAMETERS] }),
  of("the name of a repository of the program unknown", fine, {
    ...inProd,
    beside: [repository(UNKNOWN)],
    inconclusive: ["name"],
  }),
];

const stores = (...encryptionKeys: readonly unknown[]) => ({
  artifactStores: encryptionKeys.map((encryptionKey) => ({ location: "bucket", type: "S3", encryptionKey })),
});
const KEY = "artifactStores[0].encryptionKey";
const key: Resource = { type: "aws:kms/key:Key", name: "key", props: {} };

export const pipelineArtifactsEncrypted: readonly Case[] = [
  otherResource,
  of("a key by its ARN", stores({ id: "arn:aws:kms:eu-west-1:123456789012:key/1", type: "KMS" })),
  of("a key by its alias", stores({ id: "arn:aws:kms:eu-west-1:123456789012:alias/shop", type: "KMS" })),
  of("a new key, whose ARN is unknown", stores({ id: UNKNOWN, type: "KMS" }), {
    beside: [key],
    sources: { artifactStores: ["aws:kms/key:Key key"] },
  }),
  of("omitted", stores(undefined), {
    violations: [`${KEY}.id`],
    says: 'encryptionKey: { id: <the key>.arn, type: "KMS" }',
  }),
  of("omitted in one of two", stores({ id: "alias/shop", type: "KMS" }, undefined), {
    violations: ["artifactStores[1].encryptionKey.id"],
  }),
  ...["alias/aws/s3", "arn:aws:kms:eu-west-1:123456789012:alias/aws/s3"].map((id) =>
    of(id, stores({ id, type: "KMS" }), { violations: [`${KEY}.id`], says: "a key that AWS manages" }),
  ),
  of("another type", stores({ id: "alias/shop", type: "AES" }), { violations: [`${KEY}.type`] }),
  of("an ARN that comes from elsewhere", stores({ id: UNKNOWN, type: "KMS" }), {
    beside: [key],
    inconclusive: [`${KEY}.id`],
  }),
  of("unknown", { artifactStores: UNKNOWN }, { inconclusive: ["artifactStores"] }),
];

const GROUP = "aws:codedeploy/deploymentGroup:DeploymentGroup";
const group = casesOfType(GROUP);
const SERVICE = "aws:ecs/service:Service";
const service = casesOfType(SERVICE);
const ecsService = { clusterName: "c", serviceName: "s" };
const BOTH = { enabled: true, events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"] };
const rollback = (autoRollbackConfiguration: unknown, alarmConfiguration?: unknown) => ({
  ecsService,
  autoRollbackConfiguration,
  alarmConfiguration,
});
const alarms = { enabled: true, alarms: ["errors"] };
const ON = { enable: true, rollback: true };

export const blueGreenRollback: readonly Case[] = [
  otherResource,
  group("on failure, no alarms", rollback({ enabled: true, events: ["DEPLOYMENT_FAILURE"] })),
  group("on failure and alarms", rollback(BOTH, alarms)),
  group("servers", { autoRollbackConfiguration: undefined }),
  group("omitted", rollback(undefined), {
    violations: ["autoRollbackConfiguration.enabled"],
    says: '"DEPLOYMENT_FAILURE"',
  }),
  group("off", rollback({ ...BOTH, enabled: false }), { violations: ["autoRollbackConfiguration.enabled"] }),
  group("no events", rollback({ enabled: true }), { violations: ["autoRollbackConfiguration.events"] }),
  group("alarms that do not roll back", rollback({ enabled: true, events: ["DEPLOYMENT_FAILURE"] }, alarms), {
    violations: ["autoRollbackConfiguration.events"],
    says: "does not roll back on DEPLOYMENT_STOP_ON_ALARM",
  }),
  group("alarms that are off", rollback(BOTH, { ...alarms, enabled: false }), {
    violations: ["alarmConfiguration.enabled"],
  }),
  group("alarms that may be unreadable", rollback(BOTH, { ...alarms, ignorePollAlarmFailure: true }), {
    violations: ["alarmConfiguration.ignorePollAlarmFailure"],
  }),
  group("unknown", rollback(UNKNOWN), { inconclusive: ["autoRollbackConfiguration"] }),
  group("an event unknown, the other there", rollback({ enabled: true, events: ["DEPLOYMENT_FAILURE", UNKNOWN] })),
  group("an event unknown", rollback({ enabled: true, events: [UNKNOWN] }), {
    inconclusive: ["autoRollbackConfiguration.events[0]"],
  }),
  service("circuit breaker", { deploymentCircuitBreaker: ON }),
  service("circuit breaker, blue/green", {
    deploymentCircuitBreaker: ON,
    deploymentConfiguration: { strategy: "BLUE_GREEN" },
  }),
  service("alarms", { alarms: { ...ON, alarmNames: ["errors"] } }),
  service("CodeDeploy's", { deploymentController: { type: "CODE_DEPLOY" } }),
  service(
    "nothing",
    {},
    { violations: ["deploymentCircuitBreaker"], says: "deploymentCircuitBreaker: { enable: true, rollback: true }" },
  ),
  service(
    "no rollback",
    { deploymentCircuitBreaker: { enable: true, rollback: false } },
    { violations: ["deploymentCircuitBreaker"] },
  ),
  service(
    "one unknown, the other no",
    { deploymentCircuitBreaker: { enable: UNKNOWN, rollback: false } },
    { violations: ["deploymentCircuitBreaker"] },
  ),
  service("unknown", { deploymentCircuitBreaker: UNKNOWN }, { inconclusive: ["deploymentCircuitBreaker"] }),
  service("unknown, and alarms", { deploymentCircuitBreaker: UNKNOWN, alarms: ON }),
  service("the controller unknown", { deploymentController: UNKNOWN }, { inconclusive: ["deploymentController"] }),
];
