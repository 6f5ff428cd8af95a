import { spawnSync } from "node:child_process";
import { z } from "zod";

import { AwsArguments } from "./commands";
import { Missing } from "./Missing";

/** AWS, or its CLI, refused a call. */
export class AwsError extends Error {
  constructor(
    /** What AWS calls it, such as `AccessDeniedException`; empty where the CLI itself gave up. */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Asks AWS. */
export interface Aws {
  /**
   * @throws AwsError when AWS refuses.
   * @throws Missing when there is no AWS CLI, or it has no credentials.
   */
  ask<Schema extends z.ZodType>(args: AwsArguments, answer: Schema): z.output<Schema>;
}

/** Asks by the AWS CLI on PATH, with the credentials of the environment. */
export class AwsCli implements Aws {
  constructor(private readonly region: string) {}

  ask<Schema extends z.ZodType>(args: AwsArguments, answer: Schema): z.output<Schema> {
    const { status, stdout, stderr, error } = spawnSync("aws", [...args, "--region", this.region, "--output", "json"], {
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, AWS_PAGER: "" },
    });
    if (error !== undefined) {
      throw isNotFound(error) ? new Missing(noCli) : error;
    }
    if (status !== 0) {
      throw refusal(stderr);
    }
    try {
      return answer.parse(JSON.parse(stdout));
    } catch {
      throw new AwsError("", `aws ${args.slice(0, 2).join(" ")} gave an answer of another form than AWS documents`);
    }
  }
}

const noCli =
  "There is no AWS CLI on the PATH. Install version 2" +
  " (https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html), and try again.";

const credentialTrouble =
  /locate credentials|ExpiredToken|token has expired|sso token|sso session|InvalidClientTokenId|UnrecognizedClient|config profile/i;

/** What the AWS CLI says on its standard error, as an error. */
export function refusal(stderr: string): AwsError | Missing {
  const text = (stderr.trim().split("\n").at(-1) ?? "").replace(/\.$/, "");
  if (credentialTrouble.test(stderr)) {
    return new Missing(
      `The AWS CLI has no valid credentials (it says: ${text}). Sign in, such as by aws sso login, or set AWS_PROFILE.`,
    );
  }
  const [, code = "", message = text] =
    /\((\w+)\) when calling the \w+ operation[^:]*: (.*)/s.exec(stderr.trim()) ?? [];
  return new AwsError(code, message);
}

/** @throws Missing when the AWS CLI could not open a session for want of its plugin. */
export function requirePlugin(): void {
  const { error } = spawnSync("session-manager-plugin", ["--version"], { stdio: "ignore" });
  if (error !== undefined) {
    throw isNotFound(error)
      ? new Missing(
          "The AWS CLI has no Session Manager plugin: there is no session-manager-plugin on the PATH. Install it" +
            " (https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html)," +
            " and try again.",
        )
      : error;
  }
}

function isNotFound(error: Error): boolean {
  return "code" in error && error.code === "ENOENT";
}
