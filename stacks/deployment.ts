import { Deployment, TrafficRouting } from "../components";
import { DeploymentConfig, ServiceConfig, StackConfig } from "./config";
import { StackNames } from "./names";
import { isProduction } from "./origin";

/** How a service of a stack is deployed, defaults filled in. */
export interface ChosenDeployment {
  readonly deployment: Deployment;
  /** Of CodeDeploy only. */
  readonly traffic: TrafficRouting;
  /** Minutes that the old tasks stay when all traffic has moved. */
  readonly bakeMinutes: number;
}

/** Production shifts traffic slowly and keeps the way back open for an hour; elsewhere, waiting only costs time. */
const pace = {
  production: { traffic: "canary", stepMinutes: 15, bakeMinutes: 60 },
  elsewhere: { traffic: "all-at-once", stepMinutes: 1, bakeMinutes: 5 },
} as const;

/** Fills in what a service's config leaves open. */
export function chosenDeployment(config: StackConfig, names: StackNames, service: ServiceConfig): ChosenDeployment {
  const given: DeploymentConfig = service.deployment ?? {
    type: service.exposure === "none" ? "rolling" : "codedeploy",
    stepPercent: 10,
  };
  const usual = isProduction(config) ? pace.production : pace.elsewhere;
  const bakeMinutes = ("bakeMinutes" in given ? given.bakeMinutes : undefined) ?? usual.bakeMinutes;
  const steps = {
    stepPercent: "stepPercent" in given ? given.stepPercent : 100,
    stepMinutes: ("stepMinutes" in given ? given.stepMinutes : undefined) ?? usual.stepMinutes,
  };
  const traffic = ("traffic" in given ? given.traffic : undefined) ?? usual.traffic;
  const infrastructureRoleName = names.role(service.name, "infrastructure");
  return {
    deployment: toDeployment(given.type, { ...steps, bakeMinutes, infrastructureRoleName }),
    traffic: traffic === "all-at-once" ? { type: traffic } : { type: traffic, ...steps },
    bakeMinutes,
  };
}

function toDeployment(
  type: DeploymentConfig["type"],
  shift: { stepPercent: number; stepMinutes: number; bakeMinutes: number; infrastructureRoleName: string },
): Deployment {
  const { bakeMinutes, infrastructureRoleName } = shift;
  switch (type) {
    case "codedeploy":
    case "rolling":
      return { type };
    case "blue-green":
      return { type, bakeMinutes, infrastructureRoleName };
    case "linear":
    case "canary":
      return { type, ...shift };
  }
}
