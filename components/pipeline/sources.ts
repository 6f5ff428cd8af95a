import { arn, Location } from "../location";
import { PipelineAction } from "./PipelineAction";

/** Names of the source actions and of what they hand on. */
export const sourceNames = { code: "Code", bundle: "Bundle", image: "Image" } as const;

/** What reading a branch takes, on the repository. */
export const readCommitActions = [
  "codecommit:GetBranch",
  "codecommit:GetCommit",
  "codecommit:GetRepository",
  "codecommit:UploadArchive",
  "codecommit:GetUploadArchiveStatus",
  "codecommit:CancelUploadArchive",
];

/** The newest commit of a branch in CodeCommit. Events start the pipeline; nothing polls. */
export function commitSource(args: {
  readonly repositoryName: string;
  readonly repositoryArn: string;
  readonly branch: string;
  /** In the account of the repository, where that is another one. */
  readonly foreignRoleArn?: string;
}): PipelineAction {
  return {
    name: sourceNames.code,
    category: "Source",
    provider: "CodeCommit",
    configuration: {
      RepositoryName: args.repositoryName,
      BranchName: args.branch,
      PollForSourceChanges: "false",
      OutputArtifactFormat: "CODE_ZIP",
    },
    output: sourceNames.code,
    hasVariables: true,
    statements: [{ sid: "ReadCode", actions: readCommitActions, resources: args.repositoryArn }],
    foreignRoleArn: args.foreignRoleArn,
  };
}

/** The newest commit of a branch in GitHub and the like. */
export function connectionSource(args: {
  readonly connectionArn: string;
  readonly repository: string;
  readonly branch: string;
}): PipelineAction {
  return {
    name: sourceNames.code,
    category: "Source",
    provider: "CodeStarSourceConnection",
    configuration: {
      ConnectionArn: args.connectionArn,
      FullRepositoryId: args.repository,
      BranchName: args.branch,
      OutputArtifactFormat: "CODE_ZIP",
    },
    output: sourceNames.code,
    hasVariables: true,
    statements: [
      {
        sid: "ReadCode",
        // The service was renamed; which of the two names is asked for depends on the age of the connection.
        actions: ["codeconnections:UseConnection", "codestar-connections:UseConnection"],
        resources: args.connectionArn,
      },
    ],
  };
}

/** The deployment bundle of a service. Its bucket must be versioned. */
export function bundleSource(args: {
  readonly location: Location;
  readonly bucketName: string;
  readonly key: string;
}): PipelineAction {
  const bucketArn = arn(args.location, "s3", args.bucketName);
  return {
    name: sourceNames.bundle,
    category: "Source",
    provider: "S3",
    configuration: { S3Bucket: args.bucketName, S3ObjectKey: args.key, PollForSourceChanges: "false" },
    output: sourceNames.bundle,
    statements: [
      {
        sid: "ReadBundle",
        actions: ["s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectTagging", "s3:GetObjectVersionTagging"],
        resources: `${bucketArn}/${args.key}`,
      },
      {
        sid: "FindBundle",
        actions: ["s3:GetBucketVersioning", "s3:GetBucketAcl", "s3:GetBucketLocation", "s3:ListBucket"],
        resources: bucketArn,
      },
    ],
  };
}

/** The image that a tag stands for, as `imageDetail.json` with its digest. */
export function imageSource(args: {
  readonly repositoryName: string;
  readonly repositoryArn: string;
  readonly tag: string;
  /** In the account of the repository, where that is another one. */
  readonly foreignRoleArn?: string;
}): PipelineAction {
  return {
    name: sourceNames.image,
    category: "Source",
    provider: "ECR",
    configuration: { RepositoryName: args.repositoryName, ImageTag: args.tag },
    output: sourceNames.image,
    hasVariables: true,
    statements: [{ sid: "FindImage", actions: "ecr:DescribeImages", resources: args.repositoryArn }],
    foreignRoleArn: args.foreignRoleArn,
  };
}
