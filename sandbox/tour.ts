import { join } from "node:path";

import { print, say } from "./console";
import { theEngine } from "./engine";
import { platform, preload } from "./platform";
import { checkout, stacksOf } from "./project";
import { type Result, runOperation } from "./run";
import { cancelOnSignal } from "./signals";
import { errorText, seconds, textOf, tourText } from "./text";

/**
 * What `make sandbox` runs after the install: gets the engine, brings every stack up under the policies, and ends with
 * a table. The environment variable SANDBOX_STARTED is the second (Unix time) at which the install began.
 *
 * @returns The exit status.
 */
export async function tour(): Promise<number> {
  const installStarted = process.env["SANDBOX_STARTED"];
  const state = join(checkout, ".sandbox");
  const signal = cancelOnSignal(say);
  const engineStarted = Date.now();
  await theEngine(say);
  const stacksStarted = Date.now();
  const results: Result[] = [];
  for (const stack of stacksOf(checkout)) {
    const result = await runOperation({
      operation: "up",
      stack,
      program: platform,
      projectDir: checkout,
      state,
      policyPack: join(checkout, "policies"),
      onProgress: say,
      onStarted: preload,
      signal,
    });
    results.push(result);
    if (result.report.error !== undefined) {
      await print(`${textOf(result)}\n`);
      say(errorText(result.report.error));
      break;
    }
    say(`${stack}: up in ${seconds(result.report.durationMs)}`);
  }
  await print(
    tourText(results, {
      install: installStarted === undefined ? undefined : performance.timeOrigin - Number(installStarted) * 1000,
      engine: stacksStarted - engineStarted,
      stacks: Date.now() - stacksStarted,
    }),
  );
  return results.some(({ report }) => report.error !== undefined) ? 1 : 0;
}
