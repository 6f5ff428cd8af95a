/** How many images a repository keeps. */
export interface ImageRetention {
  /** Days after which an image without a tag goes; a moved tag leaves one behind. */
  readonly untaggedAfterDays: number;
  /** The newest images that stay, whatever their age: how far back a rollback can go. */
  readonly keepLast: number;
  /** Tags, as a pattern, of which the newest {@link keepLast} images stay beside those, however many others come. */
  readonly keptTags?: string;
}

/**
 * Renders ECR's lifecycle policy. Rules are tried by priority, and ECR wants the rule for any image last.
 *
 * {@link https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html | Lifecycle policies}
 */
export function lifecyclePolicy(retention: ImageRetention): string {
  const kept = retention.keptTags === undefined ? [] : [keepTagged(retention.keptTags, retention.keepLast)];
  const rules = [
    {
      description: `Untagged images go after ${retention.untaggedAfterDays} days`,
      selection: {
        tagStatus: "untagged",
        countType: "sinceImagePushed",
        countUnit: "days",
        countNumber: retention.untaggedAfterDays,
      },
      action: { type: "expire" },
    },
    // An image that a rule speaks of is safe from the rules behind it.
    ...kept,
    {
      description: `The newest ${retention.keepLast} images stay`,
      selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: retention.keepLast },
      action: { type: "expire" },
    },
  ];
  return JSON.stringify({ rules: rules.map((rule, index) => ({ rulePriority: index + 1, ...rule })) });
}

function keepTagged(pattern: string, count: number) {
  return {
    description: `The newest ${count} images tagged ${pattern} stay`,
    selection: {
      tagStatus: "tagged",
      tagPatternList: [pattern],
      countType: "imageCountMoreThan",
      countNumber: count,
    },
    action: { type: "expire" },
  };
}
