import { expect } from "chai";

import { ArtifactStore } from "../../../components";
import { location, planOf } from "../mocks";
import { kmsKeyArn } from "./fixture";

describe("ArtifactStore", () => {
  it("is encrypted, versioned, tells EventBridge, and lets other accounts' roles write where they are named", async () => {
    const foreign = "arn:aws:iam::222222222222:role/shop-dev-source-for-stg";
    const plan = await planOf(
      () =>
        new ArtifactStore("artifacts", {
          bucketName: "artifacts",
          location,
          kmsKeyArn,
          keyAlias: "shop",
          pipelineNames: ["a-shop-with-a-long-name-api", "a-shop-with-a-long-name-web", "b"],
          foreignWriterArn: foreign,
          serverAccessLogs: { bucketName: "access", prefix: "s3/" },
        }),
    );
    expect(plan.one("aws:s3/bucketNotification:BucketNotification")["eventbridge"]).to.equal(true);
    expect(plan.one("aws:s3/bucketVersioning:BucketVersioning")).to.have.nested.property(
      "versioningConfiguration.status",
      "Enabled",
    );
    const policy = plan.document("aws:s3/bucketPolicy:BucketPolicy", "artifacts", "policy");
    expect(JSON.stringify(policy)).to.include(foreign).and.include("arn:aws:iam::222222222222:root");
    const rules = plan.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")["rules"] as {
      filter: { prefix?: string };
    }[];
    const expiring = rules.flatMap(({ filter }) => filter.prefix ?? []);
    expect(expiring, "bundles stay").to.deep.equal(["cache/", "a-shop-with-a-long-n/", "b/"]);
  });
});
