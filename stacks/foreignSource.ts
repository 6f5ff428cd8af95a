import * as aws from "@pulumi/aws";

import { arn, ForeignReader, Statement } from "../components";
import { StackConfig } from "./config";
import { Foundation } from "./foundation";
import { StackNames } from "./names";
import { promotedFrom } from "./origin";

/** What this stack's pipelines start from, where another account's stack owns it. */
export interface ForeignSource {
  readonly accountId: string;
  /** The role there in which a source action reads it, and writes it to this stack's artifacts. */
  readonly roleArn: string;
}

/** The code, or the images where they are promoted from another stack; undefined where this account has them. */
export function foreignSource(config: StackConfig, names: StackNames): ForeignSource | undefined {
  const { source } = config.delivery;
  const origin = promotedFrom(config);
  const owner = origin ?? (source.type === "codecommit" ? source : undefined);
  const accountId = owner?.accountId;
  if (owner === undefined || accountId === undefined || accountId === names.location.accountId) {
    return undefined;
  }
  if (origin?.replicated === true) {
    return undefined;
  }
  const there = names.of(owner.stack, accountId);
  return { accountId, roleArn: arn(there.location, "iam", `role/${readerRole(there, config.stack)}`) };
}

/** Lets a stack in another account take a source of this one, and tells it of changes. */
export function admitReader(
  { location, names, tags }: Foundation,
  what: "code" | "images",
  reader: { readonly stack: string; readonly accountId: string },
  grant: { readonly statement: Statement; readonly eventPattern: Readonly<Record<string, unknown>> },
): void {
  const { accountId, stack } = reader;
  const there = names.of(stack, accountId);
  new ForeignReader(`${what}-for-${stack}`, {
    location,
    names: {
      role: readerRole(names, stack),
      rule: names.eventRule(`${what}-for`, stack),
      ruleRole: names.role("events-for", stack),
    },
    reader: { accountId, rolePattern: there.pattern, artifactBucketName: there.bucket("artifacts") },
    statements: [grant.statement],
    eventPattern: grant.eventPattern,
    tags,
  });
}

/** Lets the account of this stack's source tell it of changes. */
export function admitForeignEvents(config: StackConfig, { names }: Foundation): void {
  const source = foreignSource(config, names);
  if (source !== undefined) {
    new aws.cloudwatch.EventPermission(`events-from-${source.accountId}`, {
      principal: source.accountId,
      statementId: `${config.project}-${config.stack}-sources`,
    });
  }
}

/** The role that a stack makes for another one's source actions. */
function readerRole(owner: StackNames, reader: string): string {
  return owner.role("source-for", reader);
}
