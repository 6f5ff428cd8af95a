/** What a stack needs at its most, and what it costs: computed from its config alone. */
export {
  type AddressPlan,
  addressPlan,
  type Demand,
  type Layout,
  smallestMask,
  type Tier,
  warnings,
} from "./addresses";
export { type Assumption, assumptionList, type Assumptions, fixedAssumptions } from "./assumptions";
export { type Cost } from "./cost";
export { costGroups, type CostLine } from "./costLine";
export { addressDemand } from "./demand";
export { type Hint } from "./hints";
export { addressNote, costNote } from "./notes";
export { planOutputs, type PlanOutputs, stackPlan, type StackPlan } from "./stackPlan";
export { pricedRegions } from "./prices";
