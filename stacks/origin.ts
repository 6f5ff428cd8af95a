import { StackConfig } from "./config";

/** The stack that gets the images which were deployed here; staging gives them to production unless told otherwise. */
export function promotesTo(config: StackConfig): StackConfig["delivery"]["promotesTo"] {
  const isStaging = config.stack === "stg" && promotedFrom(config) === undefined;
  return config.delivery.promotesTo ?? (isStaging ? { stack: "prod" } : undefined);
}

/** Marks the image that is next for production; it moves, and so is exempt from immutability. */
export const candidateTag = "candidate";

/** Whether this is the stack that customers use: slower to change, and never with an image of its own. */
export function isProduction({ stack }: StackConfig): boolean {
  return stack === "prod";
}

/** The stack whose images run here; undefined where the stack builds its own. Production always runs those of another. */
export function promotedFrom(config: StackConfig): NonNullable<StackConfig["delivery"]["promotedFrom"]> | undefined {
  return config.delivery.promotedFrom ?? (isProduction(config) ? { stack: "stg", replicated: false } : undefined);
}
