import { isObject, type Properties, type Value } from "../../sandbox/aws/value";
import { convert, list, object, type Rules, same, tags } from "./convert";

const source = object({
  ...same("type", "location", "buildspec", "gitCloneDepth", "insecureSsl", "reportBuildStatus", "sourceIdentifier"),
  auth: ["auth", object(same("type", "resource"))],
  gitSubmodulesConfig: ["gitSubmodulesConfig", object(same("fetchSubmodules"))],
});

const artifacts = object(
  same(
    "type",
    "artifactIdentifier",
    "bucketOwnerAccess",
    "encryptionDisabled",
    "location",
    "name",
    "namespaceType",
    "overrideArtifactName",
    "packaging",
    "path",
  ),
);

/** Logs have a status, which the provider writes where the program leaves it out. */
const withStatus =
  (status: string, rules: Rules) =>
  (value: Value, path: string): Value =>
    object({ ...same("status"), ...rules })({ status, ...(isObject(value) ? value : {}) }, path);

const rules: Rules = {
  ...same(
    "name",
    "description",
    "sourceVersion",
    "encryptionKey",
    "serviceRole",
    "concurrentBuildLimit",
    "badgeEnabled",
    "autoRetryLimit",
  ),
  buildTimeout: "timeoutInMinutes",
  queuedTimeout: "queuedTimeoutInMinutes",
  source: ["source", source],
  secondarySources: ["secondarySources", list(source)],
  artifacts: ["artifacts", artifacts],
  secondaryArtifacts: ["secondaryArtifacts", list(artifacts)],
  cache: ["cache", object(same("type", "location", "modes", "cacheNamespace"))],
  environment: [
    "environment",
    object({
      ...same(
        "type",
        "image",
        "computeType",
        "privilegedMode",
        "imagePullCredentialsType",
        "certificate",
        "hostKernel",
      ),
      environmentVariables: ["environmentVariables", list(object(same("name", "value", "type")))],
      registryCredential: ["registryCredential", object(same("credential", "credentialProvider"))],
    }),
  ],
  vpcConfig: ["vpcConfig", object(same("vpcId", "subnets", "securityGroupIds"))],
  logsConfig: [
    "logsConfig",
    object({
      cloudwatchLogs: ["cloudWatchLogs", withStatus("ENABLED", same("groupName", "streamName"))],
      s3Logs: ["s3Logs", withStatus("DISABLED", same("location", "encryptionDisabled", "bucketOwnerAccess"))],
    }),
  ],
  tags: ["tags", tags("key", "value")],
};

/**
 * The CreateProjectInput that the provider sends for the inputs of an `aws:codebuild/project:Project`.
 *
 * @throws Error for an input that is not known here
 */
export function createProjectInput(inputs: Properties): Properties {
  return convert(inputs, rules, "project");
}
