/**
 * Where resources live: what an ARN needs. Plain strings, because an ARN inside a policy or a container definition
 * must be known in the first preview; fetch them once with `aws.getPartition()`, `aws.getRegion()` and
 * `aws.getCallerIdentity()`.
 */
export interface Location {
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  /** For example `ap-northeast-1`. */
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
}

/** The account in an ARN. */
export function accountOf(resourceArn: string): string {
  return resourceArn.split(":")[4] ?? "";
}

/**
 * Composes an ARN in this location.
 *
 * @example
 * arn(location, "iam", "role/fargate-platform-dev-frontend-task"); // IAM and S3 ARNs carry no region
 */
export function arn(location: Location, service: string, resource: string): string {
  const region = service === "iam" || service === "s3" ? "" : location.region;
  const account = service === "s3" ? "" : location.accountId;
  return `arn:${location.partition}:${service}:${region}:${account}:${resource}`;
}
