import { expect } from "chai";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { conform } from "../../../sandbox/conform";
import { compare } from "../../../sandbox/conform/compare";
import { type Recording, readRecordings } from "../../../sandbox/conform/recording";

const recordings = join(__dirname, "recordings");

function recordingOf(name: string): Recording {
  return JSON.parse(readFileSync(join(recordings, `${name}.json`), "utf8")) as Recording;
}

async function run(dir: string): Promise<{ conforms: boolean; lines: string[] }> {
  const lines: string[] = [];
  const conforms = await conform(dir, { print: (line) => lines.push(line), say: () => undefined });
  return { conforms, lines };
}

describe("comparing with a recording", () => {
  const recorded = recordingOf("endpoints-auto");

  it("finds nothing where all is the same, in whatever order resources come", () => {
    const shuffled = structuredClone(recorded);
    shuffled.resources.reverse();
    shuffled.resources.forEach(({ dependsOn }) => dependsOn.reverse());
    expect(compare(recorded, shuffled)).to.deep.equal([]);
  });

  it("finds a difference in each part of each resource", () => {
    for (const index of recorded.resources.keys()) {
      for (const change of [
        (resource: Recording["resources"][number]) => (resource.parent = "other"),
        (resource: Recording["resources"][number]) => (resource.name += "x"),
        (resource: Recording["resources"][number]) => resource.dependsOn.push("other"),
        (resource: Recording["resources"][number]) => (resource.inputs["vpcId"] = "other"),
        (resource: Recording["resources"][number]) => (resource.inputs["extra"] = false),
      ]) {
        const changed = structuredClone(recorded);
        const resource = changed.resources[index];
        expect(resource).not.to.equal(undefined);
        if (resource) {
          change(resource);
        }
        expect(compare(recorded, changed), JSON.stringify(resource)).not.to.deep.equal([]);
      }
    }
  });

  it("names the property with both values, and cares for the order of lists", () => {
    const changed = structuredClone(recorded);
    const endpoint = changed.resources.find(({ name }) => name === "com.amazonaws.ap-northeast-1.s3");
    const ids = endpoint?.inputs["routeTableIds"] as string[];
    ids.reverse();
    expect(compare(recorded, changed)).to.deep.equal([
      {
        where: "aws:ec2/vpcEndpoint:VpcEndpoint#com.amazonaws.ap-northeast-1.s3 routeTableIds",
        expected: [...ids].reverse(),
        got: ids,
      },
    ]);
  });

  it("finds missing and surplus resources, and other outputs", () => {
    const fewer = { ...recorded, resources: recorded.resources.slice(1), outputs: { ...recorded.outputs, vpcId: "x" } };
    expect(compare(recorded, fewer).map(({ where }) => where)).to.deep.equal([
      "outputs vpcId",
      "aws:ec2/eip:Eip#net-1",
    ]);
    expect(compare(fewer, recorded).map(({ where }) => where)).to.deep.equal([
      "outputs vpcId",
      "aws:ec2/eip:Eip#net-1",
    ]);
  });

  it("compares what the component says, not what the engine puts around it", () => {
    const refused = recordingOf("bad-too-large");
    const said = "Subnets are too large for VPC. VPC has 128 addresses, but subnets require 1280 addresses.";
    expect(compare(refused, { ...refused, error: `awsx:ec2:Vpc resource 'net' has a problem: ${said}` })).to.deep.equal(
      [],
    );
    expect(compare(refused, { ...refused, error: null })).to.deep.equal([
      { where: "error", expected: said, got: undefined },
    ]);
    const other = "awsx:ec2:Vpc resource 'net' has a problem: Subnets are too large.";
    expect(compare(refused, { ...refused, error: other })).to.have.length(1);
  });
});

describe("a folder of recordings", () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "recordings-"))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it("must be there and hold some", () => {
    expect(() => readRecordings(join(dir, "none"))).to.throw("is no folder");
    writeFileSync(join(dir, "README.md"), "no recording");
    expect(() => readRecordings(dir)).to.throw("holds no recordings: there is no *.json in it");
  });

  it("may hold files that are none, which are named with what is wrong", () => {
    writeFileSync(join(dir, "broken.json"), "{");
    writeFileSync(join(dir, "other.json"), JSON.stringify({ args: {}, error: null, outputs: null }));
    mkdirSync(join(dir, "folder.json"));
    const files = readRecordings(dir);
    expect(files.map(({ name }) => name)).to.deep.equal(["broken.json", "folder.json", "other.json"]);
    expect(files.map(({ recording }) => recording)).to.deep.equal([undefined, undefined, undefined]);
    expect(files[2]?.mistake).to.contain("resources");
  });
});

describe("the stand-in for awsx:ec2:Vpc on the real engine", function () {
  this.timeout(240_000);

  it("conforms to every recording of the published component", async () => {
    const { conforms, lines } = await run(recordings);
    expect(lines).to.deep.equal([`${readRecordings(recordings).length} conform, 0 differ`]);
    expect(conforms).to.equal(true);
  });

  it("differs from a recording that says something else, and from a file that is none", async () => {
    const dir = mkdtempSync(join(tmpdir(), "recordings-"));
    try {
      cpSync(join(recordings, "bad-too-large.json"), join(dir, "same.json"));
      const changed = recordingOf("no-nat");
      const subnet = changed.resources.find(({ name, type }) => type.endsWith(":Subnet") && name === "net-app-2");
      Object.assign(subnet?.inputs ?? {}, { cidrBlock: "10.1.140.0/22" });
      writeFileSync(join(dir, "changed.json"), JSON.stringify(changed));
      writeFileSync(join(dir, "broken.json"), "{");
      const { conforms, lines } = await run(dir);
      expect(conforms).to.equal(false);
      expect(lines[0]).to.match(/^broken.json: is no recording: /);
      expect(lines.slice(1)).to.deep.equal([
        "changed.json: aws:ec2/subnet:Subnet#net-app-2 cidrBlock",
        '  expected "10.1.140.0/22"',
        '  got      "10.1.132.0/22"',
        "1 conform, 2 differ",
      ]);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
