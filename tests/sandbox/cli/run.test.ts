import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Operation } from "../../../sandbox/cli";
import { type Request, runOperation } from "../../../sandbox/run";
import { TestProject } from "./project";

/** A resource without a cloud behind it. */
class Thing extends pulumi.ComponentResource {
  constructor(name: string, args: pulumi.Inputs = {}) {
    super("shop:index:Thing", name, args);
    this.registerOutputs();
  }
}

const program = () => {
  new Thing("good");
  return Promise.resolve({
    address: "web.example",
    password: pulumi.secret("hush-hush"),
    database: { port: 5432, user: pulumi.secret("hush-hush") },
  });
};

describe("an operation on the real engine", function () {
  this.timeout(600_000);
  let project: TestProject;
  let progress: string[];

  beforeEach(() => {
    project = new TestProject();
    progress = [];
  });
  afterEach(() => {
    project.remove();
  });

  const run = (operation: Operation, more: Partial<Request> = {}) =>
    runOperation({
      operation,
      stack: "dev",
      program,
      projectDir: project.dir,
      state: project.state,
      onProgress: (line) => progress.push(line),
      ...more,
    });

  /** Names of the resources in the state, as an export tells them. */
  async function resources(stack = "dev"): Promise<string[]> {
    const { deployment = "" } = await run("export", { stack });
    const exported = JSON.parse(deployment) as { deployment: { resources?: { urn: string }[] } };
    return (exported.deployment.resources ?? []).map(({ urn }) => urn.split("::").at(-1) ?? "");
  }

  it("goes through the life of a stack and never shows a secret", async () => {
    const shown = { address: "web.example", password: "[secret]", database: { port: 5432, user: "[secret]" } };
    const none = { create: 0, same: 0, update: 0, replace: 0, delete: 0 };

    const preview = await run("preview");
    expect(preview.report).to.deep.include({ stack: "dev", operation: "preview", changes: { ...none, create: 2 } });
    expect(preview.report.outputs).to.deep.equal(shown);
    expect(await resources()).to.deep.equal([]);

    const up = await run("up");
    expect(up.report.changes).to.deep.equal({ ...none, create: 2 });
    expect(up.report.outputs).to.deep.equal(shown);
    expect(up.report).to.not.have.property("error");
    expect(up.report.durationMs).to.be.greaterThan(0);
    expect(await resources()).to.have.members(["shop-dev", "good"]);

    for (const operation of ["preview", "up", "refresh"] as const) {
      const again = await run(operation);
      expect(again.report.changes, operation).to.deep.equal({ ...none, same: 2 });
      expect(again.report.outputs, operation).to.deep.equal(shown);
    }
    const outputs = await run("outputs");
    expect(outputs.report.outputs).to.deep.equal(shown);
    const first = await run("export");
    expect((await run("export")).deployment).to.equal(first.deployment);

    const destroy = await run("destroy");
    expect(destroy.report.changes).to.deep.equal({ ...none, delete: 2 });
    expect(destroy.report.outputs).to.deep.equal({});
    expect(await resources()).to.deep.equal([]);
    expect((await run("destroy")).report.changes).to.deep.equal(none);

    const everything = JSON.stringify([preview, up, outputs, first, destroy, progress]);
    expect(everything).to.not.include("hush-hush");
  });

  it("has nothing to do for a stack that was never brought up", async () => {
    for (const operation of ["refresh", "destroy", "outputs"] as const) {
      const { report } = await run(operation);
      expect(report).to.deep.include({
        changes: { create: 0, same: 0, update: 0, replace: 0, delete: 0 },
        outputs: {},
      });
      expect(report).to.not.have.property("error");
    }
    expect(await resources()).to.deep.equal([]);
    expect(existsSync(project.state)).to.equal(false);
  });

  it("keeps out what belongs to the user: files of the checkout, AWS settings, Pulumi account", async () => {
    const before = readdirSync(project.dir).map((name) => [name, readFileSync(join(project.dir, name), "utf8")]);
    const env = {
      AWS_PROFILE: "mine",
      AWS_REGION: "us-east-1",
      PULUMI_ACCESS_TOKEN: "pul-1",
      PULUMI_BACKEND_URL: "s3://x",
    };
    Object.assign(process.env, env);
    try {
      let seen: string[] = [];
      const { report } = await run("up", {
        program: () => {
          seen = Object.keys(process.env).filter((name) => name in env && name !== "PULUMI_BACKEND_URL");
          return Promise.resolve({ folder: process.env["PULUMI_BACKEND_URL"] });
        },
      });
      expect(report).to.not.have.property("error");
      expect(seen).to.deep.equal([]);
      expect(report.outputs["folder"]).to.match(/^file:/);
      expect(process.env).to.include(env);
    } finally {
      Object.keys(env).forEach((name) => Reflect.deleteProperty(process.env, name));
    }
    const after = readdirSync(project.dir).filter((name) => name !== "state");
    expect(after.map((name) => [name, readFileSync(join(project.dir, name), "utf8")])).to.deep.equal(before);
  });

  it("lets one stack read another's outputs from the same state, in one process", async () => {
    await run("up");
    const reader = async () => {
      const dev = new pulumi.StackReference("organization/shop/dev");
      const address = (await dev.getOutputValue("address")) as string;
      return { address, password: dev.getOutput("password") as pulumi.Output<unknown> };
    };
    const { report } = await run("up", { stack: "stg", program: reader });
    expect(report).to.not.have.property("error");
    expect(report.outputs).to.deep.equal({ address: "web.example", password: "[secret]" });

    const missing = await run("preview", {
      stack: "prod",
      program: () =>
        Promise.resolve({
          x: new pulumi.StackReference("organization/shop/qa").getOutput("x") as pulumi.Output<unknown>,
        }),
    });
    expect(missing.report.error).to.match(/unknown stack.*qa/);
  });

  it("runs the program with the given config file, and with the stack and project that it belongs to", async () => {
    const file = project.write("other.yaml", "config:\n  shop:mode: special\n");
    const { report } = await run("preview", {
      configFile: file,
      program: () => {
        const mode: string = new pulumi.Config().require("mode");
        return Promise.resolve({ mode, stack: pulumi.getStack(), project: pulumi.getProject() });
      },
    });
    expect(report.outputs).to.deep.equal({ mode: "special", stack: "dev", project: "shop" });
  });

  describe("that is refused", () => {
    it("names the config file that was given, not the one that it stands in for", async () => {
      const file = project.write("other.yaml", "config:\n  shop:mode: special\n");
      const missing = await run("preview", { configFile: join(project.dir, "none.yaml") });
      expect(missing.report.error).to.match(/none\.yaml does not exist.* such as Pulumi\.dev\.yaml$/);
      const refusing = () => Promise.reject(new Error("Pulumi.dev.yaml: 2 mistakes"));
      const { report } = await run("preview", { configFile: file, program: refusing });
      expect(report.error).to.equal(`${file}: 2 mistakes`);
    });

    it("tells a program's error once, without a stack trace, and makes nothing", async () => {
      const { report } = await run("up", {
        program: () => {
          new Thing("early");
          return Promise.reject(new Error("services[0].port: 0 is no port\nservices[1].name: missing"));
        },
      });
      expect(report.error).to.equal("services[0].port: 0 is no port\nservices[1].name: missing");
      expect(report.changes.create).to.equal(0);
      expect(progress.join("\n")).to.not.match(/^\s+at /m);
      expect(await resources()).to.deep.equal([]);
    });

    it("tells an error inside an output", async () => {
      const { report } = await run("preview", {
        program: () =>
          Promise.resolve({
            x: pulumi.output(1).apply(() => {
              throw new Error("cannot be");
            }),
          }),
      });
      expect(report.error).to.equal("cannot be");
    });

    it("shows where a bug in the program is, beside the error", async () => {
      const nothing = JSON.parse("null") as { size: number };
      const { report } = await run("preview", {
        program: () => Promise.resolve().then(() => ({ size: nothing.size })),
      });
      expect(report.error).to.match(/^Cannot read properties of null/);
      expect(progress.join("\n")).to.match(/^\s+at .*run\.test\.ts:\d{2,}:\d+/m);
    });

    it("passes on what the engine says of typed config", async () => {
      project.write("Pulumi.yaml", "name: shop\nruntime: nodejs\nconfig:\n  shop:size:\n    type: integer\n");
      const { report } = await run("preview");
      expect(report.error).to.match(/missing configuration value 'shop:size'/);
    });

    it("says what is wrong with a config file before anything happens", async () => {
      const { report } = await run("up", { configFile: join(project.dir, "none.yaml") });
      expect(report.error).to.match(/none\.yaml does not exist/);
      expect(existsSync(project.state)).to.equal(false);
    });

    it("says that a folder is no policy pack", async () => {
      const { report } = await run("preview", { policyPack: project.dir });
      expect(report.error).to.include("no PulumiPolicy.yaml");
    });
  });

  it("stops when it is interrupted, and the stack works afterwards", async () => {
    const controller = new AbortController();
    const { report } = await run("up", {
      signal: controller.signal,
      program: () => {
        setTimeout(() => controller.abort(), 100);
        return new Promise((resolve) => setTimeout(() => resolve({}), 3_000));
      },
    });
    expect(report.error).to.equal("interrupted");
    expect((await run("up")).report).to.not.have.property("error");
  });
});
