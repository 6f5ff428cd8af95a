import { ScalingPolicy, Schedule } from "../components";
import { ServiceConfig } from "./config";

/** How the number of a service's tasks follows load and clock. */
export function chosenScaling({ scaling }: ServiceConfig): { policy: ScalingPolicy; schedule?: Schedule } {
  const { schedule, ...policy } = scaling;
  return { policy, schedule };
}
