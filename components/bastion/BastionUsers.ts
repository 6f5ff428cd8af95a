import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { execUserStatements, sessionKeyStatement } from "../cluster/ExecUsers";
import { Conditions, policyDocument, Statement } from "../iam/policyDocument";
import { arn, Location } from "../location";
import { Bastion } from "./Bastion";
import { bastionTag } from "./registration";

/** Arguments of {@link BastionUsers}. */
export interface BastionUsersArgs {
  /** Physical name. */
  readonly policyName: string;
  readonly location: Location;
  readonly bastion: Pick<Bastion, "bastionName" | "mode" | "serviceName" | "sessionDocumentName">;
  /** Where the bastion runs. */
  readonly clusterName: string;
  /** Alias, without `alias/`, of the key that encrypts sessions. */
  readonly keyAlias: string;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** AWS's own document for a port of a host that the node reaches. */
const forwardingDocument = "AWS-StartPortForwardingSessionToRemoteHost";

/**
 * A managed policy: who has it may open a shell on the bastion and forward ports through it, and nothing else. Attach it to
 * the group or permission set of those who come in.
 *
 * Sessions are opened with the bastion's own document, which logs them, or with the one that forwards ports. Any other one,
 * also the account's default, is refused.
 *
 * {@link https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access.html | Control session access}
 *
 * @example
 * new BastionUsers("bastion-users", {
 *   policyName: "shop-bastion-users", location, bastion, clusterName: "shop", keyAlias: "shop",
 * });
 */
export class BastionUsers extends pulumi.ComponentResource {
  /** Known at preview. */
  readonly arn: string;

  constructor(name: string, args: BastionUsersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:bastion:BastionUsers", name, {}, opts);
    this.arn = arn(args.location, "iam", `policy/${args.policyName}`);

    new aws.iam.Policy(
      name,
      {
        name: args.policyName,
        description: `Open shells on ${args.bastion.bastionName}, and forward ports through it`,
        policy: policyDocument(statements(args)),
        tags: args.tags,
      },
      { parent: this },
    );
    this.registerOutputs({ arn: this.arn });
  }
}

function statements(args: BastionUsersArgs): Statement[] {
  const { location, clusterName, keyAlias, bastion } = args;
  const { bastionName, serviceName, sessionDocumentName } = bastion;
  const forwarding = arn({ ...location, accountId: "" }, "ssm", `document/${forwardingDocument}`);
  if (sessionDocumentName === undefined) {
    return [
      ...execUserStatements({ location, clusterName, keyAlias, containerNames: [serviceName] }),
      ...sessionStatements(location, {
        targets: arn(location, "ecs", `task/${clusterName}/*`),
        tagKey: `aws:ResourceTag/${bastionTag}`,
        bastionName,
        documents: [forwarding],
      }),
    ];
  }
  return [
    ...sessionStatements(location, {
      targets: arn(location, "ssm", "managed-instance/*"),
      tagKey: `ssm:resourceTag/${bastionTag}`,
      bastionName,
      documents: [arn(location, "ssm", `document/${sessionDocumentName}`), forwarding],
    }),
    { anyResource: "NodesAreListedAllOrNone", actions: "ssm:DescribeInstanceInformation" },
    {
      sid: "SeeTier",
      actions: "ssm:GetServiceSetting",
      resources: arn(location, "ssm", "servicesetting/ssm/managed-instance/activation-tier"),
    },
    {
      anyResource: "TasksOfAClusterAreListedAllOrNone",
      actions: "ecs:ListTasks",
      conditions: { ArnEquals: { "ecs:cluster": arn(location, "ecs", `cluster/${clusterName}`) } },
    },
    { sid: "SeeTasks", actions: "ecs:DescribeTasks", resources: arn(location, "ecs", `task/${clusterName}/*`) },
    {
      sid: "SeeServices",
      actions: "ecs:DescribeServices",
      resources: arn(location, "ecs", `service/${clusterName}/*`),
    },
    sessionKeyStatement(location, keyAlias, "mi-*"),
  ];
}

interface Sessions {
  readonly targets: string;
  /** Condition key of the tag by which targets are told apart. */
  readonly tagKey: string;
  readonly bastionName: string;
  readonly documents: readonly string[];
}

/** Sessions that a user may open with these documents on these targets, and then resume and end. */
function sessionStatements(location: Location, { targets, tagKey, bastionName, documents }: Sessions): Statement[] {
  // Without it, AWS looks at the target alone, and lets in whoever names another document.
  const documentCheck: Conditions = { BoolIfExists: { "ssm:SessionDocumentAccessCheck": "true" } };
  const sessions = arn(location, "ssm", "session/*");
  return [
    {
      sid: "StartSessionsOnBastion",
      actions: "ssm:StartSession",
      resources: targets,
      conditions: { ...documentCheck, StringEquals: { [tagKey]: bastionName } },
    },
    { sid: "StartSessionsWithDocuments", actions: "ssm:StartSession", resources: documents },
    // Opening one takes its token, which only who started the session got.
    { sid: "OpenDataChannels", actions: "ssmmessages:OpenDataChannel", resources: sessions },
    {
      sid: "ResumeAndEndOwnSessions",
      actions: ["ssm:ResumeSession", "ssm:TerminateSession"],
      resources: sessions,
      // By the tag that Session Manager sets: ids of sessions begin with different things for users and for roles.
      conditions: { StringLike: { "ssm:resourceTag/aws:ssmmessages:session-id": "${aws:userid}" } },
    },
  ];
}
