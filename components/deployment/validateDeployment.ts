import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from "@aws-sdk/client-codedeploy";
import { setTimeout as delay } from "node:timers/promises";

/**
 * What CodeDeploy sends to a hook; it waits for the answer by PutLifecycleEventHookExecutionStatus.
 *
 * {@link https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html | CodeDeploy hooks}
 */
export interface CodeDeployHookEvent {
  readonly DeploymentId: string;
  readonly LifecycleEventHookExecutionId: string;
}

/**
 * What ECS sends to a hook of a deployment of its own; the function's result is the answer.
 *
 * {@link https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html | ECS hooks}
 */
export interface EcsHookEvent {
  readonly executionId: string;
  readonly lifecycleStage: string;
  readonly resourceArn: string;
}

/** What ECS reads. */
export interface HookAnswer {
  readonly hookStatus: "SUCCEEDED" | "FAILED";
}

/** What the handler needs of the world. */
export interface ValidationPorts {
  /** TEST_URL: what is asked. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The status of the answer; throws when there is none. */
  get(url: string): Promise<number>;
  wait(milliseconds: number): Promise<unknown>;
  /** Tells CodeDeploy. */
  report(event: CodeDeployHookEvent, status: "Succeeded" | "Failed"): Promise<unknown>;
}

/** So many in a row, because one answer may be luck: requests are spread over all new tasks. */
const successesInARow = 5;

/** With the longest answers and the pauses, less than the four minutes that the function has. */
const mostRequests = 30;
const requestTimeoutMilliseconds = 5_000;
const pauseMilliseconds = 2_000;

/**
 * Makes the handler that tries the new tasks through the load balancer's test listener, for deployments by CodeDeploy
 * and by ECS. Whatever goes wrong while it tries is a failed validation, which rolls the deployment back.
 */
export function createHandler(
  ports: ValidationPorts,
): (event: CodeDeployHookEvent | EcsHookEvent) => Promise<HookAnswer> {
  return async (event) => {
    const valid = await isValid(ports);
    if ("DeploymentId" in event) {
      await ports.report(event, valid ? "Succeeded" : "Failed");
    }
    return { hookStatus: valid ? "SUCCEEDED" : "FAILED" };
  };
}

async function isValid(ports: ValidationPorts): Promise<boolean> {
  const url = ports.environment["TEST_URL"];
  if (url === undefined) {
    console.error({ message: "TEST_URL is not set" });
    return false;
  }
  let inARow = 0;
  for (let request = 1; request <= mostRequests; request += 1) {
    const answer = await ask(ports, url);
    console.info({ message: "asked", url, request, answer });
    inARow = typeof answer === "number" && answer >= 200 && answer < 300 ? inARow + 1 : 0;
    if (inARow === successesInARow) {
      return true;
    }
    await ports.wait(pauseMilliseconds);
  }
  console.error({ message: "the new tasks did not answer well", url, requests: mostRequests });
  return false;
}

/** The status, or why there is none. */
async function ask(ports: ValidationPorts, url: string): Promise<number | string> {
  try {
    return await ports.get(url);
  } catch (error) {
    // fetch says "fetch failed" and keeps the reason in the cause.
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return reason instanceof Error ? reason.message : String(reason);
  }
}

const codeDeploy = new CodeDeployClient({});

export const handler = createHandler({
  environment: process.env,
  get: async (url) => {
    const signal = AbortSignal.timeout(requestTimeoutMilliseconds);
    const response = await fetch(url, { redirect: "manual", signal });
    await response.body?.cancel();
    return response.status;
  },
  wait: (milliseconds) => delay(milliseconds),
  report: (event, status) =>
    codeDeploy.send(
      new PutLifecycleEventHookExecutionStatusCommand({
        deploymentId: event.DeploymentId,
        lifecycleEventHookExecutionId: event.LifecycleEventHookExecutionId,
        status,
      }),
    ),
});
