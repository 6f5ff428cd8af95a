import * as pulumi from "@pulumi/pulumi";

import { arn, DeploymentAlarm, isNativeBlueGreen, LoadBalancer, ValidationHook } from "../components";
import { testUrl } from "./addresses";
import { ServiceConfig, StackConfig } from "./config";
import { chosenDeployment } from "./deployment";
import { Foundation, serviceTags } from "./foundation";

/** What judges the deployments of a service, and undoes them. */
export interface Guards {
  readonly alarms: readonly DeploymentAlarm[];
  readonly hook?: ValidationHook;
  /** For `dependsOn`. */
  readonly ready: readonly pulumi.Resource[];
}

/** Creates an alarm on failing requests and a function that tries new tasks; a service without a load balancer has none. */
export function createGuards(
  config: StackConfig,
  foundation: Foundation,
  service: ServiceConfig,
  loadBalancer: LoadBalancer | undefined,
): Guards {
  if (loadBalancer === undefined) {
    return { alarms: [], ready: [] };
  }
  const alarm = new DeploymentAlarm(service.name, {
    alarmName: foundation.names.alarm(service.name, "errors"),
    loadBalancer,
    tags: serviceTags(foundation, service.name),
  });
  const hook = createHook(config, foundation, service, loadBalancer);
  return { alarms: [alarm], hook, ready: [...alarm.ready, ...(hook?.function.ready ?? [])] };
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
