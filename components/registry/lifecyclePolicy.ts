/** How many images a repository keeps. */
export interface ImageRetention {
  /** Days after which an image without a tag goes; a moved tag leaves one behind. */
  readonly untaggedAfterDays: number;
  /** The newest images that stay, whatever their age: how far back a rollback can go. */
  readonly keepLast: number;
}

/**
 * Renders ECR's lifecycle policy. Rules are tried by priority, and ECR wants the rule for any image last.
 *
 * {@link https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html | Lifecycle policies}
 */
export function lifecyclePolicy(retention: ImageRetention): string {
  return JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        description: `Untagged images go after ${retention.untaggedAfterDays} days`,
        selection: {
          tagStatus: "untagged",
          countType: "sinceImagePushed",
          countUnit: "days",
          countNumber: retention.untaggedAfterDays,
        },
        action: { type: "expire" },
      },
      {
        rulePriority: 2,
        description: `The newest ${retention.keepLast} images stay`,
        selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: retention.keepLast },
        action: { type: "expire" },
      },
    ],
  });
}
