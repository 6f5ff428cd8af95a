import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { pythonTool } from "../../tools/pythonTool";
import { build, Built, sample, services } from "./build";
import { Instruction, stages, values } from "./Dockerfile";

const mebibyte = 1024 * 1024;

/** What an image may weigh, compressed, where a stack's `build.sizeBudgetMiB` says nothing else. */
const budgetMiB = 150;

/**
 * Compressed size of the base image, gcr.io/distroless/nodejs22-debian13, on the larger of both architectures: 54.7 MB on
 * arm64 (54.6 MB on amd64), the sum of the layers in its manifest, measured with `docker buildx imagetools inspect --raw` on
 * 2026-10-09. Node.js is nearly all of it, so it changes little within a major version.
 */
const baseImageMiB = 54.7e6 / mebibyte;

describe("the sample's images", function () {
  // The first time, hadolint is installed.
  this.timeout(120_000);
  let built: Built;

  before(() => (built = build()));

  for (const service of services) {
    describe(service, () => {
      const file = join(sample, service, "Dockerfile");
      const all = stages(readFileSync(file, "utf8"));
      const instructions = all.flat();
      const last: readonly Instruction[] = all.at(-1) ?? [];

      it("has a Dockerfile in which hadolint finds nothing", () => {
        const { stdout, stderr, status } = spawnSync(pythonTool("hadolint"), ["--failure-threshold", "style", file], {
          encoding: "utf8",
        });
        expect(`${stdout}${stderr}`).to.equal("");
        expect(status).to.equal(0);
      });

      it("is built from images that are named by digest, in stages of which the last is distroless", () => {
        const bases = values(instructions, "FROM").map((value) => value.split(" ")[0]);
        expect(bases).to.have.lengthOf(2);
        for (const base of bases) {
          expect(base)
            .to.match(/^[\w.-]+(\/[\w.-]+)+:[\w.-]+@sha256:[0-9a-f]{64}$/)
            .and.not.contain(":latest");
        }
        expect(bases.at(-1)).to.match(/^gcr\.io\/distroless\/nodejs22-/);
      });

      it("runs as a numeric user that is not root", () => {
        expect(values(last, "USER").at(-1)).to.match(/^[1-9]\d*:[1-9]\d*$/);
      });

      it("holds nothing that Dockle reports: no ADD, no sudo, a health check, no variable that looks like a secret", () => {
        expect(values(instructions, "ADD")).to.deep.equal([]);
        expect(values(instructions, "RUN").join()).not.to.match(/\bsudo\b|\bapt/);
        expect(values(last, "HEALTHCHECK")).to.have.lengthOf(1);
        expect(values(last, "ENV").concat(values(last, "ARG")).join()).not.to.match(
          /PASSWD|PASSWORD|SECRET|KEY|ACCESS/,
        );
        expect(values(last, "RUN"), "a last stage that could set setuid bits").to.deep.equal([]);
      });

      it("starts and checks files that it holds, without a shell", () => {
        const [health = ""] = values(last, "HEALTHCHECK");
        const entrypoint = JSON.parse(values(last, "ENTRYPOINT")[0] ?? "") as string[];
        const command = JSON.parse(values(last, "CMD")[0] ?? "") as string[];
        const check = JSON.parse(health.slice(health.indexOf("CMD ") + 4)) as string[];
        for (const words of [[...entrypoint, ...command], check]) {
          expect(words[0]).to.equal("/nodejs/bin/node");
          expect(words[1]).to.match(/^\/app\//);
          expect(existsSync(join(built[service], (words[1] ?? "").slice("/app/".length))), words[1]).to.equal(true);
        }
      });

      it("copies files that the repository has", () => {
        const sources = values(all[0] ?? [], "COPY").flatMap((value) => value.split(" ").slice(0, -1));
        expect(sources).to.include.members([service, "runtime"]);
        expect(sources.filter((source) => !existsSync(join(sample, source)))).to.deep.equal([]);
      });

      it("needs nothing beside Node.js", () => {
        for (const [path, text] of files(built[service])) {
          for (const [, module] of text.matchAll(/require\("([^"]+)"\)/g)) {
            expect(isBuiltin(module ?? ""), `${path}: ${module ?? ""}`).to.equal(true);
          }
        }
      });

      it("stays within the size budget", () => {
        const ownMiB = sum([...files(built[service])].map(([, text]) => gzipSync(text).length)) / mebibyte;
        expect(ownMiB).to.be.above(0).and.below(1);
        expect(baseImageMiB + ownMiB).to.be.below(budgetMiB);
      });
    });
  }

  it("share their base images", () => {
    const [first, second] = services.map((service) =>
      readFileSync(join(sample, service, "Dockerfile"), "utf8").match(/sha256:[0-9a-f]{64}/g),
    );
    expect(first).to.deep.equal(second);
  });

  it("are installed from a lockfile with checksums that leaves the registry open", () => {
    const packages = locked(sample);
    expect(packages).to.include.keys("node_modules/typescript", "node_modules/@opentelemetry/api");
    for (const [path, entry] of Object.entries(packages)) {
      expect(entry, path).not.to.have.property("resolved");
      expect(entry?.integrity, path).to.match(/^sha512-/);
    }
  });

  it("hold the same versions of the packages that these tests run with", () => {
    const here = locked(join(sample, "../.."));
    const { dependencies } = JSON.parse(readFileSync(join(sample, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    for (const name of [...Object.keys(dependencies), "esbuild"]) {
      const path = `node_modules/${name}`;
      expect(here[path]?.version, name).to.equal(locked(sample)[path]?.version);
    }
  });
});

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
}

function locked(folder: string): Readonly<Record<string, Locked | undefined>> {
  const lock = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8")) as {
    packages: Record<string, Locked>;
  };
  return Object.fromEntries(Object.entries(lock.packages).filter(([path]) => path !== ""));
}

function* files(folder: string): Generator<[path: string, text: string]> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) {
      const path = join(entry.parentPath, entry.name);
      yield [path, readFileSync(path, "utf8")];
    }
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
