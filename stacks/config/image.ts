import { z } from "zod";
import { about } from "./about";

// <registry>/<path>[:<tag>][@<digest>], with the registry (a host with a dot or a port) optional.
const reference =
  /^(?:[a-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?<tag>:[\w][\w.-]{0,127})?(?<digest>@sha256:[0-9a-f]{64})?$/;

function isPinned(image: string): boolean {
  const { tag, digest } = reference.exec(image)?.groups ?? {};
  return digest !== undefined || (tag !== undefined && tag !== ":latest");
}

/** An image reference that names one version: a tag or digest is required, and `latest` names whatever came last. */
export function image(what: string, why?: string): z.ZodString {
  return about(z.string().max(1024).refine(isPinned), {
    what,
    why,
    allowed: "an image reference in lower case, without blanks, with a tag other than latest or a digest",
    example: "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/frontend:1.4.2",
    fix: "Name the version, such as `:1.4.2`, or the digest, `@sha256:<64 hexadecimal digits>`.",
  });
}
