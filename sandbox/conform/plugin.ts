import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A provider plugin that runs on its own, so that many runs of the engine can share it. */
export interface Plugin {
  /** Where the engine attaches to it. */
  readonly port: number;
  stop(): void;
}

/**
 * Starts the executable of a provider, as the engine does it: the first line that it prints is its port.
 *
 * @throws Error if it ends before it has printed one.
 */
export async function startPlugin(executable: string, env: NodeJS.ProcessEnv = {}): Promise<Plugin> {
  const child = spawn(executable, [], { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, ...env } });
  const port = new Promise<number>((resolve, reject) => {
    createInterface(child.stdout).once("line", (line) => resolve(Number(line)));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${executable} ended with ${code} before it could be used.`)));
  });
  return { port: await port, stop: () => void child.kill() };
}
