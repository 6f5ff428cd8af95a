import type { automation } from "@pulumi/pulumi";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

import type { Search, Way } from ".";
import { checkEngine } from "./check";

/** Prefix of folders in which an engine is being made, beside the finished ones. */
const unfinished = ".making-";

/** An hour (milliseconds) is more than any download or build takes: what is older was left by a run that died. */
const abandonedAfter = 3_600_000;

/** The engine that an earlier run downloaded or built. */
export const cached: Way = {
  name: "kept from an earlier run",
  async locate(search) {
    const root = home(search);
    if (!existsSync(root)) {
      throw new Error(`nothing in ${root}`);
    }
    return { command: await checkEngine(search.version, root), source: `kept at ${root}` };
  },
};

/**
 * Makes an engine in a folder of its own and puts it into the cache only when it works, by one rename: a run that
 * dies half way, or two runs at once, never leave a broken engine behind.
 *
 * @param make - Puts an executable at `bin/pulumi` in the folder that it is given.
 */
export async function install(
  search: Search,
  make: (root: string) => Promise<void>,
): Promise<automation.PulumiCommand> {
  const root = home(search);
  const shelf = join(search.cache, "engine");
  mkdirSync(shelf, { recursive: true });
  removeAbandoned(shelf);
  const workshop = mkdtempSync(join(shelf, unfinished));
  try {
    await make(workshop);
    await checkEngine(search.version, workshop);
    // What stands there was found not to work, unless another run has just put a good one there.
    await checkEngine(search.version, root).catch(() => rmSync(root, { recursive: true, force: true }));
    if (!existsSync(root)) {
      renameSync(workshop, root);
    }
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
  return await checkEngine(search.version, root);
}

function home({ cache, version }: Search): string {
  return join(cache, "engine", version);
}

function removeAbandoned(shelf: string): void {
  for (const name of readdirSync(shelf).filter((entry) => entry.startsWith(unfinished))) {
    const folder = join(shelf, name);
    if (Date.now() - statSync(folder).mtimeMs > abandonedAfter) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
