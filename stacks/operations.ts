import * as pulumi from "@pulumi/pulumi";

import { Dashboard, ExecUsers, FailureEvents } from "../components";
import { BastionOutputs, createBastion } from "./bastion";
import { StackConfig } from "./config";
import { Foundation } from "./foundation";
import { addressNote, costNote, planOutputs, PlanOutputs, stackPlan } from "./plan";
import { DeployedService } from "./services";
import { createTracing } from "./tracing";

/** What a stack tells of its operation. */
export interface Operations {
  readonly bastion?: BastionOutputs;
  /** Managed policy of those who may use ECS Exec; only where a service allows it. */
  readonly execUsersPolicyArn?: string;
  readonly dashboardUrl: string;
  /** Addresses in the worst case, and cost. */
  readonly plan: PlanOutputs;
}

/** Creates what people run the services with: traces, dashboard, mails of failures, bastion. */
export function createOperations(
  config: StackConfig,
  foundation: Foundation,
  deployed: ReadonlyMap<string, DeployedService>,
): Operations {
  const services = [...deployed.values()];
  const { alarmTopic, cluster, location, names, tags } = foundation;
  createTracing(config, foundation);
  new FailureEvents(
    "failures",
    {
      location,
      clusterName: cluster.clusterName,
      serviceNames: services.map(({ service }) => service.serviceName),
      applicationNames: services
        .filter(({ deployment }) => deployment.deployment.type === "codedeploy")
        .map(({ config: { name } }) => names.delivery(name)),
      pipelineNames: services.map(({ config: { name } }) => names.delivery(name)),
      ruleName: (purpose) => names.eventRule(purpose),
      topicArn: alarmTopic.arn,
      tags,
    },
    { dependsOn: [...alarmTopic.ready] },
  );

  const plan = stackPlan(config);
  plan.warnings.forEach((warning) => void pulumi.log.warn(warning));
  const dashboard = new Dashboard("dashboard", {
    dashboardName: names.dashboard,
    title: `${config.project} ${config.stack}`,
    location,
    services: services.map(({ guards }) => guards.alarms.monitored),
    notes: [
      { title: "Addresses", markdown: addressNote(plan.addresses) },
      { title: "Cost", markdown: costNote(plan.cost) },
    ],
  });
  return {
    bastion: createBastion(config, foundation, services),
    execUsersPolicyArn: createExecUsers(config, foundation),
    dashboardUrl: dashboard.url,
    plan: planOutputs(plan),
  };
}

function createExecUsers(config: StackConfig, { cluster, location, names, tags }: Foundation): string | undefined {
  const open = config.services.filter(({ exec }) => exec);
  if (open.length === 0) {
    return undefined;
  }
  const users = new ExecUsers("exec-users", {
    policyName: names.policy("exec-users"),
    location,
    clusterName: cluster.clusterName,
    containerNames: open.map(({ name }) => name),
    keyAlias: names.keyAlias,
    tags,
  });
  return users.arn;
}
