import { createHash } from "node:crypto";

interface NameRule {
  /** What AWS calls the thing, for error messages. */
  readonly what: string;
  readonly maxLength: number;
  readonly pattern: RegExp;
  /** The pattern in words. */
  readonly allowed: string;
  readonly separator: "-" | "/";
}

const ecsName = {
  maxLength: 255,
  pattern: /^[A-Za-z0-9_-]+$/,
  allowed: "letters, digits, hyphens and underscores",
  separator: "-",
} as const;

/** What Pulumi's auto-naming starts from: AWS's 32 characters less a hyphen and seven random ones. */
const autoNamed = {
  maxLength: 24,
  pattern: /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/,
  allowed: "letters, digits and hyphens, with no hyphen at either end",
  separator: "-",
} as const;

/** What CodeCommit, CodeBuild, CodeDeploy, CodePipeline, EventBridge, Lambda, SNS and CloudWatch all take. */
const deliveryName = {
  maxLength: 100,
  pattern: /^[A-Za-z0-9][A-Za-z0-9_-]*$/,
  allowed: "letters, digits, hyphens and underscores, starting with a letter or a digit",
  separator: "-",
} as const;

/** AWS's limits for the names that this platform fixes; everything else is left to Pulumi's auto-naming. */
const rules = {
  cluster: { what: "ECS cluster", ...ecsName },
  taskFamily: { what: "ECS task definition family", ...ecsName },
  role: {
    what: "IAM role",
    maxLength: 64,
    pattern: /^[\w+=,.@-]+$/,
    allowed: "letters, digits and _+=,.@-",
    separator: "-",
  },
  bucket: {
    what: "S3 bucket",
    maxLength: 63,
    pattern: /^[a-z0-9][a-z0-9-]+[a-z0-9]$/,
    allowed: "at least three lower-case letters, digits and hyphens",
    separator: "-",
  },
  keyAlias: {
    what: "KMS alias",
    maxLength: 250,
    pattern: /^[A-Za-z0-9/_-]+$/,
    allowed: "letters, digits and /_-",
    separator: "-",
  },
  logGroup: {
    what: "CloudWatch log group",
    maxLength: 512,
    pattern: /^[\w./#-]+$/,
    allowed: "letters, digits and ._-/#",
    separator: "/",
  },
  repository: {
    what: "ECR repository",
    maxLength: 256,
    pattern: /^[a-z0-9]+(?:[._-][a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-][a-z0-9]+)*)*$/,
    allowed: "lower-case letters, digits, single hyphens and slashes",
    separator: "/",
  },
  codeRepository: { what: "CodeCommit repository", ...deliveryName },
  approvalRuleTemplate: { what: "CodeCommit approval rule template", ...deliveryName },
  pipeline: { what: "pipeline, build project and deployment group", ...deliveryName },
  deploymentConfig: { what: "CodeDeploy deployment configuration", ...deliveryName },
  function: { what: "Lambda function", ...deliveryName, maxLength: 64 },
  eventRule: { what: "EventBridge rule", ...deliveryName, maxLength: 64 },
  topic: { what: "SNS topic", ...deliveryName },
  alarm: { what: "CloudWatch alarm", ...deliveryName },
  dashboard: { what: "CloudWatch dashboard", ...deliveryName },
  samplingRule: { what: "X-Ray sampling rule", ...deliveryName, maxLength: 32 },
  traceGroup: { what: "X-Ray group", ...deliveryName, maxLength: 32 },
  sessionDocument: { what: "Systems Manager document", ...deliveryName },
  iamPolicy: { what: "IAM policy", ...deliveryName },
  loadBalancer: { what: "load balancer", ...autoNamed },
  targetGroup: { what: "target group", ...autoNamed },
} satisfies Record<string, NameRule>;

/** The kinds of thing that get a fixed physical name. */
export type NameKind = keyof typeof rules;

const hashLength = 7;

/**
 * The physical name of a thing whose name must be known before it exists, because a policy document, a container
 * definition or another account refers to it.
 *
 * A name beyond AWS's limit is cut, and a hash of the whole name takes the place of the rest, so that two long names
 * with the same beginning stay different.
 *
 * @throws Error when a part holds a character that AWS refuses for this kind; the message names part and rule.
 * @example
 * physicalName("role", "fargate-platform-dev", "frontend", "task"); // fargate-platform-dev-frontend-task
 * physicalName("logGroup", "/fargate-platform-dev", "frontend");    // /fargate-platform-dev/frontend
 */
export function physicalName(kind: NameKind, ...parts: string[]): string {
  const rule: NameRule = rules[kind];
  const full = parts.join(rule.separator);
  if (!rule.pattern.test(full)) {
    throw new Error(`${rule.what} name "${full}": allowed are ${rule.allowed}; change the part that breaks this.`);
  }
  if (full.length <= rule.maxLength) {
    return full;
  }
  const hash = createHash("sha256").update(full).digest("hex").slice(0, hashLength);
  const kept = full.slice(0, rule.maxLength - hashLength - 1).replace(/[^A-Za-z0-9]+$/, "");
  return `${kept}-${hash}`;
}
