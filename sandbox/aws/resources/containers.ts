import { Conversion } from "../convert";
import { interfaceOf, type Members, type Property, type Schema } from "../schema";
import { isObject, isUnknown, knownStrings, type Properties, type Value, valuesAt, text } from "../value";
import type { Mistake } from "./facts";

/** A reason why ECS refuses a task definition, or why the provider does before it asks. */
type Reasons = string[];

const optional = (shape: Property["shape"]): Property => ({ shape, required: false });

/** Fields of AWS's ContainerDefinition and LinuxParameters that the SDK's declarations leave out. */
const FURTHER: Members = { credentialSpecs: optional({ kind: "array", of: { kind: "string" } }) };
const FURTHER_LINUX: Members = {
  maxSwap: optional({ kind: "number" }),
  sharedMemorySize: optional({ kind: "number" }),
  swappiness: optional({ kind: "number" }),
  tmpfs: optional({ kind: "array", of: { kind: "any" } }),
};

let schema: Schema | undefined;

/** The form of a container definition, from the SDK's declaration of it. */
function definitionSchema(): Schema {
  if (!schema) {
    const declared = interfaceOf("ecs/container", "ContainerDefinition");
    const linux = { ...declared.objects["local:LinuxParameters"], ...FURTHER_LINUX };
    schema = {
      ...declared,
      inputs: { ...declared.inputs, ...FURTHER },
      objects: { ...declared.objects, "local:LinuxParameters": linux },
    };
  }
  return schema;
}

/** The container definitions of a task definition's JSON; nothing where it is unknown or no list of objects. */
export function containersOf(definitions: Value | undefined): Properties[] | undefined {
  if (typeof definitions !== "string" || isUnknown(definitions)) {
    return undefined;
  }
  try {
    const parsed = JSON.parse(definitions) as Value;
    return Array.isArray(parsed) && parsed.every(isObject) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** What the provider finds wrong with container definitions before it asks AWS. */
export function definitionMistakes(inputs: Properties): Mistake[] {
  const path = "containerDefinitions";
  const value = inputs[path];
  if (isUnknown(value)) {
    return [];
  }
  const containers = containersOf(value);
  if (!containers) {
    return [{ path, reason: "ECS Task Definition container_definitions is invalid: Error decoding JSON" }];
  }
  return containers.flatMap((container, index) => {
    const conversion = new Conversion(definitionSchema(), { strict: true });
    conversion.members(container, definitionSchema().inputs, `[${index}].`);
    return conversion.mistakes.map((mistake) => ({
      path,
      reason: `ECS Task Definition container_definitions is invalid: ${mistake.reason} at ${mistake.path}`,
    }));
  });
}

/** Memory in MiB that Fargate offers for each CPU size. */
const FARGATE_MEMORY: Record<number, (memory: number) => boolean> = {
  256: (memory) => [512, 1024, 2048].includes(memory),
  512: steps(1024, 4096, 1024),
  1024: steps(2048, 8192, 1024),
  2048: steps(4096, 16384, 1024),
  4096: steps(8192, 30720, 1024),
  8192: steps(16384, 61440, 4096),
  16384: steps(32768, 122880, 8192),
};

function steps(least: number, most: number, step: number): (memory: number) => boolean {
  return (memory) => memory >= least && memory <= most && (memory - least) % step === 0;
}

/** Sizes as ECS takes them: plain units, or `1 vCPU` and `2 GB`. */
function sizeOf(value: Value | undefined): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(vcpu|gb)?$/i.exec(text(value ?? ""));
  return match ? Number(match[1]) * (match[2] ? 1024 : 1) : undefined;
}

/** What ECS refuses about the whole task. */
export function taskReasons(inputs: Properties): Reasons {
  const containers = containersOf(inputs.containerDefinitions) ?? [];
  const isFargate = knownStrings(inputs.requiresCompatibilities).includes("FARGATE");
  return [
    ...(isFargate ? fargateReasons(inputs, containers) : []),
    ...nameReasons(containers),
    ...volumeReasons(inputs, containers),
    ...firelensReasons(containers),
  ];
}

function fargateReasons(inputs: Properties, containers: Properties[]): Reasons {
  const reasons: Reasons = [];
  const cpu = sizeOf(inputs.cpu);
  const memory = sizeOf(inputs.memory);
  if (cpu === undefined || memory === undefined) {
    reasons.push("Fargate requires task definition to have cpu and memory specified at the task level.");
  } else if (!FARGATE_MEMORY[cpu]?.(memory)) {
    reasons.push(
      `No Fargate configuration exists for given values: ${cpu} CPU, ${memory} memory. ` +
        "See the Amazon ECS documentation for the valid values.",
    );
  }
  if (inputs.networkMode !== "awsvpc") {
    reasons.push("Fargate only supports network mode 'awsvpc'.");
  }
  const usesSecrets = containers.some(
    ({ secrets, logConfiguration }) =>
      (Array.isArray(secrets) && secrets.length > 0) || valuesAt(logConfiguration, "secretOptions[]").length > 0,
  );
  const drivers = containers.flatMap((container) => knownStrings(valuesAt(container, "logConfiguration.logDriver")));
  if (inputs.executionRoleArn === undefined && (usesSecrets || drivers.includes("awslogs"))) {
    reasons.push(
      "Fargate requires task definition to have execution role ARN to support log driver awslogs or secrets.",
    );
  }
  for (const { name, privileged, links, essential } of containers) {
    if (privileged === true) {
      reasons.push(`Fargate does not support privileged containers: ${text(name)}`);
    }
    if (Array.isArray(links) && links.length > 0) {
      reasons.push("Links are not supported when networkMode=awsvpc.");
    }
    if (essential !== undefined && typeof essential !== "boolean") {
      reasons.push(`essential of container ${text(name)} must be a boolean`);
    }
  }
  const reserved = containers.reduce((sum, container) => sum + (sizeOf(container.cpu) ?? 0), 0);
  if (cpu !== undefined && reserved > cpu) {
    reasons.push(
      `The sum of all container cpu values cannot be greater than the value of the task cpu: ${reserved} > ${cpu}.`,
    );
  }
  const soft = containers.reduce((sum, { memory: hard, memoryReservation }) => {
    return sum + (sizeOf(memoryReservation) ?? sizeOf(hard) ?? 0);
  }, 0);
  if (memory !== undefined && soft > memory) {
    reasons.push(`Invalid setting for container: the containers reserve ${soft} MiB, the task has ${memory}.`);
  }
  return reasons;
}

function nameReasons(containers: Properties[]): Reasons {
  const names = containers.map(({ name }) => text(name));
  const reasons = names
    .filter((name, index) => names.indexOf(name) !== index)
    .map((name) => `Duplicate container name: ${name}`);
  if (!containers.some(({ essential }) => essential !== false)) {
    reasons.push("Task definition does not have any essential container.");
  }
  for (const container of containers) {
    const { name, image } = container;
    if (typeof name !== "string" || !/^[A-Za-z0-9_-]{1,255}$/.test(name)) {
      reasons.push(`Container name ${JSON.stringify(name ?? null)} must match [A-Za-z0-9_-]+.`);
    }
    if (typeof image !== "string" || image === "") {
      reasons.push(`Container.image should not be null or empty: ${text(name)}`);
    }
    for (const target of knownStrings(valuesAt(container, "dependsOn[].containerName"))) {
      if (!names.includes(target) || target === name) {
        reasons.push(`Container ${text(name)} depends on ${target}, which is no other container of the task.`);
      }
    }
  }
  return reasons;
}

function volumeReasons(inputs: Properties, containers: Properties[]): Reasons {
  const volumes = knownStrings(valuesAt(inputs, "volumes[].name"));
  return containers.flatMap((container) =>
    knownStrings(valuesAt(container, "mountPoints[].sourceVolume"))
      .filter((volume) => !volumes.includes(volume))
      .map((volume) => `Unknown volume '${volume}'.`),
  );
}

function firelensReasons(containers: Properties[]): Reasons {
  const routers = containers.filter(({ firelensConfiguration }) => isObject(firelensConfiguration));
  const senders = containers.filter((one) =>
    knownStrings(valuesAt(one, "logConfiguration.logDriver")).includes("awsfirelens"),
  );
  const reasons: Reasons = [];
  if (routers.length > 1) {
    reasons.push("Only one container in a task definition may have a firelensConfiguration.");
  }
  if (senders.length > 0 && routers.length === 0) {
    reasons.push("When you specify a log driver of awsfirelens, one container must have a firelensConfiguration.");
  }
  for (const { name, user, firelensConfiguration } of routers) {
    const account = text(user ?? "0").split(":")[0];
    if (account !== "0" && account !== "root") {
      reasons.push(
        `User must be empty or 0 for the container with a firelensConfiguration: ${text(name)} runs as ${text(user)}.`,
      );
    }
    const { type } = isObject(firelensConfiguration) ? firelensConfiguration : {};
    if (type !== "fluentbit" && type !== "fluentd") {
      reasons.push(`firelensConfiguration.type must be fluentd or fluentbit, got ${text(type)}.`);
    }
    if (senders.some((sender) => sender.name === name)) {
      reasons.push("The FireLens container cannot use the awsfirelens log driver itself.");
    }
  }
  return reasons;
}
