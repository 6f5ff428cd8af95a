import * as aws from "@pulumi/aws";

/** How CodeDeploy moves traffic to the new tasks; minutes are whole. */
export type TrafficRouting =
  | { readonly type: "all-at-once" }
  /** `stepPercent` every `stepMinutes`, or `stepPercent` at first and the rest after `stepMinutes`. */
  | { readonly type: "linear" | "canary"; readonly stepPercent: number; readonly stepMinutes: number };

/**
 * What a routing is called in the name of a deployment configuration, for example `canary-10-percent-15-minutes`: AWS
 * changes none, so another routing is another configuration and needs another name.
 */
export function routingName(routing: Exclude<TrafficRouting, { type: "all-at-once" }>): string {
  return `${routing.type}-${routing.stepPercent}-percent-${routing.stepMinutes}-minutes`;
}

/** The routing in the provider's terms. */
export function routingConfig(
  routing: Exclude<TrafficRouting, { type: "all-at-once" }>,
): aws.types.input.codedeploy.DeploymentConfigTrafficRoutingConfig {
  const step = { interval: routing.stepMinutes, percentage: routing.stepPercent };
  return routing.type === "linear"
    ? { type: "TimeBasedLinear", timeBasedLinear: step }
    : { type: "TimeBasedCanary", timeBasedCanary: step };
}
