import { judgeContainers, nameOf, readsOfContainers } from "../facts/containers";
import { quoted } from "../message";
import { judge, type Rule } from "../rule";

const DIGEST = /@[a-z0-9]+(?:[+._-][a-z0-9]+)*:[0-9a-f]{32,}$/i;

/** A digest names the image alone; a tag beside it is a comment. */
export const imageNotLatest: Rule = {
  id: "image-not-latest",
  title: "Every image is pinned by a digest or by a tag other than latest.",
  severity: "medium",
  controls: {},
  reads: readsOfContainers("image"),
  why: "Each task that starts pulls whatever latest means at that moment, so tasks differ and a rollback changes nothing.",
  remediation: "Name the image by digest (`repository@sha256:...`), or by a tag that is never moved.",
  check: (task) =>
    judgeContainers(task, (containers) =>
      containers.flatMap((container) =>
        judge(container.get("image"), (image) => {
          const wrong = typeof image === "string" ? whyMoving(image) : "names no image";
          return wrong === undefined
            ? undefined
            : {
                what: `${nameOf(container)} ${wrong} (image: ${image === undefined ? "omitted" : quoted(image)}).`,
                fix: `image: ${fixOf(image)}`,
              };
        }),
      ),
    ),
};

/**
 * The tag of an image reference, apart from a digest. The tag is what follows the last colon after the last slash: an
 * earlier colon belongs to the registry's port.
 */
export function tagOf(image: string): string | undefined {
  const [reference = ""] = image.split("@");
  const name = reference.slice(reference.lastIndexOf("/") + 1);
  const colon = name.indexOf(":");
  return colon < 0 ? undefined : name.slice(colon + 1);
}

function whyMoving(image: string): string | undefined {
  if (DIGEST.test(image)) {
    return undefined;
  }
  const tag = tagOf(image);
  if (tag === undefined || tag === "") {
    return "uses the tag latest, which is what an image without a tag means";
  }
  return tag === "latest" ? "uses the tag latest" : undefined;
}

function fixOf(image: unknown): string {
  const [reference = ""] = typeof image === "string" ? image.split("@") : [];
  const tag = tagOf(reference);
  const repository = tag === undefined ? reference : reference.slice(0, reference.length - tag.length - 1);
  const known = repository !== "" && repository.length <= 200;
  return JSON.stringify(`${known ? repository : "<repository>"}@sha256:<digest>`);
}
