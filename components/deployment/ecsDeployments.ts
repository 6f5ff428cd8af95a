import {
  DescribeServiceRevisionsCommand,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  ListServiceDeploymentsCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  type ServiceDeploymentStatus,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";

import { required } from "../lambda-function/required";

/** Deploying by ECS. */
export interface EcsPort {
  /** The family's newest revision, and the content that it was registered with by {@link EcsPort.register}. */
  latestRevision(family: string): Promise<{ readonly arn: string; readonly content?: string }>;
  /** The new revision's ARN. */
  register(definition: RegisterTaskDefinitionCommandInput, content: string): Promise<string>;
  /** When the deployment was made; `done` when the service runs the revision already. */
  update(cluster: string, service: string, taskDefinition: string): Promise<{ createdAt?: Date; done: boolean }>;
  /** The newest deployment of the revision that was made at that time or later; undefined while ECS lists none. */
  deployment(
    cluster: string,
    service: string,
    taskDefinition: string,
    since: Date,
  ): Promise<{ readonly status?: ServiceDeploymentStatus; readonly reason?: string } | undefined>;
}

/** The tag of a revision that says what it was made from: ECS fills in defaults, so its own text tells nothing. */
const contentTag = "ContentSha256";

/** A deployment's two records, of the service and of its history, are not written in the same moment. */
const clockSlackMilliseconds = 60_000;

/** {@link https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html | Service deployments} */
export function ecsDeployments(client: ECSClient): EcsPort {
  return {
    latestRevision: async (family) => {
      const { taskDefinition, tags } = await client.send(
        new DescribeTaskDefinitionCommand({ taskDefinition: family, include: ["TAGS"] }),
      );
      return {
        arn: required(taskDefinition?.taskDefinitionArn, `ECS knows no revision of ${family}`),
        content: tags?.find((tag) => tag.key === contentTag)?.value,
      };
    },

    register: async (definition, content) => {
      const tags = [...(definition.tags ?? []), { key: contentTag, value: content }];
      const { taskDefinition } = await client.send(new RegisterTaskDefinitionCommand({ ...definition, tags }));
      return required(taskDefinition?.taskDefinitionArn, "ECS has registered nothing");
    },

    update: async (cluster, service, taskDefinition) => {
      const answer = await client.send(new UpdateServiceCommand({ cluster, service, taskDefinition }));
      const deployments = answer.service?.deployments ?? [];
      const own = deployments.find((deployment) => deployment.taskDefinition === taskDefinition);
      return {
        createdAt: own?.createdAt,
        done: deployments.length === 1 && own?.rolloutState === "COMPLETED",
      };
    },

    deployment: async (cluster, service, taskDefinition, since) => {
      const after = new Date(since.getTime() - clockSlackMilliseconds);
      const { serviceDeployments = [] } = await client.send(
        new ListServiceDeploymentsCommand({ cluster, service, createdAt: { after } }),
      );
      const revisions = serviceDeployments.flatMap(({ targetServiceRevisionArn }) => targetServiceRevisionArn ?? []);
      if (revisions.length === 0) {
        return undefined;
      }
      const { serviceRevisions = [] } = await client.send(
        new DescribeServiceRevisionsCommand({ serviceRevisionArns: [...new Set(revisions)] }),
      );
      const own = new Set(
        serviceRevisions
          .filter((revision) => revision.taskDefinition === taskDefinition)
          .map((revision) => revision.serviceRevisionArn),
      );
      const [newest] = serviceDeployments
        .filter((deployment) => own.has(deployment.targetServiceRevisionArn))
        .sort((one, other) => (other.createdAt?.getTime() ?? 0) - (one.createdAt?.getTime() ?? 0));
      return newest === undefined ? undefined : { status: newest.status, reason: newest.statusReason };
    },
  };
}
