import { expect } from "chai";
import { spawn } from "node:child_process";
import { readFileSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Cloud, CLOUD_VARIABLE, type Entry } from "../../../sandbox/aws/cloud";
import { Account, refusal } from "./account";

const CLUSTER = "aws:ecs/cluster:Cluster";

const entry = (id: string): Entry => ({ type: "t", id, key: id, region: "r", inputs: {}, outputs: { arn: id } });

describe("cloud", () => {
  let account: Account;
  beforeEach(() => {
    account = new Account();
  });
  afterEach(() => account.close());

  it("is the same for all that use its file, and survives them", () => {
    const one = new Cloud(account.file);
    const other = new Cloud(account.file);
    one.change(() => {
      one.put(entry("a"));
    });
    expect(other.look(() => other.find("t", "a"))).to.deep.equal(entry("a"));
    other.change(() => {
      other.put({ ...entry("a"), outputs: { arn: "b" } });
      other.put(entry("c"));
      expect(other.next("revision")).to.equal(1);
    });
    expect(one.look(() => one.ofTypes(["t"]).map(({ outputs }) => outputs.arn))).to.have.members(["b", "c"]);
    expect(one.change(() => one.next("revision"))).to.equal(2);
  });

  it("keeps nothing of a change that fails", async () => {
    const cloud = new Cloud(account.file);
    const failing = (): void =>
      cloud.change(() => {
        cloud.put(entry("a"));
        throw new Error("refused");
      });
    expect(await refusal(failing)).to.equal("refused");
    expect(cloud.look(() => cloud.entries())).to.deep.equal([]);
  });

  it("shows on a refresh what was changed or deleted in it behind the engine's back", () => {
    const cluster = account.create(CLUSTER, { name: "main", tags: { A: "1" } });
    const gone = account.create(CLUSTER, { name: "gone" });
    const stored = JSON.parse(readFileSync(account.file, "utf8")) as { resources: Record<string, Entry> };
    const entries = Object.entries(stored.resources).filter(([, { id }]) => id !== gone.id);
    const changed = entries.map(
      ([key, one]) => [key, { ...one, outputs: { ...one.outputs, tags: { A: "2" } } }] as const,
    );
    writeFileSync(account.file, JSON.stringify({ ...stored, resources: Object.fromEntries(changed) }));
    expect(account.read(gone)).to.equal(undefined);
    const read = account.provider.read(cluster, cluster.id, cluster.outputs);
    expect(read?.inputs).to.deep.equal({ name: "main", tags: { A: "2" } });
    const { properties } = account.provider.diff(cluster, read?.inputs ?? {}, cluster.inputs, cluster.outputs);
    expect(properties.map(({ path }) => path)).to.deep.equal(["tags.A"]);
  });

  it("is readable by its owner alone, since it holds secrets as AWS does", () => {
    account.create("aws:ssm/parameter:Parameter", { name: "p", type: "SecureString", value: "s" });
    expect(statSync(account.file).mode & 0o077).to.equal(0);
  });

  it("is not held up by the lock of a process that is gone", () => {
    const lock = `${account.file}.lock`;
    writeFileSync(lock, "999999999");
    account.create(CLUSTER, { name: "main" });
    expect(account.count()).to.equal(1);
    expect(() => {
      unlinkSync(lock);
    }).to.throw("ENOENT");
  }).timeout(5000);

  it("loses nothing when two providers create at the same time", async () => {
    const program = `
      const { Provider } = require(${JSON.stringify(join(__dirname, "../../../sandbox/aws/provider"))});
      const provider = new Provider();
      provider.configure({ region: "us-east-1" });
      for (let i = 0; i < 50; i++) {
        provider.create({ type: "${CLUSTER}", name: "c" }, { name: process.argv[1] + i }, false);
      }`;
    const run = (name: string): Promise<number | null> =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, ["--require", "tsx/cjs", "-e", program, name], {
          env: { ...process.env, [CLOUD_VARIABLE]: account.file },
          stdio: "inherit",
        });
        child.on("exit", resolve);
      });
    expect(await Promise.all([run("a"), run("b")])).to.deep.equal([0, 0]);
    expect(account.count()).to.equal(100);
    expect(readFileSync(account.file, "utf8").trim().split("\n")).to.have.length(103);
  }).timeout(30_000);

  it("takes two hundred resources in under two seconds", () => {
    const start = Date.now();
    for (let index = 0; index < 200; index++) {
      account.create("aws:cloudwatch/logGroup:LogGroup", { name: `/app/${index}` });
    }
    expect(Date.now() - start).to.be.lessThan(2000);
  }).timeout(10_000);
});
