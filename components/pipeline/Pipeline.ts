import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { Statement } from "../iam/policyDocument";
import { Role } from "../iam/Role";
import { trustRole, trustService } from "../iam/trust";
import { arn, Location } from "../location";
import { artifactPrefix, ArtifactStore } from "./ArtifactStore";
import { PipelineAction, PipelineStage } from "./PipelineAction";

/** A push that starts a pipeline; of source connections only. */
export interface PushTrigger {
  /** Name of the source action. */
  readonly action: string;
  readonly branch: string;
  /** What must change: anything in some paths, or anything outside of others; eight patterns at most. */
  readonly paths: { readonly includes: readonly string[] } | { readonly excludes: readonly string[] };
}

/** Arguments of {@link Pipeline}. */
export interface PipelineArgs {
  /** Physical name. */
  readonly pipelineName: string;
  /** Physical names of its own role and of its actions' roles. */
  readonly roleName: (purpose: string) => string;
  readonly location: Location;
  readonly artifactStore: ArtifactStore;
  readonly stages: readonly PipelineStage[];
  /** @default none: something else starts it */
  readonly trigger?: PushTrigger;
  /** What the stages refer to by name. */
  readonly stageDependsOn: readonly pulumi.Resource[];
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * A CodePipeline pipeline of type V2. Each action has a role of its own; the pipeline's role may do little but assume them.
 * A run that waits gives way to a newer one.
 *
 * {@link https://docs.aws.amazon.com/codepipeline/latest/userguide/pipeline-types.html | Pipeline types}
 *
 * @example
 * new Pipeline("api", {
 *   pipelineName: "shop-api", roleName: (purpose) => `shop-api-${purpose}`, location, artifactStore: artifacts,
 *   stages: [
 *     { name: "Source", actions: [imageSource({ repositoryName, repositoryArn, tag: "candidate" }), bundleSource(…)] },
 *     { name: "Approve", actions: [approvalAction({ topicArn, message: "…", link: "https://…" })] },
 *     { name: "Deploy", actions: [codeDeployAction(…)] },
 *   ],
 *   stageDependsOn: [...deploymentGroup.ready],
 * });
 */
export class Pipeline extends pulumi.ComponentResource {
  /** Known at preview. */
  readonly pipelineName: string;
  /** Known at preview. */
  readonly arn: string;
  /** For `dependsOn`. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: PipelineArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:pipeline:Pipeline", name, {}, opts);
    const { artifactStore, location } = args;
    this.pipelineName = args.pipelineName;
    this.arn = arn(location, "codepipeline", args.pipelineName);

    const role = new Role(
      `${name}-pipeline`,
      {
        roleName: args.roleName("pipeline"),
        description: `How the pipeline of ${name} starts its actions`,
        location,
        // By account alone: AWS documents no aws:SourceArn for this, and a condition on what is not sent lets nobody in.
        trust: trustService(location, "codepipeline.amazonaws.com"),
        statements: this.pipelineStatements(args),
        tags: args.tags,
      },
      { parent: this },
    );
    const actionRoles = args.stages
      .flatMap(({ actions }) => actions)
      .filter(({ foreignRoleArn }) => foreignRoleArn === undefined)
      .map(
        (action) =>
          new Role(
            `${name}-pipeline-${action.name.toLowerCase()}`,
            {
              roleName: args.roleName(rolePurpose(action.name)),
              description: `What the action ${action.name} of the pipeline of ${name} may do`,
              location,
              trust: trustRole(role.arn),
              statements: [...action.statements, ...this.artifactStatements(artifactStore, action)],
              tags: args.tags,
            },
            { parent: this, dependsOn: [...role.ready] },
          ),
      );

    const pipeline = new aws.codepipeline.Pipeline(
      name,
      {
        name: args.pipelineName,
        pipelineType: "V2",
        executionMode: "SUPERSEDED",
        roleArn: role.arn,
        artifactStores: [
          {
            type: "S3",
            location: artifactStore.bucketName,
            encryptionKey: { type: "KMS", id: this.keyId(args) },
          },
        ],
        stages: args.stages.map((stage) => ({
          name: stage.name,
          actions: stage.actions.map((action) => ({
            name: action.name,
            category: action.category,
            owner: "AWS",
            provider: action.provider,
            version: "1",
            configuration: { ...action.configuration },
            inputArtifacts: [...(action.inputs ?? [])],
            outputArtifacts: action.output === undefined ? [] : [action.output],
            namespace: action.hasVariables === true ? action.name : undefined,
            roleArn: action.foreignRoleArn ?? this.roleArn(args, action),
          })),
        })),
        triggers: args.trigger === undefined ? [] : [pushTrigger(args.trigger)],
        tags: args.tags,
      },
      {
        parent: this,
        dependsOn: [
          ...role.ready,
          ...actionRoles.flatMap(({ ready }) => ready),
          ...artifactStore.ready,
          ...args.stageDependsOn,
        ],
      },
    );
    this.ready = [pipeline];
    this.registerOutputs({ pipelineName: this.pipelineName, arn: this.arn });
  }

  /** The alias, which is known in the first preview; a role of another account knows the key by its ARN only. */
  private keyId({ artifactStore, stages }: PipelineArgs): pulumi.Input<string> {
    const isForeign = stages.some(({ actions }) => actions.some(({ foreignRoleArn }) => foreignRoleArn !== undefined));
    return isForeign ? artifactStore.keyArn : artifactStore.keyAliasArn;
  }

  private roleArn({ location, roleName }: PipelineArgs, action: PipelineAction): string {
    return arn(location, "iam", `role/${roleName(rolePurpose(action.name))}`);
  }

  private pipelineStatements(args: PipelineArgs): Statement[] {
    const actions = args.stages.flatMap((stage) => stage.actions);
    return [
      {
        sid: "ActInRolesOfActions",
        actions: "sts:AssumeRole",
        resources: actions.map((action) => action.foreignRoleArn ?? this.roleArn(args, action)),
      },
      ...objectStatements(args.artifactStore, this.pipelineName, [
        "s3:GetObject",
        "s3:GetObjectVersion",
        "s3:PutObject",
      ]),
    ];
  }

  private artifactStatements(store: ArtifactStore, { inputs = [], output, provider }: PipelineAction): Statement[] {
    // A build reads and writes in the role of its project.
    if (provider === "CodeBuild") {
      return [];
    }
    const read = inputs.length > 0 ? ["s3:GetObject", "s3:GetObjectVersion"] : [];
    // Connections hand in their source with an ACL, though the bucket ignores it.
    const acl = provider === "CodeStarSourceConnection" ? ["s3:PutObjectAcl"] : [];
    const write = output === undefined ? [] : ["s3:PutObject", ...acl];
    return read.length + write.length === 0 ? [] : objectStatements(store, this.pipelineName, [...read, ...write]);
  }
}

/** What the name of an action's role ends with. Short, as a role's name has 64 characters at most. */
export function rolePurpose(actionName: string): string {
  return `pipeline-${actionName.toLowerCase()}`;
}

function objectStatements(store: ArtifactStore, pipelineName: string, actions: readonly string[]): Statement[] {
  return [
    { sid: "HandArtifactsOn", actions, resources: `${store.arn}/${artifactPrefix(pipelineName)}*` },
    store.keyStatement,
  ];
}

function pushTrigger(trigger: PushTrigger): aws.types.input.codepipeline.PipelineTrigger {
  return {
    providerType: "CodeStarSourceConnection",
    gitConfiguration: {
      sourceActionName: trigger.action,
      pushes: [
        {
          branches: { includes: [trigger.branch] },
          filePaths: filePaths(trigger),
        },
      ],
    },
  };
}

function filePaths({
  paths,
}: PushTrigger): aws.types.input.codepipeline.PipelineTriggerGitConfigurationPushFilePaths | undefined {
  if ("includes" in paths) {
    return { includes: [...paths.includes] };
  }
  return paths.excludes.length === 0 ? undefined : { excludes: [...paths.excludes] };
}
