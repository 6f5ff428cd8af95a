import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";

/** A layer of an image: the instruction that made it, and how many bytes that do not compress it holds. */
export interface Layer {
  readonly instruction: string;
  readonly bytes: number;
}

/**
 * Writes an image in the form that BuildKit's `type=docker` output has: an OCI layout with Docker's manifest.json, the
 * layers compressed.
 *
 * @param folder - for the files that go into the archive; removed afterwards
 */
export function writeImageArchive(archive: string, folder: string, layers: readonly Layer[], compressed = true): void {
  const blobs = join(folder, "blobs/sha256");
  mkdirSync(blobs, { recursive: true });
  const sizes = new Map<string, number>();
  const blob = (content: Buffer): string => {
    const digest = createHash("sha256").update(content).digest("hex");
    writeFileSync(join(blobs, digest), content);
    sizes.set(digest, content.length);
    return digest;
  };
  const described = (digest: string, mediaType: string) => ({
    mediaType: `application/vnd.docker.${mediaType}`,
    digest: `sha256:${digest}`,
    size: sizes.get(digest),
  });
  const diffIds: string[] = [];
  const paths = layers.map(({ bytes }, index) => {
    writeFileSync(join(folder, `file-${index}`), randomBytes(bytes));
    const layer = execFileSync("tar", ["-c", "-C", folder, `file-${index}`], { maxBuffer: 2 ** 28 });
    rmSync(join(folder, `file-${index}`));
    diffIds.push(`sha256:${createHash("sha256").update(layer).digest("hex")}`);
    return `blobs/sha256/${blob(compressed ? gzipSync(layer, { level: 1 }) : layer)}`;
  });
  const config = blob(
    Buffer.from(
      JSON.stringify({
        architecture: "arm64",
        os: "linux",
        config: { User: "65532", Entrypoint: ["/app"] },
        rootfs: { type: "layers", diff_ids: diffIds },
        history: [
          ...layers.map(({ instruction }) => ({ created: "2026-01-01T00:00:00Z", created_by: instruction })),
          { created: "2026-01-01T00:00:00Z", created_by: "USER 65532", empty_layer: true },
        ],
      }),
    ),
  );
  writeFileSync(
    join(folder, "manifest.json"),
    JSON.stringify([{ Config: `blobs/sha256/${config}`, RepoTags: ["shop/api:1"], Layers: paths }]),
  );
  const manifest = blob(
    Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: "application/vnd.docker.distribution.manifest.v2+json",
        config: described(config, "container.image.v1+json"),
        layers: paths.map((path) => described(basename(path), "image.rootfs.diff.tar.gzip")),
      }),
    ),
  );
  writeFileSync(join(folder, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  writeFileSync(
    join(folder, "index.json"),
    JSON.stringify({ schemaVersion: 2, manifests: [described(manifest, "distribution.manifest.v2+json")] }),
  );
  execFileSync("tar", ["-cf", archive, "-C", folder, "manifest.json", "oci-layout", "index.json", "blobs"]);
  rmSync(folder, { recursive: true });
}

/**
 * Writes what `soci convert --standalone` makes of such an archive, as far as a build reads it: an OCI layout with an index
 * of the image, under a manifest of its own, and of the SOCI index.
 *
 * @param changed - the image has lost a layer on the way
 * @returns the digest of the index
 */
export function writeConvertedArchive(archive: string, image: string, changed = false): string {
  const folder = mkdtempSync(join(tmpdir(), "converted-"));
  try {
    execFileSync("tar", ["-xf", image, "-C", folder]);
    const read = (path: string) => JSON.parse(readFileSync(join(folder, path), "utf8")) as Record<string, unknown>;
    const blob = (content: Record<string, unknown>, artifactType?: string) => {
      const text = JSON.stringify({ schemaVersion: 2, artifactType, ...content });
      const digest = createHash("sha256").update(text).digest("hex");
      writeFileSync(join(folder, "blobs/sha256", digest), text);
      return { digest: `sha256:${digest}`, artifactType };
    };
    const [original] = read("index.json")["manifests"] as { digest: string }[];
    const manifest = read(`blobs/${original?.digest.replace(":", "/") ?? ""}`);
    const soci = blob({ layers: [] }, "application/vnd.amazon.soci.index.v2+json");
    const layers = (manifest["layers"] as unknown[]).slice(changed ? 1 : 0);
    const annotations = { "com.amazon.soci.index-digest": soci.digest };
    const { digest } = blob({ manifests: [blob({ ...manifest, layers, annotations }), soci] });
    writeFileSync(join(folder, "index.json"), JSON.stringify({ schemaVersion: 2, manifests: [{ digest }] }));
    execFileSync("tar", ["-cf", archive, "-C", folder, "oci-layout", "index.json", "blobs"]);
    return digest;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
