import type { Cloud } from "../cloud";
import type { Place } from "../place";
import type { Properties } from "../value";

/** A call of a function of the SDK. */
export interface FunctionRequest {
  args: Properties;
  place: Place;
  cloud: Cloud;
  defaultTags: Properties;
}

/** The answers to functions, by token. An answer may throw what the provider would say. */
export type FunctionTable = Record<string, (request: FunctionRequest) => Properties>;
