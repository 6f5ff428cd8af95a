import { arn } from "../components";
import { StackConfig } from "./config";
import { promotedFrom } from "./origin";
import { StackNames } from "./names";

/** A source of this stack's pipelines that belongs to another account. */
export interface ForeignSource {
  readonly accountId: string;
  /** The role there in which a source action reads it, and writes it to this stack's artifacts. */
  readonly roleArn: string;
}

/** The role that a stack makes for another one's source actions. */
export function readerRole(owner: StackNames, reader: string): string {
  return owner.role("source-for", reader);
}

/** The code, where another account's stack owns the repository. */
export function foreignCode(config: StackConfig, names: StackNames): ForeignSource | undefined {
  const { source } = config.delivery;
  return source.type === "codecommit" && promotedFrom(config) === undefined
    ? foreignSource(config, names, source.stack, source.accountId)
    : undefined;
}

/** The images, where another account's stack built them and no replica is here. */
export function foreignImages(config: StackConfig, names: StackNames): ForeignSource | undefined {
  const origin = promotedFrom(config);
  return origin === undefined || origin.replicated
    ? undefined
    : foreignSource(config, names, origin.stack, origin.accountId);
}

/** Everything that comes from other accounts. */
export function foreignSources(config: StackConfig, names: StackNames): ForeignSource[] {
  return [foreignCode(config, names), foreignImages(config, names)].filter((source) => source !== undefined);
}

function foreignSource(
  config: StackConfig,
  names: StackNames,
  stack: string,
  accountId: string | undefined,
): ForeignSource | undefined {
  if (accountId === undefined || accountId === names.location.accountId) {
    return undefined;
  }
  const there = names.of(stack, accountId);
  return { accountId, roleArn: arn(there.location, "iam", `role/${readerRole(there, config.stack)}`) };
}
