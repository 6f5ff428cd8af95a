import { pullActions } from "../container-service/images";
import { Statement } from "../iam/policyDocument";
import { arn, Location } from "../location";
import { ArtifactStore } from "../pipeline/ArtifactStore";
import { sourceNames } from "../pipeline/sources";
import { buildName } from "../pipeline/steps";

/** The reports of the buildspec; CodeBuild makes a group `<project>-<report>` for each. */
export const reportNames = ["hadolint", "dockle", "trivy"] as const;

/** What {@link buildStatements} must know of a build. */
export interface BuildPermissions {
  readonly projectName: string;
  readonly location: Location;
  readonly serviceName: string;
  readonly repository: { readonly arn: string };
  readonly artifacts: Pick<ArtifactStore, "arn" | "keyStatement">;
  readonly artifactPrefix: string;
  readonly logGroupName: string;
  /** Whether the build has network interfaces in a VPC. */
  readonly inNetwork: boolean;
}

/**
 * What a build may do: read the code, write its log, its reports, its cache and its artifact, and push to one repository.
 * It can neither deploy nor read a secret.
 *
 * Pipelines whose names begin alike share a prefix in the bucket, so the role is held to the artifacts it reads and makes.
 *
 * {@link https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html | Service role},
 * {@link https://docs.aws.amazon.com/codebuild/latest/userguide/test-permissions.html | reports},
 * {@link https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html | pushing}
 */
export function buildStatements(args: BuildPermissions): Statement[] {
  const { location, artifacts } = args;
  const cache = `${artifacts.arn}/cache/${args.serviceName}/*`;
  return [
    {
      sid: "WriteLog",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: arn(location, "logs", `log-group:${args.logGroupName}:*`),
    },
    {
      sid: "WriteReports",
      actions: [
        "codebuild:CreateReportGroup",
        "codebuild:CreateReport",
        "codebuild:UpdateReport",
        "codebuild:BatchPutTestCases",
      ],
      resources: reportNames.map((report) => arn(location, "codebuild", `report-group/${args.projectName}-${report}`)),
    },
    {
      sid: "ReadCodeAndCache",
      actions: ["s3:GetObject", "s3:GetObjectVersion"],
      resources: [`${artifacts.arn}/${args.artifactPrefix}${sourceNames.code}/*`, cache],
    },
    {
      sid: "WriteArtifactAndCache",
      actions: "s3:PutObject",
      resources: [`${artifacts.arn}/${args.artifactPrefix}${buildName}/*`, cache],
    },
    // CodeBuild looks whose the bucket is before it writes there.
    { sid: "FindBucket", actions: ["s3:GetBucketAcl", "s3:GetBucketLocation"], resources: artifacts.arn },
    artifacts.keyStatement,
    {
      sid: "PushImage",
      actions: [
        ...pullActions,
        "ecr:InitiateLayerUpload",
        "ecr:UploadLayerPart",
        "ecr:CompleteLayerUpload",
        "ecr:PutImage",
      ],
      resources: args.repository.arn,
    },
    { anyResource: "LoginToRegistryHasNoResource", actions: "ecr:GetAuthorizationToken" },
    ...(args.inNetwork ? networkStatements(location) : []),
  ];
}

/** {@link https://docs.aws.amazon.com/codebuild/latest/userguide/auth-and-access-control-iam-identity-based-access-control.html#customer-managed-policies-example-create-vpc-network-interface | Interfaces in a VPC} */
function networkStatements(location: Location): Statement[] {
  const interfaces = arn(location, "ec2", "network-interface/*");
  return [
    {
      anyResource: "DescribingNetworksHasNoResource",
      actions: [
        "ec2:DescribeDhcpOptions",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
      ],
    },
    {
      sid: "MakeNetworkInterface",
      actions: "ec2:CreateNetworkInterface",
      resources: [interfaces, arn(location, "ec2", "subnet/*"), arn(location, "ec2", "security-group/*")],
    },
    { sid: "RemoveNetworkInterface", actions: "ec2:DeleteNetworkInterface", resources: interfaces },
    {
      sid: "LetCodeBuildUseNetworkInterface",
      actions: "ec2:CreateNetworkInterfacePermission",
      resources: interfaces,
      conditions: { StringEquals: { "ec2:AuthorizedService": "codebuild.amazonaws.com" } },
    },
  ];
}
