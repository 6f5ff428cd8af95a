import { StackConfig } from "./config";

/** Marks the image that is next for production; it moves, and so is exempt from immutability. */
export const candidateTag = "candidate";

/** The stack whose images run here; undefined where the stack builds its own. Production always runs those of another. */
export function promotedFrom(config: StackConfig): NonNullable<StackConfig["delivery"]["promotedFrom"]> | undefined {
  return config.delivery.promotedFrom ?? (config.stack === "prod" ? { stack: "stg", replicated: false } : undefined);
}
