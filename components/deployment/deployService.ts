import { CodePipelineClient } from "@aws-sdk/client-codepipeline";
import { ECSClient, type RegisterTaskDefinitionCommandInput } from "@aws-sdk/client-ecs";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { strFromU8, unzipSync } from "fflate";
import { createHash } from "node:crypto";

import { imagePlaceholder } from "../container-service/imagePlaceholder";
import {
  ArtifactCredentials,
  ArtifactLocation,
  codePipelineJobs,
  InvocationContext,
  jobHandler,
  JobPort,
  PipelineEvent,
  PipelineJob,
  userParameters,
} from "../pipeline/codePipelineJob";
import { required } from "../lambda-function/required";
import { ecsDeployments, type EcsPort } from "./ecsDeployments";

/** What the handler needs of the world. */
export interface DeployPorts {
  readonly jobs: JobPort;
  readonly ecs: EcsPort;
  /** The zip file of an artifact. */
  artifact(location: ArtifactLocation, credentials: ArtifactCredentials): Promise<Uint8Array>;
  /** Milliseconds since 1970. */
  now(): number;
}

/** What is remembered between two invocations for one job. */
interface Started {
  readonly taskDefinition: string;
  /** When the deployment was made, in milliseconds since 1970. */
  readonly since: number;
}

/** ECS lists a deployment moments after it took the order. */
const listedWithinMilliseconds = 15 * 60_000;

/**
 * Makes the handler that deploys a service by ECS itself: registers the bundle's task definition with the image, gives
 * it to the service, and asks until the deployment is over.
 */
export function createHandler(ports: DeployPorts): (event: PipelineEvent, context: InvocationContext) => Promise<void> {
  return jobHandler(ports.jobs, (job) =>
    job.data.continuationToken === undefined
      ? start(ports, job)
      : follow(ports, job, JSON.parse(job.data.continuationToken) as Started),
  );
}

async function start(ports: DeployPorts, job: PipelineJob): Promise<string | undefined> {
  const { cluster, imageUri, service } = userParameters(job, ["cluster", "service", "imageUri"]);
  if (!/^[\w./-]+@sha256:[0-9a-f]{64}$/.test(imageUri)) {
    throw new Error(
      `imageUri "${imageUri}": expected a reference by digest, repository@sha256:…, since a tag may move.`,
    );
  }
  const text = (await taskDefinitionText(ports, job)).replaceAll(imagePlaceholder, imageUri);
  const definition = JSON.parse(text) as RegisterTaskDefinitionCommandInput;
  const content = createHash("sha256").update(text).digest("hex");

  // A job that is tried again finds the revision that it registered before.
  const latest = await ports.ecs.latestRevision(required(definition.family, "taskdef.json has no family"));
  const taskDefinition = latest.content === content ? latest.arn : await ports.ecs.register(definition, content);
  const { createdAt, done } = await ports.ecs.update(cluster, service, taskDefinition);
  console.info({ message: "deployment started", cluster, service, taskDefinition, imageUri });
  if (done) {
    return undefined;
  }
  const started: Started = { taskDefinition, since: createdAt?.getTime() ?? ports.now() };
  return JSON.stringify(started);
}

async function follow(ports: DeployPorts, job: PipelineJob, started: Started): Promise<string | undefined> {
  const { cluster, service } = userParameters(job, ["cluster", "service"]);
  const { taskDefinition, since } = started;
  const deployment = await ports.ecs.deployment(cluster, service, taskDefinition, new Date(since));
  const reason = deployment?.reason === undefined ? "" : `: ${deployment.reason}`;
  switch (deployment?.status) {
    case "SUCCESSFUL":
      return undefined;
    case "STOPPED":
    case "ROLLBACK_SUCCESSFUL":
    case "ROLLBACK_FAILED":
      throw new Error(`Deployment of ${taskDefinition} to ${service} ended as ${deployment.status}${reason}`);
    case undefined:
      if (ports.now() - since > listedWithinMilliseconds) {
        throw new Error(`ECS knows no deployment of ${taskDefinition} to ${service}; did somebody deploy another one?`);
      }
      return job.data.continuationToken;
    default:
      return job.data.continuationToken;
  }
}

async function taskDefinitionText(ports: DeployPorts, job: PipelineJob): Promise<string> {
  const [bundle] = job.data.inputArtifacts;
  if (bundle === undefined) {
    throw new Error("The action has no input artifact; it needs the bundle with taskdef.json.");
  }
  const { artifactCredentials } = job.data;
  const zip = await ports.artifact(bundle.location.s3Location, artifactCredentials);
  const file = unzipSync(zip, { filter: ({ name }) => name === "taskdef.json" })["taskdef.json"];
  const text = file === undefined ? "" : strFromU8(file);
  if (!text.includes(imagePlaceholder)) {
    throw new Error(`The input artifact holds no taskdef.json whose image is ${imagePlaceholder}.`);
  }
  return text;
}

export const handler = createHandler({
  jobs: codePipelineJobs(new CodePipelineClient({})),
  ecs: ecsDeployments(new ECSClient({})),
  artifact: async ({ bucketName, objectKey }, credentials) => {
    // The job's own credentials, which open its artifacts and nothing else; not the function's.
    const { Body } = await new S3Client({ credentials }).send(
      new GetObjectCommand({ Bucket: bucketName, Key: objectKey }),
    );
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  },
  now: () => Date.now(),
});
