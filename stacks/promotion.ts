import * as aws from "@pulumi/aws";

import {
  approvalAction,
  ApprovalTopic,
  ApproverPolicy,
  arn,
  CandidateMark,
  ForeignReader,
  imageSource,
  imageTagged,
  invokeAction,
  keyStatement,
  PipelineAction,
} from "../components";
import { StackConfig } from "./config";
import { foreignImages, readerRole, foreignSources } from "./foreignSources";
import { Foundation } from "./foundation";
import { candidateTag, promotedFrom } from "./origin";
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
  const { promotesTo } = config.delivery;
  if (promotesTo === undefined) {
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
  const { stack, accountId } = promotesTo;
  if (accountId !== undefined && accountId !== location.accountId) {
    const there = names.of(stack, accountId);
    new ForeignReader(`images-for-${stack}`, {
      location,
      names: {
        role: readerRole(names, stack),
        rule: names.eventRule("images-for", stack),
        ruleRole: names.role("events-for", stack),
      },
      reader: {
        accountId,
        rolePattern: there.pattern,
        artifactBucketName: there.bucket("artifacts"),
      },
      statements: [{ sid: "FindImages", actions: "ecr:DescribeImages", resources: repositoryArns }],
      eventPattern: imageTagged(
        services.map(({ repository }) => repository.name),
        candidateTag,
      ),
      tags,
    });
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
      digest: "#{Build.IMAGE_DIGEST}",
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
      arn(location, "iam", `role/${names.role(name, "pipeline-approve")}`),
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
  const accountId = repository.arn.split(":")[4] ?? location.accountId;
  const console = `https://${location.region}.console.aws.amazon.com/ecr/repositories/private`;
  return approvalAction({
    topicArn: topic.arn,
    message: `${config.name}: ${repository.name}@#{Image.ImageDigest}. The image's tag is the commit that it was built from.`,
    link: `${console}/${accountId}/${repository.name}/_/image/#{Image.ImageDigest}/details?region=${location.region}`,
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
    foreignRoleArn: foreignImages(config, foundation.names)?.roleArn,
  });
}

/** Lets the accounts of this stack's sources tell it of changes. */
export function admitForeignEvents(config: StackConfig, foundation: Foundation): void {
  const accounts = new Set(foreignSources(config, foundation.names).map(({ accountId }) => accountId));
  for (const accountId of accounts) {
    new aws.cloudwatch.EventPermission(`events-from-${accountId}`, {
      principal: accountId,
      statementId: `${config.project}-${config.stack}-sources`,
    });
  }
}
