import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { pullActions } from "../container-service/images";
import { policyDocument } from "../iam/policyDocument";
import { arn, Location } from "../location";
import { ImageRetention, lifecyclePolicy } from "./lifecyclePolicy";

/** Arguments of {@link Registry}. */
export interface RegistryArgs {
  /** Physical name, for example `fargate-platform-dev/frontend`; fixed, because task definitions name the image. */
  readonly repositoryName: string;
  readonly location: Location;
  /** Encrypts the images. */
  readonly kmsKeyArn: pulumi.Input<string>;
  /**
   * Tags that may move, as patterns with at most two `*`; every other tag is immutable.
   *
   * @default [] for a repository whose tags never move
   */
  readonly movingTags?: readonly string[];
  /** @default untagged images go after 7 days, the newest 30 stay */
  readonly retention?: ImageRetention;
  /** Accounts other than this one that may pull. @default none */
  readonly pullAccountIds?: readonly string[];
  /** Whether destroying the repository also deletes its images. @default false */
  readonly forceDelete?: boolean;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** Used where nothing else is asked for. */
export const defaultRetention: ImageRetention = { untaggedAfterDays: 7, keepLast: 30 };

/**
 * An ECR repository: encrypted, scanned at every push, immutable, cleaned up, and closed to other accounts unless named.
 *
 * {@link https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html | Tag mutability}
 *
 * @example
 * const registry = new Registry("frontend", {
 *   repositoryName: "shop/frontend", location, kmsKeyArn: key.arn, movingTags: ["candidate"],
 * });
 */
export class Registry extends pulumi.ComponentResource {
  /** `<account>.dkr.ecr.<region>.amazonaws.com/<name>`, known at preview. */
  readonly repositoryUrl: string;
  /** Known at preview. */
  readonly repositoryArn: string;

  constructor(name: string, args: RegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:registry:Registry", name, {}, opts);
    const { location } = args;
    const movingTags = args.movingTags ?? [];

    const repository = new aws.ecr.Repository(
      name,
      {
        name: args.repositoryName,
        encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: args.kmsKeyArn }],
        imageScanningConfiguration: { scanOnPush: true },
        imageTagMutability: movingTags.length > 0 ? "IMMUTABLE_WITH_EXCLUSION" : "IMMUTABLE",
        imageTagMutabilityExclusionFilters:
          movingTags.length > 0 ? movingTags.map((filter) => ({ filter, filterType: "WILDCARD" })) : undefined,
        forceDelete: args.forceDelete ?? false,
        tags: args.tags,
      },
      { parent: this },
    );
    new aws.ecr.LifecyclePolicy(
      name,
      { repository: repository.name, policy: lifecyclePolicy(args.retention ?? defaultRetention) },
      { parent: this },
    );
    new aws.ecr.RepositoryPolicy(
      name,
      { repository: repository.name, policy: repositoryPolicy(location, args.pullAccountIds ?? []) },
      { parent: this },
    );

    this.repositoryUrl = `${location.accountId}.dkr.ecr.${location.region}.amazonaws.com/${args.repositoryName}`;
    this.repositoryArn = arn(location, "ecr", `repository/${args.repositoryName}`);
    this.registerOutputs({ repositoryUrl: this.repositoryUrl, repositoryArn: this.repositoryArn });
  }
}

function repositoryPolicy(location: Location, pullAccountIds: readonly string[]): string {
  const accounts = [location.accountId, ...pullAccountIds];
  return policyDocument([
    {
      anyResource: "RepositoryPolicySpeaksOfThisRepository",
      actions: pullActions,
      principal: { AWS: accounts.map((accountId) => arn({ ...location, accountId }, "iam", "root")) },
    },
  ]);
}
