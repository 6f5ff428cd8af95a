import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { arn, Location } from "../location";
import { policyDocument, Statement } from "./policyDocument";
import { Trust, trustPolicy } from "./trust";

/** Arguments of {@link Role}. */
export interface RoleArgs {
  /** Physical name; fixed, because policies of keys, buckets and other roles name the role before it exists. */
  readonly roleName: string;
  /** Shown in the console. */
  readonly description: string;
  readonly location: Location;
  /** Who may assume it; see `trustService` and `trustRole`. */
  readonly trust: Trust;
  /** What the role may do; a role that may do nothing gets no policy. */
  readonly statements: readonly Statement[];
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * An IAM role with one inline policy.
 *
 * {@link https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html | IAM roles}
 *
 * @example
 * new Role("reports-task", {
 *   roleName: "reports-task",
 *   description: "What the reports service may do",
 *   location,
 *   trust: trustService(location, "ecs-tasks.amazonaws.com", arn(location, "ecs", "*")),
 *   statements: [{ actions: "s3:GetObject", resources: "arn:aws:s3:::reports/*" }],
 * });
 */
export class Role extends pulumi.ComponentResource {
  /** Known at preview. */
  readonly roleName: string;
  /** Known at preview. */
  readonly arn: string;
  /** The role, for `dependsOn`: its policy is attached when this is ready. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: RoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:iam:Role", name, {}, opts);

    const role = new aws.iam.Role(
      name,
      {
        name: args.roleName,
        description: args.description,
        assumeRolePolicy: trustPolicy(args.trust),
        tags: args.tags,
      },
      // Passed on, because Pulumi does not: IAM refuses a role that trusts one which does not exist yet.
      { parent: this, dependsOn: opts?.dependsOn },
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
