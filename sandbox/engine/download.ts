import { spawn } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { messageOf } from "../plain";

import type { Way } from ".";
import { install } from "./cache";

/** The official installer's host. */
const host = "https://get.pulumi.com";

/** How long the host may take to answer at all (milliseconds): offline machines should not wait longer. */
const answerWithin = 5_000;

/** How long the installer may take (milliseconds): some 200 MB on a slow line. */
const installWithin = 600_000;

/** The installer runs in a process of its own, so that a stalled transfer can be ended together with its children. */
const installer = `require("@pulumi/pulumi").automation.PulumiCommand.install({ root: process.argv[1] })
  .catch((error) => { console.error(String(error.message).split("\\n")[0]); process.exit(1); })`;

/** The official release, by the Automation API's own installer. */
export const downloaded: Way = {
  name: "download",
  async locate(search) {
    await reach(`${host}/install.sh`);
    const started = Date.now();
    search.say(`engine: downloading Pulumi ${search.version} from ${host}`);
    const command = await install(search, async (root) => {
      await runInstaller(root);
      keepOnlyTheCli(join(root, "bin"));
    });
    return { command, source: `downloaded in ${Math.round((Date.now() - started) / 1000)} s` };
  },
};

async function reach(url: string): Promise<void> {
  try {
    const answer = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(answerWithin) });
    if (!answer.ok) {
      throw new Error(`answered ${answer.status}`);
    }
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new Error(`${url} cannot be had: ${messageOf(cause)}`);
  }
}

function runInstaller(root: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["-e", installer, root], {
      cwd: __dirname,
      detached: true,
      stdio: ["ignore", "ignore", "pipe"],
    });
    const end = (): void => {
      if (child.pid !== undefined) {
        try {
          process.kill(-child.pid, "SIGKILL");
        } catch {
          // It has ended by itself.
        }
      }
    };
    const timer = setTimeout(() => {
      end();
      reject(new Error(`the installer took more than ${installWithin / 60_000} minutes`));
    }, installWithin);
    // A group of its own does not hear Ctrl-C.
    process.once("exit", end);
    let errors = "";
    child.stderr.on("data", (data: Buffer) => (errors += data.toString()));
    child.once("error", reject);
    child.once("close", (code) => {
      clearTimeout(timer);
      process.off("exit", end);
      if (code === 0) {
        resolve();
      } else {
        reject(new Error(`the installer failed: ${errors.trim() || `exit code ${String(code)}`}`));
      }
    });
  });
}

/** The release ships language hosts and an analyzer beside the CLI; they would take the place of the sandbox's own. */
function keepOnlyTheCli(folder: string): void {
  for (const name of readdirSync(folder).filter((entry) => entry !== "pulumi")) {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}
