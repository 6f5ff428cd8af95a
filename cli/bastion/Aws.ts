import { spawnSync, SpawnSyncReturns } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
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
   * @throws Missing when there is no AWS CLI that works, it has no credentials, or AWS is out of its reach.
   */
  ask<Schema extends z.ZodType>(args: AwsArguments, answer: Schema): z.output<Schema>;
}

/** Asks by the AWS CLI on PATH, with the credentials of the environment. */
export class AwsCli implements Aws {
  constructor(private readonly region: string) {}

  ask<Schema extends z.ZodType>(args: AwsArguments, answer: Schema): z.output<Schema> {
    const command = `aws ${args.slice(0, 2).join(" ")}`;
    const ended = spawnSync("aws", [...args, "--region", this.region, "--output", "json"], {
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, AWS_PAGER: "" },
    });
    if (ended.error !== undefined) {
      throw notStarted("aws", ended.error, noCli);
    }
    if (ended.status !== 0) {
      throw refusal(command, ended);
    }
    try {
      return answer.parse(JSON.parse(ended.stdout));
    } catch {
      throw new AwsError("", `${command} gave an answer of another form than AWS documents`);
    }
  }
}

const noCli =
  "There is no AWS CLI on the PATH. Install version 2" +
  " (https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html), and try again.";

const noPlugin =
  "The AWS CLI has no Session Manager plugin: there is no session-manager-plugin on the PATH. Install it" +
  " (https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html)," +
  " and try again.";

const credentialTrouble =
  /locate credentials|ExpiredToken|token has expired|sso token|sso session|InvalidClientTokenId|UnrecognizedClient|config profile/i;

const networkTrouble = /endpoint URL|proxy URL|SSL validation failed/i;

/**
 * What the AWS CLI says when it fails, as an error.
 *
 * @param command - Its first words, such as `aws ecs list-tasks`.
 */
export function refusal(
  command: string,
  { status, signal, stderr }: Pick<SpawnSyncReturns<string>, "status" | "signal" | "stderr">,
): AwsError | Missing {
  const text = (stderr.trim().split("\n").at(-1) ?? "").replace(/\.$/, "");
  if (signal !== null || text === "") {
    const how = signal === null ? `with status ${status} and said nothing` : `by ${signal}`;
    return new Missing(`${command} ended ${how}. Try again; if it stays so, see whether aws --version works.`);
  }
  if (credentialTrouble.test(stderr)) {
    return new Missing(
      `The AWS CLI has no valid credentials (it says: ${text}). Sign in, such as by aws sso login, or set AWS_PROFILE.`,
    );
  }
  const [, code, message] = /\((\w+)\) when calling the \w+ operation(?: \([^)]*\))?: (.*)/s.exec(stderr.trim()) ?? [];
  if (code !== undefined && message !== undefined) {
    return new AwsError(code, message);
  }
  return networkTrouble.test(text)
    ? new Missing(
        `AWS was not reached (the AWS CLI says: ${text}). See whether the network, a VPN or a proxy lets this machine` +
          ` through, and whether the region in the stack's config is one of AWS.`,
      )
    : new AwsError("", text);
}

/** @throws Missing when the AWS CLI could not open a session for want of its plugin. */
export function requirePlugin(): void {
  const { error } = spawnSync("session-manager-plugin", ["--version"], { stdio: "ignore" });
  if (error !== undefined) {
    throw notStarted("session-manager-plugin", error, noPlugin);
  }
}

/** Why a program did not start: it is not on the PATH, which `absent` tells, or it is there and is of no use. */
function notStarted(program: string, error: Error, absent: string): Error {
  const code = "code" in error ? error.code : undefined;
  if (code !== "ENOENT" && code !== "EACCES") {
    return error;
  }
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const file = folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
  if (file === undefined) {
    return new Missing(absent);
  }
  return new Missing(
    code === "EACCES"
      ? `${file} is not executable for this user. Run chmod +x ${file}, or install ${program} anew, and try again.`
      : `${file} does not start (${code}): what it runs on is missing. Install ${program} anew, and try again.`,
  );
}
