import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { arn, Location } from "../location";
import { policyDocument, Statement } from "./policyDocument";

/** Arguments of {@link TaskRole}. */
export interface TaskRoleArgs {
  /** Physical name; fixed, because key and bucket policies name the role before it exists. */
  readonly roleName: string;
  /** Shown in the console. */
  readonly description: string;
  readonly location: Location;
  /** What the role may do; a role that may do nothing gets no policy. */
  readonly statements: readonly Statement[];
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * A role for ECS tasks: assumed by `ecs-tasks.amazonaws.com` only, and only on behalf of tasks of this account and
 * region, which closes the confused-deputy hole.
 *
 * {@link https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html | Task IAM role}
 *
 * @example
 * new TaskRole("reports-task", {
 *   roleName: "reports-task",
 *   description: "What the reports service may do",
 *   location,
 *   statements: [{ actions: "s3:GetObject", resources: "arn:aws:s3:::reports/*" }],
 * });
 */
export class TaskRole extends pulumi.ComponentResource {
  /** Known at preview. */
  readonly roleName: string;
  /** Known at preview. */
  readonly arn: string;
  /** The role, for `dependsOn`: its policy is attached when this is ready. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: TaskRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:iam:TaskRole", name, {}, opts);

    const role = new aws.iam.Role(
      name,
      {
        name: args.roleName,
        description: args.description,
        assumeRolePolicy: trustPolicy(args.location),
        tags: args.tags,
      },
      { parent: this },
    );
    this.roleName = args.roleName;
    this.arn = arn(args.location, "iam", `role/${args.roleName}`);
    this.ready = [role];

    if (args.statements.length > 0) {
      const policy = new aws.iam.RolePolicy(
        name,
        { role: role.name, policy: policyDocument(args.statements) },
        { parent: this },
      );
      this.ready.push(policy);
    }
    this.registerOutputs({ roleName: this.roleName, arn: this.arn });
  }
}

function trustPolicy(location: Location): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "ecs-tasks.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": location.accountId },
          ArnLike: { "aws:SourceArn": arn(location, "ecs", "*") },
        },
      },
    ],
  });
}
