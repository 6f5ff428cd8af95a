import {
  collectorContainerName,
  collectorPorts,
  defaultCollectorImages,
  traceCollector,
} from "../../../components/tracing/traceCollector";
import { Check, Facts, isWrong, PlacedService, services } from "./facts";

type Collector = keyof typeof collectorPorts;

/** The collector that a service gets; undefined where it is not traced, or where that is not known yet. */
export function collectorOf({ draft }: Facts, { service }: PlacedService): Collector | undefined {
  const kind = service.tracing ?? draft.tracing?.collector;
  return kind === "none" ? undefined : kind;
}

/** All containers of a task share one network interface, and the collector of its traces is one of them. */
export const collectorPortsAreFree: Check = function* (facts) {
  for (const placed of services(facts)) {
    const kind = collectorOf(facts, placed);
    const { port } = placed.service;
    if (kind !== undefined && port !== undefined && collectorPorts[kind].includes(port)) {
      yield {
        path: [...placed.path, "port"],
        given: String(port),
        allowed: `any port but ${collectorPorts[kind].join(", ")}, where the ${collectorContainerName} of the task listens`,
        fix: "Let the application listen on another port, such as 8080, or set tracing: none for the service.",
      };
    }
  }
};

/** The environment variables that a collector gives to the application beside it. */
export function collectorVariables(kind: Collector): string[] {
  const location = { partition: "aws", region: "", accountId: "" };
  return Object.keys(traceCollector({ kind, location, traceName: "", stackName: "", sampledPercent: 0 }).environment);
}

/** An image of the collector is used by some service. */
export const collectorImageIsUsed: Check = function* (facts) {
  const { tracing } = facts.draft;
  const isUsed = services(facts).some((placed) => collectorOf(facts, placed) === tracing?.collector);
  if (tracing?.collectorImage !== undefined && tracing.collector !== undefined && !isUsed) {
    yield {
      path: ["tracing", "collectorImage"],
      given: JSON.stringify(tracing.collectorImage),
      allowed: `nothing, as no service of this stack has the collector ${tracing.collector}`,
      fix: "Delete it, or set tracing.collector to the collector that the image is of.",
    };
  }
};

/** The image of a service's collector, as the stack's config leaves it. */
export function collectorImageOf({ draft }: Facts, kind: Collector): string {
  const own = kind === draft.tracing?.collector ? draft.tracing.collectorImage : undefined;
  return own ?? defaultCollectorImages[kind];
}

/** A service that is to be reached has a port, and the stack something to reach it from. */
export const bastionReachesPorts: Check = function* (facts) {
  for (const { service, path } of services(facts)) {
    if (service.reachableFromBastion !== true) {
      continue;
    }
    const lacks =
      facts.draft.bastion === undefined && !isWrong(facts, ["bastion"])
        ? { what: "the stack has no bastion", fix: "Add bastion to the stack, or delete the entry." }
        : service.port === undefined && !isWrong(facts, [...path, "port"])
          ? { what: "the service has no port", fix: "Add the port that the container listens on, or delete the entry." }
          : undefined;
    if (lacks !== undefined) {
      yield {
        path: [...path, "reachableFromBastion"],
        given: "true",
        allowed: `false, as ${lacks.what}`,
        fix: lacks.fix,
      };
    }
  }
};
