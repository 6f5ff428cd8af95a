import * as pulumi from "@pulumi/pulumi";

import { ContainerService, LoadBalancer, LogRouter } from "../components";
import { calledUrls, url } from "./addresses";
import { ServiceConfig, StackConfig, toUnits } from "./config";
import { ChosenDeployment, chosenDeployment } from "./deployment";
import { needsInternet } from "./endpoints";
import { Foundation, serviceTags } from "./foundation";
import { createGuards, Guards } from "./guards";
import { createImageRepository, ImageRepository } from "./images";
import { createLoadBalancers } from "./loadBalancers";
import { createLogRouter } from "./logRouter";
import { chosenScaling } from "./scaling";
import { createTraceCollector, untraced } from "./tracing";

/** One service of a stack with what belongs to it. */
export interface DeployedService {
  readonly config: ServiceConfig;
  readonly service: ContainerService;
  readonly repository: ImageRepository;
  readonly logRouter: LogRouter;
  readonly deployment: ChosenDeployment;
  readonly guards: Guards;
  readonly loadBalancer?: LoadBalancer;
  /** Where it is reached; absent without a load balancer. */
  readonly url?: pulumi.Output<string>;
}

/** Creates the load balancers, then the services, each of which reaches those that its config says it calls. */
export function createServices(config: StackConfig, foundation: Foundation): Map<string, DeployedService> {
  const loadBalancers = createLoadBalancers(config, foundation);
  return new Map(
    config.services.map(
      (service) => [service.name, createService(config, foundation, service, loadBalancers)] as const,
    ),
  );
}

function createService(
  config: StackConfig,
  foundation: Foundation,
  service: ServiceConfig,
  loadBalancers: ReadonlyMap<string, LoadBalancer>,
): DeployedService {
  const { cluster, location, names, network } = foundation;
  const loadBalancer = loadBalancers.get(service.name);
  const tags = serviceTags(foundation, service.name);
  const chosen = chosenDeployment(config, names, service);

  const repository = createImageRepository(config, foundation, service.name);
  const logRouter = createLogRouter(config, foundation, service.name);
  const guards = createGuards(config, foundation, service, logRouter, loadBalancer);
  const collector = createTraceCollector(config, foundation, service);
  const deployed = new ContainerService(service.name, {
    location,
    cluster,
    network,
    logRouter,
    traceCollector: collector,
    loadBalancer,
    calls: service.calls.flatMap((callee) => loadBalancers.get(callee) ?? []),
    application: {
      serviceName: service.name,
      image: service.image,
      bootstrapImage: config.bootstrapImage,
      port: service.port,
      user: service.user,
      environment: {
        ...(collector === undefined ? untraced : {}),
        ...calledUrls(config, foundation, service),
        ...service.environment,
      },
      secrets: service.secrets,
      healthCheck: service.healthCheck,
      writablePaths: service.writablePaths,
      stopTimeoutSeconds: service.stopTimeoutSeconds,
      exec: service.exec,
    },
    names: {
      service: service.name,
      family: names.family(service.name),
      taskRole: names.taskRole(service.name),
      executionRole: names.executionRole(service.name),
    },
    size: toUnits(service.size),
    architecture: service.architecture === "arm64" ? "ARM64" : "X86_64",
    count: service.count,
    scaling: { ...chosenScaling(service), alarmName: (purpose) => names.alarm(service.name, purpose) },
    deployment: chosen.deployment,
    rollbackAlarmNames: guards.alarms.rollbackMetricAlarmNames,
    hookFunctionArn: guards.hook?.function.arn,
    deploymentDependsOn: guards.ready,
    isReleasedByPipeline: true,
    spotPercent: service.spotPercent,
    repositoryArns: [repository.arn],
    internetEgress: needsInternet(config, service),
    tags,
  });
  return {
    config: service,
    service: deployed,
    repository,
    logRouter,
    deployment: chosen,
    guards,
    loadBalancer,
    url: url(config, foundation, service, loadBalancer),
  };
}
