import {
  accountOf,
  approvalAction,
  ApprovalTopic,
  ApproverPolicy,
  approveName,
  arn,
  buildName,
  CandidateMark,
  imageSource,
  imageTagged,
  invokeAction,
  keyStatement,
  PipelineAction,
  rolePurpose,
  sourceNames,
} from "../components";
import { StackConfig } from "./config";
import { admitReader, foreignSource } from "./foreignSource";
import { Foundation } from "./foundation";
import { candidateTag, promotedFrom, promotesTo } from "./origin";
import { DeployedService } from "./services";

/** In the stack that images are promoted to: what asks for approval. */
export interface Approval {
  readonly topic: ApprovalTopic;
  readonly policyArn: string;
}

/** Creates the function that marks candidates, and lets the other stack read them where it is in another account. */
export function createMark(
  config: StackConfig,
  foundation: Foundation,
  services: readonly DeployedService[],
): CandidateMark | undefined {
  const { key, location, names, tags } = foundation;
  const receiver = promotesTo(config);
  if (receiver === undefined) {
    return undefined;
  }
  const repositoryArns = services.map(({ repository }) => repository.arn);
  const mark = new CandidateMark("candidate", {
    names: { function: names.function("candidate"), role: names.role("candidate") },
    location,
    serviceArns: services.map(({ service }) => service.serviceArn),
    repositoryArns,
    retentionDays: config.logging.retentionDays,
    kmsKeyArn: key.arn,
    tags,
  });
  const { stack, accountId } = receiver;
  if (accountId !== undefined && accountId !== location.accountId) {
    admitReader(
      foundation,
      "images",
      { stack, accountId },
      {
        statement: { sid: "FindImages", actions: "ecr:DescribeImages", resources: repositoryArns },
        eventPattern: imageTagged(
          services.map(({ repository }) => repository.name),
          candidateTag,
        ),
      },
    );
  }
  return mark;
}

/** The action that marks the image of a service. */
export function markAction(mark: CandidateMark, foundation: Foundation, deployed: DeployedService): PipelineAction {
  return invokeAction({
    name: "Mark",
    functionName: mark.function.functionName,
    functionArn: mark.function.arn,
    parameters: {
      cluster: foundation.cluster.clusterName,
      service: deployed.service.serviceName,
      container: deployed.config.name,
      repository: deployed.repository.name,
      digest: `#{${buildName}.IMAGE_DIGEST}`,
    },
  });
}

/** Creates the topic of waiting deployments and the policy of those who may approve them. */
export function createApproval(config: StackConfig, foundation: Foundation): Approval | undefined {
  const { key, location, names, tags } = foundation;
  if (promotedFrom(config) === undefined) {
    return undefined;
  }
  const topic = new ApprovalTopic("approvals", {
    topicName: names.topic("approvals"),
    location,
    kmsKeyArn: key.arn,
    publisherArns: config.services.map(({ name }) =>
      arn(location, "iam", `role/${names.role(name, rolePurpose(approveName))}`),
    ),
    emails: config.delivery.approverEmails,
    tags,
  });
  const policy = new ApproverPolicy("approvers", {
    policyName: names.policy("approvers"),
    location,
    pipelineNames: config.services.map(({ name }) => names.delivery(name)),
    tags,
  });
  return { topic, policyArn: policy.arn };
}

/** The action that waits for an approval. */
export function approveAction(
  { topic }: Approval,
  { location, names }: Foundation,
  { config, repository }: DeployedService,
): PipelineAction {
  const accountId = accountOf(repository.arn);
  const console = `https://${location.region}.console.aws.amazon.com/ecr/repositories/private`;
  return approvalAction({
    topicArn: topic.arn,
    message: `${config.name}: ${repository.name}@#{${sourceNames.image}.ImageDigest}. The image's tag is the commit that it was built from.`,
    link: `${console}/${accountId}/${repository.name}/_/image/#{${sourceNames.image}.ImageDigest}/details?region=${location.region}`,
    keyStatement: keyStatement(location, names.keyAlias, "sns"),
  });
}

/** The source action for the image that was promoted. */
export function promotedImage(
  config: StackConfig,
  foundation: Foundation,
  { repository }: DeployedService,
): PipelineAction {
  return imageSource({
    repositoryName: repository.name,
    repositoryArn: repository.arn,
    tag: candidateTag,
    foreignRoleArn: foreignSource(config, foundation.names)?.roleArn,
  });
}
