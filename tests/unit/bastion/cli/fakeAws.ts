import { z } from "zod";

import { Aws, AwsError } from "../../../../cli/bastion/Aws";
import { BastionStack } from "../../../../cli/bastion/stack";

/** A stack whose bastion may reach the backend. */
export const stack: BastionStack = {
  project: "shop",
  stack: "dev",
  region: "ap-northeast-1",
  bastion: { mode: "session-manager", image: "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/shop-dev/bastion:1" },
  services: [
    { name: "frontend", port: 8080 },
    { name: "backend", port: 9090, reachableFromBastion: true },
    { name: "worker", reachableFromBastion: true },
  ],
};

/** The stack with a bastion of ECS Exec. */
export const execStack: BastionStack = { ...stack, bastion: { mode: "ecs-exec", image: stack.bastion?.image } };

const task = (service: string, id: string, address: string, change: object = {}) => ({
  taskArn: `arn:aws:ecs:ap-northeast-1:123456789012:task/shop-dev/${id}`,
  lastStatus: "RUNNING",
  healthStatus: "HEALTHY",
  containers: [
    { name: "log-router", runtimeId: `${id}-1` },
    {
      name: service,
      runtimeId: `${id}-2`,
      managedAgents: [{ name: "ExecuteCommandAgent", lastStatus: "RUNNING" }],
    },
  ],
  attachments: [{ type: "ElasticNetworkInterface", details: [{ name: "privateIPv4Address", value: address }] }],
  ...change,
});

/** What AWS answers when all is well, by operation; where it depends on the service, by operation and service. */
export const answers = {
  "list-tasks bastion": { taskArns: [task("bastion", "b1", "").taskArn] },
  "list-tasks backend": { taskArns: [task("backend", "t1", "").taskArn, task("backend", "t2", "").taskArn] },
  "describe-tasks b1": { tasks: [task("bastion", "b1", "10.0.1.9")] },
  "describe-tasks t1": {
    tasks: [
      task("backend", "t1", "10.0.1.20", { healthStatus: "UNHEALTHY" }),
      task("backend", "t2", "10.0.1.21"),
      task("backend", "t3", "10.0.1.22", { lastStatus: "PROVISIONING" }),
    ],
  },
  "describe-services": { services: [{ desiredCount: 1, events: [] }] },
  "get-service-setting": { ServiceSetting: { SettingValue: "advanced" } },
  "describe-instance-information": {
    InstanceInformationList: [
      { InstanceId: "mi-dead", PingStatus: "ConnectionLost", RegistrationDate: "2026-11-24T12:00:00+00:00" },
      { InstanceId: "mi-older", PingStatus: "Online", RegistrationDate: "2026-11-24T10:00:00+00:00" },
      { InstanceId: "mi-newer", PingStatus: "Online", RegistrationDate: "2026-11-24T11:00:00+00:00" },
    ],
  },
};

export { task };

/** AWS that answers from a table, and refuses what the table has as an error. */
export class FakeAws implements Aws {
  readonly calls: string[] = [];
  private readonly table: Readonly<Record<string, unknown>>;

  constructor(change: Readonly<Record<string, unknown>> = {}) {
    this.table = { ...answers, ...change };
  }

  ask<Schema extends z.ZodType>(args: readonly string[], answer: Schema): z.output<Schema> {
    this.calls.push(args.join(" "));
    const [, operation = ""] = args;
    const option =
      operation === "list-tasks" ? "--service-name" : operation === "describe-tasks" ? "--tasks" : undefined;
    const subject = option === undefined ? "" : ` ${(args[args.indexOf(option) + 1] ?? "").replace(/.*\//, "")}`;
    const found = this.table[operation + subject];
    if (found instanceof AwsError) {
      throw found;
    }
    return answer.parse(found);
  }
}
