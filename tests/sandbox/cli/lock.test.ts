import { expect } from "chai";
import { mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

import { runOperation } from "../../../sandbox/run";
import { TestProject } from "./project";

describe("a stack that another command is at work on", () => {
  const project = new TestProject();

  after(() => {
    project.remove();
  });

  it("is refused before anything is previewed, with the process to wait for", async () => {
    const locks = join(project.state, "backend/.pulumi/locks/organization/shop/dev");
    mkdirSync(locks, { recursive: true });
    writeFileSync(join(locks, "1.json"), JSON.stringify({ pid: process.pid, hostname: hostname() }));
    const { report } = await runOperation({
      operation: "up",
      stack: "dev",
      program: () => Promise.reject(new Error("the program ran")),
      projectDir: project.dir,
      state: project.state,
    });
    expect(report.error).to.match(new RegExp(`dev is in use by another command \\(process ${process.pid}\\): wait`));
  });
});
