import { delimiter, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { cacheFolder, pulumiHome } from "./engine/home";
import { checkout } from "./project";

/** Folder of the stand-in providers and of the policy pack's host, which the engine finds on PATH. */
const plugins = join(checkout, "sandbox", "bin");

/** Settings of a user's own AWS and Pulumi, which have no say in the sandbox. */
const usersOwn = /^(AWS|PULUMI)_/;

/** The folders and files below `--state`. */
export function stateLayout(state: string) {
  const root = resolve(state);
  return {
    /** The engine's state files. */
    backend: join(root, "backend"),
    /** The sandbox cloud. */
    cloud: join(root, "cloud.json"),
  };
}

/**
 * Runs `action` in the environment that makes engine, providers and program use the sandbox and nothing of the user's:
 * no AWS settings or credentials, no Pulumi account, state in `state` alone. The environment of before is put back
 * afterwards. As it belongs to the whole process, one action at a time.
 */
export async function inSandbox<T>(state: string, action: () => Promise<T>): Promise<T> {
  const { backend, cloud } = stateLayout(state);
  const before = { ...process.env };
  const sandbox: Record<string, string> = {
    FARGATE_PLATFORM_SANDBOX_CLOUD: cloud,
    PATH: [plugins, before["PATH"] ?? ""].join(delimiter),
    PULUMI_BACKEND_URL: pathToFileURL(backend).href,
    // Nothing in the sandbox is worth hiding, and a state must open for whoever runs the next command.
    PULUMI_CONFIG_PASSPHRASE: "sandbox",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    // The config file of a stack carries no key here; the state does.
    PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
    PULUMI_HOME: pulumiHome(cacheFolder(before)),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  for (const name of Object.keys(before).filter((key) => usersOwn.test(key))) {
    Reflect.deleteProperty(process.env, name);
  }
  Object.assign(process.env, sandbox);
  try {
    return await action();
  } finally {
    Object.keys(sandbox).forEach((name) => Reflect.deleteProperty(process.env, name));
    Object.assign(process.env, before);
  }
}
