/** What CodePipeline knows of the actions of one provider: from the action structure reference of its user guide. */
export interface ActionFacts {
  category: string;
  owner: string;
  required: readonly string[];
  optional: readonly string[];
  /** Least and most number of artifacts that go in and come out. */
  inputs: readonly [number, number];
  outputs: readonly [number, number];
}

const source = (required: readonly string[], optional: readonly string[]): ActionFacts => ({
  category: "Source",
  owner: "AWS",
  required,
  optional,
  inputs: [0, 0],
  outputs: [1, 1],
});

/** The providers of actions that are known; of others, neither configuration nor artifacts are judged. */
export const ACTIONS: Record<string, ActionFacts> = {
  CodeCommit: source(["RepositoryName", "BranchName"], ["PollForSourceChanges", "OutputArtifactFormat"]),
  S3: source(["S3Bucket", "S3ObjectKey"], ["PollForSourceChanges", "AllowOverrideForS3ObjectKey"]),
  ECR: source(["RepositoryName"], ["ImageTag"]),
  CodeStarSourceConnection: source(
    ["ConnectionArn", "FullRepositoryId", "BranchName"],
    ["OutputArtifactFormat", "DetectChanges"],
  ),
  CodeBuild: {
    category: "Build",
    owner: "AWS",
    required: ["ProjectName"],
    optional: ["PrimarySource", "BatchEnabled", "BuildspecOverride", "CombineArtifacts", "EnvironmentVariables"],
    inputs: [1, 5],
    outputs: [0, 5],
  },
  CodeDeployToECS: {
    category: "Deploy",
    owner: "AWS",
    required: ["ApplicationName", "DeploymentGroupName", "TaskDefinitionTemplateArtifact", "AppSpecTemplateArtifact"],
    optional: [
      "TaskDefinitionTemplatePath",
      "AppSpecTemplatePath",
      ...[1, 2, 3, 4].flatMap((index) => [`Image${index}ArtifactName`, `Image${index}ContainerName`]),
    ],
    inputs: [1, 5],
    outputs: [0, 0],
  },
  Manual: {
    category: "Approval",
    owner: "AWS",
    required: [],
    optional: ["NotificationArn", "CustomData", "ExternalEntityLink"],
    inputs: [0, 0],
    outputs: [0, 0],
  },
  Lambda: {
    category: "Invoke",
    owner: "AWS",
    required: ["FunctionName"],
    optional: ["UserParameters"],
    inputs: [0, 5],
    outputs: [0, 5],
  },
};
