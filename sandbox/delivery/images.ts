import type { Cloud, Entry } from "../aws/cloud";
import { ACCOUNT, placeOf } from "../aws/place";
import { find } from "../aws/references";
import { Refusal } from "../aws/refusal";
import { IMAGE, imagesIn } from "../aws/resources/images";
import { knownStrings, text, valuesAt } from "../aws/value";

/** An image in a repository. */
export interface Image {
  repository: string;
  digest: string;
  tags: string[];
  /** By its digest, as a task definition names it. */
  uri: string;
  /** When it was pushed, in ISO 8601. */
  pushedAt: string;
}

/**
 * Puts an image into a repository, or another tag on one that is there; a tag that another image has moves.
 *
 * @throws Refusal where the repository does not exist, or keeps its tags where they are
 */
export function pushImage(cloud: Cloud, repository: string, image: { digest: string; tag?: string }): Image {
  return cloud.change(() => putImage(cloud, repository, image));
}

/** The image that has a tag. */
export function imageByTag(cloud: Cloud, repository: string, tag: string): Image | undefined {
  return cloud.look(() => imagesOf(cloud, repository).find(({ tags }) => tags.includes(tag)));
}

/** The images of a repository, oldest first. For use inside of `cloud.change` and `cloud.look`. */
export function imagesOf(cloud: Cloud, repository: string): Image[] {
  return imagesIn(repository, cloud).map(({ inputs, outputs }) => ({
    repository,
    digest: text(inputs.digest),
    tags: knownStrings(outputs.tags),
    uri: text(outputs.uri),
    pushedAt: text(outputs.pushedAt),
  }));
}

/** {@link pushImage} for use inside of `cloud.change`. */
export function putImage(cloud: Cloud, repository: string, { digest, tag }: { digest: string; tag?: string }): Image {
  const owner = find("repository", repository, cloud);
  if (!owner) {
    throw new Refusal(
      "RepositoryNotFoundException",
      `The repository with name '${repository}' does not exist in the registry with id '${ACCOUNT}'`,
    );
  }
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) {
    throw new Refusal("InvalidParameterException", `Invalid parameter at 'imageDigest': ${digest}`);
  }
  const before = imagesOf(cloud, repository);
  const holder = before.find(({ tags }) => tag !== undefined && tags.includes(tag));
  if (tag !== undefined && holder && holder.digest !== digest) {
    requireMovable(owner, tag);
    leave(cloud, owner, { ...holder, tags: holder.tags.filter((one) => one !== tag) });
  }
  const present = before.find((image) => image.digest === digest);
  const image: Image = {
    repository,
    digest,
    tags: [...new Set([...(present?.tags ?? []), ...(tag === undefined ? [] : [tag])])],
    uri: `${text(owner.outputs.repositoryUrl)}@${digest}`,
    pushedAt: present?.pushedAt ?? new Date().toISOString(),
  };
  leave(cloud, owner, image);
  return image;
}

function leave(cloud: Cloud, owner: Entry, { repository, digest, tags, uri, pushedAt }: Image): void {
  const key = `${placeOf(owner.region).region} ${repository}@${digest}`;
  const inputs = { repository, digest };
  cloud.leave({ type: IMAGE, id: key, key, region: owner.region, inputs, outputs: { ...inputs, tags, uri, pushedAt } });
}

/** Tags of a repository move or stay, but for those that its filters name. */
function requireMovable({ outputs }: Entry, tag: string): void {
  const mutability = text(outputs.imageTagMutability ?? "MUTABLE");
  const filters = knownStrings(valuesAt(outputs, "imageTagMutabilityExclusionFilters[].filter"));
  const isExcluded = filters.some((filter) =>
    new RegExp(`^${filter.replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\*/g, ".*")}$`).test(tag),
  );
  const isExcepted = mutability.endsWith("_WITH_EXCLUSION") && isExcluded;
  if (mutability.startsWith("IMMUTABLE") !== isExcepted) {
    throw new Refusal(
      "ImageTagAlreadyExistsException",
      `The image tag '${tag}' already exists in the '${text(outputs.name)}' repository and cannot be overwritten ` +
        "because the tag is immutable.",
    );
  }
}
