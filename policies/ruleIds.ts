/**
 * The ids of all rules, in the order of the catalogue. A list of its own, so that a program which names a rule in an
 * exemption loads none of the rules.
 */
export const ruleIds = [
  "no-root-containers",
  "no-privileged-containers",
  "read-only-root-filesystem",
  "no-plaintext-secrets",
  "firelens-log-driver",
  "image-not-latest",
  "ecr-scan-on-push",
  "ecr-immutable-tags",
  "no-public-ip-tasks",
  "container-insights",
  "s3-public-access-block",
  "log-retention",
  "prod-requires-approval",
  "prod-never-builds",
  "prod-image-from-staging",
  "build-scans-images",
  "codebuild-least-privilege",
  "no-plaintext-build-secrets",
  "codebuild-no-privileged-unless-building-images",
  "codebuild-logs-encrypted",
  "pipeline-artifacts-encrypted",
  "blue-green-rollback",
  "exec-sessions-logged",
  "bastion-private",
  "tracing-sidecar",
  "alarms-have-actions",
  "address-headroom",
  "at-least-two-azs",
  "security-group-ingress",
  "fargate-platform-version",
  "fargate-cpu-memory",
  "prod-not-only-on-spot",
  "log-router-memory-bounded",
] as const;

/** The id of a rule of this pack. */
export type RuleId = (typeof ruleIds)[number];
