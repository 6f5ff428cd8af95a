import { arn, defaultRetention, Registry } from "../components";
import { StackConfig } from "./config";
import { Foundation, serviceTags } from "./foundation";
import { candidateTag, promotedFrom, promotesTo } from "./origin";

/** Where the images of a service are. */
export interface ImageRepository {
  readonly name: string;
  readonly arn: string;
  /** Without a tag. */
  readonly url: string;
}

/** Creates the repository of a service, or names that of the stack whose images run here. */
export function createImageRepository(config: StackConfig, foundation: Foundation, service: string): ImageRepository {
  const { key, location, names } = foundation;
  const origin = promotedFrom(config);
  if (origin !== undefined) {
    // A replica has the name of the original.
    const there = names.of(origin.stack, origin.replicated ? undefined : origin.accountId);
    const name = there.repository(service);
    const { accountId, region } = there.location;
    return {
      name,
      arn: arn(there.location, "ecr", `repository/${name}`),
      url: `${accountId}.dkr.ecr.${region}.amazonaws.com/${name}`,
    };
  }
  const reader = promotesTo(config)?.accountId;
  const registry = new Registry(service, {
    repositoryName: names.repository(service),
    location,
    kmsKeyArn: key.arn,
    movingTags: [candidateTag],
    // Production may run an image long after thirty newer ones were built.
    retention: { ...defaultRetention, keptTags: `${candidateTag}-*` },
    pullAccountIds: reader === undefined || reader === location.accountId ? [] : [reader],
    forceDelete: !config.deletionProtection,
    tags: serviceTags(foundation, service),
  });
  return {
    name: names.repository(service),
    arn: registry.repositoryArn,
    url: registry.repositoryUrl,
  };
}
