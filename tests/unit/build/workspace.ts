import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { parse } from "yaml";

import { buildspecSchema } from "./buildspecSchema";
import { Outcome, runBuild, Shell } from "./codebuild";
import { writeImageArchive } from "./imageArchive";

export const buildspecFile = join(__dirname, "../../../components/build/buildspec.yml");

const fakes = join(__dirname, "fakes");

export const commit = "0123456789abcdef0123456789abcdef01234567";
export const repositoryUrl = "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/shop/api";
export const pushedDigest = `sha256:${"1".padStart(64, "0")}`;

/** What the fake scanners find: nothing. */
const clean = {
  hadolint: [],
  dockle: { summary: {}, details: [] },
  "trivy-config": { Results: [] },
  "trivy-image": { Results: [] },
  sbom: { bomFormat: "CycloneDX" },
};

export type Scanner = keyof typeof clean;

/** What all tests share, made once: the image that a build gives, and what GitHub serves. */
const made = (() => {
  const folder = mkdtempSync(join(tmpdir(), "build-"));
  const image = join(folder, "image.tar");
  writeImageArchive(image, join(folder, "content"), [
    { instruction: "ADD rootfs.tar /", bytes: 300_000 },
    { instruction: "RUN npm ci &&\t npm prune # buildkit", bytes: 900_000 },
    { instruction: "COPY dist /app", bytes: 20_000 },
  ]);
  const downloads = join(folder, "downloads");
  mkdirSync(downloads);
  const text = pinTheFakes(readFileSync(buildspecFile, "utf8"), downloads);
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return { image, downloads, spec: buildspecSchema.parse(parse(text)) };
})();

/** Puts the fakes where GitHub has the scanners, and their checksums where the buildspec has the real ones. */
function pinTheFakes(text: string, downloads: string): string {
  return text.replace(
    /^( *)(\w+)( +\w+ +)[0-9a-f]{64} (\S+ \S+)$/gm,
    (_line, indent: string, tool: string, machine: string, path: string) => {
      const file = join(downloads, basename(path));
      const scanner = join(downloads, tool);
      copyFileSync(join(fakes, "scanner"), scanner);
      if (path.endsWith(".tar.gz")) {
        execFileSync("tar", ["-czf", file, "-C", downloads, tool]);
      } else {
        copyFileSync(scanner, file);
      }
      const sum = createHash("sha256").update(readFileSync(file)).digest("hex");
      return `${indent}${tool}${machine}${sum} ${path}`;
    },
  );
}

interface BuildOptions {
  /** Pattern of the calls that fail. @default none */
  readonly fail?: string;
  /** What `uname -m` says. @default x86_64 */
  readonly machine?: string;
  /** @default separate, the stricter way */
  readonly shell?: Shell;
  /** Variables of the project that are other than usual. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A checkout with one service, `api`, and the machine that builds it: fake tools that record how they are called. */
export class Workspace {
  readonly root = mkdtempSync(join(tmpdir(), "build-"));
  readonly source = join(this.root, "source");
  readonly cache = join(this.root, "cache");
  private readonly fakes = join(this.root, "fakes");

  constructor() {
    mkdirSync(join(this.fakes, "results"), { recursive: true });
    cpSync(fakes, join(this.fakes, "bin"), { recursive: true });
    cpSync(made.downloads, join(this.fakes, "downloads"), { recursive: true });
    symlinkSync(made.image, join(this.fakes, "image.tar"));
    for (const scanner of Object.keys(clean) as Scanner[]) {
      this.finds(scanner, clean[scanner], 0);
    }
    this.write("api/Dockerfile", "FROM scratch\nCOPY dist /app\nUSER 65532\n");
  }

  /** Writes a file of the checkout. */
  write(path: string, content: string): void {
    mkdirSync(dirname(join(this.source, path)), { recursive: true });
    writeFileSync(join(this.source, path), content);
  }

  /** What a scanner gives, and its exit code. A string is given as it is. */
  finds(scanner: Scanner, result: unknown, status = 1): void {
    const file = join(this.fakes, "results", scanner);
    writeFileSync(`${file}.json`, typeof result === "string" ? result : JSON.stringify(result));
    writeFileSync(`${file}.status`, String(status));
  }

  /** The build gives the image of this archive, and SOCI makes that one of it. */
  makes(image: string, converted: string): void {
    rmSync(join(this.fakes, "image.tar"));
    symlinkSync(image, join(this.fakes, "image.tar"));
    symlinkSync(converted, join(this.fakes, "converted.tar"));
  }

  /** Another build pushes this commit while ours runs. */
  rivalPushes(digest: string): void {
    writeFileSync(join(this.fakes, "rival"), digest);
  }

  /** The repository holds an image of this commit. */
  holds(digest: string): void {
    writeFileSync(join(this.fakes, "pushed"), digest);
  }

  /** GitHub serves something else than what was pinned. */
  tamperWith(path: string): void {
    writeFileSync(join(this.fakes, "downloads", path), "#!/bin/sh\n");
  }

  /** Trivy's database of an earlier build. */
  keepDatabase(updatedAt: Date): void {
    mkdirSync(join(this.cache, "trivy/db"), { recursive: true });
    writeFileSync(join(this.cache, "trivy/db/metadata.json"), JSON.stringify({ UpdatedAt: updatedAt.toISOString() }));
  }

  /** Serves a real scanner in place of the fake one. */
  useReal(scanner: "hadolint", path: string): void {
    const wrapper = `#!/bin/bash\nexec '${path}' "$@"\n`;
    this.finds(scanner, "", 0);
    writeFileSync(join(this.fakes, "bin", `real-${scanner}`), wrapper, { mode: 0o755 });
  }

  /** Runs the build. */
  async build({
    fail = "",
    machine = "x86_64",
    shell = "separate",
    environment = {},
  }: BuildOptions = {}): Promise<Outcome> {
    return await runBuild(made.spec, {
      folder: join(this.root, "codebuild"),
      shell,
      environment: {
        PATH: `${join(this.fakes, "bin")}:${process.env["PATH"] ?? ""}`,
        CODEBUILD_SRC_DIR: this.source,
        CACHE: this.cache,
        WORK: join(this.root, "work"),
        FAKES: this.fakes,
        FAIL: fail,
        MACHINE: machine,
        SERVICE: "api",
        REPOSITORY_URL: repositoryUrl,
        REPOSITORY_NAME: "shop/api",
        IMAGE_PLATFORM: "linux/arm64",
        SIZE_BUDGET_MIB: "2",
        LAZY_LOADING: "false",
        SOURCE_URL: "https://example.com/shop",
        COMMIT_ID: commit,
        ...environment,
      },
    });
  }

  /** The calls of all fakes, in order. */
  get calls(): readonly string[] {
    const file = join(this.fakes, "calls");
    return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
  }

  /** What this build pushed, or a rival. */
  get pushed(): string | undefined {
    const file = join(this.fakes, "pushed");
    return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
  }

  /** Files beside which a scanner stood. */
  folderOf(scanner: Scanner): readonly string[] {
    return readFileSync(join(this.fakes, `${scanner}.folder`), "utf8")
      .split("\n")
      .filter(Boolean);
  }

  /** A file that CodeBuild would take as report or artifact. */
  output(path: string): string | undefined {
    const file = join(this.source, "image-build", path);
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  }

  /** The build host is new and the repository empty; only the cache is kept, as it is between builds. */
  forgetBuild(): void {
    for (const path of [join(this.root, "work"), join(this.root, "codebuild"), join(this.fakes, "pushed")]) {
      rmSync(path, { recursive: true });
    }
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }
}
