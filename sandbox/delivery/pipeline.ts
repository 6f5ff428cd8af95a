import type { Cloud, Entry } from "../aws/cloud";
import { placeOf } from "../aws/place";
import { find } from "../aws/references";
import { Refusal } from "../aws/refusal";
import { stagesOf } from "../aws/resources/pipelineArtifacts";
import { isAssumable, mayDo } from "../aws/resources/roles";
import { isObject, knownStrings, type Properties, text, valuesAt } from "../aws/value";
import { filesIn } from "./bundle";

const PIPELINE = "aws:codepipeline/pipeline:Pipeline";

/** An action of a pipeline, with the role that it acts with. */
export interface Action {
  name: string;
  provider: string;
  configuration: Properties;
  inputArtifacts: string[];
  outputArtifacts: string[];
  role: Entry;
}

/** What an action must be allowed to do: with what, on what, and under which conditions. */
export interface Need {
  action: string;
  resource?: string;
  context?: Record<string, string>;
}

/** @throws Refusal where there is no such pipeline */
export function pipelineNamed(cloud: Cloud, name: string): Entry {
  const pipeline = cloud.ofTypes([PIPELINE]).find(({ outputs }) => outputs.name === name);
  if (!pipeline) {
    throw new Refusal(
      "PipelineNotFoundException",
      `Account '${placeOf("").account}' does not have a pipeline with name '${name}'`,
    );
  }
  return pipeline;
}

/** The one action of a pipeline that `isWanted`, whose role can be assumed. */
export function actionOf(
  cloud: Cloud,
  pipeline: Entry,
  what: string,
  isWanted: (action: Omit<Action, "role">) => boolean,
): Action {
  const actions = stagesOf(pipeline.inputs).flatMap((stage) => stage.actions);
  const fitting = actions.map((one) => ({ one, action: actionFrom(one) })).filter(({ action }) => isWanted(action));
  const [found] = fitting;
  if (!found || fitting.length > 1) {
    throw new Refusal(
      "InvalidStructureException",
      `${pipeline.id} has ${fitting.length} actions that are ${what}; one is needed`,
    );
  }
  return { ...found.action, role: roleOf(cloud, pipeline, found.one) };
}

function actionFrom(action: Properties): Omit<Action, "role"> {
  return {
    name: text(action.name),
    provider: text(action.provider),
    configuration: isObject(action.configuration) ? action.configuration : {},
    inputArtifacts: knownStrings(action.inputArtifacts),
    outputArtifacts: knownStrings(action.outputArtifacts),
  };
}

/** The role of an action, which the pipeline's own role assumes; without one, the pipeline's. */
function roleOf(cloud: Cloud, pipeline: Entry, action: Properties): Entry {
  const own = find("role", pipeline.inputs.roleArn, cloud);
  const role = find("role", action.roleArn ?? pipeline.inputs.roleArn, cloud);
  if (!own || !role) {
    throw new Refusal("AccessDenied", `${pipeline.id}: the role of action ${text(action.name)} does not exist`);
  }
  if (role !== own) {
    const ownArn = text(own.outputs.arn);
    requireAllowed(cloud, own, [{ action: "sts:AssumeRole", resource: text(role.outputs.arn) }]);
    if (!isAssumable(role, { principal: ownArn }, placeOf(pipeline.region))) {
      throw new Refusal("AccessDenied", `${text(role.outputs.arn)} does not let ${ownArn} assume it`);
    }
  }
  return role;
}

/**
 * Requires that a role may do all that is needed.
 *
 * @throws Refusal for the first that it may not do, in IAM's words
 */
export function requireAllowed(cloud: Cloud, role: Entry, needs: readonly Need[]): void {
  const denied = needs.find((need) => !mayDo(role, need, cloud));
  if (denied) {
    throw new Refusal(
      "AccessDenied",
      `User: ${text(role.outputs.arn)} is not authorized to perform: ${denied.action} on resource: ${denied.resource ?? "*"} ` +
        "because no identity-based policy allows the action",
    );
  }
}

/** The files of the bundle that an artifact is: what its source action in S3 fetches. */
export function bundleOf(cloud: Cloud, pipeline: Entry, artifact: string): Record<string, string> {
  const source = actionOf(cloud, pipeline, `the source of ${artifact} in S3`, ({ provider, outputArtifacts }) => {
    return provider === "S3" && outputArtifacts.includes(artifact);
  });
  const bucket = text(source.configuration.S3Bucket);
  const key = text(source.configuration.S3ObjectKey);
  const { partition } = placeOf(pipeline.region);
  requireAllowed(cloud, source.role, [
    { action: "s3:GetObject", resource: `arn:${partition}:s3:::${bucket}/${key}` },
    { action: "s3:GetObjectVersion", resource: `arn:${partition}:s3:::${bucket}/${key}` },
    { action: "s3:GetBucketVersioning", resource: `arn:${partition}:s3:::${bucket}` },
  ]);
  const versioning = cloud.find("aws:s3/bucketVersioning:BucketVersioning", bucket);
  if (!valuesAt(versioning?.inputs, "versioningConfiguration.status").includes("Enabled")) {
    throw new Refusal("ConfigurationError", `The S3 bucket ${bucket} of a source action must have versioning enabled`);
  }
  return filesIn(cloud, bucket, key);
}

/** A file of a bundle. */
export function fileIn(files: Record<string, string>, name: string): string {
  const file = files[name];
  if (file === undefined) {
    throw new Refusal("InvalidArtifact", `The bundle has no file ${name}; it has ${Object.keys(files).join(", ")}`);
  }
  return file;
}

/** The parameters of an action that invokes a function. */
export function parametersOf({ UserParameters }: Properties): Properties {
  try {
    const parsed = JSON.parse(text(UserParameters)) as Properties;
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}
