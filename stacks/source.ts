import {
  arn,
  commitSource,
  connectionSource,
  PipelineAction,
  PipelineStarter,
  PushTrigger,
  readCommitActions,
  sourceNames,
  SourceRepository,
} from "../components";
import { StackConfig } from "./config";
import { admitReader, foreignSource } from "./foreignSource";
import { Foundation } from "./foundation";
import { promotedFrom } from "./origin";

/** Creates the repository of all code where this stack owns it, and lets stacks in other accounts read it. */
export function createRepository(config: StackConfig, foundation: Foundation): SourceRepository | undefined {
  const { location, names, tags } = foundation;
  const { source } = config.delivery;
  if (source.type !== "codecommit" || source.stack !== config.stack) {
    return undefined;
  }
  const repository = new SourceRepository("code", {
    repositoryName: names.codeRepository,
    location,
    protectedBranch: source.protectedBranch,
    approvalRuleName: names.approvalRule(source.protectedBranch),
    protect: source.protect,
    tags,
  });
  for (const reader of source.readers) {
    admitReader(foundation, "code", reader, {
      statement: {
        sid: "ReadCode",
        actions: [...readCommitActions, "codecommit:GetDifferences"],
        resources: repository.repositoryArn,
      },
      eventPattern: { source: ["aws.codecommit"], resources: [repository.repositoryArn] },
    });
  }
  return repository;
}

/** The branch that this stack builds. */
function branchOf(config: StackConfig): string {
  return config.delivery.branch ?? config.stack;
}

/** The source action for the code. */
export function codeSource(config: StackConfig, foundation: Foundation): PipelineAction {
  const { source } = config.delivery;
  const branch = branchOf(config);
  if (source.type === "connection") {
    return connectionSource({ connectionArn: source.connectionArn, repository: source.repository, branch });
  }
  return commitSource({
    repositoryName: foundation.names.codeRepository,
    repositoryArn: repositoryArn(config, foundation),
    branch,
    foreignRoleArn: foreignSource(config, foundation.names)?.roleArn,
  });
}

/** The most patterns that CodePipeline takes in a trigger. */
const patternLimit = 8;

/**
 * What starts the pipeline of a service where the code comes by a connection: a push that changes more than the folders of
 * other services. Where those are more than CodePipeline can exclude, only a change in the service's own folder does.
 */
export function pushTrigger(config: StackConfig, service: string): PushTrigger | undefined {
  if (config.delivery.source.type !== "connection") {
    return undefined;
  }
  const folder = (name: string) => `${name}/**`;
  const others = config.services.map(({ name }) => name).filter((name) => name !== service);
  return {
    action: sourceNames.code,
    branch: branchOf(config),
    paths: others.length <= patternLimit ? { excludes: others.map(folder) } : { includes: [folder(service)] },
  };
}

/** Starts the pipelines that a push to CodeCommit concerns, where this stack builds from there. */
export function createStarter(config: StackConfig, foundation: Foundation): void {
  const { key, location, names, tags } = foundation;
  if (config.delivery.source.type !== "codecommit" || promotedFrom(config) !== undefined) {
    return;
  }
  new PipelineStarter("starter", {
    location,
    names: { function: names.function("starter"), role: names.role("starter"), rule: names.eventRule("push") },
    repositoryArn: repositoryArn(config, foundation),
    branch: branchOf(config),
    pipelines: Object.fromEntries(config.services.map(({ name }) => [name, names.delivery(name)])),
    sourceRoleArn: foreignSource(config, names)?.roleArn,
    retentionDays: config.logging.retentionDays,
    kmsKeyArn: key.arn,
    tags,
  });
}

function repositoryArn({ delivery: { source } }: StackConfig, { location, names }: Foundation): string {
  const accountId = (source.type === "codecommit" ? source.accountId : undefined) ?? location.accountId;
  return arn({ ...location, accountId }, "codecommit", names.codeRepository);
}

/** Where people find the code. */
export function codeUrl(config: StackConfig, { location, names }: Foundation): string {
  const { source } = config.delivery;
  return source.type === "connection"
    ? source.repository
    : `https://git-codecommit.${location.region}.amazonaws.com/v1/repos/${names.codeRepository}`;
}
