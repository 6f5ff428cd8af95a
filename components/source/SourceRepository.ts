import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { arn, Location } from "../location";

/** Arguments of {@link SourceRepository}. */
export interface SourceRepositoryArgs {
  /** Physical name; fixed, because pipelines of other stacks name the repository. */
  readonly repositoryName: string;
  readonly location: Location;
  /** Branch whose pull requests need an approval. */
  readonly protectedBranch: string;
  /** Physical name of the approval rule template. */
  readonly approvalRuleName: string;
  /** Whether Pulumi refuses to delete the repository, and with it all code. */
  readonly protect: boolean;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * A CodeCommit repository for the code of all services, one branch for each environment, with a rule that a pull request
 * into one branch needs somebody else's approval.
 *
 * AWS's own key encrypts it: with another one, everybody who clones or pushes would need to be let in there, too.
 *
 * The rule speaks of pull requests. To keep people from pushing to the branch itself, deny them `codecommit:GitPush` on it.
 *
 * {@link https://docs.aws.amazon.com/codecommit/latest/userguide/approval-rule-templates.html | Approval rule templates},
 * {@link https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-conditional-branch.html | Limiting pushes}
 *
 * @example
 * new SourceRepository("code", {
 *   repositoryName: "shop", location, protectedBranch: "stg", approvalRuleName: "shop-stg", protect: true,
 * });
 */
export class SourceRepository extends pulumi.ComponentResource {
  /** Known at preview. */
  readonly repositoryArn: string;
  /** What `git push` takes, with AWS's helper `git-remote-codecommit` or credential helper. Known at preview. */
  readonly cloneUrl: string;

  constructor(name: string, args: SourceRepositoryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:source:SourceRepository", name, {}, opts);
    const { location, repositoryName } = args;

    const repository = new aws.codecommit.Repository(
      name,
      {
        repositoryName,
        description: "Code of all services, one branch for each environment",
        tags: args.tags,
      },
      { parent: this, protect: args.protect },
    );
    const template = new aws.codecommit.ApprovalRuleTemplate(
      name,
      {
        name: args.approvalRuleName,
        description: `Pull requests into ${args.protectedBranch} need an approval`,
        content: JSON.stringify({
          Version: "2018-11-08",
          DestinationReferences: [`refs/heads/${args.protectedBranch}`],
          Statements: [{ Type: "Approvers", NumberOfApprovalsNeeded: 1 }],
        }),
      },
      { parent: this },
    );
    new aws.codecommit.ApprovalRuleTemplateAssociation(
      name,
      { approvalRuleTemplateName: template.name, repositoryName: repository.repositoryName },
      { parent: this },
    );

    this.repositoryArn = arn(location, "codecommit", repositoryName);
    this.cloneUrl = `https://git-codecommit.${location.region}.amazonaws.com/v1/repos/${repositoryName}`;
    this.registerOutputs({ repositoryArn: this.repositoryArn, cloneUrl: this.cloneUrl });
  }
}
