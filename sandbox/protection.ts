import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDocument } from "yaml";

import { readProject } from "./project";
import { type Request, type Result, runOperation } from "./run";

interface Deployment {
  readonly deployment: { readonly resources?: readonly { readonly inputs?: Readonly<Record<string, unknown>> }[] };
}

/**
 * Before a destroy, makes a protected stack deletable in the way that works on AWS: `deletionProtection: false`, then an
 * `up`. AWS refuses to delete a protected load balancer, and so does the sandbox. A stack without protection is left
 * alone.
 *
 * @returns What came of it where it failed: a destroy would then take half of the stack and stop at the load balancers.
 */
export async function liftProtection(request: Request): Promise<Result | undefined> {
  const { deployment } = await runOperation({ ...request, operation: "export" });
  if (deployment === undefined || !isProtected(JSON.parse(deployment) as Deployment)) {
    return undefined;
  }
  request.onProgress?.(`${request.stack}: is protected, so deletionProtection is set to false first`);
  const folder = mkdtempSync(join(tmpdir(), "fargate-platform-"));
  try {
    const configFile = join(folder, `Pulumi.${request.stack}.yaml`);
    const given = request.configFile ?? join(request.projectDir, `Pulumi.${request.stack}.yaml`);
    const config = parseDocument(readFileSync(given, "utf8"));
    config.setIn(["config", `${readProject(request.projectDir).name}:deletionProtection`], false);
    writeFileSync(configFile, config.toString());
    const lifted = await runOperation({ ...request, operation: "up", configFile, policyPack: undefined });
    const { error } = lifted.report;
    if (error === undefined) {
      return undefined;
    }
    // The user knows the file by its own name, not by that of the copy.
    const report = { ...lifted.report, operation: request.operation, error: error.replaceAll(configFile, given) };
    return { ...lifted, report };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function isProtected({ deployment }: Deployment): boolean {
  return (deployment.resources ?? []).some(({ inputs }) => inputs?.["enableDeletionProtection"] === true);
}
