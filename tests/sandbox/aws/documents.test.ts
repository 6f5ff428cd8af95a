import { expect } from "chai";
import fc from "fast-check";

import { type Properties, text } from "../../../sandbox/aws/value";
import { allows } from "../../../sandbox/aws/resources/permissions";
import { Account, ACCOUNT_ID, refusal, REGION } from "./account";
import { createNetwork } from "./network";

const document = (...statements: Properties[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
const TRUST = document({
  Effect: "Allow",
  Principal: { Service: "ecs-tasks.amazonaws.com" },
  Action: "sts:AssumeRole",
});

describe("IAM policy documents", () => {
  let account: Account;
  beforeEach(() => {
    account = new Account();
  });
  afterEach(() => account.close());

  const policy = (text: string): Promise<string | undefined> =>
    refusal(() => account.create("aws:iam/policy:Policy", { policy: text }));

  it("are taken where they are sound", async () => {
    expect(
      await policy(document({ Effect: "Allow", Action: ["s3:Get*"], Resource: ["arn:aws:s3:::a/*", "*"] })),
    ).to.equal(undefined);
    expect(await policy(document({ Effect: "Deny", NotAction: "iam:*", NotResource: "*", Condition: {} }))).to.equal(
      undefined,
    );
  });

  const malformed: [string, string, string][] = [
    ["no JSON", "{", "Syntax errors in policy"],
    ["no statement", document(), "no statement"],
    ["another version", JSON.stringify({ Version: "2020-01-01", Statement: [] }), "valid version"],
    ["no such effect", document({ Effect: "allow", Action: "s3:*", Resource: "*" }), "Effect must be Allow or Deny"],
    ["an unknown element", document({ Effect: "Allow", Actions: "s3:*", Resource: "*" }), "unknown element Actions"],
    ["no action", document({ Effect: "Allow", Resource: "*" }), "must contain actions"],
    [
      "an action of no service",
      document({ Effect: "Allow", Action: "GetObject", Resource: "*" }),
      "prefaced by a vendor",
    ],
    ["no resource", document({ Effect: "Allow", Action: "s3:*" }), "must contain resources"],
    ["a resource that is no ARN", document({ Effect: "Allow", Action: "s3:*", Resource: "logs" }), "ARN format"],
    [
      "a principal",
      document({ Effect: "Allow", Action: "s3:*", Resource: "*", Principal: "*" }),
      "not specify a principal",
    ],
  ];
  for (const [what, text, answer] of malformed) {
    it(`with ${what} are refused`, async () => {
      expect(await policy(text))
        .to.contain("MalformedPolicyDocument")
        .and.to.contain(answer);
    });
  }

  it("of trust need a principal that exists, and name no resource", async () => {
    const role = (statement: Properties): Promise<string | undefined> =>
      refusal(() =>
        account.create("aws:iam/role:Role", {
          assumeRolePolicy: document({ Effect: "Allow", Action: "sts:AssumeRole", ...statement }),
        }),
      );
    expect(await role({})).to.contain("must specify a principal");
    expect(await role({ Principal: { Service: "ecs.amazonaws.com" }, Resource: "*" })).to.contain(
      "prohibited field Resource",
    );
    const principal = `arn:aws:iam::${ACCOUNT_ID}:role/late`;
    expect(await role({ Principal: { AWS: principal } })).to.contain(
      `Invalid principal in policy: "AWS":"${principal}"`,
    );
    account.create("aws:iam/role:Role", { name: "late", assumeRolePolicy: TRUST });
    expect(await role({ Principal: { AWS: principal } })).to.equal(undefined);
    expect(await role({ Principal: { AWS: "arn:aws:iam::210987654321:role/theirs" } })).to.equal(undefined);
  });

  it("of keys, buckets and repositories are refused in each service's words for a role that does not exist", async () => {
    const nobody = { AWS: `arn:aws:iam::${ACCOUNT_ID}:role/nobody` };
    const root = {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${ACCOUNT_ID}:root` },
      Action: "kms:*",
      Resource: "*",
    };
    const key = (...more: Properties[]): Promise<string | undefined> =>
      refusal(() => account.create("aws:kms/key:Key", { policy: document(...more) }));
    expect(await key(root, { Effect: "Allow", Principal: nobody, Action: "kms:Decrypt", Resource: "*" })).to.contain(
      "MalformedPolicyDocumentException: Policy contains a statement with one or more invalid principals.",
    );
    expect(await key({ ...root, Principal: { Service: "logs.amazonaws.com" } }), "nobody could change it").to.contain(
      "will not allow you to update the key policy in the future",
    );
    expect(await key(root)).to.equal(undefined);

    account.create("aws:s3/bucket:Bucket", { bucket: "logs" });
    const bucket = (statement: Properties): Promise<string | undefined> =>
      refusal(() =>
        account.create("aws:s3/bucketPolicy:BucketPolicy", { bucket: "logs", policy: document(statement) }),
      );
    const read = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::logs/*" };
    expect(await bucket({ ...read, Principal: nobody })).to.contain("MalformedPolicy: Invalid principal in policy");
    expect(await bucket({ ...read, Principal: "*", Resource: "arn:aws:s3:::other/*" })).to.contain("invalid resource");
    account.create("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", {
      bucket: "logs",
      blockPublicPolicy: true,
    });
    expect(await bucket({ ...read, Principal: "*" })).to.contain("BlockPublicPolicy");

    account.create("aws:ecr/repository:Repository", { name: "app" });
    const repository = {
      repository: "app",
      policy: document({ Effect: "Allow", Principal: nobody, Action: "ecr:BatchGetImage" }),
    };
    expect(await refusal(() => account.create("aws:ecr/repositoryPolicy:RepositoryPolicy", repository))).to.contain(
      "Principal not found",
    );
  });
});

describe("permissions of services", () => {
  let account: Account;
  beforeEach(() => {
    account = new Account();
  });
  afterEach(() => account.close());

  it("are what a statement allows and none denies", () => {
    const request = { principals: ["logs.amazonaws.com"], action: "kms:GenerateDataKey" };
    const allow = {
      Effect: "Allow",
      Principal: { Service: "logs.amazonaws.com" },
      Action: "kms:Generate*",
      Resource: "*",
    };
    expect(allows(document(allow), request)).to.equal(true);
    expect(allows(document({ ...allow, Action: "kms:Decrypt" }), request)).to.equal(false);
    expect(allows(document({ ...allow, Principal: { Service: "s3.amazonaws.com" } }), request)).to.equal(false);
    expect(allows(document(allow, { ...allow, Effect: "Deny" }), request)).to.equal(false);
    expect(allows(undefined, request)).to.equal(false);
    const conditional = document({
      ...allow,
      Condition: { ArnLike: { "aws:SourceArn": "arn:aws:logs:*:log-group:/a/*" } },
    });
    const from = (arn: string): boolean => allows(conditional, { ...request, context: { "aws:SourceArn": arn } });
    expect(from("arn:aws:logs:x:log-group:/a/b")).to.equal(true);
    expect(from("arn:aws:logs:x:log-group:/b")).to.equal(false);
  });

  it("match actions whatever characters they have", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (name) => {
        const policy = document({ Effect: "Allow", Principal: "*", Action: name.replace(/[*?]/g, ""), Resource: "*" });
        const action = name.replace(/[*?]/g, "");
        expect(allows(policy, { principals: ["x"], action })).to.equal(action !== "");
      }),
    );
  });

  it("let log groups be encrypted with a key only that lets CloudWatch Logs in", async () => {
    const root = {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${ACCOUNT_ID}:root` },
      Action: "kms:*",
      Resource: "*",
    };
    const logs = {
      Effect: "Allow",
      Principal: { Service: `logs.${REGION}.amazonaws.com` },
      Action: "kms:*",
      Resource: "*",
    };
    const group = (...statements: Properties[]): Promise<string | undefined> => {
      const key = account.create("aws:kms/key:Key", { policy: document(root, ...statements) });
      return refusal(() =>
        account.create("aws:cloudwatch/logGroup:LogGroup", { name: `/app/${key.id}`, kmsKeyId: text(key.outputs.arn) }),
      );
    };
    expect(await group()).to.contain("AccessDeniedException");
    expect(await group(logs)).to.equal(undefined);
    const narrow = {
      ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${REGION}:${ACCOUNT_ID}:log-group:/other/*` },
    };
    expect(await group({ ...logs, Condition: narrow })).to.contain("AccessDeniedException");
  });

  it("let load balancers write access logs only where the bucket takes them", async () => {
    const { subnets } = createNetwork(account);
    account.create("aws:s3/bucket:Bucket", { bucket: "logs" });
    const balancer = (): Promise<string | undefined> =>
      refusal(() =>
        account.create("aws:lb/loadBalancer:LoadBalancer", {
          subnets: subnets.map(({ id }) => id),
          accessLogs: { bucket: "logs", prefix: "lb", enabled: true },
        }),
      );
    expect(await balancer()).to.contain("Access Denied for bucket: logs. Please check S3bucket permission");
    account.create("aws:s3/bucketPolicy:BucketPolicy", {
      bucket: "logs",
      policy: document({
        Effect: "Allow",
        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `arn:aws:s3:::logs/lb/AWSLogs/${ACCOUNT_ID}/*`,
        Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT_ID } },
      }),
    });
    expect(await balancer()).to.equal(undefined);
    account.create("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", {
      bucket: "logs",
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }],
    });
    expect(await balancer()).to.contain("SSE-S3");
  });

  it("let flow logs in only at the very path that they are written to", async () => {
    const { vpc } = createNetwork(account);
    account.create("aws:s3/bucket:Bucket", { bucket: "flows" });
    account.create("aws:s3/bucketPolicy:BucketPolicy", {
      bucket: "flows",
      policy: document({
        Effect: "Allow",
        Principal: { Service: "delivery.logs.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `arn:aws:s3:::flows/vpc/AWSLogs/${ACCOUNT_ID}/*`,
      }),
    });
    const flowLog = (hiveCompatiblePartitions: boolean): Promise<string | undefined> =>
      refusal(() =>
        account.create("aws:ec2/flowLog:FlowLog", {
          vpcId: vpc.id,
          trafficType: "ALL",
          logDestinationType: "s3",
          logDestination: "arn:aws:s3:::flows/vpc/",
          destinationOptions: { hiveCompatiblePartitions },
        }),
      );
    expect(await flowLog(true)).to.contain("Access Denied for LogDestination: flows");
    expect(await flowLog(false)).to.equal(undefined);
  });

  it("refuse lifecycle policies of repositories that ECR does not take", async () => {
    account.create("aws:ecr/repository:Repository", { name: "app" });
    const rule = (rulePriority: number, selection: Properties): Properties => ({
      rulePriority,
      selection: { countType: "imageCountMoreThan", countNumber: 10, tagStatus: "any", ...selection },
      action: { type: "expire" },
    });
    const lifecycle = (...rules: Properties[]): Promise<string | undefined> =>
      refusal(() =>
        account.create("aws:ecr/lifecyclePolicy:LifecyclePolicy", {
          repository: "app",
          policy: JSON.stringify({ rules }),
        }),
      );
    expect(await lifecycle(rule(1, {}), rule(2, { tagStatus: "untagged" }))).to.contain(
      "highest value of rulePriority",
    );
    expect(await lifecycle(rule(1, { tagStatus: "tagged" }))).to.contain("tagPrefixList or tagPatternList");
    expect(await lifecycle(rule(1, { tagStatus: "untagged" }), rule(1, {}))).to.contain("must be unique");
    expect(await lifecycle(rule(1, { countType: "sinceImagePushed" }))).to.contain("countUnit");
    expect(await lifecycle(rule(1, { tagStatus: "untagged" }), rule(2, {}))).to.equal(undefined);
  });
});
