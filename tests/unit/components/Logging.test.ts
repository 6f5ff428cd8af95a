import { expect } from "chai";

import { Logging } from "../../../components";
import { Plan, planOf, location } from "../mocks";

interface Rule {
  readonly filter: { readonly prefix?: string };
  readonly expiration?: { readonly days: number };
}

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal: unknown;
  readonly Resource: string | string[];
  readonly Condition?: Record<string, Record<string, unknown>>;
}

const writer = "arn:aws:iam::123456789012:role/shop-api-task";

function statements(plan: Plan, bucket: string): Statement[] {
  return (plan.document("aws:s3/bucketPolicy:BucketPolicy", bucket, "policy") as { Statement: Statement[] }).Statement;
}

describe("Logging", () => {
  let plan: Plan;
  const both = ["logging-logs", "logging-access-logs"];

  before(async () => {
    plan = await planOf(
      () =>
        new Logging("logging", {
          bucketName: "shop-logs",
          accessLogBucketName: "shop-access-logs",
          location,
          kmsKeyArn: "arn:aws:kms:ap-northeast-1:123456789012:key/1",
          writerRoleArns: [writer],
          lifecycle: { infrequentAccessAfterDays: 30, glacierAfterDays: 90, expireAfterDays: 365 },
        }),
    );
  });

  it("expires logs, and never the configuration that every new task reads", () => {
    const rules = plan.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "logging-logs")[
      "rules"
    ] as Rule[];
    const expiring = rules
      .filter(({ expiration }) => expiration !== undefined)
      .map(({ filter }) => filter.prefix ?? "");
    expect(expiring).to.include("logs/");
    expect(expiring.filter((prefix) => "config/api/fluent-bit-0.conf".startsWith(prefix))).to.deep.equal([]);
  });

  it("keeps both buckets private, versioned and owned by the account", () => {
    for (const name of both) {
      expect(plan.one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", name)).to.deep.include({
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      });
      expect(plan.one("aws:s3/bucketVersioning:BucketVersioning", name)["versioningConfiguration"]).to.deep.equal({
        status: "Enabled",
      });
      expect(plan.one("aws:s3/bucketOwnershipControls:BucketOwnershipControls", name)["rule"]).to.deep.equal({
        objectOwnership: "BucketOwnerEnforced",
      });
    }
  });

  it("refuses plain HTTP", () => {
    for (const name of both) {
      const refusal = statements(plan, name).find(({ Condition }) => Condition?.["Bool"] !== undefined);
      expect(refusal).to.deep.include({ Effect: "Deny", Principal: "*" });
      expect(refusal?.Condition).to.deep.equal({ Bool: { "aws:SecureTransport": "false" } });
    }
  });

  it("encrypts application logs with our key, and the other bucket with S3's, which load balancers can write to", () => {
    const algorithms = both.map((name) =>
      JSON.stringify(
        plan.one("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", name),
      ),
    );
    expect(algorithms[0]).to.include("aws:kms");
    expect(algorithms[1]).to.include("AES256");
  });

  it("lets services alone write application logs", () => {
    const onlyWriters = statements(plan, "logging-logs").find(({ Condition }) => Condition?.["ArnNotEquals"]);
    expect(onlyWriters).to.deep.include({ Effect: "Deny", Resource: "arn:aws:s3:::shop-logs/logs/*" });
    expect(onlyWriters?.Condition).to.deep.equal({ ArnNotEquals: { "aws:PrincipalArn": [writer] } });
  });

  it("lets AWS deliver what it reports, for this account only", () => {
    const delivered = statements(plan, "logging-access-logs").filter(({ Effect }) => Effect === "Allow");
    const resources = delivered.flatMap(({ Resource }) => Resource);
    expect(resources).to.include.members([
      "arn:aws:s3:::shop-access-logs/load-balancer/*/AWSLogs/123456789012/*",
      "arn:aws:s3:::shop-access-logs/flow-logs/AWSLogs/aws-account-id=123456789012/*",
    ]);
    for (const { Resource, Condition } of delivered) {
      expect(JSON.stringify([Resource, Condition])).to.include("123456789012");
    }
  });
});
