import * as pulumi from "@pulumi/pulumi";

import { arn, isNativeBlueGreen, LoadBalancer, LogRouter, ServiceAlarms, ValidationHook } from "../components";
import { testUrl } from "./addresses";
import { ServiceConfig, StackConfig } from "./config";
import { chosenDeployment } from "./deployment";
import { Foundation, serviceTags } from "./foundation";

/** What judges a service, and undoes its deployments. */
export interface Guards {
  readonly alarms: ServiceAlarms;
  readonly hook?: ValidationHook;
  /** For `dependsOn`. */
  readonly ready: readonly pulumi.Resource[];
}

/** Creates a service's alarms, and a function that tries its new tasks where they get test traffic. */
export function createGuards(
  config: StackConfig,
  foundation: Foundation,
  service: ServiceConfig,
  logRouter: LogRouter,
  loadBalancer: LoadBalancer | undefined,
): Guards {
  const { alarmTopic, cluster, names } = foundation;
  const alarms = new ServiceAlarms(
    service.name,
    {
      alarmName: (purpose) => names.alarm(service.name, purpose),
      clusterName: cluster.clusterName,
      serviceName: service.name,
      loadBalancer,
      logRouter,
      metricNamespace: names.metricNamespace,
      thresholds: service.alarms,
      startPeriodSeconds: service.healthCheck.startPeriodSeconds,
      topicArn: alarmTopic.arn,
      tags: serviceTags(foundation, service.name),
    },
    { dependsOn: [...alarmTopic.ready] },
  );
  const hook = loadBalancer === undefined ? undefined : createHook(config, foundation, service, loadBalancer);
  return { alarms, hook, ready: [...alarms.ready, ...(hook?.function.ready ?? [])] };
}

function createHook(
  config: StackConfig,
  foundation: Foundation,
  service: ServiceConfig,
  loadBalancer: LoadBalancer,
): ValidationHook | undefined {
  const { key, location, names, network } = foundation;
  const { deployment } = chosenDeployment(config, names, service);
  const isPublic = service.exposure === "public";
  const isCodeDeploy = deployment.type === "codedeploy";
  const isReachable = config.network.nat !== "none" || (!isPublic && !isCodeDeploy);
  if (!isReachable || (!isCodeDeploy && !isNativeBlueGreen(deployment))) {
    return undefined;
  }
  const group = names.delivery(service.name);
  const hook = new ValidationHook(`${service.name}-validation`, {
    names: { function: names.function(service.name, "validation"), role: names.role(service.name, "validation") },
    location,
    network,
    testUrl: testUrl(config, foundation, service, loadBalancer),
    deploymentGroupArn: isCodeDeploy ? arn(location, "codedeploy", `deploymentgroup:${group}/${group}`) : undefined,
    retentionDays: config.logging.retentionDays,
    kmsKeyArn: key.arn,
    tags: serviceTags(foundation, service.name),
  });
  if (isPublic) {
    // A public load balancer has public addresses for the VPC as well, so the requests come from the NAT gateways.
    hook.securityGroup.allowOut("test", { cidrIpv4: "0.0.0.0/0" }, loadBalancer.testPort, "The test listener");
    network.natAddresses.forEach((address, index) =>
      loadBalancer.securityGroup.allowFrom(
        `validation-${index}`,
        pulumi.interpolate`${address}/32`,
        loadBalancer.testPort,
        "Validation of deployments, by NAT",
      ),
    );
  } else {
    hook.securityGroup.allowTo(loadBalancer.securityGroup, loadBalancer.testPort, "Validation of deployments");
  }
  return hook;
}
