import type { Rule } from "../rule";
import { addressHeadroom } from "./address-headroom";
import { alarmsHaveActions } from "./alarms-have-actions";
import { atLeastTwoAzs } from "./at-least-two-azs";
import { bastionPrivate } from "./bastion-private";
import { blueGreenRollback } from "./blue-green-rollback";
import { buildScansImages } from "./build-scans-images";
import { codebuildLeastPrivilege } from "./codebuild-least-privilege";
import { codebuildLogsEncrypted } from "./codebuild-logs-encrypted";
import { codebuildNoPrivilegedUnlessBuildingImages } from "./codebuild-no-privileged-unless-building-images";
import { containerInsights } from "./container-insights";
import { ecrImmutableTags } from "./ecr-immutable-tags";
import { ecrScanOnPush } from "./ecr-scan-on-push";
import { execSessionsLogged } from "./exec-sessions-logged";
import { fargateCpuMemory } from "./fargate-cpu-memory";
import { fargatePlatformVersion } from "./fargate-platform-version";
import { firelensLogDriver } from "./firelens-log-driver";
import { imageNotLatest } from "./image-not-latest";
import { logRetention } from "./log-retention";
import { logRouterMemoryBounded } from "./log-router-memory-bounded";
import { noPlaintextBuildSecrets } from "./no-plaintext-build-secrets";
import { noPlaintextSecrets } from "./no-plaintext-secrets";
import { noPrivilegedContainers } from "./no-privileged-containers";
import { noPublicIpTasks } from "./no-public-ip-tasks";
import { noRootContainers } from "./no-root-containers";
import { pipelineArtifactsEncrypted } from "./pipeline-artifacts-encrypted";
import { prodImageFromStaging } from "./prod-image-from-staging";
import { prodNeverBuilds } from "./prod-never-builds";
import { prodNotOnlyOnSpot } from "./prod-not-only-on-spot";
import { prodRequiresApproval } from "./prod-requires-approval";
import { readOnlyRootFilesystem } from "./read-only-root-filesystem";
import { s3PublicAccessBlock } from "./s3-public-access-block";
import { securityGroupIngress } from "./security-group-ingress";
import { tracingSidecar } from "./tracing-sidecar";

/** Every rule of the pack, in the order in which violations of equal severity are worth reading. */
export const rules: readonly Rule[] = [
  noRootContainers,
  noPrivilegedContainers,
  readOnlyRootFilesystem,
  noPlaintextSecrets,
  firelensLogDriver,
  imageNotLatest,
  ecrScanOnPush,
  ecrImmutableTags,
  noPublicIpTasks,
  containerInsights,
  s3PublicAccessBlock,
  logRetention,
  prodRequiresApproval,
  prodNeverBuilds,
  prodImageFromStaging,
  buildScansImages,
  codebuildLeastPrivilege,
  noPlaintextBuildSecrets,
  codebuildNoPrivilegedUnlessBuildingImages,
  codebuildLogsEncrypted,
  pipelineArtifactsEncrypted,
  blueGreenRollback,
  execSessionsLogged,
  bastionPrivate,
  tracingSidecar,
  alarmsHaveActions,
  addressHeadroom,
  atLeastTwoAzs,
  securityGroupIngress,
  fargatePlatformVersion,
  fargateCpuMemory,
  prodNotOnlyOnSpot,
  logRouterMemoryBounded,
];
