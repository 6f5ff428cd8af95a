import { Refusal } from "../refusal";
import { knownStrings, valuesAt } from "../value";
import type { Draft } from "./facts";
import { allows } from "./permissions";

/** A flow log to S3 needs a bucket policy for the very path that it writes to, which Hive-compatible partitions change. */
export function admitFlowLog({ inputs, cloud, place }: Draft): void {
  const { account, partition, region } = place;
  const [destination] = knownStrings(inputs.logDestination);
  const [, bucket, folder = ""] = /:s3:::([^/]+)\/?(.*?)\/?$/.exec(destination ?? "") ?? [];
  if (bucket === undefined) {
    return;
  }
  const isHive = valuesAt(inputs, "destinationOptions.hiveCompatiblePartitions").includes(true);
  const path = [folder, "AWSLogs", isHive ? `aws-account-id=${account}` : account, "flow.log"];
  const isAllowed = allows(cloud.find("aws:s3/bucketPolicy:BucketPolicy", bucket)?.inputs.policy, {
    principals: ["delivery.logs.amazonaws.com"],
    action: "s3:PutObject",
    resource: `arn:${partition}:s3:::${bucket}/${path.filter((part) => part !== "").join("/")}`,
    context: {
      "aws:SourceAccount": account,
      "aws:SourceArn": `arn:${partition}:logs:${region}:${account}:*`,
      "s3:x-amz-acl": "bucket-owner-full-control",
    },
  });
  if (!isAllowed) {
    throw new Refusal(
      "InvalidParameter",
      `Access Denied for LogDestination: ${bucket}. Please check LogDestination permission`,
    );
  }
}
