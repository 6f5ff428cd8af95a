import {
  CodePipelineClient,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} from "@aws-sdk/client-codepipeline";

/** Where an artifact lies. */
export interface ArtifactLocation {
  readonly bucketName: string;
  readonly objectKey: string;
}

/** Credentials for a pipeline's artifacts, good for minutes. Never to be logged, nor is the event that holds them. */
export interface ArtifactCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** What CodePipeline asks of a function. */
export interface PipelineJob {
  readonly id: string;
  readonly data: {
    readonly actionConfiguration: { readonly configuration: { readonly UserParameters?: string } };
    readonly inputArtifacts: readonly { readonly location: { readonly s3Location: ArtifactLocation } }[];
    readonly artifactCredentials: ArtifactCredentials;
    /** What the previous invocation for this job gave; absent at the first one. */
    readonly continuationToken?: string;
  };
}

/**
 * What a pipeline's Invoke action sends.
 *
 * {@link https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-invoke-lambda-function.html | Event and answer}
 */
export interface PipelineEvent {
  readonly "CodePipeline.job": PipelineJob;
}

/** How a job is answered. */
export interface JobPort {
  /** With a continuation token, CodePipeline invokes the function again a little later. */
  succeed(jobId: string, continuationToken?: string): Promise<unknown>;
  fail(jobId: string, message: string): Promise<unknown>;
}

/** The part of Lambda's context that matters here. */
export interface InvocationContext {
  getRemainingTimeInMillis(): number;
}

/** Does the job; gives a continuation token when there is more to wait for, and throws what the pipeline should show. */
export type JobWork = (job: PipelineJob) => Promise<string | undefined>;

/** AWS refuses more. */
const longestMessage = 5000;

/** What is left of the function's time for the answer. */
const answerMilliseconds = 5000;

/**
 * Makes a handler that answers whatever happens: a job without an answer keeps its pipeline waiting for an hour. When
 * the answer itself is lost, the invocation fails, and Lambda does it again.
 */
export function jobHandler(
  jobs: JobPort,
  work: JobWork,
): (event: PipelineEvent, context: InvocationContext) => Promise<void> {
  return async (event, context) => {
    const job = event["CodePipeline.job"];
    let continuationToken: string | undefined;
    try {
      continuationToken = await Promise.race([work(job), outOfTime(context)]);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      console.error({ message: "job failed", jobId: job.id, reason: message });
      await jobs.fail(job.id, message.slice(0, longestMessage) || "failed without a message");
      return;
    }
    console.info({ message: continuationToken === undefined ? "job done" : "job goes on", jobId: job.id });
    await jobs.succeed(job.id, continuationToken);
  };
}

/**
 * Reads the action's UserParameters, a JSON object of strings.
 *
 * @throws Error when they are not that, or lack one of the keys.
 */
export function userParameters<Key extends string>(
  job: PipelineJob,
  keys: readonly Key[],
): Readonly<Record<Key, string>> {
  const text = job.data.actionConfiguration.configuration.UserParameters ?? "";
  const expected = `UserParameters of the action: expected a JSON object with ${keys.join(", ")}, each a text`;
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw new Error(`${expected}; it is no JSON: ${text}`);
  }
  const found = new Map<string, unknown>(Object.entries(given ?? {}));
  const missing = keys.filter((key) => typeof found.get(key) !== "string" || found.get(key) === "");
  if (missing.length > 0) {
    throw new Error(`${expected}; ${missing.join(", ")} is missing in ${text}`);
  }
  return Object.fromEntries(keys.map((key) => [key, String(found.get(key))])) as Record<Key, string>;
}

/** Answers by CodePipeline's API. */
export function codePipelineJobs(client: CodePipelineClient): JobPort {
  return {
    succeed: (jobId, continuationToken) => client.send(new PutJobSuccessResultCommand({ jobId, continuationToken })),
    fail: (jobId, message) =>
      client.send(new PutJobFailureResultCommand({ jobId, failureDetails: { type: "JobFailed", message } })),
  };
}

function outOfTime(context: InvocationContext): Promise<never> {
  return new Promise((_, reject) => {
    const milliseconds = Math.max(context.getRemainingTimeInMillis() - answerMilliseconds, 0);
    setTimeout(() => reject(new Error("The function ran out of time; retry the action.")), milliseconds).unref();
  });
}
