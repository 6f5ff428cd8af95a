import type { ecs } from "@pulumi/aws";
import {
  type Container,
  isLogRouter,
  judgeContainers,
  nameOf,
  readsOfContainers,
  routerTypeOf,
} from "../facts/containers";
import { memoryMiB } from "../facts/fargate";
import type { Property, Value } from "../facts/property";
import { quoted } from "../message";
import { type Breach, type Finding, inconclusive, judge, type Rule } from "../rule";

/**
 * `memoryReservation` is a promise to the container and no bound: without `memory` a container may take all that the
 * task has, and so it may with as much `memory` as the task has.
 */
export const logRouterMemoryBounded: Rule = {
  id: "log-router-memory-bounded",
  title: "The FireLens log router has a hard memory limit below the task's.",
  severity: "medium",
  controls: {},
  reads: readsOfContainers("firelensConfiguration.type", "memory").map(({ type, properties }) => ({
    type,
    properties: [...properties, "memory"],
  })),
  why: "A router whose destination is slow buffers lines until the task is out of memory, and the application dies of its log.",
  remediation:
    "Set `memory` of the router's container, in MiB, to what it needs at its peak, such as 256; the task's `memory` must " +
    "be larger.",
  check: (task) => {
    const total = task.inputs<ecs.TaskDefinitionArgs>().get("memory");
    return judgeContainers(task, (containers) => containers.flatMap((container) => judgeContainer(container, total)));
  },
};

function judgeContainer(container: Container, total: Property): Finding[] {
  const type = routerTypeOf(container);
  if (!type.isUnknown && !isLogRouter(container)) {
    return [];
  }
  const memory = container.get("memory");
  const findings = judge(memory, (limit) => breachOf(container, limit, total));
  const isOpen = findings.length === 0 && total.isUnknown;
  if (isOpen) {
    return [inconclusive(total)];
  }
  return findings.length > 0 && type.isUnknown ? [inconclusive(type)] : findings;
}

function breachOf(router: Container, limit: Value, total: Property): Breach | undefined {
  const who = `${nameOf(router)}, the log router,`;
  if (typeof limit !== "number" || limit <= 0) {
    return {
      what: `${who} may take all the memory of the task (memory: ${limit === undefined ? "omitted" : quoted(limit)}).`,
      fix: "memory: 256",
    };
  }
  const all = memoryMiB(total.value);
  return all === undefined || limit < all
    ? undefined
    : { what: `${who} may take all the memory of the task (${limit} of ${all} MiB).`, fix: "memory: 256" };
}
