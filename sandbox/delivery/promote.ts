import type { Cloud } from "../aws/cloud";
import { ACCOUNT } from "../aws/place";
import { Refusal } from "../aws/refusal";
import { ECS_SERVICE, taskDefinitionOf } from "../aws/resources/ecsServices";
import { containersOf } from "../aws/resources/containers";
import { knownStrings, text } from "../aws/value";
import { type Image, imagesOf, putImage } from "./images";
import { actionOf, pipelineNamed } from "./pipeline";

/** Which image is to be promoted. */
export interface Candidate {
  /** The ECR repository that holds it. */
  repository: string;
  digest: string;
  /** ARN of the service that must run it. */
  service: string;
  /** @default "candidate" */
  tag?: string;
}

/**
 * Marks an image as the candidate for the next stack, by a tag that moves, once the service runs it.
 *
 * @throws Refusal where the service runs something else
 */
export function markCandidate(cloud: Cloud, { repository, digest, service, tag = "candidate" }: Candidate): Image {
  return cloud.change(() => {
    const entry = cloud.ofTypes([ECS_SERVICE]).find(({ id }) => id === service);
    const task = entry && taskDefinitionOf(entry.inputs, cloud);
    const running = (containersOf(task?.inputs.containerDefinitions) ?? []).flatMap(({ image }) => knownStrings(image));
    const image = imagesOf(cloud, repository).find((one) => one.digest === digest);
    if (!image || !running.includes(image.uri)) {
      throw new Refusal(
        "NotDeployed",
        `${service} does not run ${repository}@${digest}; it runs ${running.join(", ") || "nothing"}`,
      );
    }
    return putImage(cloud, repository, { digest, tag });
  });
}

/** The content of imageDetail.json, which a source action of ECR hands on. */
export interface ImageDetail {
  ImageDigest: string;
  ImageURI: string;
  ImageTags: string[];
  RepositoryName: string;
  RegistryId: string;
  ImagePushedAt: string;
  Version: "1.0";
}

/**
 * What the source action of a pipeline finds in ECR under its tag.
 *
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/file-reference.html
 *
 * @throws Refusal where no image has the tag
 */
export function sourceImage(cloud: Cloud, { pipeline }: { pipeline: string }): ImageDetail {
  return cloud.look(() => {
    const { configuration } = actionOf(
      cloud,
      pipelineNamed(cloud, pipeline),
      "a source in ECR",
      ({ provider }) => provider === "ECR",
    );
    const repository = text(configuration.RepositoryName);
    const tag = text(configuration.ImageTag ?? "latest");
    const image = imagesOf(cloud, repository).find(({ tags }) => tags.includes(tag));
    if (!image) {
      throw new Refusal("ImageNotFoundException", `The repository ${repository} has no image with the tag ${tag}`);
    }
    return {
      ImageDigest: image.digest,
      ImageURI: image.uri,
      ImageTags: image.tags,
      RepositoryName: repository,
      RegistryId: ACCOUNT,
      ImagePushedAt: image.pushedAt,
      Version: "1.0",
    };
  });
}
