import { expect } from "chai";
import { readdirSync } from "node:fs";

import { each, failedPhase, workspaces } from "./builds";
import { Outcome } from "./codebuild";
import { commit, pushedDigest, repositoryUrl, Workspace } from "./workspace";

/** The calls that a build makes in this order, as patterns: what each step is for. */
const steps: readonly { readonly name: string; readonly call: string; readonly phase: string }[] = [
  { name: "a scanner's download", call: "curl *dockle*", phase: "install" },
  { name: "the look into the repository", call: "aws ecr batch-get-image*", phase: "pre_build" },
  { name: "the download of Trivy's database", call: "trivy image --download-db-only*", phase: "pre_build" },
  { name: "hadolint", call: "hadolint *", phase: "build" },
  { name: "the scan of the Dockerfile", call: "trivy config*", phase: "build" },
  { name: "the pull of BuildKit", call: "docker pull*", phase: "build" },
  { name: "the naming of BuildKit", call: "docker tag*", phase: "build" },
  { name: "the keeping of BuildKit", call: "docker save*", phase: "build" },
  { name: "the making of the builder", call: "docker buildx create*", phase: "build" },
  { name: "the build", call: "docker buildx build*", phase: "build" },
  { name: "Dockle", call: "dockle *", phase: "build" },
  { name: "the scan of the image", call: "trivy image*--scanners*", phase: "build" },
  { name: "the bill of materials", call: "trivy image*cyclonedx*", phase: "build" },
  { name: "the registry's password", call: "aws ecr get-login-password*", phase: "build" },
  { name: "the login to the registry", call: "docker login*", phase: "build" },
  { name: "the load of the scanned image", call: "docker load*image.tar", phase: "build" },
  { name: "the push", call: "docker push*", phase: "build" },
];

/** A shell's pattern as a regular expression. */
const pattern = (call: string) => new RegExp(`^${call.replace(/[.]/g, "\\.").replace(/\*/g, ".*")}$`);

describe("image build", function () {
  this.timeout(120_000);
  const workspace = workspaces();

  for (const shell of ["separate", "shared"] as const) {
    describe(`without findings, its commands in ${shell} shells`, () => {
      let made: Workspace;
      let outcome: Outcome;
      before(async () => {
        made = workspace();
        outcome = await made.build({ shell });
      });

      it("pushes the scanned image under the commit's id, after every other step", () => {
        expect(outcome.log).to.not.contain("ERROR");
        expect(outcome.succeeded).to.equal(true);
        expect(made.pushed).to.equal(pushedDigest);
        const order = made.calls.findIndex((call) => call === `docker push --quiet ${repositoryUrl}:${commit}`);
        for (const { name, call } of steps) {
          const first = made.calls.findIndex((done) => pattern(call).test(done));
          expect(first, name).to.be.within(0, order);
        }
        // One archive is built, measured, scanned and loaded.
        const archives = made.calls.flatMap((call) => /\S*image\.tar/.exec(call)?.[0].replace(/^.*dest=/, "") ?? []);
        expect(new Set(archives).size).to.equal(1);
      });

      it("does nothing beside those steps", () => {
        const known = [...steps.map(({ call }) => call), "curl *"].map(pattern);
        expect(made.calls.filter((call) => !known.some((step) => step.test(call)))).to.deep.equal([]);
      });

      it("keeps the layers of this build alone for the next one", () => {
        expect(readdirSync(made.cache)).to.include("layers").and.not.include("layers-now");
      });

      it("hands on the digest that the registry has", () => {
        expect(JSON.parse(made.output("artifacts/imageDetail.json") ?? "")).to.deep.equal({
          ImageURI: `${repositoryUrl}@${pushedDigest}`,
        });
        expect(outcome.exported).to.deep.equal({
          IMAGE_URI: `${repositoryUrl}@${pushedDigest}`,
          IMAGE_DIGEST: pushedDigest,
        });
        expect(made.output("artifacts/sbom.cdx.json")).to.contain("CycloneDX");
      });

      it("builds one image for the service's platform and says from which commit", () => {
        const build = made.calls.find((call) => call.startsWith("docker buildx build")) ?? "";
        expect(build).to.contain("--platform linux/arm64 --provenance=false");
        expect(build).to.contain(`--label org.opencontainers.image.revision=${commit}`);
        expect(build).to.contain("--label org.opencontainers.image.source=https://example.com/shop");
        expect(build).to.contain("--file api/Dockerfile");
        expect(build).to.match(/ \.$/);
      });

      it("writes a report for each scan", () => {
        for (const name of ["hadolint", "trivy-dockerfile", "dockle", "trivy-image"]) {
          expect(made.output(`reports/${name}.xml`)).to.contain(`<testsuite name="${name}" tests="1" failures="0">`);
        }
      });
    });
  }

  describe("stops before the push", () => {
    let outcomes: { made: Workspace; outcome: Outcome }[];
    before(async () => {
      outcomes = await each(steps, async ({ call }) => {
        const made = workspace();
        return { made, outcome: await made.build({ fail: call }) };
      });
    });

    for (const [index, { name, call, phase }] of steps.entries()) {
      it(`when ${name} fails`, () => {
        const { made, outcome } = outcomes[index] ?? expect.fail();
        expect(outcome.log).to.contain("refused by the test");
        expect(failedPhase(outcome)).to.equal(phase);
        expect(made.pushed).to.equal(undefined);
        expect(made.calls.some((done) => done.startsWith("docker push"))).to.equal(call.startsWith("docker push"));
        expect(made.output("artifacts/imageDetail.json")).to.equal(undefined);
        expect(outcome.exported).to.deep.equal({});
      });
    }
  });

  describe("an image of this commit that exists", () => {
    const digest = `sha256:${"a".repeat(64)}`;

    it("is handed on as it is, and nothing is built, scanned or pushed", async () => {
      for (const shell of ["separate", "shared"] as const) {
        const made = workspace();
        made.holds(digest);
        const { succeeded, exported } = await made.build({ shell });
        expect(succeeded).to.equal(true);
        expect(exported["IMAGE_DIGEST"]).to.equal(digest);
        expect(made.output("artifacts/imageDetail.json")).to.contain(`${repositoryUrl}@${digest}`);
        expect(made.calls.filter((call) => /^(docker|trivy|dockle|hadolint)/.test(call))).to.deep.equal([]);
        expect(made.output("reports/dockle.xml")).to.contain("<skipped/>");
      }
    });

    it("wins when another build pushed it meanwhile", async () => {
      const made = workspace();
      made.rivalPushes(digest);
      const { succeeded, exported } = await made.build({ fail: "docker push*" });
      expect(succeeded).to.equal(true);
      expect(exported["IMAGE_URI"]).to.equal(`${repositoryUrl}@${digest}`);
    });
  });

  it("refuses to build without a commit id", async () => {
    const outcome = await workspace().build({ environment: { COMMIT_ID: "latest" } });
    expect(failedPhase(outcome)).to.equal("pre_build");
    expect(outcome.log).to.contain('"latest" is no commit id');
  });
});
