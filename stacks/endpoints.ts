import { InterfaceEndpointService, privateImage, defaultRouterImage } from "../components";
import { StackConfig, usedEndpoints } from "./config";

/** The interface endpoints that a stack gets. */
export function chosenEndpoints(config: StackConfig): readonly InterfaceEndpointService[] {
  const { endpoints } = config.network;
  return endpoints === "gateway" ? [] : endpoints === "auto" ? usedEndpoints(config.services) : endpoints;
}

/** Whether tasks must be let out to the internet, to reach what no endpoint of the stack stands for. */
export function needsInternet(config: StackConfig): boolean {
  if (config.network.nat === "none") {
    return false;
  }
  const chosen = chosenEndpoints(config);
  const images = [
    config.logging.routerImage ?? defaultRouterImage,
    ...config.services.map((service) => service.image ?? config.bootstrapImage),
  ];
  return (
    usedEndpoints(config.services).some((service) => !chosen.includes(service)) ||
    images.some((image) => privateImage(image) === undefined)
  );
}
