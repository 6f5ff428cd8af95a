import { Case } from "./case";
import { crossingCases } from "./crossing";
import { deliveryCases } from "./delivery";
import { networkCases } from "./network";
import { operationsCases } from "./operations";
import { scalingCases } from "./scaling";
import { serviceCases } from "./service";
import { stackCases } from "./stack";

export { type Case } from "./case";

/** Every mistake that a config is tried with. */
export const cases: readonly Case[] = [
  ...deliveryCases,
  ...networkCases,
  ...serviceCases,
  ...stackCases,
  ...crossingCases,
  ...operationsCases,
  ...scalingCases,
];
