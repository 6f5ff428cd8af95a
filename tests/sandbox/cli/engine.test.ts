import { expect } from "chai";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { findEngine, pinnedVersion, type Way } from "../../../sandbox/engine";
import { goVersion } from "../../../sandbox/engine/build";
import { cached, install } from "../../../sandbox/engine/cache";
import { cacheFolder } from "../../../sandbox/engine/home";
import { onPath } from "../../../sandbox/engine/path";

const wanted = "3.259.0";

describe("sandbox engine", () => {
  let dir: string;
  let said: string[];
  const path = process.env["PATH"] ?? "";
  const say = (line: string) => said.push(line);

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "engine-"));
    said = [];
  });
  afterEach(() => {
    process.env["PATH"] = path;
    rmSync(dir, { recursive: true, force: true });
  });

  /** Puts an executable there that stands in for the Pulumi CLI. */
  function fake(file: string, script: string): void {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }

  /** The same, in a folder that an engine is made in. */
  const fakeIn = async (root: string, script: string) => {
    await Promise.resolve();
    fake(join(root, "bin", "pulumi"), script);
  };

  const find = (...ways: Way[]) => findEngine(say, { version: wanted, cache: dir }, ways);
  const kept = () => join(dir, "engine", wanted, "bin", "pulumi");

  describe("on PATH", () => {
    const usePath = (script: string) => {
      fake(join(dir, "path", "pulumi"), script);
      process.env["PATH"] = `${join(dir, "path")}:${path}`;
    };

    for (const version of ["v3.259.0", "3.259.1", "v3.300.0"]) {
      it(`takes version ${version} and says so`, async () => {
        usePath(`echo ${version}`);
        await find(onPath);
        expect(said.join()).to.include(`Pulumi ${version.replace("v", "")}, on PATH at ${join(dir, "path", "pulumi")}`);
      });
    }

    const unfit: readonly (readonly [title: string, script: string, reason: RegExp])[] = [
      ["an older one", "echo v3.258.9", /3\.258\.9 is older than 3\.259\.0/],
      ["another major version", "echo v4.0.0", /4\.0\.0 is of another major version/],
      ["one without a version", "echo hello", /does not print a version/],
      ["a broken one", "echo broken >&2; exit 3", /exit code 3/],
    ];
    for (const [title, script, reason] of unfit) {
      it(`passes over ${title}`, async () => {
        usePath(script);
        const error = await find(onPath).catch((e: unknown) => e);
        expect(error).to.be.instanceOf(Error).with.property("message").that.matches(reason);
      });
    }

    it("leaves the user's own Pulumi folder alone", async () => {
      usePath(`echo "$PULUMI_HOME" > ${join(dir, "home.txt")}; echo v3.259.0`);
      await find(onPath);
      expect(readFileSync(join(dir, "home.txt"), "utf8").trim()).to.equal(join(dir, "home"));
    });
  });

  describe("cache", () => {
    it("keeps what was made, and takes it the next time", async () => {
      const search = { version: wanted, cache: dir, say };
      await install(search, (root) => fakeIn(root, "echo v3.259.0"));
      const engine = await find(cached);
      expect(engine.command.command).to.equal(kept());
      expect(readdirSync(join(dir, "engine"))).to.deep.equal([wanted]);
    });

    it("replaces one that does not work", async () => {
      fake(kept(), "exit 1");
      expect(await find(cached).catch((e: unknown) => e)).to.be.instanceOf(Error);
      await install({ version: wanted, cache: dir, say }, (root) => fakeIn(root, "echo v3.259.0"));
      expect((await find(cached)).command.version?.version).to.equal(wanted);
    });

    it("keeps nothing of a build that fails, breaks off, or does not work", async () => {
      const search = { version: wanted, cache: dir, say };
      const attempts: ((root: string) => Promise<void>)[] = [
        () => Promise.reject(new Error("no network")),
        () => Promise.resolve(),
        (root) => fakeIn(root, "exit 1"),
        (root) => fakeIn(root, "echo v3.1.0"),
      ];
      for (const attempt of attempts) {
        expect(await install(search, attempt).catch((e: unknown) => e)).to.be.instanceOf(Error);
        expect(readdirSync(join(dir, "engine"))).to.deep.equal([]);
      }
    });

    it("clears away what a run that died left, but not what another run is making", async () => {
      const [old, fresh] = [join(dir, "engine", ".making-old"), join(dir, "engine", ".making-fresh")];
      mkdirSync(old, { recursive: true });
      mkdirSync(fresh);
      utimesSync(old, 0, 0);
      await install({ version: wanted, cache: dir, say }, () => Promise.reject(new Error())).catch(() => undefined);
      expect([existsSync(old), existsSync(fresh)]).to.deep.equal([false, true]);
    });

    it("lets two runs make an engine at once", async () => {
      const search = { version: wanted, cache: dir, say };
      const make = (root: string) => fakeIn(root, "echo v3.259.0");
      await Promise.all([install(search, make), install(search, make)]);
      expect(readdirSync(join(dir, "engine"))).to.deep.equal([wanted]);
    });
  });

  it("tries one way after the other and stops at the first that works", async () => {
    fake(kept(), "echo v3.259.0");
    const tried: string[] = [];
    const way = (name: string, result: Way["locate"]): Way => ({
      name,
      locate(search) {
        tried.push(name);
        return result(search);
      },
    });
    await find(
      way("first", () => Promise.reject(new Error("not here"))),
      way("second", (search) => cached.locate(search)),
      way("third", () => Promise.reject(new Error("never"))),
    );
    expect(tried).to.deep.equal(["first", "second"]);
  });

  it("says what failed of each way when none works, and what to do", async () => {
    const failing = (name: string): Way => ({ name, locate: () => Promise.reject(new Error(`${name} broke`)) });
    const error = await find(failing("PATH"), failing("download"), failing("build")).catch((e: unknown) => e);
    expect(error).to.be.instanceOf(Error);
    const { message } = error as Error;
    expect(message)
      .to.include("PATH: PATH broke")
      .and.include("download: download broke")
      .and.include("build: build broke");
    expect(message).to.include("Go 1.25").and.include("pulumi.com");
  });

  it("is kept outside the checkout, where the environment says or the user's cache is", () => {
    expect(cacheFolder({ FARGATE_PLATFORM_CACHE: "/a", XDG_CACHE_HOME: "/b" })).to.equal("/a");
    expect(cacheFolder({ XDG_CACHE_HOME: "/b" })).to.equal("/b/fargate-platform");
    expect(cacheFolder({})).to.match(/\.cache\/fargate-platform$/);
  });

  it("reads the version of Go", () => {
    expect(goVersion("go version go1.25.3 linux/amd64")).to.deep.equal([1, 25]);
    expect(goVersion("go version go2.0 linux/amd64")).to.deep.equal([2, 0]);
    expect(goVersion("command not found")).to.equal(undefined);
  });

  it("builds the version that the SDK has", () => {
    const file = readFileSync(join(__dirname, "../../../sandbox/engine/go.mod"), "utf8");
    expect(file).to.match(
      new RegExp(`^\\s*github\\.com/pulumi/pulumi/pkg/v3 v${pinnedVersion.replaceAll(".", "\\.")}( |$)`, "m"),
    );
  });
});
