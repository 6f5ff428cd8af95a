import { Statement } from "../iam/policyDocument";
import { arn, Location } from "../location";

/** Lets a role start tasks that have these roles, and give the roles to nothing else. */
export function passTaskRoles(roleArns: readonly string[]): Statement {
  return {
    sid: "StartTasksWithTheirRoles",
    actions: "iam:PassRole",
    resources: roleArns,
    conditions: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
  };
}

/**
 * What registering revisions of task definitions takes.
 *
 * {@link https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html | ECS's actions}
 */
export function registrationStatements(
  location: Location,
  families: readonly string[],
  roleArns: readonly string[],
): Statement[] {
  return [
    // Users report that AWS asks for it without a resource; what can be started with it is up to the roles below.
    { anyResource: "RevisionsHaveNoNameBeforeTheyExist", actions: "ecs:RegisterTaskDefinition" },
    {
      sid: "TagNewRevisions",
      actions: "ecs:TagResource",
      resources: families.map((family) => arn(location, "ecs", `task-definition/${family}:*`)),
      conditions: { StringEquals: { "ecs:CreateAction": "RegisterTaskDefinition" } },
    },
    passTaskRoles(roleArns),
  ];
}
