import { imagePlaceholder } from "../container-service/imagePlaceholder";
import { registrationStatements } from "../container-service/registration";
import { Statement } from "../iam/policyDocument";
import { arn, Location } from "../location";
import { PipelineAction } from "./PipelineAction";
import { sourceNames } from "./sources";

/** The name of the build action and of its artifact, which holds `imageDetail.json`. */
export const buildName = "Build";

/** The name of the action that waits for an approval, and of its stage; approvers are let in by it. */
export const approveName = "Approve";

/** Builds, scans and pushes the image of a service. */
export function buildAction(args: { readonly projectName: string; readonly projectArn: string }): PipelineAction {
  return {
    name: buildName,
    category: "Build",
    provider: "CodeBuild",
    configuration: {
      ProjectName: args.projectName,
      EnvironmentVariables: JSON.stringify([
        { name: "COMMIT_ID", value: `#{${sourceNames.code}.CommitId}`, type: "PLAINTEXT" },
      ]),
    },
    inputs: [sourceNames.code],
    output: buildName,
    hasVariables: true,
    statements: [
      {
        sid: "RunBuild",
        actions: ["codebuild:StartBuild", "codebuild:StopBuild", "codebuild:BatchGetBuilds"],
        resources: args.projectArn,
      },
    ],
  };
}

/** Waits for somebody who may approve. */
export function approvalAction(args: {
  readonly topicArn: string;
  /** What the approver reads; may hold variables of earlier actions. */
  readonly message: string;
  /** Where the approver sees what changes; may hold variables of earlier actions. */
  readonly link: string;
  /** Use of the key that encrypts the topic. */
  readonly keyStatement: Statement;
}): PipelineAction {
  return {
    name: approveName,
    category: "Approval",
    provider: "Manual",
    configuration: { NotificationArn: args.topicArn, CustomData: args.message, ExternalEntityLink: args.link },
    statements: [{ sid: "AskForApproval", actions: "sns:Publish", resources: args.topicArn }, args.keyStatement],
  };
}

/** Registers the bundle's task definition with the new image and lets CodeDeploy roll it out. */
export function codeDeployAction(args: {
  readonly location: Location;
  readonly applicationName: string;
  readonly groupName: string;
  readonly configName: string;
  /** Artifact with `imageDetail.json`. */
  readonly imageArtifact: string;
  /** Family of the service's task definition. */
  readonly family: string;
  /** Task and execution role. */
  readonly taskRoleArns: readonly string[];
}): PipelineAction {
  const { applicationName, groupName } = args;
  const codedeploy = (resource: string) => arn(args.location, "codedeploy", resource);
  return {
    name: "Deploy",
    category: "Deploy",
    provider: "CodeDeployToECS",
    configuration: {
      ApplicationName: applicationName,
      DeploymentGroupName: groupName,
      TaskDefinitionTemplateArtifact: sourceNames.bundle,
      TaskDefinitionTemplatePath: "taskdef.json",
      AppSpecTemplateArtifact: sourceNames.bundle,
      AppSpecTemplatePath: "appspec.yaml",
      Image1ArtifactName: args.imageArtifact,
      Image1ContainerName: imagePlaceholder.replace(/[<>]/g, ""),
    },
    inputs: [sourceNames.bundle, args.imageArtifact],
    statements: [
      {
        sid: "HandInRevision",
        actions: [
          "codedeploy:GetApplication",
          "codedeploy:GetApplicationRevision",
          "codedeploy:RegisterApplicationRevision",
        ],
        resources: codedeploy(`application:${applicationName}`),
      },
      {
        sid: "Deploy",
        actions: ["codedeploy:CreateDeployment", "codedeploy:GetDeployment"],
        resources: codedeploy(`deploymentgroup:${applicationName}/${groupName}`),
      },
      {
        sid: "ReadDeploymentConfiguration",
        actions: "codedeploy:GetDeploymentConfig",
        resources: codedeploy(`deploymentconfig:${args.configName}`),
      },
      ...registrationStatements(args.location, [args.family], args.taskRoleArns),
    ],
  };
}

/** Runs a function of this account with parameters; it says itself when the action is over. */
export function invokeAction(args: {
  readonly name: string;
  readonly functionName: string;
  readonly functionArn: string;
  /** May hold variables of earlier actions. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly inputs?: readonly string[];
}): PipelineAction {
  return {
    name: args.name,
    category: "Invoke",
    provider: "Lambda",
    configuration: { FunctionName: args.functionName, UserParameters: JSON.stringify(args.parameters) },
    inputs: args.inputs,
    statements: [{ sid: "RunFunction", actions: "lambda:InvokeFunction", resources: args.functionArn }],
  };
}
