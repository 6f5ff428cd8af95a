import { find } from "../references";
import { Refusal } from "../refusal";
import { isObject, knownStrings, type Properties, text, valuesAt } from "../value";
import type { Draft, FactsTable, Mistake } from "./facts";
import { requireGroupsIn, vpcOf } from "./networks";
import { mayDo, requireAssumable } from "./roles";

/** CodeBuild. */
export const CODE_BUILD: FactsTable = {
  "aws:codebuild/project:Project": {
    id: "{arn}",
    outputs: {
      arn: "arn:{partition}:codebuild:{region}:{account}:project/{name}",
      encryptionKey: "arn:{partition}:kms:{region}:{account}:alias/aws/s3",
      description: () => "",
      autoRetryLimit: () => 0,
    },
    fallbacks: { buildTimeout: 60, queuedTimeout: 480 },
    replaces: ["name"],
    sets: ["secondarySources", "secondaryArtifacts"],
    unique: { by: ["name"], code: "ResourceAlreadyExistsException", message: "Project already exists: {name}" },
    check: projectMistakes,
    admit: admitProject,
  },
};

const STANDARD = ["SMALL", "MEDIUM", "LARGE", "XLARGE", "2XLARGE"].map((size) => `BUILD_GENERAL1_${size}`);
const SERVERLESS = ["1GB", "2GB", "4GB", "8GB", "10GB"].map((size) => `BUILD_LAMBDA_${size}`);
const FLEET = ["ATTRIBUTE_BASED_COMPUTE", "CUSTOM_INSTANCE_TYPE"];

interface EnvironmentType {
  computeTypes: readonly string[];
  /** What AWS's own images of the architecture have in their name. */
  architecture: "arm" | "x86";
  windows?: true;
  serverless?: true;
}

/** What each type of environment runs on: from CodeBuild's table of compute modes and types. */
const TYPES: Record<string, EnvironmentType> = {
  ARM_CONTAINER: { computeTypes: [...STANDARD, ...FLEET], architecture: "arm" },
  LINUX_CONTAINER: { computeTypes: [...STANDARD, ...FLEET], architecture: "x86" },
  LINUX_GPU_CONTAINER: {
    computeTypes: ["BUILD_GENERAL1_SMALL", "BUILD_GENERAL1_LARGE", ...FLEET],
    architecture: "x86",
  },
  WINDOWS_SERVER_2019_CONTAINER: { computeTypes: [...STANDARD, ...FLEET], architecture: "x86", windows: true },
  WINDOWS_SERVER_2022_CONTAINER: { computeTypes: [...STANDARD, ...FLEET], architecture: "x86", windows: true },
  ARM_LAMBDA_CONTAINER: { computeTypes: SERVERLESS, architecture: "arm", serverless: true },
  LINUX_LAMBDA_CONTAINER: { computeTypes: SERVERLESS, architecture: "x86", serverless: true },
};

function projectMistakes(inputs: Properties): Mistake[] {
  const mistakes: Mistake[] = [];
  const [name] = knownStrings(inputs.name);
  if (name !== undefined && !/^[A-Za-z0-9][A-Za-z0-9_-]{0,149}$/.test(name)) {
    mistakes.push({
      path: "name",
      reason: `invalid value for name (must be 1 to 150 letters, digits, hyphens and underscores, the first a letter or digit): ${name}`,
    });
  }
  for (const [property, least, most] of [
    ["buildTimeout", 5, 2160],
    ["queuedTimeout", 5, 480],
  ] as const) {
    const minutes = inputs[property];
    if (typeof minutes === "number" && (minutes < least || minutes > most)) {
      mistakes.push({
        path: property,
        reason: `expected ${property} to be in the range (${least} - ${most}), got ${minutes}`,
      });
    }
  }
  return mistakes;
}

function invalid(reason: string): never {
  throw new Refusal("InvalidInputException", reason);
}

function admitProject(draft: Draft): void {
  const { inputs, cloud, place } = draft;
  const arn = `arn:${place.partition}:codebuild:${place.region}:${place.account}:project/${text(inputs.name)}`;
  requireAssumable(
    inputs.serviceRole,
    { principal: "codebuild.amazonaws.com", sourceArn: arn },
    draft,
    new Refusal(
      "InvalidInputException",
      "CodeBuild is not authorized to perform: sts:AssumeRole on service role. Please verify that: 1) The provided " +
        "service role exists, 2) The role name is case-sensitive and matches exactly, and 3) The role has the " +
        "necessary trust policy configured.",
    ),
  );
  requirePipelineBothWays(inputs);
  requireEnvironment(isObject(inputs.environment) ? inputs.environment : {}, inputs.vpcConfig !== undefined);
  requireNetwork(inputs, cloud);
}

/** A pipeline hands the source over and takes the artifacts: both, or none. */
function requirePipelineBothWays(inputs: Properties): void {
  const [source] = knownStrings(valuesAt(inputs, "source.type"));
  const [artifacts] = knownStrings(valuesAt(inputs, "artifacts.type"));
  if ((source === "CODEPIPELINE") !== (artifacts === "CODEPIPELINE")) {
    invalid("Invalid project source or artifacts: CODEPIPELINE must be used as both source and artifacts type");
  }
  const needsLocation = !["CODEPIPELINE", "NO_SOURCE"].includes(source ?? "CODEPIPELINE");
  if (needsLocation && valuesAt(inputs, "source.location").length === 0) {
    invalid(`Project source location is required for source type ${source ?? ""}`);
  }
  if (source === "NO_SOURCE" && valuesAt(inputs, "source.buildspec").length === 0) {
    invalid("Invalid project source: a buildspec is required for source type NO_SOURCE");
  }
}

function requireEnvironment(environment: Properties, isInVpc: boolean): void {
  const type = text(environment.type);
  const known = TYPES[type];
  if (!known) {
    return;
  }
  const [computeType] = knownStrings(environment.computeType);
  if (computeType !== undefined && !known.computeTypes.includes(computeType)) {
    invalid(`Invalid compute type ${computeType} for environment type ${type}: use ${known.computeTypes.join(", ")}`);
  }
  const [image = ""] = knownStrings(environment.image);
  const architecture = /aarch64|-arm/.test(image) ? "arm" : "x86";
  if (image.startsWith("aws/codebuild/") && architecture !== known.architecture) {
    invalid(`The image ${image} is not compatible with environment type ${type}`);
  }
  if (known.serverless && environment.privilegedMode === true) {
    invalid(`Cannot run in privileged mode with environment type ${type}`);
  }
  if (known.windows && environment.privilegedMode === true) {
    invalid("Privileged mode is not supported for Windows");
  }
  if (known.serverless && isInVpc) {
    invalid(`VPC is not supported for environment type ${type}`);
  }
}

/** CodeBuild looks at the network with the project's own role, when the project is made. */
function requireNetwork(inputs: Properties, cloud: Draft["cloud"]): void {
  if (!isObject(inputs.vpcConfig)) {
    return;
  }
  const { vpcId } = inputs.vpcConfig;
  const subnets = knownStrings(inputs.vpcConfig.subnets);
  const groups = knownStrings(inputs.vpcConfig.securityGroupIds);
  if (subnets.length === 0 || groups.length === 0 || knownStrings(vpcId).length === 0) {
    invalid("Invalid vpc config: vpcId, subnets and securityGroupIds must all be set");
  }
  if (vpcOf(subnets, cloud) !== vpcId) {
    invalid(`Invalid vpc config: the subnets [${subnets.join(", ")}] do not belong to ${text(vpcId)}`);
  }
  requireGroupsIn(text(vpcId), groups, cloud);
  const role = find("role", inputs.serviceRole, cloud);
  for (const action of ["DescribeSecurityGroups", "DescribeSubnets"]) {
    if (role && !mayDo(role, { action: `ec2:${action}`, resource: "*" }, cloud)) {
      invalid(`Not authorized to perform ${action}`);
    }
  }
}
