import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { each, failedPhase, workspaces } from "./builds";
import { Layer, writeConvertedArchive, writeImageArchive } from "./imageArchive";
import { commit, pushedDigest, repositoryUrl, Workspace } from "./workspace";

const mebibyte = 2 ** 20;

describe("an image build with lazy loading", function () {
  this.timeout(120_000);
  const workspace = workspaces();
  const folder = mkdtempSync(join(tmpdir(), "lazy-"));
  after(() => rmSync(folder, { recursive: true }));

  /** An image, and what it becomes, by name. */
  const archives = new Map<string, { image: string; converted: string; digest: string }>();
  const archive = (name: string, layers: readonly Layer[], changed = false) => {
    const image = join(folder, `${name}.tar`);
    const converted = join(folder, `${name}-converted.tar`);
    writeImageArchive(image, join(folder, name), layers);
    archives.set(name, { image, converted, digest: writeConvertedArchive(converted, image, changed) });
  };
  const small: Layer = { instruction: "COPY dist /app", bytes: 20_000 };
  before(() => {
    archive("large", [{ instruction: "ADD rootfs.tar /", bytes: 11 * mebibyte }, small]);
    archive("changed", [{ instruction: "ADD rootfs.tar /", bytes: 11 * mebibyte }, small], true);
    archive("small", [{ instruction: "ADD rootfs.tar /", bytes: 9 * mebibyte }, small]);
  });

  const of = (name: string) => archives.get(name) ?? expect.fail();
  const build = async (name: string, { fail = "", rival = "", environment = {} } = {}) => {
    const made = workspace();
    made.makes(of(name).image, of(name).converted);
    if (rival !== "") {
      made.rivalPushes(rival);
    }
    const lazy = { LAZY_LOADING: "true", SIZE_BUDGET_MIB: "20", ...environment };
    return { made, outcome: await made.build({ fail, environment: lazy }) };
  };
  const place = (made: Workspace, start: string) => made.calls.findIndex((call) => call.startsWith(start));
  const pushes = (made: Workspace) => made.calls.filter((call) => /^(docker|crane) push/.test(call));

  it("pushes the converted image, and hands on its digest", async () => {
    const { made, outcome } = await build("large");
    expect(outcome.log).to.not.contain("ERROR");
    expect(outcome.succeeded).to.equal(true);
    const { digest } = of("large");
    expect(digest).to.not.equal(pushedDigest);
    expect(made.pushed).to.equal(digest);
    expect(pushes(made)).to.have.length(1);
    expect(pushes(made)[0])
      .to.match(/^crane push \S+\/lazy /)
      .and.to.contain(` ${repositoryUrl}:${commit}`);
    expect(outcome.exported).to.deep.equal({ IMAGE_URI: `${repositoryUrl}@${digest}`, IMAGE_DIGEST: digest });
    expect(made.output("artifacts/imageDetail.json")).to.contain(`${repositoryUrl}@${digest}`);
  });

  it("scans the image before it is converted, and converts the scanned one", async () => {
    const { made } = await build("large");
    const convert = place(made, "soci");
    const [, , , input] = made.calls[convert]?.split(" ") ?? [];
    for (const scan of ["dockle", "trivy image --input"]) {
      expect(place(made, scan)).to.be.within(0, convert);
      expect(made.calls[place(made, scan)]).to.contain(`--input ${input ?? ""} `);
    }
    expect(place(made, "crane push")).to.equal(made.calls.length - 2);
    expect(made.calls.at(-1)).to.match(/^aws ecr batch-get-image/);
  });

  it("pushes nothing when a tool cannot be had, the conversion or the push fails", async () => {
    const cases = [
      { call: "dnf *", phase: "install" },
      { call: "curl *go-containerregistry*", phase: "install" },
      { call: "soci*", phase: "build" },
      { call: "crane push*", phase: "build" },
    ];
    const results = await each(cases, ({ call }) => build("large", { fail: call }));
    for (const [index, { made, outcome }] of results.entries()) {
      expect(outcome.log).to.contain("refused by the test");
      expect(failedPhase(outcome), cases[index]?.call).to.equal(cases[index]?.phase);
      expect(made.pushed).to.equal(undefined);
      expect(place(made, "docker push")).to.equal(-1);
      expect(outcome.exported).to.deep.equal({});
      expect(made.output("artifacts/imageDetail.json")).to.equal(undefined);
    }
  });

  it("pushes nothing that has other layers than the scanned image", async () => {
    const { made, outcome } = await build("changed");
    expect(failedPhase(outcome)).to.equal("build");
    expect(outcome.log).to.contain("ERROR: soci gave another image than the one that was scanned.");
    expect(pushes(made)).to.deep.equal([]);
  });

  it("pushes an image as it is when no layer is large enough for the index, and says so", async () => {
    const { made, outcome } = await build("small");
    expect(outcome.succeeded).to.equal(true);
    expect(outcome.log).to.contain("without an index for lazy loading: no layer has 10 MiB");
    expect(place(made, "soci")).to.equal(-1);
    expect(made.pushed).to.equal(pushedDigest);
  });

  it("takes the image of a build of the same commit that was faster", async () => {
    const rival = `sha256:${"b".repeat(64)}`;
    const { outcome } = await build("large", { rival, fail: "crane push*" });
    expect(outcome.succeeded).to.equal(true);
    expect(outcome.exported["IMAGE_DIGEST"]).to.equal(rival);
  });

  it("has the size budget of an image without an index", async () => {
    const { made, outcome } = await build("large", { environment: { SIZE_BUDGET_MIB: "11" } });
    expect(failedPhase(outcome)).to.equal("build");
    expect(outcome.log).to.contain("ERROR: The image is too large: 11.0 MiB compressed, of 11 MiB");
    expect(place(made, "soci")).to.equal(-1);
  });

  it("is off unless it is asked for: no tool for it is fetched, and the scanned image is pushed", async () => {
    const { made, outcome } = await build("large", { environment: { LAZY_LOADING: "false" } });
    expect(outcome.succeeded).to.equal(true);
    expect(made.calls.filter((call) => /^(dnf|soci|crane)|go-containerregistry/.test(call))).to.deep.equal([]);
    expect(made.pushed).to.equal(pushedDigest);
  });
});
