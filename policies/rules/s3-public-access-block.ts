import type { s3 } from "@pulumi/aws";
import type { Property, ResourceIdentity, Value } from "../facts/property";
import type { StackResource } from "../facts/resource";
import { quoted } from "../message";
import { type Finding, inconclusive, judge, type Rule, violation } from "../rule";

const BUCKETS = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"] as const;
const BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const ACCOUNT_BLOCK = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock";
const SETTINGS = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"] as const;
const ALL_ON = SETTINGS.map((setting) => `${setting}: true`).join(", ");

/**
 * S3 blocks public access to a new bucket on its own, but nothing in the program keeps it that way: the next person
 * who switches it off in the console leaves no trace in a plan. So the block has to be there as a resource.
 *
 * A block belongs to the bucket from whose outputs its `bucket` comes, which the engine knows in the first preview,
 * when the name itself is unknown; or to the bucket of the same name. A block for the account covers the buckets of
 * the same provider instance, since another one may be another account.
 *
 * A bucket that the program only reads with `aws.s3.Bucket.get` looks like one of its own to a policy; look it up with
 * `aws.s3.getBucket` instead.
 */
export const s3PublicAccessBlock: Rule = {
  id: "s3-public-access-block",
  title: "Every S3 bucket has all four settings of its public access block on.",
  severity: "high",
  controls: {
    securityHub: ["S3.1", "S3.8"],
    cis: ["v5.0.0/2.1.4"],
    checkov: ["CKV2_AWS_6", "CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56"],
    cdkNag: ["AwsSolutions-S2"],
  },
  reads: [
    { type: BLOCK, properties: ["bucket", ...SETTINGS] },
    { type: ACCOUNT_BLOCK, properties: SETTINGS },
    ...BUCKETS.map((type) => ({ type, properties: ["bucket", "id"], inStackOnly: true })),
  ],
  why: "One bucket policy or one ACL is enough to publish what is in the bucket.",
  remediation:
    "Give each bucket an `aws.s3.BucketPublicAccessBlock` with all four settings true; omitted, they are off.",
  check: (block) =>
    SETTINGS.flatMap((setting) =>
      judge(block.inputs<s3.BucketPublicAccessBlockArgs>().get(setting), (value) =>
        value === true
          ? undefined
          : {
              what: `${setting} is ${value === undefined ? "omitted, which means off" : "not true"}.`,
              fix: `${setting}: true`,
            },
      ),
    ),
  checkStack: (stack) => {
    const accountBlocks = stack.ofType(ACCOUNT_BLOCK);
    const blocks = stack.ofType(BLOCK);
    return stack
      .ofType(...BUCKETS)
      .filter((bucket) => !accountBlocks.some((block) => block.providerUrn === bucket.providerUrn))
      .flatMap((bucket) => judgeBucket(bucket, blocks));
  },
};

function judgeBucket(bucket: StackResource, blocks: readonly StackResource[]): Finding[] {
  const matches = blocks.map((block) => ({ target: targetOf(block), match: matchOf(block, bucket) }));
  if (matches.some(({ match }) => match === "yes")) {
    return [];
  }
  const possible = matches.filter(({ match }) => match === "perhaps");
  return possible.length > 0
    ? possible.map(({ target }) => inconclusive(target))
    : [
        violation(bucket.inputs<s3.BucketArgs>(), {
          what: "the bucket has no public access block.",
          fix: `new aws.s3.BucketPublicAccessBlock(${quoted(bucket.name)}, { bucket: <the bucket>.id, ${ALL_ON} })`,
        }),
      ];
}

/** Whether the block is for the bucket; "perhaps" where its target is unknown and not one bucket alone went into it. */
function matchOf(block: StackResource, bucket: StackResource): "yes" | "no" | "perhaps" {
  const target = targetOf(block);
  const names = [nameOf(bucket, "bucket"), nameOf(bucket, "id")];
  if (target.value !== undefined && names.includes(target.value)) {
    return "yes";
  }
  const sources = bucketsBehind(block);
  if (sources.length === 1) {
    return sources.includes(bucket.urn) ? "yes" : "no";
  }
  return target.isUnknown && (sources.length === 0 || sources.includes(bucket.urn)) ? "perhaps" : "no";
}

function targetOf(block: StackResource): Property<string> {
  return block.inputs<s3.BucketPublicAccessBlockArgs>().get("bucket");
}

function nameOf(bucket: StackResource, property: "bucket" | "id"): Value {
  return bucket.inputs<{ bucket: string; id: string }>().get(property).value;
}

/**
 * The buckets whose outputs went into the resource's `bucket`, also by way of another resource of the bucket, as in
 * `bucket: versioning.bucket`.
 */
function bucketsBehind(resource: StackResource, seen = new Set<string>()): string[] {
  return resource.sourcesOf("bucket").flatMap((source) => {
    if (seen.has(source.urn)) {
      return [];
    }
    seen.add(source.urn);
    return isBucket(source) ? [source.urn] : bucketsBehind(source, seen);
  });
}

function isBucket(resource: ResourceIdentity): boolean {
  return BUCKETS.some((type) => type === resource.type);
}
