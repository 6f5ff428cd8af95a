import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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
  const blob = (content: Buffer): string => {
    const digest = createHash("sha256").update(content).digest("hex");
    writeFileSync(join(blobs, digest), content);
    return digest;
  };
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
  execFileSync("tar", ["-cf", archive, "-C", folder, "manifest.json", "blobs"]);
  rmSync(folder, { recursive: true });
}
