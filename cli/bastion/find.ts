import { instances, serviceSetting, services, Task, taskArns, tasks } from "./answers";
import { Aws, AwsError } from "./Aws";
import { Target } from "./commands";
import { Missing } from "./Missing";
import { BastionPlace, BastionStack, hoursOf } from "./stack";

const tierSetting = "/ssm/managed-instance/activation-tier";

/**
 * What a session on the bastion goes through.
 *
 * @throws Missing when it does not run, or is not ready.
 */
export function findTarget(aws: Aws, stack: BastionStack, place: BastionPlace): Target {
  const running = runningTasks(aws, place.cluster, place.service);
  if (running.length === 0) {
    throw notRunning(aws, stack, place);
  }
  return place.mode === "session-manager" ? { node: findNode(aws, stack, place) } : findExecTask(stack, place, running);
}

/**
 * Private address of a running task of a service, of a healthy one where there is any.
 *
 * @throws Missing when none runs.
 */
export function findHost(aws: Aws, cluster: string, service: string): string {
  const running = runningTasks(aws, cluster, service);
  const task = running.find(({ healthStatus }) => healthStatus === "HEALTHY") ?? running[0];
  const host = task?.attachments
    .flatMap(({ details }) => details)
    .find(({ name }) => name === "privateIPv4Address")?.value;
  if (host === undefined) {
    throw new Missing(
      `The service ${service} has no running task in the cluster ${cluster}, so there is nothing to reach.`,
    );
  }
  return host;
}

function runningTasks(aws: Aws, cluster: string, service: string): Task[] {
  const which = ["--cluster", cluster, "--service-name", service, "--desired-status", "RUNNING"];
  const { taskArns: arns } = aws.ask(["ecs", "list-tasks", ...which], taskArns);
  if (arns.length === 0) {
    return [];
  }
  // ECS describes a hundred at once.
  const described = aws.ask(["ecs", "describe-tasks", "--cluster", cluster, "--tasks", ...arns.slice(0, 100)], tasks);
  return described.tasks.filter(({ lastStatus }) => lastStatus === "RUNNING");
}

function findNode(aws: Aws, stack: BastionStack, place: BastionPlace): string {
  const tier = allowed(() => aws.ask(["ssm", "get-service-setting", "--setting-id", tierSetting], serviceSetting));
  if (tier?.ServiceSetting.SettingValue === "standard") {
    throw new Missing(
      `Session Manager does not serve the bastion: account and region are in the standard-instances tier. Turn the` +
        ` advanced-instances tier on, which costs US$ 0.00695 an hour for each managed node that is not on EC2, by` +
        ` aws ssm update-service-setting --setting-id ${tierSetting} --setting-value advanced --region ${place.region};` +
        ` or set mode: ecs-exec for the bastion in Pulumi.${stack.stack}.yaml, which needs no tier.`,
    );
  }
  const filter = ["--filters", `Key=tag:Bastion,Values=${place.bastionName}`];
  const found = aws.ask(["ssm", "describe-instance-information", ...filter], instances).InstanceInformationList;
  const [newest] = found
    .filter(({ PingStatus }) => PingStatus === "Online")
    .sort((a, b) => time(b.RegistrationDate) - time(a.RegistrationDate));
  if (newest === undefined) {
    throw new Missing(
      `The bastion's task runs, but no managed node ${place.bastionName} is online yet: registering takes a minute. Try` +
        ` again then; if it stays so, the task's log says what it waits for.`,
    );
  }
  return newest.InstanceId;
}

function findExecTask({ stack }: BastionStack, place: BastionPlace, running: readonly Task[]): Target {
  for (const { taskArn, containers } of running) {
    const container = containers.find(({ name }) => name === place.service);
    const agent = container?.managedAgents?.find(({ name }) => name === "ExecuteCommandAgent");
    if (container?.runtimeId !== undefined && agent?.lastStatus === "RUNNING") {
      return { taskId: taskArn.split("/").at(-1) ?? "", runtimeId: container.runtimeId };
    }
  }
  throw new Missing(
    `The bastion's task runs, but its agent of ECS Exec does not yet: try again in a minute. If it stays so, the task was` +
      ` started before mode: ecs-exec was set; run pulumi up -s ${stack}.`,
  );
}

function notRunning(aws: Aws, stack: BastionStack, { cluster, service, region }: BastionPlace): Missing {
  const described = allowed(() =>
    aws.ask(["ecs", "describe-services", "--cluster", cluster, "--services", service], services),
  );
  const [found] = described?.services ?? [];
  const hours = hoursOf(stack);
  if (found !== undefined && found.desiredCount > 0) {
    const [event] = found.events;
    return new Missing(
      `The bastion's task is starting, or fails to: ECS wants ${found.desiredCount} and runs none. ` +
        (event === undefined ? "Try again in a minute." : `Its last word: ${event.message}`),
    );
  }
  const start =
    `aws application-autoscaling register-scalable-target --service-namespace ecs --resource-id` +
    ` service/${cluster}/${service} --scalable-dimension ecs:service:DesiredCount --min-capacity 1 --max-capacity 1` +
    ` --region ${region}`;
  return new Missing(
    hours === undefined
      ? `The bastion has no running task. Start one by ${start}`
      : `The bastion has no running task; its hours are ${hours}. To start it until they begin or end the next time: ${start}`,
  );
}

/** Who may open sessions need not be allowed to look at why there is none. */
function allowed<Answer>(ask: () => Answer): Answer | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof AwsError && /AccessDenied/.test(error.code)) {
      return undefined;
    }
    throw error;
  }
}

function time(date: string | number | undefined): number {
  return date === undefined ? 0 : new Date(date).getTime();
}
