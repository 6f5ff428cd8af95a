import {
  type Container,
  isLogRouter,
  judgeContainers,
  nameOf,
  readsOfContainers,
  routerTypeOf,
} from "../facts/containers";
import type { Property, Value } from "../facts/property";
import { quoted } from "../message";
import { type Breach, type Finding, inconclusive, judge, type Rule, violation } from "../rule";

/**
 * The router's own output cannot go through the router, so it alone may use `awslogs`, or nothing. Fargate keeps no
 * log of a container whose `logConfiguration` is omitted.
 */
export const firelensLogDriver: Rule = {
  id: "firelens-log-driver",
  title: "Every application container logs through FireLens.",
  severity: "medium",
  controls: { securityHub: ["ECS.9"], cdkNag: ["AwsSolutions-ECS7"] },
  reads: readsOfContainers("firelensConfiguration.type", "logConfiguration.logDriver"),
  why: "Lines that miss the router never reach the log bucket, and CloudWatch Logs charges for each one it takes in.",
  remediation:
    'Add a log router container with `firelensConfiguration: { type: "fluentbit" }` to the task, and set ' +
    '`logConfiguration: { logDriver: "awsfirelens" }` on every other container.',
  check: (task) =>
    judgeContainers(task, (containers, document) => [
      ...judgeTask(containers, document),
      ...containers.flatMap(judgeContainer),
    ]),
};

function judgeTask(containers: readonly Container[], document: Property): Finding[] {
  if (containers.some(isLogRouter)) {
    return [];
  }
  const unknown = containers.map(routerTypeOf).filter((type) => type.isUnknown);
  return unknown.length > 0
    ? unknown.map(inconclusive)
    : [
        violation(document, {
          what: "no container of the task is a FireLens log router.",
          fix: 'add { name: "log-router", firelensConfiguration: { type: "fluentbit" }, ... } to containerDefinitions',
        }),
      ];
}

function judgeContainer(container: Container): Finding[] {
  const driver = container.get("logConfiguration").get("logDriver");
  const routerType = routerTypeOf(container);
  if (routerType.isUnknown && !driver.isUnknown && driver.value !== "awsfirelens") {
    return [inconclusive(routerType)];
  }
  return judge(driver, isLogRouter(container) ? judgeOwnLog(container) : judgeApplicationLog(container));
}

function judgeOwnLog(router: Container) {
  return (driver: Value): Breach | undefined =>
    driver === undefined || driver === "awslogs"
      ? undefined
      : {
          what: `${nameOf(router)}, the log router, sends its own log to ${quoted(driver)}.`,
          fix: 'logConfiguration: { logDriver: "awslogs", options: { ... } }',
        };
}

function judgeApplicationLog(container: Container) {
  return (driver: Value): Breach | undefined =>
    driver === "awsfirelens"
      ? undefined
      : {
          what:
            driver === undefined
              ? `${nameOf(container)} has no log driver, so its log is lost (logConfiguration is omitted).`
              : `${nameOf(container)} bypasses the log router (logDriver: ${quoted(driver)}).`,
          fix: 'logConfiguration: { logDriver: "awsfirelens" }',
        };
}
