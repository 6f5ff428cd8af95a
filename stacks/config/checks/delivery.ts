import { shown } from "../mistake";
import { Check, isProduction, isWrong, services } from "./facts";

const withLoadBalancer = ["codedeploy", "linear", "canary"];

/** CodeDeploy and shifting traffic step by step need traffic that a load balancer directs. */
export const shiftingNeedsLoadBalancer: Check = function* (facts) {
  for (const { service, path } of services(facts)) {
    const type = service.deployment?.type;
    if (service.exposure === "none" && type !== undefined && withLoadBalancer.includes(type)) {
      yield {
        path: [...path, "deployment", "type"],
        given: type,
        allowed: "rolling or blue-green, as the service has no load balancer",
        fix: "Set type: rolling, or exposure: internal.",
      };
    }
  }
};

/** All at once, which is the default outside of production, has no steps. */
export const stepsNeedShifting: Check = function* (facts) {
  for (const { service, path } of services(facts)) {
    const { deployment } = service;
    if (deployment?.type === "codedeploy" && deployment.stepMinutes !== undefined) {
      const { traffic = isProduction(facts) ? "canary" : "all-at-once" } = deployment;
      if (traffic === "all-at-once" && !isWrong(facts, [...path, "deployment", "traffic"])) {
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

/** A stack either builds its images, or gets them from another one; then the way of an image ends in it. */
export const imagesHaveOneOrigin: Check = function* (facts) {
  const { branch, promotedFrom, promotesTo } = facts.draft.delivery ?? {};
  if (promotedFrom === undefined && !isProduction(facts)) {
    return;
  }
  if (promotesTo !== undefined) {
    yield {
      path: ["delivery", "promotesTo"],
      given: describe(promotesTo.stack),
      allowed: `nothing in ${isProduction(facts) ? "prod, where the way of an image ends" : "a stack with promotedFrom"}`,
      fix: "Delete it.",
    };
  }
  if (branch !== undefined) {
    yield {
      path: ["delivery", "branch"],
      given: shown(branch),
      allowed: "nothing in a stack whose images come from another one: it builds no branch",
      fix: "Delete it.",
    };
  }
};

/** Nothing waits for an approval where images are built. */
export const approversHaveSomethingToApprove: Check = function* (facts) {
  const { approverEmails = [], promotedFrom } = facts.draft.delivery ?? {};
  if (approverEmails.some((address) => address !== undefined) && promotedFrom === undefined && !isProduction(facts)) {
    yield {
      path: ["delivery", "approverEmails"],
      given: "a list",
      allowed: "nothing in a stack that builds its images: no deployment waits for an approval there",
      fix: "Move it to the stack that gets the images, such as prod.",
    };
  }
};

/** Images go from one stack to another one. */
export const promotionLeadsElsewhere: Check = function* (facts) {
  for (const key of ["promotedFrom", "promotesTo"] as const) {
    if (facts.draft.delivery?.[key]?.stack === facts.stack) {
      yield {
        path: ["delivery", key, "stack"],
        given: shown(facts.stack),
        allowed: "another stack than this one",
        fix:
          key === "promotedFrom" ? "Name the stack that builds, such as stg." : "Name the stack that gets the images.",
      };
    }
  }
};

/** A replica is another account's. */
export const replicasHaveAnOriginal: Check = function* (facts) {
  const { promotedFrom } = facts.draft.delivery ?? {};
  const place = ["delivery", "promotedFrom"];
  if (
    promotedFrom?.replicated === true &&
    promotedFrom.accountId === undefined &&
    !isWrong(facts, [...place, "accountId"])
  ) {
    yield {
      path: [...place, "replicated"],
      given: "true",
      allowed: "false where accountId is left out: the registry is in this account, and needs no replica",
      fix: "Add accountId, the account of the original, or delete replicated.",
    };
  }
};

/** Only the stack that owns the repository lets others read it, and each once. */
export const readersBelongToTheOwner: Check = function* (facts) {
  const source = facts.draft.delivery?.source;
  if (source?.type !== "codecommit" || source.stack === undefined) {
    return;
  }
  const readers = source.readers ?? [];
  const path = ["delivery", "source", "readers"];
  if (readers.length > 0 && source.stack !== facts.stack) {
    yield {
      path,
      given: "a list",
      allowed: `nothing here: the repository belongs to ${source.stack}`,
      fix: `Move readers to Pulumi.${source.stack}.yaml.`,
    };
  }
  const stacks = readers.map((reader) => reader?.stack);
  for (const [index, stack] of stacks.entries()) {
    if (stack !== undefined && stacks.indexOf(stack) < index) {
      yield {
        path: [...path, index, "stack"],
        given: shown(stack),
        allowed: "each stack once",
        fix: "Delete one of the two.",
      };
    }
  }
};

function describe(stack: string | undefined): string {
  return stack === undefined ? "a mapping" : `stack ${shown(stack)}`;
}
