import { isNativeBlueGreen, LoadBalancer, TrafficController } from "../components";
import { hostName } from "./addresses";
import { ServiceConfig, StackConfig } from "./config";
import { chosenDeployment } from "./deployment";
import { Foundation, serviceTags } from "./foundation";

/** Creates the load balancer of each service that has one. */
export function createLoadBalancers(config: StackConfig, foundation: Foundation): Map<string, LoadBalancer> {
  return new Map(
    config.services.flatMap((service) =>
      service.exposure === "none" ? [] : [[service.name, createLoadBalancer(config, foundation, service)] as const],
    ),
  );
}

function createLoadBalancer(
  config: StackConfig,
  foundation: Foundation,
  service: Exclude<ServiceConfig, { exposure: "none" }>,
): LoadBalancer {
  const { location, logging, names, network } = foundation;
  const isPublic = service.exposure === "public";
  const domainName = hostName(foundation, service.name);
  const publicZoneId = isPublic ? config.domain?.hostedZoneId : undefined;
  const { deployment } = chosenDeployment(config, names, service);
  const trafficController: TrafficController =
    deployment.type === "codedeploy" ? "codedeploy" : isNativeBlueGreen(deployment) ? "ecs" : "none";
  return new LoadBalancer(
    service.name,
    {
      location,
      scheme: isPublic ? "internet-facing" : "internal",
      vpcId: network.vpcId,
      subnetIds: isPublic ? network.publicSubnetIds : network.privateSubnetIds,
      protocol:
        config.domain?.certificateArn === undefined ? "plain-http" : { certificateArn: config.domain.certificateArn },
      targetPort: service.port,
      healthCheck: service.healthCheck,
      deregistrationDelaySeconds: config.loadBalancers.deregistrationDelaySeconds,
      trafficController,
      accessLogBucketName: logging.accessLogBucket.bucketName,
      deletionProtection: config.deletionProtection,
      aliases: [
        // The private zone hides the public one from the VPC, so it holds public services as well.
        { key: "private", zoneId: network.privateZoneId, domainName },
        ...(publicZoneId === undefined ? [] : [{ key: "public", zoneId: publicZoneId, domainName }]),
      ],
      tags: serviceTags(foundation, service.name),
    },
    { dependsOn: [...logging.accessLogBucket.ready] },
  );
}
