import * as pulumi from "@pulumi/pulumi";

import { LoadBalancer } from "../components";
import { ServiceConfig, StackConfig, urlVariable } from "./config";
import { Foundation } from "./foundation";

/** The name of a service inside the VPC, and outside where the domain has a hosted zone. */
export function hostName(foundation: Foundation, service: string): string {
  return `${service}.${foundation.network.privateZoneName}`;
}

/** What the load balancers of the stack speak. */
function scheme(config: StackConfig): "http" | "https" {
  return config.domain?.certificateArn === undefined ? "http" : "https";
}

/** `BACKEND_URL` for a call to `backend`: composed, because an address that AWS makes up is unknown in a first preview. */
export function calledUrls(
  config: StackConfig,
  foundation: Foundation,
  service: ServiceConfig,
): Record<string, string> {
  return Object.fromEntries(
    service.calls.map((callee) => [urlVariable(callee), `${scheme(config)}://${hostName(foundation, callee)}`]),
  );
}

/** Where a deployment is tried before clients see it. */
export function testUrl(
  config: StackConfig,
  foundation: Foundation,
  service: ServiceConfig,
  { testPort }: LoadBalancer,
): string {
  return `${scheme(config)}://${hostName(foundation, service.name)}:${testPort}${service.healthCheck.path}`;
}

/** Where clients reach a service. */
export function url(
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
