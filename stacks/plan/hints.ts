import { Assumptions } from "./assumptions";
import { searchableCost, serviceCost } from "./cost";
import { Prices } from "./prices";
import { pullsPerMonth, pullTraffic } from "./pulls";
import { ServiceUsage, StackUsage } from "./usage";

/** What a change of the config would save. */
export interface Hint {
  /** Absent where it concerns the whole stack. */
  readonly service?: string;
  /** The change, as it stands in the config. */
  readonly change: string;
  /** US dollars a month, at the fewest tasks. */
  readonly usd: number;
}

/** Five days of twelve hours. */
const officeHours = 60;

/** What Spot, ARM64, office hours and log routing would save, or save already; only what the stack may do. */
export function hints(usage: StackUsage, prices: Prices, assumed: Assumptions): Hint[] {
  const all = { ...usage, allLogsSearchable: true };
  const some = { ...usage, allLogsSearchable: false };
  const logs = searchableCost(all, prices, assumed) - searchableCost(some, prices, assumed);
  return [
    ...usage.services.flatMap((service) => serviceHints(service, usage.isProduction, prices)),
    ...(usage.allLogsSearchable ? [{ change: "logging.cloudWatch: errors", usd: logs }] : []),
    { change: "images of sidecars from private ECR, not by NAT", usd: sidecarPulls(usage, prices, assumed) },
  ].filter(({ usd }) => usd >= 0.005);
}

/** What it saves that not every line goes to CloudWatch Logs; 0 where every line does. */
export function logRoutingSaves(usage: StackUsage, prices: Prices, assumed: Assumptions): number {
  const all = { ...usage, allLogsSearchable: true };
  return searchableCost(all, prices, assumed) - searchableCost(usage, prices, assumed);
}

/** What a month's pulls of sidecars cost more than from a private registry. */
function sidecarPulls(usage: StackUsage, prices: Prices, assumed: Assumptions): number {
  const mirrored = usage.services.map((service) => ({
    ...service,
    sidecars: { private: service.sidecars.private + service.sidecars.public, public: 0 },
  }));
  const cost = (each: StackUsage) => pullTraffic(each, prices, pullsPerMonth(assumed), assumed).usd;
  return cost(usage) - cost({ ...usage, services: mirrored });
}

function serviceHints(service: ServiceUsage, isProduction: boolean, prices: Prices): Hint[] {
  const now = serviceCost(service, prices, service.minTasks);
  const hint = (change: string, changed: Partial<ServiceUsage>): Hint => ({
    service: service.name,
    change,
    usd: now - serviceCost({ ...service, ...changed }, prices, service.minTasks),
  });
  // Production keeps a task on demand, and most of the others where a shortage would hurt.
  const spotPercent = isProduction ? 50 : 100;
  return [
    ...(service.spotPercent < spotPercent ? [hint(`spotPercent: ${spotPercent}`, { spotPercent })] : []),
    ...(service.architecture === "x86_64" ? [hint("architecture: arm64", { architecture: "arm64" })] : []),
    ...(service.hoursPerWeek > officeHours && !isProduction
      ? [hint("scaling.schedule: 12 hours on five days", { hoursPerWeek: officeHours, otherwiseTasks: 0 })]
      : []),
  ];
}
