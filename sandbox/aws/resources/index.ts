import { DELIVERY } from "./delivery";
import { DOMAINS } from "./domains";
import { ECS } from "./ecs";
import { EVENTS } from "./events";
import type { Facts, FactsTable } from "./facts";
import { IAM } from "./iam";
import { KEYS } from "./keys";
import { LAMBDA } from "./lambda";
import { LOAD_BALANCERS } from "./loadBalancers";
import { MESSAGING } from "./messaging";
import { OBSERVABILITY } from "./observability";
import { OTHERS } from "./others";
import { REGISTRY } from "./registry";
import { SCALING } from "./scaling";
import { STORAGE } from "./storage";
import { SYSTEMS_MANAGER } from "./systemsManager";
import { TARGET_GROUPS } from "./targetGroups";
import { VPC } from "./vpc";

export type { Computed, Draft, Facts, Mistake, Naming } from "./facts";

const FACTS: FactsTable = {
  ...DELIVERY,
  ...DOMAINS,
  ...ECS,
  ...EVENTS,
  ...IAM,
  ...KEYS,
  ...LAMBDA,
  ...LOAD_BALANCERS,
  ...MESSAGING,
  ...OBSERVABILITY,
  ...OTHERS,
  ...REGISTRY,
  ...SCALING,
  ...STORAGE,
  ...SYSTEMS_MANAGER,
  ...TARGET_GROUPS,
  ...VPC,
};

const NONE: Facts = {};

/** The reviewed facts of a resource type; empty for types nobody has looked at, which work by their schema alone. */
export function factsOf(type: string): Facts {
  return FACTS[type] ?? NONE;
}
