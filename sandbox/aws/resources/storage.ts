import { createHash } from "node:crypto";

import type { Cloud } from "../cloud";
import { random } from "../place";
import { find } from "../references";
import { Refusal } from "../refusal";
import { isAsset, knownStrings, type Properties, text, valuesAt } from "../value";
import { type DocumentRules, requireDocument } from "./documents";
import type { Draft, Facts, FactsTable, Mistake } from "./facts";
import { allows } from "./permissions";

/** A resource that configures one aspect of a bucket and is named after it. */
const BUCKET_PART: Facts = { id: "{bucket}", naming: false, replaces: ["bucket", "expectedBucketOwner"] };

/** Only one resource of a kind configures a bucket: a second one would overwrite the first. */
const part = (facts: Facts = {}): Facts => ({ ...BUCKET_PART, ...facts });

const OBJECT: Facts = {
  id: "{bucket}/{key}",
  outputs: {
    arn: "arn:{partition}:s3:::{bucket}/{key}",
    etag: ({ inputs }) => createHash("md5").update(contentOf(inputs)).digest("hex"),
    versionId: ({ inputs, cloud }) => (isVersioned(inputs, cloud) ? random("letters", 32) : ""),
    contentType: () => "application/octet-stream",
    serverSideEncryption: () => "AES256",
    storageClass: () => "STANDARD",
  },
  recomputed: ["etag", "versionId"],
  recomputedBy: ["content", "contentBase64", "source", "sourceHash"],
  naming: { property: "key", separator: "", digits: 0 },
  replaces: ["bucket", "key"],
};

/** What tells the content of an object from another: the engine hashes what is given as an asset. */
function contentOf({ source, content, contentBase64 }: Properties): string {
  return isAsset(source) ? text(source.hash) : text(content ?? contentBase64);
}

function isVersioned({ bucket }: Properties, cloud: Cloud): boolean {
  const versioning = cloud.find("aws:s3/bucketVersioning:BucketVersioning", text(bucket));
  return valuesAt(versioning?.inputs, "versioningConfiguration.status").includes("Enabled");
}

/** S3. */
export const STORAGE: FactsTable = {
  "aws:s3/bucket:Bucket": {
    id: "{bucket}",
    outputs: {
      arn: "arn:{partition}:s3:::{bucket}",
      bucketDomainName: "{bucket}.s3.{dnsSuffix}",
      bucketRegionalDomainName: "{bucket}.s3.{region}.{dnsSuffix}",
      bucketRegion: "{region}",
      hostedZoneId: ({ place }) => BUCKET_ZONES[place.region] ?? "Z3AQBSTGFYJSTF",
      requestPayer: () => "BucketOwner",
      objectLockEnabled: () => false,
      bucketNamespace: () => "global",
    },
    fallbacks: { acl: null, bucketNamespace: null },
    naming: { property: "bucket", longest: 63, lower: true },
    replaces: ["bucket", "bucketNamespace", "bucketPrefix", "objectLockEnabled"],
    unique: {
      by: ["bucket"],
      global: true,
      code: "BucketAlreadyOwnedByYou",
      message: "Your previous request to create the named bucket succeeded and you already own it.",
    },
    check: bucketMistakes,
    release: ({ id, outputs }, cloud) => {
      const isEmpty = !cloud.ofTypes(OBJECTS).some(({ inputs }) => inputs.bucket === id);
      if (!isEmpty && outputs.forceDestroy !== true) {
        throw new Refusal("BucketNotEmpty", "The bucket you tried to delete is not empty");
      }
    },
  },
  "aws:s3/bucketPolicy:BucketPolicy": part({ admit: admitPolicy }),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": part({
    outputs: { transitionDefaultMinimumObjectSize: () => "all_storage_classes_128K", expectedBucketOwner: () => "" },
    check: lifecycleMistakes,
  }),
  ...Object.fromEntries(
    [
      "Acl",
      "AccelerateConfiguration",
      "CorsConfiguration",
      "Logging",
      "ObjectLockConfiguration",
      "OwnershipControls",
      "PublicAccessBlock",
      "RequestPaymentConfiguration",
      "ServerSideEncryptionConfiguration",
      "Versioning",
      "WebsiteConfiguration",
    ].map((aspect) => [`aws:s3/bucket${aspect}:Bucket${aspect}`, part()]),
  ),
  "aws:s3/bucketNotification:BucketNotification": part({ admit: admitNotification }),
  "aws:s3/bucketMetric:BucketMetric": { id: "{bucket}:{name}", replaces: ["bucket", "name"] },
  "aws:s3/inventory:Inventory": { id: "{bucket}:{name}", replaces: ["bucket", "name"] },
  "aws:s3/bucketObject:BucketObject": OBJECT,
  "aws:s3/bucketObjectv2:BucketObjectv2": OBJECT,
};

const OBJECTS = ["aws:s3/bucketObject:BucketObject", "aws:s3/bucketObjectv2:BucketObjectv2"];

/** The hosted zones of S3's website endpoints. */
const BUCKET_ZONES: Record<string, string> = {
  "ap-northeast-1": "Z2M4EHUR26P7ZW",
  "ap-northeast-3": "Z2YQB5RD63NC85",
  "eu-central-1": "Z21DNDUVLTQW6Q",
  "eu-west-1": "Z1BKCTXD74EZPE",
  "us-east-1": "Z3AQBSTGFYJSTF",
  "us-east-2": "Z2O1EMRO9K5GLX",
  "us-west-2": "Z3BJ6K6RIION7M",
};

const POLICY: DocumentRules = {
  property: "policy",
  kind: "resource",
  code: "MalformedPolicy",
  unknownPrincipal: { code: "MalformedPolicy", message: "Invalid principal in policy" },
};

/** A policy is about its own bucket, and a bucket that blocks public policies takes no public one. */
function admitPolicy({ inputs, cloud, place }: Draft): void {
  requireDocument(POLICY, inputs, cloud);
  const [bucket = ""] = knownStrings(inputs.bucket);
  const own = `arn:${place.partition}:s3:::${bucket}`;
  const document = JSON.parse(text(inputs.policy)) as { Statement: Properties | Properties[] };
  for (const statement of [document.Statement].flat()) {
    const stray = knownStrings(statement.Resource).find((one) => one !== own && !one.startsWith(`${own}/`));
    if (stray !== undefined) {
      throw new Refusal("MalformedPolicy", `Policy has invalid resource (${stray})`);
    }
    const block = cloud.find("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", bucket);
    const isPublic = statement.Effect === "Allow" && statement.Principal === "*" && statement.Condition === undefined;
    if (isPublic && block?.inputs.blockPublicPolicy === true) {
      throw new Refusal(
        "AccessDenied",
        "User is not authorized to perform: s3:PutBucketPolicy because public policies are prevented by the " +
          "BlockPublicPolicy setting in S3 Block Public Access.",
      );
    }
  }
}

/** S3 sends a test event to each destination before it takes a notification. */
function admitNotification({ inputs, cloud, place }: Draft): void {
  const bucketArn = `arn:${place.partition}:s3:::${text(inputs.bucket)}`;
  const context = { "aws:SourceArn": bucketArn, "aws:SourceAccount": place.account };
  const request = { principals: ["s3.amazonaws.com"], context };
  const mayInvoke = (arn: string): boolean =>
    cloud.ofTypes(["aws:lambda/permission:Permission"]).some(({ inputs: given }) => {
      const isFor = find("function", given.function, cloud)?.outputs.arn === arn;
      const isFrom = given.sourceArn === undefined || given.sourceArn === bucketArn;
      return isFor && isFrom && given.principal === "s3.amazonaws.com";
    });
  const mayPublish = (arn: string): boolean => {
    const policy = cloud.find("aws:sns/topicPolicy:TopicPolicy", arn)?.inputs.policy ?? null;
    return allows(policy, { ...request, action: "sns:Publish", resource: arn });
  };
  const unreachable = [
    ...knownStrings(valuesAt(inputs, "lambdaFunctions[].lambdaFunctionArn")).filter((arn) => !mayInvoke(arn)),
    ...knownStrings(valuesAt(inputs, "topics[].topicArn")).filter((arn) => !mayPublish(arn)),
  ];
  if (unreachable.length > 0) {
    throw new Refusal(
      "InvalidArgument",
      `Unable to validate the following destination configurations: ${unreachable.join(", ")}`,
    );
  }
}

function bucketMistakes(inputs: Properties): Mistake[] {
  const [name] = knownStrings(inputs.bucket);
  if (name === undefined) {
    return [];
  }
  const isValid =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes("..") &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !name.startsWith("xn--") &&
    !name.endsWith("-s3alias");
  return isValid
    ? []
    : [
        {
          path: "bucket",
          reason:
            `validating S3 Bucket (${name}) name: only lowercase alphanumeric characters, dots and hyphens allowed, ` +
            "between 3 and 63 characters",
        },
      ];
}

/** S3 moves an object to an infrequent-access class after 30 days at the earliest, and never after it expires. */
function lifecycleMistakes(inputs: Properties): Mistake[] {
  const rules = Array.isArray(inputs.rules) ? inputs.rules : [];
  return rules.flatMap((rule, index) => {
    const { id, transitions, expiration, status } = rule as Properties;
    const path = `rules[${index}]`;
    const moves = (Array.isArray(transitions) ? transitions : []) as Properties[];
    const expiry = (expiration as Properties | undefined)?.days;
    const mistakes: Mistake[] = [];
    if (status !== "Enabled" && status !== "Disabled") {
      mistakes.push({ path: `${path}.status`, reason: `expected status to be one of ["Enabled" "Disabled"]` });
    }
    for (const { days, storageClass } of moves) {
      const isInfrequent = storageClass === "STANDARD_IA" || storageClass === "ONEZONE_IA";
      if (isInfrequent && typeof days === "number" && days < 30) {
        mistakes.push({
          path,
          reason: `InvalidArgument: 'Days' in Transition action must be greater than or equal to 30 for storageClass '${storageClass}' (rule ${text(id)})`,
        });
      }
      if (typeof days === "number" && typeof expiry === "number" && expiry <= days) {
        mistakes.push({
          path,
          reason: `InvalidArgument: 'Days' in the Expiration action must be greater than 'Days' in the Transition action (rule ${text(id)})`,
        });
      }
    }
    return mistakes;
  });
}
