import type { Cloud, Entry } from "../cloud";

/** The type of an image in a repository: no program makes one, so it has no type in the SDK. */
export const IMAGE = "image";

/** The images of an ECR repository, oldest first. */
export function imagesIn(repository: string, cloud: Cloud): Entry[] {
  return cloud.ofTypes([IMAGE]).filter(({ inputs }) => inputs.repository === repository);
}
