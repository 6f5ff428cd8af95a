import { InterfaceEndpointService, privateImage } from "../components";
import { ServiceConfig, StackConfig, usedEndpoints } from "./config";

/** The interface endpoints that a stack gets. */
export function chosenEndpoints(config: StackConfig): readonly InterfaceEndpointService[] {
  const { endpoints } = config.network;
  return endpoints === "gateway" ? [] : endpoints === "auto" ? usedEndpoints(config.services) : endpoints;
}

/** Whether a service's tasks must be let out to the internet, to reach what no endpoint of the stack stands for. */
export function needsInternet(config: StackConfig, service: ServiceConfig): boolean {
  if (config.network.nat === "none") {
    return false;
  }
  const chosen = chosenEndpoints(config);
  const images = [config.logging.routerImage, service.image ?? config.bootstrapImage];
  return (
    usedEndpoints([service]).some((endpoint) => !chosen.includes(endpoint)) ||
    images.some((image) => privateImage(image) === undefined)
  );
}
