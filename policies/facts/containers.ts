import type { ecs } from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type Finding, inconclusive, type Read, violation } from "../rule";
import { parsedJson } from "./json";
import { Property } from "./property";
import type { ResourceFacts } from "./resource";

/** One container of a task definition. */
export type Container = Property<pulumi.Unwrap<ecs.ContainerDefinition>>;

/** The resource type whose containers the rules judge. */
export const TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";

/** What a container rule reads, for its `reads`. */
export function readsOfContainers(...properties: readonly string[]): Read[] {
  return [{ type: TASK_DEFINITION, properties: properties.map((property) => `containerDefinitions[].${property}`) }];
}

/**
 * Judges the containers of a task definition. They are one JSON document: if it is unknown, all of them are
 * inconclusive; if it is no list in JSON, nothing can be proven and that is a violation, since the provider accepts
 * some documents that are not quite JSON (it ignores what follows the list).
 */
export function judgeContainers(
  task: ResourceFacts,
  check: (containers: readonly Container[], document: Property) => Finding[],
): Finding[] {
  const document = task.inputs<ecs.TaskDefinitionArgs>().get("containerDefinitions");
  if (document.isUnknown) {
    return [inconclusive(document)];
  }
  const list = parsedJson(document.value);
  if (!Array.isArray(list)) {
    return [
      violation(document, {
        what: "containerDefinitions is not a JSON list of containers, so nothing about them can be proven.",
        fix: "containerDefinitions: JSON.stringify([{ name, image, ... }])",
      }),
    ];
  }
  return check(Property.of<pulumi.Unwrap<ecs.ContainerDefinition>[]>(task, document.path, list).items(), document);
}

/** The container as messages call it. */
export function nameOf(container: Container): string {
  const name = container.get("name").value;
  return typeof name === "string" ? `container ${JSON.stringify(name)}` : "a container without a name";
}

/**
 * Whether ECS treats the container as the task's FireLens log router. A `firelensConfiguration` without one of the two
 * router types is nothing to AWS, so it must not open the router's exception either.
 */
export function isLogRouter(container: Container): boolean {
  const type = routerTypeOf(container).value;
  return type === "fluentbit" || type === "fluentd";
}

/** The property that makes a container the log router; only it can say so, and it may be unknown. */
export function routerTypeOf(container: Container): Property<string> {
  return container.get("firelensConfiguration").get("type");
}
