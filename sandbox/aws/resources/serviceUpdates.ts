import { Refusal } from "../refusal";
import { equal, type Properties } from "../value";

/** What UpdateService refuses for services that CodeDeploy or another controller deploys. */
const DEPLOYED: Record<string, string> = {
  taskDefinition: "task definition",
  networkConfiguration: "network parameters",
  loadBalancers: "load balancers",
  capacityProviderStrategies: "capacity provider strategy",
  platformVersion: "platform version",
  serviceRegistries: "service registries",
};

/**
 * Requires that a service may be changed so.
 *
 * @throws Refusal where CodeDeploy has to do it
 */
export function requireUpdatable(olds: Properties, news: Properties, controller: string): void {
  if (controller !== "CODE_DEPLOY") {
    return;
  }
  const changed = Object.keys(DEPLOYED).find((name) => !equal(olds[name], news[name]));
  if (changed !== undefined) {
    throw new Refusal(
      "InvalidParameterException",
      `Unable to update ${DEPLOYED[changed]} on services with a CODE_DEPLOY deployment controller. ` +
        "Use AWS CodeDeploy to trigger a new deployment.",
    );
  }
  if (news.forceNewDeployment === true) {
    throw new Refusal(
      "InvalidParameterException",
      "Cannot force a new deployment on services with a CODE_DEPLOY deployment controller. " +
        "Use AWS CodeDeploy to trigger a new deployment.",
    );
  }
}
