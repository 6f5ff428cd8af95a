import { InterfaceEndpointService, privateImage } from "../components";
import { ServiceConfig, StackConfig, usedEndpoints } from "./config";
import { chosenCollector } from "./tracing";

/** The interface endpoints that a stack gets. */
export function chosenEndpoints(config: StackConfig): readonly InterfaceEndpointService[] {
  const { endpoints } = config.network;
  return endpoints === "gateway" ? [] : endpoints === "auto" ? usedEndpoints(config.services, config) : endpoints;
}

/** Whether a service's tasks must be let out to the internet, to reach what no endpoint of the stack stands for. */
export function needsInternet(config: StackConfig, service: ServiceConfig): boolean {
  const collector = chosenCollector(config, service);
  return isLacking(config, usedEndpoints([service], { tracing: config.tracing }), [
    service.image ?? config.bootstrapImage,
    ...(collector === undefined ? [] : [collector.image]),
  ]);
}

/** Whether the bastion must be let out to the internet. */
export function bastionNeedsInternet(config: StackConfig): boolean {
  const { bastion } = config;
  return isLacking(config, usedEndpoints([], { tracing: { collector: "none" }, bastion }), [
    bastion?.image ?? config.bootstrapImage,
  ]);
}

function isLacking(config: StackConfig, used: readonly InterfaceEndpointService[], images: readonly string[]): boolean {
  if (config.network.nat === "none") {
    return false;
  }
  const chosen = chosenEndpoints(config);
  return (
    used.some((endpoint) => !chosen.includes(endpoint)) ||
    [config.logging.routerImage, ...images].some((image) => privateImage(image) === undefined)
  );
}
