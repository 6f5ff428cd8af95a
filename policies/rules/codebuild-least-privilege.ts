import {
  deploys,
  isEveryAction,
  isEveryKey,
  isEveryResource,
  isEveryRoleOrRepository,
  isEverySecret,
  isForOneOnly,
  needsNoResource,
  readsSecrets,
} from "../facts/actions";
import { PROJECT } from "../facts/build";
import { parsedJson } from "../facts/json";
import {
  ATTACHMENT,
  each,
  grantsOf,
  isFor,
  POLICY,
  ROLE,
  ROLE_ATTACHMENT,
  ROLE_POLICY,
  type Statement,
  statementsOf,
} from "../facts/policies";
import type { Property } from "../facts/property";
import type { StackFacts, StackResource } from "../facts/resource";
import { quoted } from "../message";
import { type Finding, inconclusive, type Rule, violation } from "../rule";

/** Policies of AWS that give much or deploy, by name. */
const TOO_MUCH = /Admin|PowerUser|Full_?Access|Deploy|ReadWrite|^IAM|^AWSCodePipeline/;

const ALIAS_OPERATORS = [
  "StringEquals",
  "StringLike",
  "ForAnyValue:StringEquals",
  "ForAnyValue:StringLike",
  "ForAllValues:StringEquals",
] as const;

/**
 * A build runs code that nobody has reviewed yet: each dependency, and each branch that starts a build. A role is a
 * build's if a project of the program names it, or if CodeBuild may assume it, which it must for any project to have
 * it. A role that another program made cannot be seen, and is not judged.
 */
export const codebuildLeastPrivilege: Rule = {
  id: "codebuild-least-privilege",
  title: "A build may do what it needs for building, and nothing else.",
  severity: "high",
  controls: {
    securityHub: ["IAM.1", "IAM.21"],
    checkov: ["CKV_AWS_62", "CKV_AWS_63", "CKV_AWS_274", "CKV_AWS_355"],
    cdkNag: ["AwsSolutions-IAM5"],
  },
  reads: [
    { type: PROJECT, properties: ["serviceRole"], inStackOnly: true },
    {
      type: ROLE,
      properties: ["name", "arn", "assumeRolePolicy", "managedPolicyArns[]", "inlinePolicies[].policy"],
      inStackOnly: true,
    },
    { type: ROLE_POLICY, properties: ["role", "policy"], inStackOnly: true },
    { type: POLICY, properties: ["name", "arn", "policy"], inStackOnly: true },
    { type: ROLE_ATTACHMENT, properties: ["role", "policyArn"], inStackOnly: true },
    { type: ATTACHMENT, properties: ["roles[]", "policyArn"], inStackOnly: true },
  ],
  why: "Whoever gets a line into the code or into one of its dependencies has the rights of the build.",
  remediation:
    'Name each action and each resource: no `*`, no `ecr:*`, no `…FullAccess`, no NotAction. `Resource: "*"` is left to ' +
    "actions that know no resource (`ecr:GetAuthorizationToken`, `ec2:Describe*` and the like), `key/*` of KMS to " +
    "statements with a condition on `kms:ResourceAliases`. Leave deploying to the pipeline's own roles.",
  checkStack: (stack) => {
    const projects = stack.ofType(PROJECT);
    const roles = stack
      .ofType(ROLE)
      .filter((role) => trustsCodeBuild(role) || projects.some((project) => isFor(project, "serviceRole", role)));
    return roles.flatMap((role) => judgeRole(role, stack));
  },
};

function trustsCodeBuild(role: StackResource): boolean {
  const trust = role.inputs<{ assumeRolePolicy: { Statement: { Principal: { Service: string | string[] } }[] } }>();
  const document = trust.get("assumeRolePolicy");
  if (typeof document.value === "string") {
    return JSON.stringify(parsedJson(document.value) ?? "").includes('"codebuild.amazonaws.com');
  }
  return document
    .get("Statement")
    .items()
    .flatMap((statement) => each(statement.get("Principal").get("Service")))
    .some(({ value }) => typeof value === "string" && value.startsWith("codebuild.amazonaws.com"));
}

function judgeRole(role: StackResource, stack: StackFacts): Finding[] {
  const { documents, arns } = grantsOf(role, stack);
  return [
    ...documents.flatMap((document) => judgeDocument(document, role)),
    ...arns.flatMap((arn) => judgeArn(arn, role)),
  ];
}

/** A policy that the program does not show, by its name. */
function judgeArn(arn: Property<string>, role: StackResource): Finding[] {
  if (arn.isUnknown) {
    return [inconclusive(arn)];
  }
  const name = typeof arn.value === "string" ? arn.value.slice(arn.value.lastIndexOf("/") + 1) : "";
  return TOO_MUCH.test(name)
    ? [
        violation(arn, {
          what: `the build role ${quoted(role.name)} has the policy ${quoted(name)}.`,
          fix: "detach it, and give the role an aws.iam.RolePolicy that names the actions and resources of the build",
        }),
      ]
    : [];
}

function judgeDocument(document: Property, role: StackResource): Finding[] {
  if (document.isUnknown) {
    return [inconclusive(document)];
  }
  const statements = statementsOf(document);
  return statements === undefined
    ? [
        violation(document, {
          what: `the policy of the build role ${quoted(role.name)} is no policy in JSON, so nothing about it can be proven.`,
          fix: 'policy: JSON.stringify({ Version: "2012-10-17", Statement: [...] })',
        }),
      ]
    : statements.flatMap((statement) => judgeStatement(statement, `the build role ${quoted(role.name)}`));
}

function judgeStatement(statement: Statement, who: string): Finding[] {
  if (statement.isUnknown) {
    return [inconclusive(statement)];
  }
  if (statement.get("Effect").value === "Deny") {
    return [];
  }
  const inverted = (["NotAction", "NotResource"] as const)
    .map((key) => ({ key, at: statement.get(key) }))
    .filter(({ at }) => at.isUnknown || at.value !== undefined)
    .map(({ key, at }) =>
      violation(at, {
        what: `${who} may do everything but what ${key} names.`,
        fix: `${key.slice(3)}: [<each one by name>]`,
      }),
    );
  const actions = each(statement.get("Action"));
  return [
    ...inverted,
    ...actions.flatMap((action) => judgeAction(action, who)),
    ...each(statement.get("Resource")).flatMap((resource) => judgeResource(resource, actions, statement, who)),
  ];
}

function judgeAction(action: Property<string>, who: string): Finding[] {
  if (action.isUnknown) {
    return [inconclusive(action)];
  }
  const name = typeof action.value === "string" ? action.value : "";
  if (isEveryAction(name)) {
    const what = name.includes(":") ? `every action of a service (${quoted(name)})` : `everything (${quoted(name)})`;
    return [violation(action, { what: `${who} may do ${what}.`, fix: `Action: [${exampleOf(name)}]` })];
  }
  return deploys(name)
    ? [
        violation(action, {
          what: `${who} may deploy or hand on rights (${quoted(name)}).`,
          fix: "take the action out, and leave it to the role of a pipeline's deploy action",
        }),
      ]
    : [];
}

function exampleOf(action: string): string {
  return /^ecr:/i.test(action)
    ? '"ecr:BatchCheckLayerAvailability", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload", "ecr:PutImage"'
    : "<each one by name>";
}

function judgeResource(
  resource: Property<string>,
  actions: readonly Property<string>[],
  statement: Statement,
  who: string,
): Finding[] {
  // What is wrong with an action by itself has been said.
  const names = actions
    .map(({ value }) => (typeof value === "string" ? value : ""))
    .filter((name) => name !== "" && !isEveryAction(name) && !needsNoResource(name));
  if (names.length === 0) {
    return [];
  }
  if (resource.isUnknown) {
    return [inconclusive(resource)];
  }
  const given = typeof resource.value === "string" ? resource.value : "";
  const list = quoted(names.join(", "));
  if (isEveryResource(given)) {
    return [
      violation(resource, {
        what: `${who} may use every resource (${quoted(given)}) with ${list}.`,
        fix: `Resource: "arn:aws:${(names[0] ?? "").split(":")[0] ?? ""}:<region>:<account>:<the one that the build uses>"`,
      }),
    ];
  }
  if (isEverySecret(given) && names.some(readsSecrets)) {
    return [
      violation(resource, {
        what: `${who} may read every secret of the account (${quoted(given)}).`,
        fix: 'Resource: "arn:aws:secretsmanager:<region>:<account>:secret:<name>-??????"',
      }),
    ];
  }
  if (isEveryRoleOrRepository(given) && names.some(isForOneOnly)) {
    return [
      violation(resource, {
        what: `${who} may use every role or repository of the account (${quoted(given)}).`,
        fix: 'Resource: "<the ARN of the one that it needs>"',
      }),
    ];
  }
  return isEveryKey(given) && names.some((name) => /^kms:/i.test(name)) && !namesAlias(statement)
    ? [
        violation(resource, {
          what: `${who} may use every KMS key (${quoted(given)}).`,
          fix: 'Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/<the key\'s>" } }',
        }),
      ]
    : [];
}

/** Whether a condition narrows the keys to those with an alias. */
function namesAlias(statement: Statement): boolean {
  const conditions = statement.get("Condition");
  return ALIAS_OPERATORS.some((operator) => {
    const aliases = each(conditions.get(operator).get("kms:ResourceAliases"));
    return (
      aliases.length > 0 && aliases.every(({ value }) => typeof value === "string" && !/^(?:alias\/)?\*/.test(value))
    );
  });
}
