import {
  approveName,
  arn,
  artifactPrefix,
  ArtifactStore,
  buildAction,
  buildName,
  BuildProject,
  bundleSource,
  CandidateMark,
  DeploymentBundle,
  imageTagged,
  objectWritten,
  Pipeline,
  PipelineStage,
  PipelineTrigger,
  Role,
  ServiceDeployer,
  SourceRepository,
  trustService,
} from "../components";
import { StackConfig } from "./config";
import { admitForeignEvents, foreignSource } from "./foreignSource";
import { Foundation, serviceTags } from "./foundation";
import { candidateTag, promotedFrom } from "./origin";
import { Approval, approveAction, createApproval, createMark, markAction, promotedImage } from "./promotion";
import { createDeployer, createRelease } from "./release";
import { DeployedService } from "./services";
import { codeSource, codeUrl, createRepository, createStarter, pushTrigger } from "./source";

/** What a stack tells of delivery. */
export interface Delivery {
  /** Where code is pushed to; only in the stack that owns the repository. */
  readonly repository?: SourceRepository;
  /** Topic, and policy of those who may approve; only where images are promoted to. */
  readonly approval?: Approval;
}

/** What the pipelines of a stack share. */
interface Shared {
  readonly artifacts: ArtifactStore;
  readonly triggerRole: Role;
  readonly deployer?: ServiceDeployer;
  readonly mark?: CandidateMark;
  readonly approval?: Approval;
}

/** Creates the source, and for each service what builds it, deploys it and promotes it. */
export function createDelivery(
  config: StackConfig,
  foundation: Foundation,
  deployed: ReadonlyMap<string, DeployedService>,
): Delivery {
  const services = [...deployed.values()];
  const repository = createRepository(config, foundation);
  admitForeignEvents(config, foundation);
  const shared: Shared = {
    artifacts: createArtifacts(config, foundation),
    triggerRole: createTriggerRole(config, foundation),
    deployer: createDeployer(config, foundation, services),
    mark: createMark(config, foundation, services),
    approval: createApproval(config, foundation),
  };
  for (const service of services) {
    createPipeline(config, foundation, shared, service);
  }
  createStarter(config, foundation);
  return { repository, approval: shared.approval };
}

function createArtifacts(config: StackConfig, { key, location, logging, names, tags }: Foundation): ArtifactStore {
  return new ArtifactStore(
    "artifacts",
    {
      bucketName: names.bucket("artifacts"),
      location,
      kmsKeyArn: key.arn,
      keyAlias: names.keyAlias,
      pipelineNames: config.services.map(({ name }) => names.delivery(name)),
      foreignWriterArn: foreignSource(config, names)?.roleArn,
      serverAccessLogs: { bucketName: logging.accessLogBucket.bucketName, prefix: "s3/" },
      forceDestroy: !config.deletionProtection,
      tags,
    },
    { dependsOn: [...logging.accessLogBucket.ready] },
  );
}

function createTriggerRole(config: StackConfig, { location, names, tags }: Foundation): Role {
  return new Role("trigger", {
    roleName: names.role("trigger"),
    description: "How EventBridge starts pipelines",
    location,
    trust: trustService(location, "events.amazonaws.com", arn(location, "events", `rule/${names.pattern}`)),
    statements: [
      {
        sid: "StartPipelines",
        actions: "codepipeline:StartPipelineExecution",
        resources: config.services.map(({ name }) => arn(location, "codepipeline", names.delivery(name))),
      },
    ],
    tags,
  });
}

function createPipeline(config: StackConfig, foundation: Foundation, shared: Shared, deployed: DeployedService): void {
  const { location, names } = foundation;
  const { name } = deployed.config;
  const { artifacts } = shared;
  const tags = serviceTags(foundation, name);
  const bundleKey = `bundles/${name}.zip`;
  const release = createRelease(config, foundation, shared.deployer, deployed);
  const bundle = new DeploymentBundle(
    name,
    {
      bucketName: artifacts.bucketName,
      key: bundleKey,
      taskDefinition: deployed.service.taskDefinition.template,
      appSpec: release.appSpec,
      tags,
    },
    { dependsOn: [...artifacts.ready] },
  );
  const bundleAction = bundleSource({ location, bucketName: artifacts.bucketName, key: bundleKey });
  const build = promotedFrom(config) === undefined ? createBuild(config, foundation, shared, deployed) : undefined;
  const stages: PipelineStage[] =
    build === undefined
      ? [
          { name: "Source", actions: [promotedImage(config, foundation, deployed), bundleAction] },
          ...(shared.approval === undefined
            ? []
            : [{ name: approveName, actions: [approveAction(shared.approval, foundation, deployed)] }]),
          { name: "Deploy", actions: [release.action] },
        ]
      : [
          { name: "Source", actions: [codeSource(config, foundation), bundleAction] },
          { name: buildName, actions: [buildAction(build)] },
          { name: "Deploy", actions: [release.action] },
          ...(shared.mark === undefined
            ? []
            : [{ name: "Promote", actions: [markAction(shared.mark, foundation, deployed)] }]),
        ];
  const pipeline = new Pipeline(name, {
    pipelineName: names.delivery(name),
    roleName: (purpose) => names.role(name, purpose),
    location,
    artifactStore: artifacts,
    stages,
    trigger: build === undefined ? undefined : pushTrigger(config, name),
    stageDependsOn: [
      ...bundle.ready,
      ...release.ready,
      ...(build?.ready ?? []),
      ...(shared.approval?.topic.ready ?? []),
      ...(shared.mark?.function.ready ?? []),
    ],
    tags,
  });

  const trigger = (what: string, description: string, eventPattern: Record<string, unknown>) =>
    new PipelineTrigger(`${name}-${what}`, {
      ruleName: names.eventRule(name, what),
      description,
      eventPattern,
      pipeline,
      role: shared.triggerRole,
      tags,
    });
  trigger("bundle", `The config of ${name} has changed`, objectWritten(artifacts.bucketName, bundleKey));
  if (build === undefined) {
    trigger("candidate", `An image of ${name} was promoted`, imageTagged([deployed.repository.name], candidateTag));
  }
}

function createBuild(
  config: StackConfig,
  foundation: Foundation,
  { artifacts }: Shared,
  { config: service, repository }: DeployedService,
): BuildProject {
  const { key, location, names, network } = foundation;
  const { inVpc, lazyLoading, sizeBudgetMiB } = config.delivery.build;
  return new BuildProject(service.name, {
    projectName: names.delivery(service.name),
    roleName: names.role(service.name, "build"),
    location,
    serviceName: service.name,
    sourceUrl: codeUrl(config, foundation),
    architecture: service.architecture === "arm64" ? "ARM64" : "X86_64",
    repository,
    artifacts,
    artifactPrefix: artifactPrefix(names.delivery(service.name)),
    logGroupName: names.logGroup(service.name, "build"),
    retentionDays: config.logging.retentionDays,
    kmsKeyArn: key.arn,
    sizeBudgetMiB,
    lazyLoading,
    network: inVpc ? network : undefined,
    tags: serviceTags(foundation, service.name),
  });
}
