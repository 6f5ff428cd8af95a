import type { Case } from "./case";
import * as containers from "./containers";
import * as resources from "./resources";

/** The cases of every rule, by the rule's id. */
export const casesOf: Readonly<Record<string, readonly Case[]>> = {
  "no-root-containers": containers.noRootContainers,
  "no-privileged-containers": containers.noPrivilegedContainers,
  "read-only-root-filesystem": containers.readOnlyRootFilesystem,
  "no-plaintext-secrets": containers.noPlaintextSecrets,
  "firelens-log-driver": containers.firelensLogDriver,
  "image-not-latest": containers.imageNotLatest,
  "ecr-scan-on-push": resources.ecrScanOnPush,
  "ecr-immutable-tags": resources.ecrImmutableTags,
  "no-public-ip-tasks": resources.noPublicIpTasks,
  "container-insights": resources.containerInsights,
  "s3-public-access-block": resources.s3PublicAccessBlock,
  "log-retention": resources.logRetention,
};
