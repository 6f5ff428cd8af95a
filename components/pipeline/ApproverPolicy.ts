import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { policyDocument } from "../iam/policyDocument";
import { arn, Location } from "../location";
import { approveName } from "./steps";

/** Arguments of {@link ApproverPolicy}. */
export interface ApproverPolicyArgs {
  /** Physical name. */
  readonly policyName: string;
  readonly location: Location;
  /** Pipelines that have an approval. */
  readonly pipelineNames: readonly string[];
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * A managed policy: who has it may see the pipelines and approve or reject what waits in them, and nothing else. Attach it
 * to the group or permission set of those who decide.
 *
 * {@link https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-iam-permissions.html | Permissions of approvers}
 *
 * @example
 * new ApproverPolicy("approvers", { policyName: "shop-prod-approvers", location, pipelineNames: ["shop-prod-api"] });
 */
export class ApproverPolicy extends pulumi.ComponentResource {
  /** Known at preview. */
  readonly arn: string;

  constructor(name: string, args: ApproverPolicyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:pipeline:ApproverPolicy", name, {}, opts);
    this.arn = arn(args.location, "iam", `policy/${args.policyName}`);
    const pipelines = args.pipelineNames.map((pipeline) => arn(args.location, "codepipeline", pipeline));

    new aws.iam.Policy(
      name,
      {
        name: args.policyName,
        description: "See pipelines, and approve or reject what waits in them",
        policy: policyDocument([
          {
            sid: "Approve",
            actions: "codepipeline:PutApprovalResult",
            resources: pipelines.map((pipeline) => `${pipeline}/${approveName}/${approveName}`),
          },
          {
            sid: "SeeWhatWaits",
            actions: [
              "codepipeline:GetPipeline",
              "codepipeline:GetPipelineState",
              "codepipeline:GetPipelineExecution",
              "codepipeline:ListPipelineExecutions",
            ],
            resources: pipelines,
          },
          { anyResource: "PipelinesAreListedAllOrNone", actions: "codepipeline:ListPipelines" },
        ]),
        tags: args.tags,
      },
      { parent: this },
    );
    this.registerOutputs({ arn: this.arn });
  }
}
