import type { FactsTable } from "./facts";

/** CodeCommit, CodeBuild, CodeDeploy, CodePipeline and their notifications. */
export const DELIVERY: FactsTable = {
  "aws:codecommit/repository:Repository": {
    id: "{repositoryName}",
    outputs: {
      arn: "arn:{partition}:codecommit:{region}:{account}:{repositoryName}",
      cloneUrlHttp: "https://git-codecommit.{region}.{dnsSuffix}/v1/repos/{repositoryName}",
      cloneUrlSsh: "ssh://git-codecommit.{region}.{dnsSuffix}/v1/repos/{repositoryName}",
      repositoryId: "{uuid}",
    },
    unique: {
      by: ["repositoryName"],
      code: "RepositoryNameExistsException",
      message: "Repository named {repositoryName} already exists",
    },
  },
  "aws:codebuild/project:Project": {
    id: "{arn}",
    outputs: {
      arn: "arn:{partition}:codebuild:{region}:{account}:project/{name}",
      encryptionKey: "arn:{partition}:kms:{region}:{account}:alias/aws/s3",
      description: () => "",
      autoRetryLimit: () => 0,
    },
    fallbacks: { buildTimeout: 60, queuedTimeout: 480 },
    replaces: ["name"],
    unique: { by: ["name"], code: "ResourceAlreadyExistsException", message: "Project already exists: {name}" },
  },
  "aws:codedeploy/application:Application": {
    id: "{applicationId}:{name}",
    outputs: {
      applicationId: "{uuid}",
      arn: "arn:{partition}:codedeploy:{region}:{account}:application:{name}",
    },
    replaces: ["computePlatform"],
    unique: { by: ["name"], code: "ApplicationAlreadyExistsException", message: "Application already exists: {name}" },
  },
  "aws:codedeploy/deploymentConfig:DeploymentConfig": {
    id: "{deploymentConfigName}",
    outputs: {
      deploymentConfigId: "{uuid}",
      arn: "arn:{partition}:codedeploy:{region}:{account}:deploymentconfig:{deploymentConfigName}",
    },
    naming: { property: "deploymentConfigName", longest: 100, separator: "_" },
    replaces: "all",
  },
  "aws:codedeploy/deploymentGroup:DeploymentGroup": {
    id: "{deploymentGroupId}",
    outputs: {
      deploymentGroupId: "{uuid}",
      arn: "arn:{partition}:codedeploy:{region}:{account}:deploymentgroup:{appName}/{deploymentGroupName}",
      computePlatform: ({ inputs, cloud }) =>
        cloud.ofTypes(["aws:codedeploy/application:Application"]).find(({ outputs }) => outputs.name === inputs.appName)
          ?.outputs.computePlatform,
    },
    replaces: ["appName"],
    unique: {
      by: ["appName", "deploymentGroupName"],
      code: "DeploymentGroupAlreadyExistsException",
      message: "Deployment group named {deploymentGroupName} already exists",
    },
  },
  "aws:codepipeline/pipeline:Pipeline": {
    id: "{name}",
    outputs: { arn: "arn:{partition}:codepipeline:{region}:{account}:{name}" },
    replaces: ["name"],
    unique: {
      by: ["name"],
      code: "PipelineNameInUseException",
      message: "A pipeline with the name '{name}' already exists",
    },
  },
  "aws:codestarnotifications/notificationRule:NotificationRule": {
    id: "{arn}",
    outputs: { arn: "arn:{partition}:codestar-notifications:{region}:{account}:notificationrule/{hex:40}" },
    replaces: ["resource"],
  },
};
