import { shown } from "../mistake";
import { Check, isProduction, isWrong, services } from "./facts";

const withLoadBalancer = ["codedeploy", "linear", "canary"];

/** CodeDeploy and shifting traffic step by step need traffic that a load balancer directs. */
export const shiftingNeedsLoadBalancer: Check = function* (facts) {
  for (const { service, path } of services(facts)) {
    const type = service.deployment?.type;
    if (service.exposure === "none" && type !== undefined && withLoadBalancer.includes(type)) {
      if (!isWrong(facts, [...path, "exposure"])) {
        yield {
          path: [...path, "deployment", "type"],
          given: type,
          allowed: "rolling or blue-green, as the service has no load balancer",
          fix: "Set type: rolling, or exposure: internal.",
        };
      }
    }
  }
};

/** All at once has no steps. */
export const stepsNeedShifting: Check = function* (facts) {
  for (const { service, path } of services(facts)) {
    const { deployment } = service;
    if (deployment?.type === "codedeploy" && deployment.traffic === "all-at-once") {
      if (deployment.stepMinutes !== undefined) {
        yield {
          path: [...path, "deployment", "stepMinutes"],
          given: String(deployment.stepMinutes),
          allowed: "nothing with traffic: all-at-once, which has no steps",
          fix: "Delete it, or set traffic: linear or canary.",
        };
      }
    }
  }
};

/** A build fetches base images and packages. */
export const buildsReachTheInternet: Check = function* (facts) {
  const { delivery, network } = facts.draft;
  if (delivery?.build?.inVpc === true && network?.nat === "none") {
    yield {
      path: ["delivery", "build", "inVpc"],
      given: "true",
      allowed: "false with nat: none, as a build fetches base images and packages from the internet",
      fix: "Delete it, or set nat: single.",
    };
  }
};

/** A stack either builds its images or gets them from another one. */
export const imagesHaveOneOrigin: Check = function* (facts) {
  const { delivery } = facts.draft;
  if (delivery === undefined) {
    return;
  }
  const { branch, promotedFrom, promotesTo, source } = delivery;
  const isPromoted = promotedFrom !== undefined || isProduction(facts);
  if (isPromoted && promotesTo !== undefined) {
    yield {
      path: ["delivery", "promotesTo"],
      given: describe(promotesTo.stack),
      allowed: `nothing in ${isProduction(facts) ? "prod, where the way of an image ends" : "a stack with promotedFrom"}`,
      fix: "Delete it.",
    };
  }
  if (isPromoted && branch !== undefined) {
    yield {
      path: ["delivery", "branch"],
      given: shown(branch),
      allowed: "nothing in a stack whose images come from another one: it builds no branch",
      fix: "Delete it.",
    };
  }
  for (const key of ["promotedFrom", "promotesTo"] as const) {
    if (delivery[key]?.stack === facts.stack) {
      yield {
        path: ["delivery", key, "stack"],
        given: shown(facts.stack),
        allowed: "another stack than this one",
        fix:
          key === "promotedFrom" ? "Name the stack that builds, such as stg." : "Name the stack that gets the images.",
      };
    }
  }
  if (promotedFrom?.replicated === true && promotedFrom.accountId === undefined) {
    yield {
      path: ["delivery", "promotedFrom", "replicated"],
      given: "true",
      allowed: "false where accountId is left out: the registry is in this account, and needs no replica",
      fix: "Add accountId, the account of the original, or delete replicated.",
    };
  }
  if (source?.type === "codecommit" && source.stack !== undefined && source.stack !== facts.stack) {
    if (source.readers !== undefined && source.readers.length > 0) {
      yield {
        path: ["delivery", "source", "readers"],
        given: "a list",
        allowed: `nothing here: the repository belongs to ${source.stack}`,
        fix: `Move readers to Pulumi.${source.stack}.yaml.`,
      };
    }
  }
};

function describe(stack: string | undefined): string {
  return stack === undefined ? "a mapping" : `stack ${shown(stack)}`;
}
