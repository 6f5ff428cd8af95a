import { usedEndpoints } from "../config/endpoints";
import { AddressPlan, addressPlan, Demand, layoutOf } from "./addresses";

/** What the address plan reads of a service; anything may be missing while a config is being mended. */
export interface PlannedService {
  readonly name?: string;
  readonly exposure?: "public" | "internal" | "none";
  readonly count?: { readonly min?: number; readonly max?: number };
  readonly deployment?: { readonly type?: string };
  readonly exec?: boolean;
  readonly secrets?: Readonly<Record<string, object | undefined>>;
  readonly tracing?: string;
}

/** What the address plan reads of a stack's config. */
export interface PlannedStack {
  readonly network?: {
    readonly cidr?: string;
    readonly availabilityZones?: number | readonly (string | undefined)[];
    readonly nat?: "none" | "single" | "per-az";
    readonly endpoints?: "gateway" | "auto" | readonly (string | undefined)[];
  };
  readonly services?: readonly (PlannedService | undefined)[];
  readonly delivery?: { readonly build?: { readonly inVpc?: boolean } };
  readonly tracing?: { readonly collector?: string };
  readonly bastion?: { readonly mode?: string };
}

/** How many zones a stack spans; undefined while that is not known. */
export function zonesOf({ network }: PlannedStack): number | undefined {
  const zones = network?.availabilityZones;
  return typeof zones === "object" ? zones.length : zones;
}

/** The most tasks that a service runs at a time, a deployment aside. */
export function mostTasks({ count }: PlannedService): number {
  return Math.max(count?.min ?? 1, count?.max ?? 1);
}

/** Everything of a stack that takes addresses; what is not known counts as nothing. */
export function addressDemand(config: PlannedStack): Demand {
  const { network, delivery } = config;
  const services = (config.services ?? []).filter((service) => service !== undefined);
  const exposed = (exposure: string) => services.filter((service) => service.exposure === exposure).length;
  const tasks = services.map((service) => ({ name: service.name ?? "a service", tasks: mostTasks(service) }));
  return {
    loadBalancers: { public: exposed("public"), private: exposed("internal") },
    nat: network?.nat !== undefined && network.nat !== "none",
    endpoints: endpointCount(config, services),
    services: config.bastion === undefined ? tasks : [...tasks, { name: "bastion", tasks: 1 }],
    builds: delivery?.build?.inVpc === true ? services.length : 0,
    functions: services.filter((service) => hasHook(service, network?.nat)).length,
  };
}

/** The address plan of a stack whose config is right. */
export function stackAddresses(config: PlannedStack): AddressPlan {
  const zones = zonesOf(config);
  const layout = zones === undefined ? undefined : layoutOf(prefixOf(config.network?.cidr ?? ""), zones);
  if (layout === undefined) {
    // Not reached: such a config is refused.
    throw new Error(`${config.network?.cidr} cannot be divided; take a larger network.cidr.`);
  }
  return addressPlan(layout, addressDemand(config));
}

/** The prefix length of a range such as `10.0.0.0/16`. */
export function prefixOf(cidr: string): number {
  return Number(cidr.split("/")[1]);
}

function endpointCount(config: PlannedStack, services: readonly PlannedService[]): number {
  const endpoints = config.network?.endpoints;
  if (typeof endpoints === "object") {
    return endpoints.length;
  }
  return endpoints === "auto" ? usedEndpoints(services, config).length : 0;
}

/** Whether a function in the VPC tries the new version of a service before its users see it. */
function hasHook({ exposure, deployment }: PlannedService, nat: string | undefined): boolean {
  const type = deployment?.type ?? "codedeploy";
  if (exposure === undefined || exposure === "none" || type === "rolling") {
    return false;
  }
  return nat !== "none" || (exposure === "internal" && type !== "codedeploy");
}
