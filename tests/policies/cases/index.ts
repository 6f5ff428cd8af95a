import * as bastion from "./bastion";
import * as builds from "./builds";
import type { Case } from "./case";
import * as containers from "./containers";
import * as exposure from "./exposure";
import * as fargate from "./fargate";
import * as network from "./network";
import * as observability from "./observability";
import * as pipelines from "./pipelines";
import * as resources from "./resources";
import * as roles from "./roles";
import * as sessions from "./sessions";

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
  "prod-requires-approval": pipelines.prodRequiresApproval,
  "prod-never-builds": pipelines.prodNeverBuilds,
  "prod-image-from-staging": pipelines.prodImageFromStaging,
  "build-scans-images": builds.buildScansImages,
  "codebuild-least-privilege": roles.codebuildLeastPrivilege,
  "no-plaintext-build-secrets": builds.noPlaintextBuildSecrets,
  "codebuild-no-privileged-unless-building-images": builds.codebuildNoPrivileged,
  "codebuild-logs-encrypted": builds.codebuildLogsEncrypted,
  "pipeline-artifacts-encrypted": pipelines.pipelineArtifactsEncrypted,
  "blue-green-rollback": pipelines.blueGreenRollback,
  "exec-sessions-logged": sessions.execSessionsLogged,
  "bastion-private": bastion.bastionPrivate,
  "tracing-sidecar": observability.tracingSidecar,
  "alarms-have-actions": observability.alarmsHaveActions,
  "address-headroom": network.addressHeadroom,
  "at-least-two-azs": network.atLeastTwoAzs,
  "security-group-ingress": exposure.securityGroupIngress,
  "fargate-platform-version": fargate.fargatePlatformVersion,
  "fargate-cpu-memory": fargate.fargateCpuMemory,
  "prod-not-only-on-spot": fargate.prodNotOnlyOnSpot,
  "log-router-memory-bounded": observability.logRouterMemoryBounded,
};
