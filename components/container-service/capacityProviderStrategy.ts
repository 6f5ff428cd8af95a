/** One entry of a capacity provider strategy. */
export interface CapacityProvider {
  readonly capacityProvider: "FARGATE" | "FARGATE_SPOT";
  readonly weight: number;
  readonly base?: number;
}

/**
 * Divides tasks between on-demand and Spot capacity.
 *
 * A mix keeps its first task on demand, so that a Spot shortage leaves something that serves; 100 % Spot is for stacks
 * that may be away for a while.
 *
 * {@link https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html | Fargate Spot}
 *
 * @param spotPercent - share of tasks on Spot, 0 to 100
 */
export function capacityProviderStrategy(spotPercent: number): CapacityProvider[] {
  if (spotPercent === 0) {
    return [{ capacityProvider: "FARGATE", weight: 1 }];
  }
  if (spotPercent === 100) {
    return [{ capacityProvider: "FARGATE_SPOT", weight: 1 }];
  }
  return [
    { capacityProvider: "FARGATE", base: 1, weight: 100 - spotPercent },
    { capacityProvider: "FARGATE_SPOT", weight: spotPercent },
  ];
}
