/** Actions that know no resource, so that only `*` can be written beside them. */
const WITHOUT_RESOURCE = [
  "cloudwatch:PutMetricData",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:Describe*",
  "ecr-public:GetAuthorizationToken",
  "ecr:GetAuthorizationToken",
  "inspector-scan:ScanSbom",
  "sts:GetCallerIdentity",
  "sts:GetServiceBearerToken",
  "xray:PutTelemetryRecords",
  "xray:PutTraceSegments",
];

/** What a deployment does, or what gives somebody else's rights away. */
const DEPLOYING = [
  "cloudformation:CreateStack",
  "cloudformation:ExecuteChangeSet",
  "cloudformation:UpdateStack",
  "codecommit:CreateCommit",
  "codecommit:GitPush",
  "codecommit:Merge*",
  "codecommit:PutFile",
  "codedeploy:*",
  "codepipeline:PutApprovalResult",
  "codepipeline:Start*",
  "codepipeline:UpdatePipeline",
  "ecs:CreateService",
  "ecs:CreateTaskSet",
  "ecs:DeleteService",
  "ecs:RegisterTaskDefinition",
  "ecs:RunTask",
  "ecs:StartTask",
  "ecs:UpdateService",
  "ecs:UpdateServicePrimaryTaskSet",
  "iam:Attach*",
  "iam:Create*",
  "iam:PassRole",
  "iam:Put*",
  "iam:Update*",
  "lambda:CreateFunction",
  "lambda:Update*",
];

const SECRET = ["secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue", "ssm:GetParameter*"];

/** Whether the action is every action, or every one of a service. */
export function isEveryAction(action: string): boolean {
  const [service = "", name] = action.split(":");
  return name === undefined ? /[*?]/.test(action) : /[*?]/.test(service) || /^[*?]+$/.test(name);
}

export function deploys(action: string): boolean {
  return DEPLOYING.some((pattern) => overlap(pattern, action));
}

export function readsSecrets(action: string): boolean {
  return SECRET.some((pattern) => overlap(pattern, action));
}

/** Whether there is no other way than to allow the action on `*`. */
export function needsNoResource(action: string): boolean {
  return WITHOUT_RESOURCE.some((pattern) => matches(pattern, action));
}

/** Whether the resource is every one, or every one of a service: `*`, `arn:aws:s3:::*`, `arn:aws:ecr:*:*:*`. */
export function isEveryResource(resource: string): boolean {
  const parts = resource.split(":");
  const named = parts.slice(5).join(":");
  return parts.length < 6 ? /[*?]/.test(resource) : /^[*?/:]*$/.test(named);
}

/** Whether the resource is every secret or every parameter. */
export function isEverySecret(resource: string): boolean {
  return /:(?:secret[:/]?|parameter\/?)[*?/]*$/.test(resource);
}

/** What a role must not do to all roles or repositories: have their rights, fill them. */
const FOR_ONE_ONLY = [
  "ecr:BatchDeleteImage",
  "ecr:CompleteLayerUpload",
  "ecr:InitiateLayerUpload",
  "ecr:PutImage",
  "ecr:UploadLayerPart",
  "sts:AssumeRole*",
];

/** Whether the action belongs to one role or repository, named as such. */
export function isForOneOnly(action: string): boolean {
  return FOR_ONE_ONLY.some((pattern) => overlap(pattern, action));
}

/** Whether the resource is every role, or every repository. */
export function isEveryRoleOrRepository(resource: string): boolean {
  return /:(?:role|repository)\/[*?/]+$/.test(resource);
}

/** Whether the resource is every KMS key. */
export function isEveryKey(resource: string): boolean {
  return /:kms:.*:(?:key|alias)\/[*?]+$/.test(resource);
}

function matches(pattern: string, action: string): boolean {
  const source = pattern.replace(/[.+^${}()|[\]\\?]/g, "\\$&").replace(/\*/g, ".*");
  return new RegExp(`^${source}$`, "i").test(action);
}

/** Whether some name fits both patterns. */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  // Whether what follows in one pattern can be what follows in the other, from the ends to the beginnings.
  let below: boolean[] = [];
  for (let i = a.length; i >= 0; i -= 1) {
    const row: boolean[] = [];
    for (let j = b.length; j >= 0; j -= 1) {
      const [x, y] = [a[i], b[j]];
      const isSame = x !== undefined && y !== undefined && (x === y || x === "?" || y === "?");
      row[j] =
        (x === undefined && y === undefined) ||
        (x === "*" && ((below[j] ?? false) || (y !== undefined && (row[j + 1] ?? false)))) ||
        (y === "*" && ((row[j + 1] ?? false) || (x !== undefined && (below[j] ?? false)))) ||
        (isSame && (below[j + 1] ?? false));
    }
    below = row;
  }
  return below[0] ?? false;
}
