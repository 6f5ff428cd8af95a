import type { cloudwatch, ecs, pipes, scheduler } from "@pulumi/aws";
import type { Property } from "../facts/property";
import type { ResourceFacts } from "../facts/resource";
import { quoted } from "../message";
import { judge, type Rule } from "../rule";

/** Everything that starts ECS tasks with a network configuration of its own. */
const STARTERS: readonly { type: string; path: string; at: (resource: ResourceFacts) => Property }[] = [
  {
    type: "aws:ecs/service:Service",
    path: "networkConfiguration.assignPublicIp",
    at: (resource) => resource.inputs<ecs.ServiceArgs>().get("networkConfiguration").get("assignPublicIp"),
  },
  {
    type: "aws:ecs/taskSet:TaskSet",
    path: "networkConfiguration.assignPublicIp",
    at: (resource) => resource.inputs<ecs.TaskSetArgs>().get("networkConfiguration").get("assignPublicIp"),
  },
  {
    type: "aws:cloudwatch/eventTarget:EventTarget",
    path: "ecsTarget.networkConfiguration.assignPublicIp",
    at: (resource) =>
      resource.inputs<cloudwatch.EventTargetArgs>().get("ecsTarget").get("networkConfiguration").get("assignPublicIp"),
  },
  {
    type: "aws:scheduler/schedule:Schedule",
    path: "target.ecsParameters.networkConfiguration.assignPublicIp",
    at: (resource) =>
      resource
        .inputs<scheduler.ScheduleArgs>()
        .get("target")
        .get("ecsParameters")
        .get("networkConfiguration")
        .get("assignPublicIp"),
  },
  {
    type: "aws:pipes/pipe:Pipe",
    path: "targetParameters.ecsTaskParameters.networkConfiguration.awsVpcConfiguration.assignPublicIp",
    at: (resource) =>
      resource
        .inputs<pipes.PipeArgs>()
        .get("targetParameters")
        .get("ecsTaskParameters")
        .get("networkConfiguration")
        .get("awsVpcConfiguration")
        .get("assignPublicIp"),
  },
];

/** Omitted means no public address in every one of these APIs. */
export const noPublicIpTasks: Rule = {
  id: "no-public-ip-tasks",
  title: "No task gets a public IP address.",
  severity: "high",
  controls: { securityHub: ["ECS.2", "ECS.16"], checkov: ["CKV_AWS_333"] },
  reads: STARTERS.map(({ type, path }) => ({ type, properties: [path] })),
  why: "A task with a public address is reached from the internet beside the load balancer as soon as a port is open.",
  remediation:
    "Set `assignPublicIp: false`, run tasks in private subnets, and give them NAT or VPC endpoints for what they call.",
  check: (resource) =>
    STARTERS.filter(({ type }) => type === resource.type).flatMap(({ at }) =>
      judge(at(resource), (value) =>
        value === undefined || value === false || value === "DISABLED"
          ? undefined
          : {
              what: `its tasks get public IP addresses (assignPublicIp: ${quoted(value)}).`,
              fix: value === "ENABLED" ? 'assignPublicIp: "DISABLED"' : "assignPublicIp: false",
            },
      ),
    ),
};
