import { expect } from "chai";

import { BuildProject, BuildProjectArgs, buildspec } from "../../../components/build/BuildProject";
import { artifactPrefix } from "../../../components/pipeline/ArtifactStore";
import { location, Plan, planOf } from "../mocks";
import { kmsKeyArn, network } from "./fixture";

interface Statement {
  readonly Sid?: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: Record<string, Record<string, unknown>>;
}

const aliasArn = "arn:aws:kms:ap-northeast-1:123456789012:alias/shop";

const keyArns = "arn:aws:kms:ap-northeast-1:123456789012:key/*";

const args: BuildProjectArgs = {
  projectName: "shop-api",
  roleName: "shop-api-build",
  location,
  serviceName: "api",
  sourceUrl: "https://github.com/example/shop",
  architecture: "ARM64",
  repository: {
    name: "shop/api",
    url: "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/shop/api",
    arn: "arn:aws:ecr:ap-northeast-1:123456789012:repository/shop/api",
  },
  artifacts: {
    bucketName: "shop-artifacts",
    arn: "arn:aws:s3:::shop-artifacts",
    keyAliasArn: aliasArn,
    keyStatement: { sid: "UseKeyForObjects", actions: "kms:Decrypt", resources: keyArns },
  },
  artifactPrefix: artifactPrefix("shop-api"),
  logGroupName: "/shop/api/build",
  retentionDays: 30,
  kmsKeyArn,
};

/** The first preview, in which nothing is known but what the program composes. */
function preview(overrides: Partial<BuildProjectArgs> = {}): Promise<Plan> {
  return planOf(() => new BuildProject("api", { ...args, ...overrides }), { preview: true });
}

async function project(overrides: Partial<BuildProjectArgs> = {}): Promise<Record<string, unknown>> {
  return (await preview(overrides)).one("aws:codebuild/project:Project");
}

function statements(plan: Plan): Statement[] {
  return (plan.document("aws:iam/rolePolicy:RolePolicy", "api-build", "policy") as { Statement: Statement[] })
    .Statement;
}

const actions = (plan: Plan) => statements(plan).flatMap(({ Action }) => Action);

describe("BuildProject", () => {
  it("carries its buildspec, so that a policy sees the scans and the repository cannot take them out", async () => {
    expect((await project())["source"]).to.deep.equal({ type: "CODEPIPELINE", buildspec });
    expect(buildspec).to.match(/dockle --input[\s\S]*trivy_scan trivy-image[\s\S]*docker push[\s\S]*crane push/);
  });

  it("builds on the machine that the service runs on", async () => {
    const of = async (architecture: BuildProjectArgs["architecture"]) => {
      const environment = (await project({ architecture }))["environment"] as Record<string, unknown>;
      const variables = environment["environmentVariables"] as { name: string; value: string }[];
      return {
        type: environment["type"],
        image: environment["image"],
        platform: variables.find(({ name }) => name === "IMAGE_PLATFORM")?.value,
      };
    };
    expect(await of("ARM64")).to.deep.equal({
      type: "ARM_CONTAINER",
      image: "aws/codebuild/amazonlinux-aarch64-standard:4.0",
      platform: "linux/arm64",
    });
    expect(await of("X86_64")).to.deep.equal({
      type: "LINUX_CONTAINER",
      image: "aws/codebuild/amazonlinux-x86_64-standard:6.0",
      platform: "linux/amd64",
    });
  });

  it("gives the buildspec every variable that it reads and that CodeBuild does not set", async () => {
    const environment = (await project({ sizeBudgetMiB: 80, lazyLoading: true }))["environment"] as Record<
      string,
      unknown
    >;
    const given = environment["environmentVariables"] as { name: string; value: string; type: string }[];
    expect(Object.fromEntries(given.map(({ name, value }) => [name, value]))).to.include({
      SIZE_BUDGET_MIB: "80",
      LAZY_LOADING: "true",
    });
    expect(given.every(({ type }) => type === "PLAINTEXT")).to.equal(true);
    const read = new Set([...buildspec.matchAll(/\$\{?([A-Z][A-Z_]+)\b/g)].map(([, name]) => name));
    const own = ["CACHE", "WORK", "TAG", "PATH", "IMAGE_DIGEST", "IMAGE_URI", "BASH_REMATCH", "COMMIT_ID"];
    const unset = [...read].filter((name) => name !== undefined && !name.startsWith("CODEBUILD_"));
    expect(unset.filter((name) => !own.includes(name ?? ""))).to.have.members(given.map(({ name }) => name));
  });

  it("loads images lazily only when asked to, with the permissions of any build", async () => {
    const variables = ((await project())["environment"] as Record<string, unknown>)["environmentVariables"];
    expect(variables).to.deep.include({ name: "LAZY_LOADING", value: "false", type: "PLAINTEXT" });
    expect(statements(await preview({ lazyLoading: true }))).to.deep.equal(statements(await preview()));
  });

  it("encrypts artifacts and log with the customer's key, and keeps the log for the given time", async () => {
    const plan = await preview();
    expect(plan.one("aws:codebuild/project:Project")).to.deep.include({
      encryptionKey: aliasArn,
      logsConfig: { cloudwatchLogs: { status: "ENABLED", groupName: "/shop/api/build" } },
    });
    expect(plan.one("aws:cloudwatch/logGroup:LogGroup")).to.deep.include({
      name: "/shop/api/build",
      retentionInDays: 30,
      kmsKeyId: kmsKeyArn,
    });
  });

  it("lets CodeBuild assume the role for this project alone", async () => {
    const plan = await preview();
    expect(plan.document("aws:iam/role:Role", "api-build", "assumeRolePolicy")).to.deep.include({
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "codebuild.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: {
            StringEquals: { "aws:SourceAccount": "123456789012" },
            ArnLike: { "aws:SourceArn": "arn:aws:codebuild:ap-northeast-1:123456789012:project/shop-api" },
          },
        },
      ],
    });
  });

  it("can neither deploy, nor read secrets, nor pass roles", async () => {
    const plan = await preview({ network: undefined });
    const services = new Set(actions(plan).map((action) => action.split(":")[0]));
    expect([...services]).to.have.members(["logs", "codebuild", "s3", "kms", "ecr"]);
    expect(actions(plan).filter((action) => action.includes("*"))).to.deep.equal([]);
    expect(
      actions(plan).filter((action) => action.startsWith("codebuild:") && !action.includes("Report")),
    ).to.deep.equal(["codebuild:BatchPutTestCases"]);
  });

  it("reaches its own repository, log, reports, artifacts and cache, and no other service's", async () => {
    const found = Object.fromEntries(statements(await preview()).map(({ Sid = "", Resource }) => [Sid, Resource]));
    expect(found).to.deep.equal({
      WriteLog: "arn:aws:logs:ap-northeast-1:123456789012:log-group:/shop/api/build:*",
      WriteReports: ["hadolint", "dockle", "trivy"].map(
        (report) => `arn:aws:codebuild:ap-northeast-1:123456789012:report-group/shop-api-${report}`,
      ),
      ReadCodeAndCache: ["arn:aws:s3:::shop-artifacts/shop-api/Code/*", "arn:aws:s3:::shop-artifacts/cache/api/*"],
      WriteArtifactAndCache: [
        "arn:aws:s3:::shop-artifacts/shop-api/Build/*",
        "arn:aws:s3:::shop-artifacts/cache/api/*",
      ],
      FindBucket: "arn:aws:s3:::shop-artifacts",
      UseKeyForObjects: keyArns,
      PushImage: "arn:aws:ecr:ap-northeast-1:123456789012:repository/shop/api",
      LoginToRegistryHasNoResource: "*",
    });
    expect((await project())["cache"]).to.deep.equal({ type: "S3", location: "shop-artifacts/cache/api" });
  });

  it("is outside of the network unless it is asked to be inside", async () => {
    const outside = await preview();
    expect(outside.one("aws:codebuild/project:Project")["vpcConfig"]).to.equal(undefined);
    expect(actions(outside).filter((action) => action.startsWith("ec2:"))).to.deep.equal([]);
    expect(outside.all("aws:ec2/securityGroup:SecurityGroup")).to.deep.equal([]);
  });

  it("builds in the private subnets, with interfaces that only CodeBuild may use", async () => {
    const plan = await planOf(() => new BuildProject("api", { ...args, network: network() }));
    expect(plan.one("aws:codebuild/project:Project")["vpcConfig"]).to.deep.equal({
      vpcId: "vpc-1",
      subnets: ["subnet-private-1", "subnet-private-2"],
      securityGroupIds: ["api-build-id"],
    });
    const anywhere = statements(plan).filter(({ Resource }) => Resource === "*");
    const described = anywhere.flatMap(({ Action }) => Action).filter((action) => action.startsWith("ec2:"));
    expect(described.every((action) => action.startsWith("ec2:Describe"))).to.equal(true);
    expect(
      statements(plan).find(({ Action }) => Action === "ec2:CreateNetworkInterfacePermission")?.Condition,
    ).to.deep.equal({ StringEquals: { "ec2:AuthorizedService": "codebuild.amazonaws.com" } });
    expect(plan.one("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "api-build-to-internet-443")).to.include(
      {
        fromPort: 443,
        toPort: 443,
      },
    );
  });
});
