import { expect } from "chai";
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { failedPhase, workspaces } from "./builds";

describe("scanners of an image build", function () {
  this.timeout(120_000);
  const workspace = workspaces();

  it("that are not what was pinned are not run, and do not stay in the cache", async () => {
    const made = workspace();
    made.tamperWith("dockle_0.4.15_Linux-64bit.tar.gz");
    const outcome = await made.build();
    expect(failedPhase(outcome)).to.equal("install");
    expect(outcome.log).to.match(/ERROR: https:\S+dockle_0\.4\.15_Linux-64bit\.tar\.gz is not what it was/);
    expect(readdirSync(join(made.cache, "tools-now"))).to.have.length(1);
  });

  it("come from the cache the second time, as does BuildKit", async () => {
    const made = workspace();
    await made.build();
    const downloads = () => made.calls.filter((call) => /^(curl|docker pull)/.test(call)).length;
    expect(downloads()).to.equal(4);
    made.forgetBuild();
    expect((await made.build()).succeeded).to.equal(true);
    expect(downloads()).to.equal(4);
  });

  it("are those of the build host's machine", async () => {
    const made = workspace();
    const { succeeded } = await made.build({ machine: "aarch64" });
    expect(succeeded).to.equal(true);
    const downloads = made.calls.filter((call) => call.startsWith("curl"));
    expect(downloads.every((call) => /arm64$|ARM64\.tar\.gz$/.test(call))).to.equal(true);
  });
});
