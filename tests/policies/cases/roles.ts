import { type Resource, UNKNOWN } from "../harness";
import { type Case, casesOfType, otherResource } from "./case";

const ROLE = "aws:iam/role:Role";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const POLICY = "aws:iam/policy:Policy";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const PROJECT = "aws:codebuild/project:Project";

const trust = (Service: string) =>
  JSON.stringify({ Statement: [{ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" }] });
const role = (props: object = {}, service = "codebuild.amazonaws.com"): Resource => ({
  type: ROLE,
  name: "build",
  props: {
    name: "shop-build",
    assumeRolePolicy: trust(service),
    managedPolicyArns: UNKNOWN,
    inlinePolicies: UNKNOWN,
    ...props,
  },
});

const allow = (Action: unknown, Resource: unknown, more: object = {}) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});
const text = (...Statement: readonly unknown[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const at = (path: string) => `policy.Statement${path}`;

const of = casesOfType(ROLE_POLICY);
const policy = (what: string, document: unknown, expected: Partial<Case> = {}): Case =>
  of(what, { role: "shop-build", policy: document }, { beside: [role()], ...expected });
const statement = (what: string, given: unknown, expected: Partial<Case> = {}): Case =>
  policy(what, text(given), expected);

const REPOSITORY = "arn:aws:ecr:eu-west-1:123456789012:repository/shop/api";
const KEYS = "arn:aws:kms:eu-west-1:123456789012:key/*";
const ALIAS = { Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/shop" } } };

const attached = (
  what: string,
  policyArn: unknown,
  expected: Partial<Case> = {},
  ...more: readonly Resource[]
): Case => ({
  what,
  type: ATTACHMENT,
  props: { role: "shop-build", policyArn },
  beside: [role(), ...more],
  ...expected,
});
const own = (document: string): Resource => ({
  type: POLICY,
  name: "own",
  props: { name: "own", policy: document, arn: UNKNOWN },
});

export const codebuildLeastPrivilege: readonly Case[] = [
  otherResource,
  statement("actions on a repository", allow(["ecr:PutImage", "ecr:UploadLayerPart"], REPOSITORY)),
  statement(
    "what knows no resource",
    allow(["ecr:GetAuthorizationToken", "ec2:DescribeSubnets", "sts:GetCallerIdentity"], "*"),
  ),
  statement("part of a name", allow("s3:Get*", "arn:aws:s3:::artifacts/*")),
  statement("a denial", { Effect: "Deny", Action: "*", Resource: "*" }),
  statement("every role", allow("sts:AssumeRole", "arn:aws:iam::123456789012:role/*"), {
    violations: [at("[0].Resource")],
    says: "every role or repository",
  }),
  statement("one role", allow("sts:AssumeRole", "arn:aws:iam::123456789012:role/reader")),
  statement("a push to every repository", allow("ecr:PutImage", "arn:aws:ecr:eu-west-1:123456789012:repository/*"), {
    violations: [at("[0].Resource")],
    says: "every role or repository",
  }),
  statement(
    "a pull from every repository",
    allow("ecr:BatchGetImage", "arn:aws:ecr:eu-west-1:123456789012:repository/*"),
  ),
  statement("a push of code", allow("codecommit:GitPush", "arn:aws:codecommit:eu-west-1:123456789012:shop"), {
    violations: [at("[0].Action")],
  }),
  statement("keys by alias", allow("kms:Decrypt", KEYS, ALIAS)),
  policy("one statement that is no list", JSON.stringify({ Statement: allow("ecr:PutImage", REPOSITORY) })),
  policy("an object, with the ARN of a new key", { Statement: [allow("ecr:GetAuthorizationToken", UNKNOWN)] }),
  statement("another role's", allow("*", "*"), { beside: [role({}, "codepipeline.amazonaws.com")] }),
  of("a policy of another role", { role: "other", policy: text(allow("*", "*")) }, { beside: [role()] }),

  ...["*", "ecr:*", "ECR:*", "s3:**", "e*:PutImage"]
    .map((action) =>
      statement(`Action: ${action}`, allow(action, REPOSITORY), {
        violations: [at("[0].Action")],
        says: "may do every",
      }),
    )
    .map((example) => (example.what === "Action: *" ? { ...example, says: 'may do everything ("*")' } : example)),
  statement("everything", allow("*", "*"), { violations: [at("[0].Action")] }),
  statement("the second of two actions", allow(["ecr:PutImage", "ecr:*"], REPOSITORY), {
    violations: [at("[0].Action[1]")],
  }),
  statement("actions that know resources, on all", allow(["ecr:PutImage", "ecr:GetAuthorizationToken"], "*"), {
    violations: [at("[0].Resource")],
    says: 'every resource ("*") with "ecr:PutImage"',
  }),
  statement("a name for it excuses nothing", allow("ecr:PutImage", "*", { Sid: "PushHasNoResource" }), {
    violations: [at("[0].Resource")],
  }),
  ...["arn:aws:s3:::*", "arn:aws:ecr:*:*:*", "arn:aws:s3:::*/*", "arn:*"].map((resource) =>
    statement(resource, allow("s3:GetObject", resource), { violations: [at("[0].Resource")] }),
  ),
  ...["codedeploy:CreateDeployment", "ecs:UpdateService", "ecs:*Service", "iam:Pass*", "lambda:UpdateFunctionCode"].map(
    (action) =>
      statement(action, allow(action, REPOSITORY), {
        violations: [at("[0].Action")],
        says: "may deploy or hand on rights",
      }),
  ),
  statement(
    "NotAction",
    { Effect: "Allow", NotAction: "iam:*", Resource: REPOSITORY },
    { violations: [at("[0].NotAction")] },
  ),
  statement(
    "NotResource",
    { Effect: "Allow", Action: "s3:GetObject", NotResource: REPOSITORY },
    { violations: [at("[0].NotResource")] },
  ),
  statement(
    "every secret",
    allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:*"),
    {
      violations: [at("[0].Resource")],
      says: "every secret",
    },
  ),
  statement("every parameter", allow("ssm:GetParameters", "arn:aws:ssm:eu-west-1:123456789012:parameter/*"), {
    violations: [at("[0].Resource")],
  }),
  statement(
    "a secret",
    allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:npm-??????"),
  ),
  statement("every key", allow("kms:Decrypt", KEYS), { violations: [at("[0].Resource")], says: "kms:ResourceAliases" }),
  statement(
    "every key with any alias",
    allow("kms:Decrypt", KEYS, { Condition: { StringLike: { "kms:ResourceAliases": "*" } } }),
    {
      violations: [at("[0].Resource")],
    },
  ),
  policy("no JSON", "{", { violations: ["policy"], says: "no policy in JSON" }),
  of(
    "a role that a project names",
    { role: "shop-build", policy: text(allow("*", "*")) },
    {
      beside: [
        role({}, "example.amazonaws.com"),
        { type: PROJECT, props: { serviceRole: "arn:aws:iam::123456789012:role/ci/shop-build" } },
      ],
      violations: [at("[0].Action")],
    },
  ),
  of(
    "a role of unknown name",
    { role: UNKNOWN, policy: text(allow("*", "*")) },
    {
      beside: [role({ name: UNKNOWN })],
      sources: { role: [`${ROLE} build`] },
      violations: [at("[0].Action")],
    },
  ),

  attached("a policy of AWS that only reads", "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly"),
  ...["AdministratorAccess", "PowerUserAccess", "AmazonS3FullAccess", "AmazonEC2ContainerRegistryPowerUser"].map(
    (name) =>
      attached(name, `arn:aws:iam::aws:policy/${name}`, {
        violations: ["policyArn"],
        says: `has the policy "${name}"`,
      }),
  ),
  attached(
    "a policy of the program, by its output",
    UNKNOWN,
    { sources: { policyArn: [`${POLICY} own`] }, violations: [at("[0].Action")] },
    own(text(allow("*", "*"))),
  ),
  attached(
    "a policy of the program, by a composed ARN",
    "arn:aws:iam::123456789012:policy/own",
    { violations: [at("[0].Action")] },
    own(text(allow("s3:*", "*"))),
  ),
  attached(
    "a policy of the program that is narrow",
    UNKNOWN,
    { sources: { policyArn: [`${POLICY} own`] } },
    own(text(allow("ecr:PutImage", REPOSITORY))),
  ),
  attached("a policy that nothing tells", UNKNOWN, { inconclusive: ["policyArn"] }),
  {
    what: "policies in the role itself",
    ...role({
      managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"],
      inlinePolicies: [{ name: "all", policy: text(allow("*", "*")) }],
    }),
    beside: [],
    violations: ["inlinePolicies[all].policy.Statement[0].Action", "managedPolicyArns[0]"],
  },

  policy("unknown", UNKNOWN, { inconclusive: ["policy"] }),
  policy("a resource unknown", { Statement: [allow("ecr:PutImage", UNKNOWN)] }, { inconclusive: [at("[0].Resource")] }),
  policy(
    "a resource unknown beside what is too much",
    { Statement: [allow(["ecr:PutImage", "s3:*"], UNKNOWN)] },
    {
      violations: [at("[0].Action[1]")],
      inconclusive: [at("[0].Resource")],
    },
  ),
];
