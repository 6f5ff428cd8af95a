import type { Cloud, Entry } from "../aws/cloud";
import { type Place, placeOf } from "../aws/place";
import { Refusal } from "../aws/refusal";
import { type Properties, text } from "../aws/value";
import { deployByCodeDeploy } from "./codeDeploy";
import { deployByFunction } from "./serviceDeployer";
import { type Action, actionOf, bundleOf, fileIn, parametersOf, pipelineNamed } from "./pipeline";
import { fillTemplate, register, requireRunnable } from "./revision";

/** What is to be deployed, and by which pipeline. */
export interface DeployRequest {
  /** Name of the pipeline. */
  pipeline: string;
  /** The image by its digest, as the pipeline's build or source hands it on. */
  imageUri: string;
  /** A further judge of what is registered, such as AWS's own model of RegisterTaskDefinition; says what is wrong. */
  judge?: (taskDefinition: Properties) => string[];
}

/** What a deployment did. */
export interface Deployment {
  /** Who changed the service: CodeDeploy, or ECS at the word of a function. */
  by: "CODE_DEPLOY" | "ECS";
  /** ARN of the service. */
  service: string;
  /** ARN of the revision that it ran. */
  previousTaskDefinition: string;
  /** ARN of the revision that was registered, and that the service runs now. */
  taskDefinition: string;
  /** What was registered. */
  definition: Properties;
  /** ARN of the target group that serves now; absent without load balancer. */
  targetGroup?: string;
  /** Functions that were called, in that order. */
  hooks: string[];
}

/** What both ways of deployment start from. */
export interface Rollout {
  cloud: Cloud;
  place: Place;
  pipeline: Entry;
  action: Action;
  files: Record<string, string>;
  definition: Properties;
  /** Registers the revision. */
  register: () => Entry;
}

/**
 * Does to the cloud what the Deploy action of a pipeline does: it takes the bundle, registers the task definition with
 * the image, and has the service run it. Roles are held to what their policies allow, names to what exists.
 *
 * The revision belongs to no program: it is none of the cloud's entries and stays when the stack goes, as in AWS.
 *
 * @throws Refusal where AWS, or the deployment, would fail; then nothing has changed
 */
export function deploy(cloud: Cloud, request: DeployRequest): Deployment {
  return cloud.change(() => {
    const pipeline = pipelineNamed(cloud, request.pipeline);
    const place = placeOf(pipeline.region);
    const action = actionOf(cloud, pipeline, "a deployment", isDeployment);
    const byCodeDeploy = action.provider === "CodeDeployToECS";
    const artifact = byCodeDeploy
      ? text(action.configuration.TaskDefinitionTemplateArtifact)
      : (action.inputArtifacts[0] ?? "");
    const files = bundleOf(cloud, pipeline, artifact);
    const { TaskDefinitionTemplatePath: path = "taskdef.json", Image1ContainerName: placeholder = "IMAGE1_NAME" } =
      action.configuration;
    const definition = fillTemplate(fileIn(files, text(path)), text(placeholder), request.imageUri);
    const mistakes = request.judge?.(definition) ?? [];
    if (mistakes.length > 0) {
      throw new Refusal("ClientException", `The task definition is not valid: ${mistakes.join("; ")}`);
    }
    requireRunnable(definition, request.imageUri, cloud, place);
    const rollout: Rollout = {
      cloud,
      place,
      pipeline,
      action,
      files,
      definition,
      register: () => register(definition, cloud, place),
    };
    return byCodeDeploy ? deployByCodeDeploy(rollout) : deployByFunction(rollout);
  });
}

function isDeployment({ provider, configuration }: Omit<Action, "role">): boolean {
  return provider === "CodeDeployToECS" || (provider === "Lambda" && "imageUri" in parametersOf(configuration));
}
