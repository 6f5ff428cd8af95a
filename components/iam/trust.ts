import { arn, Location } from "../location";
import { Conditions } from "./policyDocument";

/** Who may assume a role, and under which conditions. */
export interface Trust {
  readonly principal: Readonly<Record<string, string | readonly string[]>>;
  readonly conditions?: Conditions;
}

/** Renders a role's trust policy. */
export function trustPolicy({ principal, conditions }: Trust): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole", Condition: conditions }],
  });
}

/**
 * Lets an AWS service assume the role, on behalf of this account and these resources only. Without the two conditions,
 * the service could be talked into using the role for somebody else's resource.
 *
 * {@link https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html | The confused deputy problem}
 *
 * @param service - for example `ecs-tasks.amazonaws.com`
 * @param sourceArn - ARNs of the resources, which may hold `*`; absent for a service that sends none
 */
export function trustService(location: Location, service: string, sourceArn?: string | readonly string[]): Trust {
  return {
    principal: { Service: service },
    conditions: {
      StringEquals: { "aws:SourceAccount": location.accountId },
      ...(sourceArn === undefined ? {} : { ArnLike: { "aws:SourceArn": sourceArn } }),
    },
  };
}

/** Lets these roles, which must exist, assume the role. */
export function trustRole(roleArns: string | readonly string[]): Trust {
  return { principal: { AWS: roleArns } };
}

/**
 * Lets roles assume the role that may come to exist later, in this account or another one. IAM refuses a principal that
 * does not exist, so the account is trusted and the condition narrows it to the roles.
 *
 * @param accountId - the account of the roles
 */
export function trustRoleToCome(location: Location, accountId: string, roleArns: string | readonly string[]): Trust {
  return {
    principal: { AWS: arn({ ...location, accountId }, "iam", "root") },
    conditions: { ArnLike: { "aws:PrincipalArn": roleArns } },
  };
}
