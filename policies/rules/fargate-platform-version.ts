import type { cloudwatch, ecs, pipes, scheduler } from "@pulumi/aws";
import type { Property, Value } from "../facts/property";
import type { ResourceFacts } from "../facts/resource";
import { quoted } from "../message";
import { judge, type Rule } from "../rule";

/** Everything that starts ECS tasks on a platform version of its own. */
const STARTERS: readonly { type: string; path: string; at: (resource: ResourceFacts) => Property }[] = [
  {
    type: "aws:ecs/service:Service",
    path: "platformVersion",
    at: (resource) => resource.inputs<ecs.ServiceArgs>().get("platformVersion"),
  },
  {
    type: "aws:ecs/taskSet:TaskSet",
    path: "platformVersion",
    at: (resource) => resource.inputs<ecs.TaskSetArgs>().get("platformVersion"),
  },
  {
    type: "aws:cloudwatch/eventTarget:EventTarget",
    path: "ecsTarget.platformVersion",
    at: (resource) => resource.inputs<cloudwatch.EventTargetArgs>().get("ecsTarget").get("platformVersion"),
  },
  {
    type: "aws:scheduler/schedule:Schedule",
    path: "target.ecsParameters.platformVersion",
    at: (resource) =>
      resource.inputs<scheduler.ScheduleArgs>().get("target").get("ecsParameters").get("platformVersion"),
  },
  {
    type: "aws:pipes/pipe:Pipe",
    path: "targetParameters.ecsTaskParameters.platformVersion",
    at: (resource) =>
      resource.inputs<pipes.PipeArgs>().get("targetParameters").get("ecsTaskParameters").get("platformVersion"),
  },
];

/**
 * What LATEST means for Linux. For Windows it is 1.0.0, which nothing tells from Linux's oldest here, so a service of
 * Windows tasks says LATEST. Omitted means LATEST in every one of these APIs.
 */
const OLDEST = [1, 4, 0] as const;

export const fargatePlatformVersion: Rule = {
  id: "fargate-platform-version",
  title: "Tasks run on the latest Fargate platform version, or on 1.4.0 at least.",
  severity: "medium",
  controls: { securityHub: ["ECS.10"], checkov: ["CKV_AWS_332"] },
  reads: STARTERS.map(({ type, path }) => ({ type, properties: [path] })),
  why: "An old platform version keeps its old kernel and container runtime, with the holes that are closed in newer ones.",
  remediation: "Leave `platformVersion` out, or set it to `LATEST`.",
  check: (resource) =>
    STARTERS.filter(({ type }) => type === resource.type).flatMap(({ at }) =>
      judge(at(resource), (version) =>
        isRecent(version)
          ? undefined
          : {
              what: `its tasks run on an old Fargate platform (platformVersion: ${quoted(version)}).`,
              fix: 'platformVersion: "LATEST"',
            },
      ),
    ),
};

function isRecent(version: Value): boolean {
  if (version === undefined || version === "" || version === "LATEST") {
    return true;
  }
  const numbers = typeof version === "string" && /^\d+\.\d+\.\d+$/.test(version) ? version.split(".").map(Number) : [];
  const differing = OLDEST.findIndex((number, index) => numbers[index] !== number);
  return differing < 0 || (numbers[differing] ?? 0) > (OLDEST[differing] ?? 0);
}
