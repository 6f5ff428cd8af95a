import { expect } from "chai";
import { rules } from "../../policies/rules";
import { ALL_BLOCKED } from "./cases/resources";
import { askStack, pathIn, type Resource, UNKNOWN } from "./harness";

const BUCKET = "aws:s3/bucket:Bucket";
const BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";

const bucket = (name: string, props: object = { bucket: UNKNOWN, id: UNKNOWN }, type = BUCKET): Resource => ({
  type,
  name,
  props,
});

const block = (name: string, target: unknown, ...sources: readonly string[]): Resource => ({
  type: BLOCK,
  name,
  props: { bucket: target, ...ALL_BLOCKED },
  sources: { bucket: sources },
});

/** What the pack says of the plan: the resource and the property of each report. */
function judge(...resources: readonly Resource[]): { violations: string[]; inconclusive: string[] } {
  const { reports } = askStack(rules, resources);
  const of = (policy: string) =>
    reports
      .filter((report) => report.policy === policy)
      .map(({ urn, message }) => `${urn?.split("::").at(-1) ?? "nothing"} ${pathIn(message)}`.trim());
  return { violations: of("s3-public-access-block"), inconclusive: of("inconclusive") };
}

const fine = { violations: [], inconclusive: [] };

describe("s3-public-access-block, over the whole plan", () => {
  it("accepts, in a first preview, a block whose target comes from the bucket's output", () => {
    expect(judge(bucket("logs"), block("any-name", UNKNOWN, `${BUCKET} logs`))).to.deep.equal(fine);
  });

  it("accepts a block that gets the bucket by way of another resource of the bucket", () => {
    const versioning: Resource = {
      type: "aws:s3/bucketVersioning:BucketVersioning",
      name: "v",
      props: { bucket: UNKNOWN },
      sources: { bucket: [`${BUCKET} logs`] },
    };
    expect(
      judge(bucket("logs"), versioning, block("b", UNKNOWN, "aws:s3/bucketVersioning:BucketVersioning v")),
    ).to.deep.equal(fine);
  });

  it("accepts a block that names the bucket", () => {
    expect(judge(bucket("logs", { bucket: "acme-logs", id: UNKNOWN }), block("b", "acme-logs"))).to.deep.equal(fine);
    expect(judge(bucket("logs", { id: "logs-1a2b" }), block("b", "logs-1a2b"))).to.deep.equal(fine);
  });

  it("knows the V2 type", () => {
    const type = "aws:s3/bucketV2:BucketV2";
    expect(judge(bucket("old", {}, type)).violations).to.deep.equal(["old"]);
    expect(judge(bucket("old", {}, type), block("b", UNKNOWN, `${type} old`))).to.deep.equal(fine);
  });

  it("reports a bucket without a block, and says which resource to add", () => {
    const resources = [bucket("logs"), bucket("open"), block("b", UNKNOWN, `${BUCKET} logs`)];
    expect(judge(...resources)).to.deep.equal({ violations: ["open"], inconclusive: [] });
    expect(askStack(rules, resources).reports[0]?.message).to.include('new aws.s3.BucketPublicAccessBlock("open", {');
  });

  it("does not take a block for another bucket", () => {
    const known = bucket("logs", { bucket: "acme-logs", id: "acme-logs" });
    expect(judge(known, block("b", "acme-data")).violations).to.deep.equal(["logs"]);
    expect(judge(known, block("b", undefined)).violations).to.deep.equal(["logs"]);
  });

  it("is inconclusive where a block may be for the bucket", () => {
    const both = block("b", UNKNOWN, `${BUCKET} one`, `${BUCKET} two`);
    expect(judge(bucket("one"), bucket("two"), bucket("three"), both)).to.deep.equal({
      violations: ["three"],
      inconclusive: ["b bucket"],
    });
    expect(judge(bucket("one"), block("b", UNKNOWN))).to.deep.equal({ violations: [], inconclusive: ["b bucket"] });
  });

  it("takes a block for the account for all buckets of the same provider", () => {
    const account: Resource = {
      type: "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
      name: "account",
      props: ALL_BLOCKED,
    };
    expect(judge(account, bucket("one"), bucket("two"))).to.deep.equal(fine);
    expect(judge(account, { ...bucket("elsewhere"), provider: "other account" }).violations).to.deep.equal([
      "elsewhere",
    ]);
  });

  it("survives resources that refer to each other in a circle", () => {
    const a: Resource = { type: "x:y:Z", name: "a", props: {}, sources: { bucket: ["x:y:Z a"] } };
    expect(judge(bucket("one"), a, block("b", UNKNOWN, "x:y:Z a")).inconclusive).to.deep.equal(["b bucket"]);
  });
});
