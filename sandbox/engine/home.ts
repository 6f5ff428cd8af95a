import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Where engines and their own files are kept: `FARGATE_PLATFORM_CACHE`, or `fargate-platform` in the user's cache
 * folder (`XDG_CACHE_HOME`, `~/.cache` by default). Outside the checkout, so that clones share one engine.
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env["FARGATE_PLATFORM_CACHE"] || join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "fargate-platform");
}

/** Where the engine keeps logs and plugins, in place of the user's `~/.pulumi`. */
export function pulumiHome(cache: string): string {
  return join(cache, "home");
}
