import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { policyDocument, Statement } from "../iam/policyDocument";
import { arn, Location } from "../location";

/** Arguments of {@link ExecUsers}. */
export interface ExecUsersArgs {
  /** Physical name. */
  readonly policyName: string;
  readonly location: Location;
  readonly clusterName: string;
  /** Containers that allow ECS Exec, each named as its service; at least one. */
  readonly containerNames: readonly string[];
  /** Alias, without `alias/`, of the key with which the cluster encrypts sessions. */
  readonly keyAlias: string;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * A managed policy: who has it may open shells by ECS Exec in the named containers of a cluster, and nothing else. Attach it
 * to the group or permission set of those who investigate.
 *
 * It holds no `ssm:StartSession`: a session that goes around ECS Exec is not logged.
 *
 * {@link https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html | ECS Exec}
 *
 * @throws Error when no container is named: IAM would take the policy, and nobody would get in.
 * @example
 * new ExecUsers("exec-users", {
 *   policyName: "shop-exec-users", location, clusterName: "shop", containerNames: ["api"], keyAlias: "shop",
 * });
 */
export class ExecUsers extends pulumi.ComponentResource {
  /** Known at preview. */
  readonly arn: string;

  constructor(name: string, args: ExecUsersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:cluster:ExecUsers", name, {}, opts);
    this.arn = arn(args.location, "iam", `policy/${args.policyName}`);

    new aws.iam.Policy(
      name,
      {
        name: args.policyName,
        description: `Open shells by ECS Exec in tasks of ${args.clusterName}`,
        policy: policyDocument(execUserStatements(args)),
        tags: args.tags,
      },
      { parent: this },
    );
    this.registerOutputs({ arn: this.arn });
  }
}

/** What `aws ecs execute-command` takes: the call, the look at the task that the CLI has, and a key for the channel. */
export function execUserStatements(
  args: Pick<ExecUsersArgs, "location" | "clusterName" | "containerNames" | "keyAlias">,
): Statement[] {
  const { location, clusterName, containerNames, keyAlias } = args;
  if (containerNames.length === 0) {
    throw new Error(
      `Users of ECS Exec in ${clusterName}: no container is named; name one that allows it, or leave the policy out.`,
    );
  }
  const clusterArn = arn(location, "ecs", `cluster/${clusterName}`);
  const taskArns = arn(location, "ecs", `task/${clusterName}/*`);
  return [
    {
      sid: "OpenShells",
      actions: "ecs:ExecuteCommand",
      resources: [clusterArn, taskArns],
      conditions: { StringEquals: { "ecs:container-name": containerNames } },
    },
    { sid: "SeeTasks", actions: "ecs:DescribeTasks", resources: taskArns },
    {
      anyResource: "TasksOfAClusterAreListedAllOrNone",
      actions: "ecs:ListTasks",
      conditions: { ArnEquals: { "ecs:cluster": clusterArn } },
    },
    sessionKeyStatement(location, keyAlias, `ecs:${clusterName}_*`),
  ];
}

/**
 * Lets a user's side make the key of an encrypted session. The call comes from the user's machine and not through a service,
 * so it is narrowed by what the session's two sides agree on: the target.
 *
 * @param targetId - of the session, which may hold `*`
 */
export function sessionKeyStatement(location: Location, keyAlias: string, targetId: string): Statement {
  return {
    sid: "EncryptSessions",
    actions: "kms:GenerateDataKey",
    resources: arn(location, "kms", "key/*"),
    conditions: {
      StringLike: { "kms:EncryptionContext:aws:ssm:TargetId": targetId },
      "ForAnyValue:StringEquals": { "kms:ResourceAliases": `alias/${keyAlias}` },
    },
  };
}
