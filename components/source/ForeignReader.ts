import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { Statement } from "../iam/policyDocument";
import { Role } from "../iam/Role";
import { trustRoleToCome } from "../iam/trust";
import { arn, Location } from "../location";

/** Arguments of {@link ForeignReader}. */
export interface ForeignReaderArgs {
  readonly location: Location;
  /** Physical names. */
  readonly names: { readonly role: string; readonly rule: string; readonly ruleRole: string };
  /** The stack that reads, in its own account; its names are composed, as it may not exist yet. */
  readonly reader: {
    readonly accountId: string;
    /** Roles that may act in the role made here, as a pattern. */
    readonly rolePattern: string;
    /** Where the source's artifact goes. */
    readonly artifactBucketName: string;
  };
  /** What the reader may read. */
  readonly statements: readonly Statement[];
  /** Events that the reader's account is told of. */
  readonly eventPattern: Readonly<Record<string, unknown>>;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * Lets a stack in another account take a source of this account for its pipelines: a role for the source action, and the
 * events that start it, sent on to the other account's event bus.
 *
 * {@link https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create-cross-account.html | Cross-account pipelines},
 * {@link https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html | events between accounts}
 *
 * @example
 * new ForeignReader("code-for-stg", {
 *   location, names: { role: "shop-dev-source-for-stg", rule: "shop-dev-for-stg", ruleRole: "shop-dev-events-for-stg" },
 *   reader: { accountId: "222222222222", rolePattern: "shop-stg-*", artifactBucketName: "…" },
 *   statements: [{ sid: "ReadCode", actions: readCommitActions, resources: repository.repositoryArn }],
 *   eventPattern: { source: ["aws.codecommit"], resources: [repository.repositoryArn] },
 * });
 */
export class ForeignReader extends pulumi.ComponentResource {
  constructor(name: string, args: ForeignReaderArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:source:ForeignReader", name, {}, opts);
    const { location, reader } = args;
    const there: Location = { ...location, accountId: reader.accountId };

    new Role(
      name,
      {
        roleName: args.names.role,
        description: `How pipelines of account ${reader.accountId} read a source of this one`,
        location,
        trust: trustRoleToCome(location, reader.accountId, arn(there, "iam", `role/${reader.rolePattern}`)),
        statements: [
          ...args.statements,
          {
            sid: "HandSourceOver",
            actions: ["s3:PutObject", "s3:PutObjectAcl"],
            resources: arn(there, "s3", `${reader.artifactBucketName}/*`),
          },
          {
            // The other account's key names this role in its policy, which narrows this.
            sid: "UseTheirKey",
            actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
            resources: arn(there, "kms", "key/*"),
            conditions: { StringEquals: { "kms:ViaService": `s3.${location.region}.amazonaws.com` } },
          },
        ],
        tags: args.tags,
      },
      { parent: this },
    );

    const busArn = arn(there, "events", "event-bus/default");
    const rule = new aws.cloudwatch.EventRule(
      name,
      {
        name: args.names.rule,
        description: `Tells account ${reader.accountId} of changes`,
        eventPattern: JSON.stringify(args.eventPattern),
        tags: args.tags,
      },
      { parent: this },
    );
    const sender = new Role(
      `${name}-events`,
      {
        roleName: args.names.ruleRole,
        description: `How EventBridge tells account ${reader.accountId} of changes`,
        location,
        trust: {
          principal: { Service: "events.amazonaws.com" },
          conditions: {
            StringEquals: { "aws:SourceAccount": location.accountId },
            ArnEquals: { "aws:SourceArn": arn(location, "events", `rule/${args.names.rule}`) },
          },
        },
        statements: [{ sid: "SendEvents", actions: "events:PutEvents", resources: busArn }],
        tags: args.tags,
      },
      { parent: this },
    );
    new aws.cloudwatch.EventTarget(
      name,
      { rule: rule.name, arn: busArn, roleArn: sender.arn },
      { parent: this, dependsOn: sender.ready },
    );
    this.registerOutputs({});
  }
}
