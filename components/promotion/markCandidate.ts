import { CodePipelineClient } from "@aws-sdk/client-codepipeline";
import { BatchGetImageCommand, ECRClient, Image, PutImageCommand } from "@aws-sdk/client-ecr";
import { DescribeServicesCommand, DescribeTaskDefinitionCommand, ECSClient, Service } from "@aws-sdk/client-ecs";

import {
  codePipelineJobs,
  InvocationContext,
  jobHandler,
  JobPort,
  PipelineEvent,
  userParameters,
} from "../pipeline/codePipelineJob";

/** What the handler needs of the world. */
export interface MarkPorts {
  readonly jobs: JobPort;
  /** Undefined when there is none. */
  service(cluster: string, service: string): Promise<Service | undefined>;
  /** Container → image. */
  images(taskDefinition: string): Promise<ReadonlyMap<string, string>>;
  /** Undefined when there is none. */
  image(repository: string, digest: string): Promise<Image | undefined>;
  /** Throws ImageAlreadyExistsException when the image has that tag. */
  tag(image: Image, tag: string): Promise<unknown>;
}

/**
 * Makes the handler that marks an image as the next one for production: only when the service runs that very digest,
 * so nothing is promoted that was not deployed.
 */
export function createHandler(ports: MarkPorts): (event: PipelineEvent, context: InvocationContext) => Promise<void> {
  return jobHandler(ports.jobs, async (job) => {
    const asked = userParameters(job, ["cluster", "service", "container", "repository", "digest"]);
    const { container, digest, repository } = asked;
    const hex = /^sha256:(?<hex>[0-9a-f]{64})$/.exec(digest)?.groups?.["hex"];
    if (hex === undefined) {
      throw new Error(`digest "${digest}": expected sha256: and 64 hexadecimal digits; the build exports it.`);
    }
    const service = await ports.service(asked.cluster, asked.service);
    if (service === undefined) {
      throw new Error(`Service ${asked.service} does not exist in cluster ${asked.cluster}.`);
    }
    const running = (await ports.images(runningTaskDefinition(service))).get(container);
    if (running?.endsWith(`/${repository}@${digest}`) !== true) {
      const what = running === undefined ? `has no container ${container}` : `runs ${running}`;
      throw new Error(`Not marked: service ${asked.service} ${what}, and asked for was ${repository}@${digest}.`);
    }
    const image = await ports.image(repository, digest);
    if (image === undefined) {
      throw new Error(`Image ${repository}@${digest} is not in the repository any more.`);
    }
    // The tag that stays first: it keeps the image from expiring, and the one that moves starts production's pipeline.
    for (const tag of [`candidate-${hex.slice(0, 12)}`, "candidate"]) {
      await tagOnce(ports, image, tag);
    }
    console.info({ message: "candidate marked", service: asked.service, repository, digest });
    return undefined;
  });
}

/** Throws unless one deployment has been finished. */
function runningTaskDefinition(service: Service): string {
  const name = service.serviceName ?? "";
  if (service.deploymentController?.type === "CODE_DEPLOY") {
    const taskDefinition = service.taskSets?.find((set) => set.status === "PRIMARY")?.taskDefinition;
    if (taskDefinition === undefined) {
      throw new Error(`Service ${name} has no primary task set: CodeDeploy has not deployed it.`);
    }
    return taskDefinition;
  }
  const deployments = service.deployments ?? [];
  const primary = deployments.find((deployment) => deployment.status === "PRIMARY");
  // AWS promises the state for rolling updates only. Without it, a deployment is over when it is the only one.
  const state = primary?.rolloutState ?? (deployments.length === 1 ? "COMPLETED" : "IN_PROGRESS");
  if (primary?.taskDefinition === undefined || state !== "COMPLETED") {
    throw new Error(`Service ${name}: its deployment is ${state}, not COMPLETED.`);
  }
  return primary.taskDefinition;
}

async function tagOnce(ports: MarkPorts, image: Image, tag: string): Promise<void> {
  try {
    await ports.tag(image, tag);
  } catch (error) {
    if (!(error instanceof Error && error.name === "ImageAlreadyExistsException")) {
      throw error;
    }
  }
}

const ecr = new ECRClient({});
const ecs = new ECSClient({});

export const handler = createHandler({
  jobs: codePipelineJobs(new CodePipelineClient({})),
  service: async (cluster, service) => {
    const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
    return services?.[0];
  },
  images: async (taskDefinition) => {
    const { taskDefinition: found } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
    return new Map(found?.containerDefinitions?.map(({ name, image }) => [name ?? "", image ?? ""]));
  },
  image: async (repositoryName, imageDigest) => {
    const acceptedMediaTypes = [
      "application/vnd.oci.image.index.v1+json",
      "application/vnd.oci.image.manifest.v1+json",
      "application/vnd.docker.distribution.manifest.list.v2+json",
      "application/vnd.docker.distribution.manifest.v2+json",
    ];
    const input = { repositoryName, imageIds: [{ imageDigest }], acceptedMediaTypes };
    return (await ecr.send(new BatchGetImageCommand(input))).images?.[0];
  },
  tag: ({ imageId, imageManifest, imageManifestMediaType, repositoryName }, imageTag) =>
    // With the digest, ECR refuses a manifest that is another one.
    ecr.send(
      new PutImageCommand({
        repositoryName,
        imageManifest,
        imageManifestMediaType,
        imageDigest: imageId?.imageDigest,
        imageTag,
      }),
    ),
});
