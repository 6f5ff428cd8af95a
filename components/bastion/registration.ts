import { Statement } from "../iam/policyDocument";
import { arn, Location } from "../location";

/** The key of the tag that tells a bastion's tasks and its managed node from all others; its value is the bastion's name. */
export const bastionTag = "Bastion";

/** Who registers, and as what. */
export interface Registration {
  readonly bastionName: string;
  /** Role that the managed node gets. */
  readonly instanceRoleArn: string;
}

/**
 * What a container needs that registers itself as a managed node, and cleans up behind itself and behind a predecessor that
 * was killed.
 *
 * Activations carry no ARN in IAM, so of those only the creation is narrowed, to ones with this bastion's tag and nothing
 * else; nodes are deregistered by that tag. `DeleteActivation` stays wide: it revokes codes that others made and takes
 * nothing from nodes that have registered.
 *
 * {@link https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html | Actions of Systems Manager}
 */
export function registrationStatements(location: Location, registration: Registration): Statement[] {
  const { bastionName, instanceRoleArn } = registration;
  return [
    {
      anyResource: "ActivationsHaveNoResourceAndAreTaggedAsTheyAreCreated",
      actions: ["ssm:CreateActivation", "ssm:AddTagsToResource"],
      conditions: {
        StringEquals: { [`aws:RequestTag/${bastionTag}`]: bastionName },
        "ForAllValues:StringEquals": { "aws:TagKeys": [bastionTag] },
      },
    },
    {
      sid: "PassTheNodesRole",
      actions: "iam:PassRole",
      resources: instanceRoleArn,
      conditions: { StringEquals: { "iam:PassedToService": "ssm.amazonaws.com" } },
    },
    {
      anyResource: "ActivationsAndNodesAreListedAllOrNone",
      actions: ["ssm:DescribeActivations", "ssm:DescribeInstanceInformation"],
    },
    { anyResource: "ActivationsHaveNoResource", actions: "ssm:DeleteActivation" },
    {
      sid: "DeregisterOwnNodes",
      actions: "ssm:DeregisterManagedInstance",
      resources: arn(location, "ssm", "managed-instance/*"),
      conditions: { StringEquals: { [`ssm:resourceTag/${bastionTag}`]: bastionName } },
    },
  ];
}
