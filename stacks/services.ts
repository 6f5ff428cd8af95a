import * as pulumi from "@pulumi/pulumi";

import { ContainerService, LoadBalancer, LogRouter, Registry } from "../components";
import { ServiceConfig, StackConfig, toUnits, urlVariable } from "./config";
import { needsInternet } from "./endpoints";
import { Foundation } from "./foundation";

/** One service of a stack with what belongs to it. */
export interface DeployedService {
  readonly service: ContainerService;
  readonly registry: Registry;
  readonly logRouter: LogRouter;
  readonly loadBalancer?: LoadBalancer;
  /** Where it is reached; absent without a load balancer. */
  readonly url?: pulumi.Output<string>;
}

/** Tags that move, and so are exempt from immutability: `candidate` marks the image that is next for production. */
const movingTags = ["candidate"];

/** Creates the load balancers, then the services, each of which reaches those that its config says it calls. */
export function createServices(config: StackConfig, foundation: Foundation): Map<string, DeployedService> {
  const loadBalancers = new Map(
    config.services.map((service) => [service.name, createLoadBalancer(config, foundation, service)] as const),
  );
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
  loadBalancers: ReadonlyMap<string, LoadBalancer | undefined>,
): DeployedService {
  const { cluster, key, location, logging, names, network } = foundation;
  const loadBalancer = loadBalancers.get(service.name);
  const tags = tagsOf(foundation, service);

  const registry = new Registry(service.name, {
    repositoryName: names.repository(service.name),
    location,
    kmsKeyArn: key.arn,
    movingTags,
    forceDelete: !config.deletionProtection,
    tags,
  });
  const logRouter = new LogRouter(
    service.name,
    {
      serviceName: service.name,
      logGroupPrefix: names.logGroupPrefix,
      location,
      bucketName: logging.bucket.bucketName,
      cloudWatch: config.logging.cloudWatch,
      retentionDays: config.logging.retentionDays,
      kmsKeyArn: key.arn,
      image: config.logging.routerImage,
      tags,
    },
    { dependsOn: [...logging.bucket.ready] },
  );
  const deployed = new ContainerService(service.name, {
    location,
    cluster,
    network,
    logRouter,
    loadBalancer,
    calls: service.calls.flatMap((callee) => loadBalancers.get(callee) ?? []),
    application: {
      serviceName: service.name,
      image: service.image,
      bootstrapImage: config.bootstrapImage,
      port: service.port,
      user: service.user,
      environment: { ...calledUrls(config, foundation, service), ...service.environment },
      secrets: service.secrets,
      healthCheck: service.healthCheck,
      writablePaths: service.writablePaths,
      stopTimeoutSeconds: service.stopTimeoutSeconds,
      exec: service.exec,
    },
    names: {
      family: names.family(service.name),
      taskRole: names.taskRole(service.name),
      executionRole: names.executionRole(service.name),
    },
    size: toUnits(service.size),
    architecture: service.architecture === "arm64" ? "ARM64" : "X86_64",
    count: service.count,
    cpuPercent: service.scaling.cpuPercent,
    spotPercent: service.spotPercent,
    repositoryArns: [registry.repositoryArn],
    internetEgress: needsInternet(config, service),
    tags,
  });
  return { service: deployed, registry, logRouter, loadBalancer, url: url(config, foundation, service, loadBalancer) };
}

function createLoadBalancer(
  config: StackConfig,
  foundation: Foundation,
  service: ServiceConfig,
): LoadBalancer | undefined {
  if (service.exposure === "none") {
    return undefined;
  }
  const { logging, network } = foundation;
  const isPublic = service.exposure === "public";
  const domainName = hostName(foundation, service.name);
  const publicZoneId = isPublic ? config.domain?.hostedZoneId : undefined;
  return new LoadBalancer(
    service.name,
    {
      scheme: isPublic ? "internet-facing" : "internal",
      vpcId: network.vpcId,
      subnetIds: isPublic ? network.publicSubnetIds : network.privateSubnetIds,
      protocol:
        config.domain?.certificateArn === undefined ? "plain-http" : { certificateArn: config.domain.certificateArn },
      targetPort: service.port,
      healthCheck: service.healthCheck,
      deregistrationDelaySeconds: config.loadBalancers.deregistrationDelaySeconds,
      accessLogBucketName: logging.accessLogBucket.bucketName,
      deletionProtection: config.deletionProtection,
      aliases: [
        // The private zone hides the public one from the VPC, so it holds public services as well.
        { key: "private", zoneId: network.privateZoneId, domainName },
        ...(publicZoneId === undefined ? [] : [{ key: "public", zoneId: publicZoneId, domainName }]),
      ],
      tags: tagsOf(foundation, service),
    },
    { dependsOn: [...logging.accessLogBucket.ready] },
  );
}

function tagsOf(foundation: Foundation, service: ServiceConfig): Record<string, string> {
  return { ...foundation.tags, Service: service.name };
}

function hostName(foundation: Foundation, service: string): string {
  return `${service}.${foundation.network.privateZoneName}`;
}

function scheme(config: StackConfig): "http" | "https" {
  return config.domain?.certificateArn === undefined ? "http" : "https";
}

/** `BACKEND_URL` for a call to `backend`: composed, because an address that AWS makes up is unknown in a first preview. */
function calledUrls(config: StackConfig, foundation: Foundation, service: ServiceConfig): Record<string, string> {
  return Object.fromEntries(
    service.calls.map((callee) => [urlVariable(callee), `${scheme(config)}://${hostName(foundation, callee)}`]),
  );
}

function url(
  config: StackConfig,
  foundation: Foundation,
  service: ServiceConfig,
  loadBalancer: LoadBalancer | undefined,
): pulumi.Output<string> | undefined {
  if (loadBalancer === undefined) {
    return undefined;
  }
  const named = service.exposure === "internal" || config.domain?.hostedZoneId !== undefined;
  return pulumi.interpolate`${scheme(config)}://${named ? hostName(foundation, service.name) : loadBalancer.dnsName}`;
}
