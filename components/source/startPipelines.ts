import { CodeCommitClient, paginateGetDifferences } from "@aws-sdk/client-codecommit";
import { CodePipelineClient, StartPipelineExecutionCommand } from "@aws-sdk/client-codepipeline";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { createHash } from "node:crypto";

import { required } from "../lambda-function/required";
import { affectedServices } from "./affectedServices";

/**
 * What CodeCommit sends to EventBridge when a branch moves.
 *
 * {@link https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html | CodeCommit events}
 */
export interface RepositoryEvent {
  readonly id: string;
  readonly detail: {
    readonly repositoryName: string;
    readonly commitId: string;
    /** Absent when the branch was created. */
    readonly oldCommitId?: string;
  };
}

/** One pipeline to start. */
export interface Start {
  readonly pipeline: string;
  readonly commitId: string;
  /** The same request twice starts one execution. */
  readonly requestToken: string;
}

/** What the handler needs of the world. */
export interface StartPorts {
  /** PIPELINES: JSON, service → pipeline. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Every path of every difference between two commits, before and after. */
  changedPaths(repositoryName: string, before: string, after: string): Promise<string[]>;
  start(start: Start): Promise<unknown>;
}

/** The commit that the branch left is gone, for example because a force push was cleaned up. */
const goneCommit = new Set([
  "CommitDoesNotExistException",
  "CommitIdDoesNotExistException",
  "InvalidCommitException",
  "InvalidCommitIdException",
]);

/** Makes the handler that starts the pipelines of the services that a push concerns, each at the commit of the push. */
export function createHandler(ports: StartPorts): (event: RepositoryEvent) => Promise<void> {
  return async ({ id, detail }) => {
    const pipelines = new Map(
      Object.entries(
        JSON.parse(required(ports.environment["PIPELINES"], "PIPELINES is not set")) as Record<string, string>,
      ),
    );
    const paths = await changedPaths(ports, detail);
    const services = affectedServices(paths, [...pipelines.keys()]);
    const { commitId } = detail;
    console.info({ message: "push", commitId, oldCommitId: detail.oldCommitId, changedPaths: paths?.length, services });

    const starts = services.map(async (service) => {
      const pipeline = pipelines.get(service) ?? "";
      const requestToken = createHash("sha256").update(`${id}/${pipeline}`).digest("hex");
      try {
        await ports.start({ pipeline, commitId, requestToken });
        return [];
      } catch (error) {
        return [`${pipeline}: ${error instanceof Error ? error.message : String(error)}`];
      }
    });
    const failures = (await Promise.all(starts)).flat();
    if (failures.length > 0) {
      // Lambda tries again; the tokens keep what has started from starting twice.
      throw new Error(`Not started for commit ${commitId}: ${failures.join("; ")}`);
    }
  };
}

async function changedPaths(ports: StartPorts, detail: RepositoryEvent["detail"]): Promise<string[] | undefined> {
  if (detail.oldCommitId === undefined) {
    return undefined;
  }
  try {
    return await ports.changedPaths(detail.repositoryName, detail.oldCommitId, detail.commitId);
  } catch (error) {
    if (error instanceof Error && goneCommit.has(error.name)) {
      console.warn({ message: "the old commit is gone, so every pipeline starts", reason: error.message });
      return undefined;
    }
    throw error;
  }
}

/** Reads in the name of SOURCE_ROLE_ARN where the repository belongs to another account. */
async function codeCommit(): Promise<CodeCommitClient> {
  const roleArn = process.env["SOURCE_ROLE_ARN"];
  if (roleArn === undefined) {
    return new CodeCommitClient({});
  }
  const { Credentials: given } = await new STSClient({}).send(
    new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: "start-pipelines" }),
  );
  return new CodeCommitClient({
    credentials: {
      accessKeyId: required(given?.AccessKeyId, "AssumeRole gave no credentials"),
      secretAccessKey: required(given?.SecretAccessKey, "AssumeRole gave no credentials"),
      sessionToken: given?.SessionToken,
    },
  });
}

const codePipeline = new CodePipelineClient({});

export const handler = createHandler({
  environment: process.env,
  changedPaths: async (repositoryName, before, after) => {
    const input = { repositoryName, beforeCommitSpecifier: before, afterCommitSpecifier: after };
    const paths: string[] = [];
    for await (const page of paginateGetDifferences({ client: await codeCommit() }, input)) {
      for (const { beforeBlob, afterBlob } of page.differences ?? []) {
        paths.push(...[beforeBlob?.path, afterBlob?.path].filter((path) => path !== undefined));
      }
    }
    return paths;
  },
  start: ({ pipeline, commitId, requestToken }) =>
    codePipeline.send(
      new StartPipelineExecutionCommand({
        name: pipeline,
        clientRequestToken: requestToken,
        sourceRevisions: [{ actionName: "Code", revisionType: "COMMIT_ID", revisionValue: commitId }],
      }),
    ),
});
