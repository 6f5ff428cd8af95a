import type { Cloud, Entry } from "../aws/cloud";
import type { Place } from "../aws/place";
import { find } from "../aws/references";
import { Refusal } from "../aws/refusal";
import { definitionMistakes, taskReasons } from "../aws/resources/containers";
import { nextRevision, TASK_DEFINITION } from "../aws/resources/ecsServices";
import { isAssumable } from "../aws/resources/roles";
import { isObject, knownStrings, type Properties, text, type Value, valuesAt } from "../aws/value";
import { imagesOf } from "./images";
import { requireAllowed } from "./pipeline";

/** The members of RegisterTaskDefinition's request. */
const MEMBERS = [
  "containerDefinitions",
  "cpu",
  "enableFaultInjection",
  "ephemeralStorage",
  "executionRoleArn",
  "family",
  "inferenceAccelerators",
  "ipcMode",
  "memory",
  "networkMode",
  "pidMode",
  "placementConstraints",
  "proxyConfiguration",
  "requiresCompatibilities",
  "runtimePlatform",
  "tags",
  "taskRoleArn",
  "volumes",
];

const invalid = (reason: string): Refusal =>
  new Refusal("ClientException", `The task definition is not valid: ${reason}`);

/** Puts an image into the template of a task definition, at the one place that is left open for it. */
export function fillTemplate(template: string, placeholder: string, imageUri: string): Properties {
  const places = template.split(`<${placeholder}>`);
  if (places.length !== 2) {
    throw invalid(`it must have <${placeholder}> once, and has it ${places.length - 1} times`);
  }
  let filled: Value;
  try {
    filled = JSON.parse(places.join(imageUri)) as Value;
  } catch {
    throw invalid("it is no JSON");
  }
  if (!isObject(filled)) {
    throw invalid("it is no object");
  }
  if (!valuesAt(filled, "containerDefinitions[].image").includes(imageUri)) {
    throw invalid(`<${placeholder}> must be the image of a container`);
  }
  return filled;
}

/**
 * Requires that tasks of a definition would start: ECS takes it, and all that it names is there.
 *
 * @throws Refusal for the first thing that is wrong
 */
export function requireRunnable(definition: Properties, imageUri: string, cloud: Cloud, place: Place): void {
  const stray = Object.keys(definition).find((name) => !MEMBERS.includes(name));
  const inputs = { ...definition, containerDefinitions: JSON.stringify(definition.containerDefinitions ?? null) };
  const reasons = [
    ...(stray === undefined ? [] : [`RegisterTaskDefinition has no ${stray}`]),
    ...definitionMistakes(inputs).map(({ reason }) => reason),
    ...taskReasons(inputs),
  ];
  const [reason] = reasons;
  if (reason !== undefined) {
    throw invalid(reason);
  }
  const [, execution] = [definition.taskRoleArn, definition.executionRoleArn].map((arn) => roleOf(arn, cloud, place));
  requireLogGroups(definition, cloud);
  requirePullable(imageUri, execution, cloud);
}

function roleOf(arn: Value | undefined, cloud: Cloud, place: Place): Entry | undefined {
  const role = find("role", arn, cloud);
  if (arn !== undefined && !role) {
    throw new Refusal("ClientException", `Role is not valid: ${text(arn)} does not exist`);
  }
  if (role && !isAssumable(role, { principal: "ecs-tasks.amazonaws.com" }, place)) {
    throw new Refusal(
      "ClientException",
      `ECS was unable to assume the role '${text(arn)}' that was provided for this task.`,
    );
  }
  return role;
}

function requireLogGroups(definition: Properties, cloud: Cloud): void {
  for (const log of valuesAt(definition, "containerDefinitions[].logConfiguration")) {
    const { logDriver, options } = isObject(log) ? log : {};
    const settings = isObject(options) ? options : {};
    const group = settings["awslogs-group"];
    if (logDriver === "awslogs" && settings["awslogs-create-group"] !== "true" && !find("logGroup", group, cloud)) {
      throw new Refusal(
        "ResourceInitializationError",
        `failed to validate logger args: The specified log group does not exist: ${text(group)}`,
      );
    }
  }
}

const ECR_IMAGE =
  /^(\d{12})\.dkr\.ecr\.([\w-]+)\.(?:amazonaws\.com(?:\.cn)?)\/([a-z0-9][a-z0-9._/-]*)@(sha256:[0-9a-f]{64})$/;

/** Only an image by its digest is the same one for all tasks and all stacks, and it must be one that the role may pull. */
function requirePullable(imageUri: string, execution: Entry | undefined, cloud: Cloud): void {
  const match = ECR_IMAGE.exec(imageUri);
  if (!match) {
    throw new Refusal("InvalidImage", `${imageUri} is no image in ECR by its digest (…/repository@sha256:…)`);
  }
  const [, account = "", region = "", repository = "", digest = ""] = match;
  if (!execution) {
    throw new Refusal(
      "ClientException",
      "Fargate requires task definition to have execution role ARN to support ECR images.",
    );
  }
  const partition = text(execution.outputs.arn).split(":")[1] ?? "aws";
  const resource = `arn:${partition}:ecr:${region}:${account}:repository/${repository}`;
  requireAllowed(cloud, execution, [
    { action: "ecr:GetAuthorizationToken", resource: "*" },
    { action: "ecr:BatchGetImage", resource },
    { action: "ecr:GetDownloadUrlForLayer", resource },
  ]);
  const isOwn = text(execution.outputs.arn).split(":")[4] === account;
  if (isOwn && !imagesOf(cloud, repository).some((image) => image.digest === digest)) {
    throw new Refusal("CannotPullContainerError", `${imageUri}: not found`);
  }
}

/** Registers the next revision of a task definition, which belongs to no program and outlives them all. */
export function register(definition: Properties, cloud: Cloud, place: Place): Entry {
  const family = text(definition.family);
  const revision = nextRevision(family, place, cloud);
  const arnWithoutRevision = `arn:${place.partition}:ecs:${place.region}:${place.account}:task-definition/${family}`;
  const arn = `${arnWithoutRevision}:${revision}`;
  const inputs = { ...definition, containerDefinitions: JSON.stringify(definition.containerDefinitions ?? []) };
  const outputs = { ...inputs, arn, arnWithoutRevision, revision };
  const entry = { type: TASK_DEFINITION, id: family, key: arn, region: place.region, inputs, outputs };
  cloud.leave(entry);
  return entry;
}

/** The roles that tasks of a definition get. */
export function rolesOf(definition: Properties): string[] {
  return [...knownStrings(definition.taskRoleArn), ...knownStrings(definition.executionRoleArn)];
}
