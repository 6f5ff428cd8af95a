import { routerContainerName, routerPorts } from "../../../components/logging/logRouterContainer";
import { collectorContainerName } from "../../../components/tracing/traceCollector";
import { enumerate } from "../mistake";
import { describeValue } from "../report";
import { Check, Facts, isProduction, isWrong, services } from "./facts";
import { collectorOf, collectorVariables } from "./operations";

/** Names a service's variable that holds the URL of a service it calls: `BACKEND_URL` for `backend`. */
export function urlVariable(callee: string): string {
  return `${callee.toUpperCase().replaceAll("-", "_")}_URL`;
}

/** Names that something else in a stack has, and what that is. */
function takenNames({ draft }: Facts): ReadonlyMap<string, string> {
  return new Map([
    [routerContainerName, "the container that takes a task's logs"],
    [collectorContainerName, "the container that takes a task's traces"],
    ...(draft.bastion === undefined ? [] : [["bastion", "the stack's bastion"] as const]),
  ]);
}

/** Each service has a name of its own, which nothing else of its tasks and of the stack has. */
export const namesAreUnique: Check = function* (facts) {
  const seen = new Map<string, number>();
  const taken = takenNames(facts);
  for (const { service, path } of services(facts)) {
    const { name } = service;
    if (name === undefined) {
      continue;
    }
    const first = seen.get(name);
    if (first !== undefined || taken.has(name)) {
      yield {
        path: [...path, "name"],
        given: `"${name}"`,
        allowed:
          first === undefined
            ? `any but ${name}, the name of ${taken.get(name) ?? ""}`
            : `a name that no other service has, unlike services[${first}]`,
        fix: "Rename one of them.",
      };
    }
    seen.set(name, first ?? Number(path[1]));
  }
};

/** The roles of a service's pipeline are named by it, with `pipeline` and the action behind it. */
export const namesLeaveRoom: Check = function* (facts) {
  const names = services(facts).map(({ service }) => service.name);
  for (const { service, path } of services(facts)) {
    const owner = /^(.+)-pipeline$/.exec(service.name ?? "")?.[1];
    if (owner !== undefined && names.includes(owner)) {
      yield {
        path: [...path, "name"],
        given: `"${service.name ?? ""}"`,
        allowed: `a name that is not the one of another service with -pipeline behind it, as are the roles of ${owner}'s pipeline`,
        fix: "Rename one of them.",
      };
    }
  }
};

/** The shortest limit that AWS sets to a name which is made of project, stack and service. */
const roleNameLimit = 64;

/** With project and stack before it and the longest suffix behind it, a name is still one that AWS takes. */
export const namesFitAws: Check = function* (facts) {
  const roleName = (name: string) => `${facts.project}-${facts.stack}-${name}-execution`;
  const longest = roleNameLimit - roleName("").length;
  for (const { service, path } of services(facts)) {
    const { name } = service;
    if (name !== undefined && name.length > longest) {
      yield {
        path: [...path, "name"],
        given: `"${name}", ${name.length} characters`,
        allowed: `at most ${longest} in this stack, as the IAM role ${roleName("…")} has at most ${roleNameLimit}`,
        fix: "Shorten the name of the service, or of the stack.",
      };
    }
  }
};

/** Nothing but the service's own port listens, so nothing else answers a health check. */
export const healthCheckAsksThePort: Check = function* (facts) {
  for (const { service, path } of services(facts)) {
    const asked = service.healthCheck?.port;
    if (asked !== undefined && service.port !== asked && !isWrong(facts, [...path, "port"])) {
      yield {
        path: [...path, "healthCheck", "port"],
        given: String(asked),
        allowed:
          service.port === undefined ? "none, as the service has no port" : `${service.port}, the service's port`,
        fix: "Delete it: the service's port is asked anyway.",
      };
    }
  }
};

/** All containers of a task share one network interface, and the log router is one of them. */
export const portsAreFree: Check = function* (facts) {
  for (const { service, path } of services(facts)) {
    if (service.port !== undefined && routerPorts.includes(service.port)) {
      yield {
        path: [...path, "port"],
        given: String(service.port),
        allowed: `any port but ${routerPorts.join(", ")}, where the log router of the task listens`,
        fix: "Let the application listen on another port, such as 8080.",
      };
    }
  }
};

/** A check ends before the next one starts. */
export const timeoutIsBelowInterval: Check = function* (facts) {
  for (const { service, path } of services(facts)) {
    const { intervalSeconds, timeoutSeconds } = service.healthCheck ?? {};
    if (intervalSeconds !== undefined && timeoutSeconds !== undefined && timeoutSeconds >= intervalSeconds) {
      yield {
        path: [...path, "healthCheck", "timeoutSeconds"],
        given: String(timeoutSeconds),
        allowed: `less than intervalSeconds, which is ${intervalSeconds}`,
        fix: "Lower timeoutSeconds, or raise intervalSeconds.",
      };
    }
  }
};

/** min ≤ desired ≤ max. */
export const countsAreInOrder: Check = function* (facts) {
  for (const { service, path } of services(facts)) {
    const { min, desired, max } = service.count ?? {};
    const count = [...path, "count"];
    if (min !== undefined && max !== undefined && min > max) {
      yield {
        path: [...count, "max"],
        given: String(max),
        allowed: `at least count.min, which is ${min}`,
        fix: "Raise max, or lower min.",
      };
    }
    // Left out, it is min, and then the order of min and max is all that matters.
    if (
      desired !== undefined &&
      desired !== min &&
      ((min !== undefined && desired < min) || (max !== undefined && desired > max))
    ) {
      yield {
        path: [...count, "desired"],
        given: String(desired),
        allowed: `from count.min to count.max, which is ${min ?? "…"} to ${max ?? "…"}`,
        fix: "Change desired, or delete it: it is min then.",
      };
    }
  }
};

/** ECS refuses a container that gets a variable twice. */
export const variablesHaveOneSource: Check = function* (facts) {
  for (const placed of services(facts)) {
    const { service, path } = placed;
    const calls = (service.calls ?? []).flatMap((callee) => (callee === undefined ? [] : [urlVariable(callee)]));
    const hasPort = service.port !== undefined || isWrong(facts, [...path, "port"]);
    const collector = collectorOf(facts, placed);
    const traces = collector === undefined ? ["OTEL_SDK_DISABLED"] : collectorVariables(collector);
    const provided = new Set([...(hasPort ? ["PORT"] : []), ...calls, ...traces]);
    const plain = new Set(Object.keys(service.environment ?? {}));
    for (const name of Object.keys(service.secrets ?? {})) {
      if (plain.has(name) || provided.has(name)) {
        yield {
          path: [...path, "secrets", name],
          given: plain.has(name) ? "the same variable as in environment" : "a variable that the platform sets",
          allowed: "a variable in environment or in secrets, not in both",
          fix: plain.has(name) ? "Delete one of the two." : "Rename the variable.",
        };
      }
    }
  }
};

/** A called service exists, is another one, and has an internal load balancer. */
export const callsReachInternalServices: Check = function* (facts) {
  const all = facts.draft.services ?? [];
  const everyNameIsKnown = all.every((service) => service?.name !== undefined);
  const byName = new Map(services(facts).map(({ service }) => [service.name, service]));
  const reachable = [...byName].flatMap(([name, { exposure }]) => (exposure === "internal" && name ? [name] : []));
  for (const { service, path } of services(facts)) {
    for (const [index, callee] of (service.calls ?? []).entries()) {
      const target = byName.get(callee);
      const others = reachable.filter((name) => name !== service.name);
      // Where a name or an exposure is wrong, the call may well be right.
      const isJudged = target === undefined ? everyNameIsKnown : target.exposure !== undefined;
      if (callee !== undefined && isJudged && !others.includes(callee)) {
        yield {
          path: [...path, "calls", index],
          given: describeValue(callee),
          allowed: `another service with exposure: internal${others.length === 0 ? ", and there is none" : `: ${enumerate(others)}`}`,
          fix: howToReach(target, target === service),
        };
      }
    }
  }
};

function howToReach(target: object | undefined, isCaller: boolean): string {
  if (target === undefined) {
    return "Correct the name, or add the service.";
  }
  return isCaller ? "Delete the entry." : "Set exposure: internal there, or delete the entry.";
}

/** What prod promises: one task is left when a zone or all Spot capacity is lost. */
export const productionSurvives: Check = function* (facts) {
  if (!isProduction(facts)) {
    return;
  }
  for (const { service, path } of services(facts)) {
    if (service.count?.min !== undefined && service.count.min < 2) {
      yield {
        path: [...path, "count", "min"],
        given: String(service.count.min),
        allowed: "at least 2 in prod, so that the loss of a zone leaves one task",
        fix: "Set count.min: 2 or more.",
      };
    }
    if (service.spotPercent === 100) {
      yield {
        path: [...path, "spotPercent"],
        given: "100",
        allowed: "0 to 99 in prod, so that a Spot shortage leaves one task",
        fix: "Lower it: below 100 the first task is on demand.",
      };
    }
  }
};
