import { InvocationContext, JobPort, PipelineEvent, PipelineJob } from "../../../components/pipeline/codePipelineJob";

/** Where all arguments that every function has are the same. */
export const functionBase = {
  location: { partition: "aws", region: "ap-northeast-1", accountId: "123456789012" },
  retentionDays: 30,
  kmsKeyArn: "arn:aws:kms:ap-northeast-1:123456789012:key/1",
};

export const digest = `sha256:0123456789ab${"c".repeat(52)}`;

export const secretAccessKey = "do-not-log-this-secret";

export function pipelineEvent(parameters: unknown, data: Partial<PipelineJob["data"]> = {}): PipelineEvent {
  return {
    "CodePipeline.job": {
      id: "11111111-2222-3333-4444-555555555555",
      data: {
        actionConfiguration: {
          configuration: { UserParameters: typeof parameters === "string" ? parameters : JSON.stringify(parameters) },
        },
        inputArtifacts: [
          { location: { s3Location: { bucketName: "shop-artifacts", objectKey: "shop/bundle/1.zip" } } },
        ],
        artifactCredentials: { accessKeyId: "ASIA1", secretAccessKey, sessionToken: "token" },
        ...data,
      },
    },
  };
}

export function context(milliseconds = 60_000): InvocationContext {
  return { getRemainingTimeInMillis: () => milliseconds };
}

/** Remembers the answers. */
export class RecordedJobs implements JobPort {
  readonly answers: { readonly jobId: string; readonly failure?: string; readonly continuationToken?: string }[] = [];

  succeed(jobId: string, continuationToken?: string): Promise<void> {
    this.answers.push({ jobId, continuationToken });
    return Promise.resolve();
  }

  fail(jobId: string, failure: string): Promise<void> {
    this.answers.push({ jobId, failure });
    return Promise.resolve();
  }

  /** The one failure; fails when the job was answered otherwise. */
  get failure(): string {
    const [answer, second] = this.answers;
    if (answer?.failure === undefined || second !== undefined) {
      throw new Error(`expected one failure, got ${JSON.stringify(this.answers)}`);
    }
    return answer.failure;
  }
}

/** An error as the AWS SDK throws it. */
export function awsError(name: string, message = name): Error {
  return Object.assign(new Error(message), { name });
}

/** Catches what is logged while a test runs, as the lines that Lambda would write. */
export function captureLog(): () => string {
  let lines: string[] = [];
  const original = { info: console.info, warn: console.warn, error: console.error };
  beforeEach(() => {
    lines = [];
    const keep = (entry: unknown) => lines.push(JSON.stringify(entry));
    Object.assign(console, { info: keep, warn: keep, error: keep });
  });
  afterEach(() => Object.assign(console, original));
  return () => lines.join("\n");
}
