import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as path from "node:path";

import { LambdaFunction, LambdaFunctionBase } from "../lambda-function/LambdaFunction";
import { arn } from "../location";

/** Arguments of {@link PipelineStarter}. */
export interface PipelineStarterArgs extends LambdaFunctionBase {
  /** Physical names. */
  readonly names: { readonly function: string; readonly role: string; readonly rule: string };
  /** The CodeCommit repository; its name is the end of its ARN. */
  readonly repositoryArn: string;
  /** The branch whose pushes count. */
  readonly branch: string;
  /** Service, which is a folder at the root of the repository → name of its pipeline, whose source action is `Code`. */
  readonly pipelines: Readonly<Record<string, string>>;
  /**
   * A role of the repository's account that may read the differences of two commits, for a repository that belongs to
   * another account; that account then also forwards its events to this one. @default the repository is in this account
   */
  readonly sourceRoleArn?: string;
}

/**
 * Starts a service's pipeline when a push changes the service's folder, and every pipeline when a push changes anything
 * else.
 *
 * CodeCommit's events do not say which files changed, and a pipeline's own path filters know only sources behind a
 * connection; hence a function that asks CodeCommit for the difference.
 *
 * {@link https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-trigger-source-overrides.html | Source revision overrides}
 *
 * @example
 * new PipelineStarter("starter", {
 *   location, names: { function: "shop-start", role: "shop-start", rule: "shop-push" },
 *   repositoryArn: arn(location, "codecommit", "shop"), branch: "main",
 *   pipelines: { api: "shop-api", web: "shop-web" }, retentionDays: 30, kmsKeyArn: key.arn,
 * });
 */
export class PipelineStarter extends pulumi.ComponentResource {
  readonly function: LambdaFunction;
  /** Known at preview. */
  readonly ruleArn: string;

  constructor(name: string, args: PipelineStarterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:source:PipelineStarter", name, {}, opts);
    const { location } = args;
    const parent = { parent: this };
    this.ruleArn = arn(location, "events", `rule/${args.names.rule}`);

    this.function = new LambdaFunction(
      name,
      {
        location,
        functionName: args.names.function,
        roleName: args.names.role,
        description: `Starts the pipelines that a push to ${args.branch} concerns`,
        entry: path.join(__dirname, "startPipelines.ts"),
        environment: {
          PIPELINES: JSON.stringify(args.pipelines),
          ...(args.sourceRoleArn === undefined ? {} : { SOURCE_ROLE_ARN: args.sourceRoleArn }),
        },
        // A push of thousands of files is many pages.
        timeoutSeconds: 120,
        statements: [
          args.sourceRoleArn === undefined
            ? { sid: "ReadDifferences", actions: "codecommit:GetDifferences", resources: args.repositoryArn }
            : { sid: "ReadDifferencesElsewhere", actions: "sts:AssumeRole", resources: args.sourceRoleArn },
          {
            sid: "StartPipelines",
            actions: "codepipeline:StartPipelineExecution",
            resources: Object.values(args.pipelines).map((pipeline) => arn(location, "codepipeline", pipeline)),
          },
        ],
        retentionDays: args.retentionDays,
        kmsKeyArn: args.kmsKeyArn,
        tags: args.tags,
      },
      parent,
    );

    const rule = new aws.cloudwatch.EventRule(
      name,
      {
        name: args.names.rule,
        description: `Pushes to ${args.branch}`,
        eventPattern: JSON.stringify({
          source: ["aws.codecommit"],
          "detail-type": ["CodeCommit Repository State Change"],
          resources: [args.repositoryArn],
          detail: {
            event: ["referenceCreated", "referenceUpdated"],
            referenceType: ["branch"],
            referenceName: [args.branch],
          },
        }),
        tags: args.tags,
      },
      parent,
    );
    const permission = new aws.lambda.Permission(
      name,
      {
        action: "lambda:InvokeFunction",
        function: this.function.functionName,
        principal: "events.amazonaws.com",
        sourceArn: this.ruleArn,
      },
      { ...parent, dependsOn: [...this.function.ready] },
    );
    new aws.cloudwatch.EventTarget(
      name,
      { rule: rule.name, arn: this.function.arn },
      { ...parent, dependsOn: [permission] },
    );
    this.registerOutputs({ ruleArn: this.ruleArn });
  }
}
