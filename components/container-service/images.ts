import { arn, Location } from "../location";

/** An image in a private ECR repository. */
export interface PrivateImage {
  readonly accountId: string;
  readonly region: string;
  readonly repositoryName: string;
}

const privateEcr =
  /^(?<accountId>\d{12})\.dkr\.ecr(?:-fips)?\.(?<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/(?<repositoryName>[^:@]+)(?:[:@].+)?$/;

/** What pulling an image takes, on its repository. */
export const pullActions = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

/** What a reference says when it points into private ECR; undefined for every other registry. */
export function privateImage(reference: string): PrivateImage | undefined {
  const groups = privateEcr.exec(reference)?.groups;
  const { accountId, region, repositoryName } = groups ?? {};
  if (accountId === undefined || region === undefined || repositoryName === undefined) {
    return undefined;
  }
  return { accountId, region, repositoryName };
}

/** ARN of the repository that holds a private image, for a policy that lets a role pull it. */
export function repositoryArn(location: Location, image: PrivateImage): string {
  return arn({ ...location, ...image }, "ecr", `repository/${image.repositoryName}`);
}
