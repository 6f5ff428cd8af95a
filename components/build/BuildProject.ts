import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { Role } from "../iam/Role";
import { trustService } from "../iam/trust";
import { arn, Location } from "../location";
import { Network } from "../network/Network";
import { ArtifactStore } from "../pipeline/ArtifactStore";
import { SecurityGroup } from "../security-group/SecurityGroup";
import { buildStatements } from "./permissions";

/** Arguments of {@link BuildProject}. */
export interface BuildProjectArgs {
  /** Physical name; fixed, because the role's policy names the project before it exists. */
  readonly projectName: string;
  /** Physical name of the build's role. */
  readonly roleName: string;
  readonly location: Location;
  /** The service, which is also its folder in the repository. */
  readonly serviceName: string;
  /** Where the repository is, for the image's label `org.opencontainers.image.source`. */
  readonly sourceUrl: string;
  /** Of the build host and of the image: nothing is emulated. */
  readonly architecture: "X86_64" | "ARM64";
  /** The repository that gets the images, and the only one that the build can reach. */
  readonly repository: { readonly name: string; readonly url: string; readonly arn: string };
  /** Where the pipeline hands in the code, and where the build keeps its cache, below `cache/<service>/`. */
  readonly artifacts: Pick<ArtifactStore, "bucketName" | "arn" | "keyAliasArn" | "keyStatement">;
  /** Where in it the pipeline keeps its artifacts, as `artifactPrefix(pipelineName)` says. */
  readonly artifactPrefix: string;
  readonly logGroupName: string;
  /** Days that the build's log is kept. */
  readonly retentionDays: number;
  /** Encrypts the log. */
  readonly kmsKeyArn: pulumi.Input<string>;
  /**
   * The most that all layers together may have, compressed, in MiB: each start of a task pulls them.
   *
   * @default 150: a distroless Node.js base has some 50, which leaves a hundred for the application
   */
  readonly sizeBudgetMiB?: number;
  /**
   * Pushes the scanned image together with a SOCI index, as one image index: Fargate then starts a task before it has
   * pulled all layers. Layers below 10 MiB are left out of the index; an image without a larger one is pushed as it is.
   *
   * {@link https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html | Lazy loading}
   *
   * @default false: below some 250 MB, pulling everything is as fast
   */
  readonly lazyLoading?: boolean;
  /**
   * Builds in the private subnets of this network, for code that needs something in there.
   *
   * @default none: CodeBuild's own network, which costs no NAT traffic
   */
  readonly network?: Network;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * The newest images that AWS keeps for builds. A tag moves within its major version, and only the newest version of an
 * image is cached on the build hosts, so it is not pinned more narrowly.
 *
 * {@link https://docs.aws.amazon.com/codebuild/latest/userguide/ec2-compute-images.html | Images}
 */
const hosts = {
  ARM64: { type: "ARM_CONTAINER", image: "aws/codebuild/amazonlinux-aarch64-standard:4.0", platform: "linux/arm64" },
  X86_64: { type: "LINUX_CONTAINER", image: "aws/codebuild/amazonlinux-x86_64-standard:6.0", platform: "linux/amd64" },
} as const;

/** Several times what a build without any cache takes. */
const buildMinutes = 30;

/** What the build does; part of the project, so that it shows in the plan and the repository cannot change it. */
export const buildspec = readFileSync(join(__dirname, "buildspec.yml"), "utf8");

/**
 * The CodeBuild project of one service: checks its Dockerfile, builds its image, scans it, and pushes it under the commit's
 * id when all scans have passed. An image of that commit that exists is not built again.
 *
 * The repository has one folder per service, with its Dockerfile; the build context is the root of the repository. What a
 * scan finds can be accepted in `.trivyignore` and `.dockleignore` in the service's folder, and by hadolint's pragmas: each
 * entry has a line above it that says `# until YYYY-MM-DD: why`.
 *
 * {@link https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html | Service role}
 *
 * @example
 * const build = new BuildProject("api", {
 *   projectName: "shop-api", roleName: "shop-api-build", location, serviceName: "api",
 *   sourceUrl: "https://github.com/example/shop", architecture: "ARM64",
 *   repository: { name: "shop/api", url: registry.repositoryUrl, arn: registry.repositoryArn },
 *   artifacts, artifactPrefix: artifactPrefix("shop-api"),
 *   logGroupName: "/shop/api/build", retentionDays: 30, kmsKeyArn: key.arn,
 * });
 */
export class BuildProject extends pulumi.ComponentResource {
  /** Known at preview. */
  readonly projectName: string;
  /** Known at preview. */
  readonly projectArn: string;
  /** For `dependsOn`. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: BuildProjectArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:build:BuildProject", name, {}, opts);
    const parent = { parent: this };
    const { location, artifacts, network, repository } = args;
    const host = hosts[args.architecture];
    this.projectName = args.projectName;
    this.projectArn = arn(location, "codebuild", `project/${args.projectName}`);

    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-build`,
      { name: args.logGroupName, retentionInDays: args.retentionDays, kmsKeyId: args.kmsKeyArn, tags: args.tags },
      parent,
    );
    const role = new Role(
      `${name}-build`,
      {
        roleName: args.roleName,
        description: `Builds, scans and pushes the image of ${args.serviceName}`,
        location,
        trust: trustService(location, "codebuild.amazonaws.com", this.projectArn),
        statements: buildStatements({ ...args, inNetwork: network !== undefined }),
        tags: args.tags,
      },
      parent,
    );
    const group = network === undefined ? undefined : buildGroup(`${name}-build`, network, args.tags, parent);

    const project = new aws.codebuild.Project(
      name,
      {
        name: args.projectName,
        description: `Builds, scans and pushes the image of ${args.serviceName}`,
        serviceRole: role.arn,
        source: { type: "CODEPIPELINE", buildspec },
        artifacts: { type: "CODEPIPELINE" },
        // The alias and not the key, whose ARN is not known before it exists.
        encryptionKey: artifacts.keyAliasArn,
        environment: {
          type: host.type,
          image: host.image,
          imagePullCredentialsType: "CODEBUILD",
          computeType: "BUILD_GENERAL1_SMALL",
          // The build runs a Docker engine of its own.
          privilegedMode: true,
          environmentVariables: Object.entries({
            SERVICE: args.serviceName,
            SOURCE_URL: args.sourceUrl,
            REPOSITORY_NAME: repository.name,
            REPOSITORY_URL: repository.url,
            IMAGE_PLATFORM: host.platform,
            SIZE_BUDGET_MIB: String(args.sizeBudgetMiB ?? 150),
            LAZY_LOADING: String(args.lazyLoading ?? false),
          }).map(([variable, value]) => ({ name: variable, value, type: "PLAINTEXT" })),
        },
        cache: { type: "S3", location: `${artifacts.bucketName}/cache/${args.serviceName}` },
        logsConfig: { cloudwatchLogs: { status: "ENABLED", groupName: args.logGroupName } },
        buildTimeout: buildMinutes,
        vpcConfig:
          network === undefined || group === undefined
            ? undefined
            : { vpcId: network.vpcId, subnets: network.privateSubnetIds, securityGroupIds: [group.id] },
        tags: args.tags,
      },
      {
        ...parent,
        dependsOn: [...role.ready, logGroup, ...(network?.ready ?? []), ...(group?.rules ?? [])],
      },
    );
    this.ready = [project];
    this.registerOutputs({ projectName: this.projectName, projectArn: this.projectArn });
  }
}

/** Lets a build reach the internet's HTTPS, for base images, packages and scanners, and the network's endpoints. */
function buildGroup(
  name: string,
  network: Network,
  tags: BuildProjectArgs["tags"],
  parent: pulumi.ComponentResourceOptions,
): SecurityGroup {
  const group = new SecurityGroup(name, { vpcId: network.vpcId, description: "Image builds", tags }, parent);
  group.allowOut("internet", { cidrIpv4: "0.0.0.0/0" }, 443, "Base images, packages, scanners and AWS");
  if (network.endpointSecurityGroup !== undefined) {
    group.allowTo(network.endpointSecurityGroup, 443, "Builds reach AWS through the endpoints");
  }
  return group;
}
