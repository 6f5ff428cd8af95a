import type { Cloud, Entry } from "../cloud";
import type { Place } from "../place";
import { find } from "../references";
import type { Refusal } from "../refusal";
import { knownStrings, type Value } from "../value";
import { allows, permits, type Request } from "./permissions";

const DEPLOY_FOR_ECS = [
  "ecs:DescribeServices",
  "ecs:CreateTaskSet",
  "ecs:UpdateServicePrimaryTaskSet",
  "ecs:DeleteTaskSet",
  "elasticloadbalancing:DescribeTargetGroups",
  "elasticloadbalancing:DescribeListeners",
  "elasticloadbalancing:ModifyListener",
  "elasticloadbalancing:DescribeRules",
  "elasticloadbalancing:ModifyRule",
  "cloudwatch:DescribeAlarms",
  "sns:Publish",
  "s3:GetObject",
  "s3:GetObjectVersion",
];

const HOOKS = "arn:*:lambda:*:*:function:CodeDeployHook_*";

/** What AWS's own policies allow, as far as delivery uses them; one that is not here is taken to allow what is asked. */
const MANAGED: Record<string, object[]> = {
  AWSCodeDeployRoleForECS: [
    { Effect: "Allow", Action: [...DEPLOY_FOR_ECS, "iam:PassRole"], Resource: "*" },
    { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: "*" },
  ],
  AWSCodeDeployRoleForECSLimited: [
    { Effect: "Allow", Action: DEPLOY_FOR_ECS, Resource: "*" },
    { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: HOOKS },
    {
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: ["arn:*:iam::*:role/ecsTaskExecutionRole", "arn:*:iam::*:role/ECSTaskExecution*"],
    },
  ],
  AWSLambdaBasicExecutionRole: [
    { Effect: "Allow", Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], Resource: "*" },
  ],
  AWSLambdaVPCAccessExecutionRole: [
    {
      Effect: "Allow",
      Action: [
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "ec2:CreateNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:DeleteNetworkInterface",
      ],
      Resource: "*",
    },
  ],
  AmazonECSTaskExecutionRolePolicy: [
    {
      Effect: "Allow",
      Action: [
        "ecr:GetAuthorizationToken",
        "ecr:BatchCheckLayerAvailability",
        "ecr:GetDownloadUrlForLayer",
        "ecr:BatchGetImage",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
      ],
      Resource: "*",
    },
  ],
};

/** Who wants to assume a role, and for which resource. */
export interface Assumption {
  /** A service principal such as `codebuild.amazonaws.com`, or the ARN of a role. */
  principal: string;
  /** The ARN of the resource on whose behalf a service acts. */
  sourceArn?: string;
}

/** Whether a role's trust policy lets somebody assume it. */
export function isAssumable(role: Entry, { principal, sourceArn }: Assumption, { account }: Place): boolean {
  const isRole = principal.startsWith("arn:");
  return allows(role.inputs.assumeRolePolicy, {
    principals: isRole ? [principal, principal.replace(/:role\/.*$/, ":root")] : [principal],
    action: "sts:AssumeRole",
    context: {
      ...(isRole
        ? { "aws:PrincipalArn": principal, "aws:PrincipalAccount": account }
        : { "aws:SourceAccount": account }),
      ...(sourceArn === undefined ? {} : { "aws:SourceArn": sourceArn }),
    },
  });
}

/**
 * Requires that a service may assume a role of this account.
 *
 * @throws Refusal what AWS says where it may not
 */
export function requireAssumable(
  arn: Value | undefined,
  assumption: Assumption,
  { cloud, place }: { cloud: Cloud; place: Place },
  refusal: Refusal,
): void {
  const role = find("role", arn, cloud);
  if (role && !isAssumable(role, assumption, place)) {
    throw refusal;
  }
}

/** Whether the policies of a role allow it to do something. */
export function mayDo(role: Entry, request: Omit<Request, "principals">, cloud: Cloud): boolean {
  return permits(policiesOf(role, cloud), request);
}

/** All policy documents that a role has, inline and attached. */
function policiesOf(role: Entry, cloud: Cloud): Value[] {
  const isOwn = ({ inputs }: Entry): boolean => find("role", inputs.role, cloud) === role;
  const inline = cloud.ofTypes(["aws:iam/rolePolicy:RolePolicy"]).filter(isOwn);
  const attached = [
    ...cloud
      .ofTypes(["aws:iam/rolePolicyAttachment:RolePolicyAttachment"])
      .filter(isOwn)
      .flatMap(({ inputs }) => knownStrings(inputs.policyArn)),
    ...knownStrings(role.inputs.managedPolicyArns),
  ];
  return [
    ...inline.map(({ inputs }) => inputs.policy ?? null),
    ...attached.map((arn) => find("policy", arn, cloud)?.inputs.policy ?? managed(arn)),
  ];
}

function managed(arn: string): Value {
  const statements = MANAGED[arn.split("/").pop() ?? ""] ?? [{ Effect: "Allow", Action: "*", Resource: "*" }];
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
