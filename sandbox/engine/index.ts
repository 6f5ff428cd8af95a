import { automation } from "@pulumi/pulumi";

import { dependencies } from "../../package.json";
import { messageOf } from "../plain";

import { built } from "./build";
import { cached } from "./cache";
import { downloaded } from "./download";
import { cacheFolder, pulumiHome } from "./home";
import { onPath } from "./path";

/** The engine version that goes with the SDK: the Pulumi CLI and `@pulumi/pulumi` are released together. */
export const pinnedVersion = dependencies["@pulumi/pulumi"];

/** A Pulumi CLI that answered with a version that fits. */
export interface Engine {
  /** What the Automation API runs. */
  command: automation.PulumiCommand;
  /** Where it came from, in words for the user. */
  source: string;
}

/** What every way of getting an engine is told. */
export interface Search {
  /** The version wanted, without a leading `v`. */
  version: string;
  /** Folder that keeps engines between runs; see `cacheFolder`. */
  cache: string;
  /** Receives one line of progress for the user. */
  say: (line: string) => void;
}

/** One way of getting an engine. */
export interface Way {
  /** Names the way in messages, as in "download: the host cannot be reached". */
  name: string;
  /**
   * Answers with the engine.
   *
   * @throws Error whose message is the reason why this way does not work here.
   */
  locate(search: Search): Promise<Engine>;
}

/** The ways in the order in which they are tried: the cheapest for the user first. */
export const ways: readonly Way[] = [onPath, cached, downloaded, built];

let engine: Promise<Engine> | undefined;

/** The engine of this process: found by {@link findEngine} the first time, the same from then on. */
export function theEngine(say: (line: string) => void): Promise<Engine> {
  engine ??= findEngine(say).catch((error: unknown) => {
    engine = undefined;
    throw error;
  });
  return engine;
}

/**
 * Answers with the first engine that works: a `pulumi` on PATH of at least the pinned version, one kept from an
 * earlier run, the official download, a build from source with Go.
 *
 * @throws Error that says for every way why it did not work.
 */
export async function findEngine(
  say: (line: string) => void,
  search: Omit<Search, "say"> = { version: pinnedVersion, cache: cacheFolder() },
  candidates: readonly Way[] = ways,
): Promise<Engine> {
  const failures: string[] = [];
  const home = process.env["PULUMI_HOME"];
  process.env["PULUMI_HOME"] = pulumiHome(search.cache);
  try {
    for (const way of candidates) {
      try {
        const engine = await way.locate({ ...search, say });
        say(`engine: Pulumi ${String(engine.command.version)}, ${engine.source}`);
        return engine;
      } catch (error) {
        failures.push(`  ${way.name}: ${messageOf(error)}`);
      }
    }
  } finally {
    if (home === undefined) {
      delete process.env["PULUMI_HOME"];
    } else {
      process.env["PULUMI_HOME"] = home;
    }
  }
  throw new Error(
    [
      `No Pulumi engine of version ${search.version} or later. What was tried:`,
      ...failures,
      "One of these is enough: install Pulumi (https://www.pulumi.com/docs/install/) so that `pulumi` is on PATH," +
        " let this machine reach https://get.pulumi.com, or install Go 1.25 or later (https://go.dev/dl/).",
    ].join("\n"),
  );
}
