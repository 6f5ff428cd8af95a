import { Assumptions, fixedAssumptions as fixed } from "./assumptions";
import { fargateCost, spotShare } from "./fargate";
import { CostLine, line, plural, range } from "./costLine";
import { monitoringLines } from "./monitoringCost";
import { Prices } from "./prices";
import { pullsPerMonth, pullTraffic } from "./pulls";
import { hoursOfWeek, ServiceUsage, StackUsage } from "./usage";

/** What a stack costs a month, in US dollars; not everything that AWS bills, see docs/planning.md. */
export interface Cost {
  readonly currency: "USD";
  /** Whose prices these are. */
  readonly priceRegion: string;
  readonly pricesAsOf: string;
  readonly lines: readonly CostLine[];
  readonly low: number;
  readonly high: number;
}

/** What a capacity unit of a load balancer takes in an hour; the dearest of its measures counts. */
const capacityUnit = { newConnectionsPerSecond: 25, gb: 1 };
const daysPerMonth = fixed.hoursPerMonth / 24;
const mibPerGb = 1024;

/** What a stack costs a month. */
export function stackCost(usage: StackUsage, prices: Prices, assumed: Assumptions): Cost {
  const lines = [
    ...usage.services.map((service) => fargateLine(service, prices)),
    ...bastionLines(usage, prices),
    ...loadBalancerLines(usage, prices, assumed),
    ...networkLines(usage, prices, assumed),
    ...logLines(usage, prices, assumed),
    ...monitoringLines(usage, prices, assumed),
    ...deliveryLines(usage, prices, assumed),
    line("Other", "encryption key, private hosted zone", "", prices.of.key.usd + prices.of.hostedZone.usd),
  ].filter(({ high }) => high > 0);
  const total = (side: "low" | "high") => lines.reduce((sum, each) => sum + each[side], 0);
  const { region: priceRegion, asOf: pricesAsOf } = prices;
  return { currency: "USD", priceRegion, pricesAsOf, lines, low: total("low"), high: total("high") };
}

/** US dollars a month for the tasks of a service, with so many in its hours. */
export function serviceCost(service: ServiceUsage, prices: Prices, tasks: number): number {
  const share = service.hoursPerWeek / hoursOfWeek;
  const month = (count: number, part: number) =>
    count *
    fargateCost(
      prices,
      service.size,
      service.architecture,
      spotShare(count, service.spotPercent),
      part * fixed.hoursPerMonth * 3600,
      part > 0 ? 1 : 0,
    );
  return month(tasks, share) + month(Math.min(tasks, service.otherwiseTasks), 1 - share);
}

function fargateLine(service: ServiceUsage, prices: Prices): CostLine {
  const { name, minTasks, maxTasks, spotPercent, hoursPerWeek } = service;
  const spot = spotPercent === 0 ? "" : `, ${spotPercent} % Spot`;
  const hours = hoursPerWeek === hoursOfWeek ? "" : `, ${hoursPerWeek} h a week`;
  const detail = `${range(minTasks, maxTasks)} × ${sizeText(service.size)} ${service.architecture}${spot}${hours}`;
  const [low, high] = [serviceCost(service, prices, minTasks), serviceCost(service, prices, maxTasks)];
  return line("Fargate", name, detail, low, high);
}

function bastionLines({ bastion }: StackUsage, prices: Prices): CostLine[] {
  if (bastion === undefined) {
    return [];
  }
  const hours = (bastion.hoursPerWeek / hoursOfWeek) * fixed.hoursPerMonth;
  const task = fargateCost(prices, bastion.size, bastion.architecture, 0, hours * 3600);
  const tier = bastion.isManagedInstance ? hours * prices.of.advancedInstance.usd : 0;
  const detail = `${sizeText(bastion.size)}${tier > 0 ? ", advanced-instances tier" : ""}, ${bastion.hoursPerWeek} h a week`;
  return [line("Fargate", "bastion", detail, task + tier)];
}

function loadBalancerLines(usage: StackUsage, { of }: Prices, assumed: Assumptions): CostLine[] {
  const { loadBalancers, zones } = usage;
  const count = loadBalancers.public + loadBalancers.internal;
  const requestsPerSecond = (assumed.requests * 1e6) / (fixed.hoursPerMonth * 3600);
  const gbPerHour = (requestsPerSecond * 3600 * fixed.kibPerRequest) / (1024 * mibPerGb);
  const units = Math.max(requestsPerSecond / capacityUnit.newConnectionsPerSecond, gbPerHour / capacityUnit.gb);
  const hours = count * fixed.hoursPerMonth;
  const addresses = loadBalancers.public * zones + usage.natGateways;
  return [
    line("Load balancers", "hours", plural(count, "load balancer"), hours * of.loadBalancer.usd),
    line(
      "Load balancers",
      "traffic",
      `${assumed.requests} million requests each, ${units.toFixed(2)} capacity units`,
      hours * units * of.loadBalancerCapacity.usd,
    ),
    line(
      "Network",
      "public addresses",
      `${addresses}, of load balancers and NAT gateways`,
      addresses * fixed.hoursPerMonth * of.publicAddress.usd,
    ),
  ];
}

function networkLines(usage: StackUsage, prices: Prices, assumed: Assumptions): CostLine[] {
  const { of } = prices;
  const { endpoints, natGateways, zones } = usage;
  const pulls = pullTraffic(usage, prices, pullsPerMonth(assumed), assumed);
  const logs = searchableGb(usage, assumed);
  const hasLogEndpoint = endpoints.includes("logs");
  const natGb = natGateways === 0 ? 0 : assumed.natGb + pulls.natGb + (hasLogEndpoint ? 0 : logs);
  const endpointGb = pulls.endpointGb + (hasLogEndpoint ? logs : 0);
  const endpointHours = endpoints.length * zones * fixed.hoursPerMonth;
  return [
    line("Network", "NAT hours", plural(natGateways, "gateway"), natGateways * fixed.hoursPerMonth * of.natGateway.usd),
    line("Network", "NAT traffic", `${natGb.toFixed(1)} GB`, natGb * of.natTraffic.usd),
    line(
      "Network",
      "interface endpoints",
      `${endpoints.length} in ${plural(zones, "zone")}`,
      endpointHours * of.endpoint.usd,
    ),
    line("Network", "endpoint traffic", `${endpointGb.toFixed(1)} GB`, endpointGb * of.endpointTraffic.usd),
  ];
}

/** GB of lines a month that CloudWatch Logs gets. */
function searchableGb({ allLogsSearchable }: Pick<StackUsage, "allLogsSearchable">, { logGb }: Assumptions): number {
  return allLogsSearchable ? logGb : (logGb * fixed.selectedLogPercent) / 100;
}

/** US dollars a month for what CloudWatch Logs gets of the lines. */
export function searchableCost(usage: StackUsage, { of }: Prices, assumed: Assumptions): number {
  const gb = searchableGb(usage, assumed);
  const stored = (gb * fixed.compressedPercent * usage.logRetentionDays) / daysPerMonth / 100;
  return gb * of.logIngestion.usd + stored * of.logStorage.usd;
}

function logLines(usage: StackUsage, prices: Prices, assumed: Assumptions): CostLine[] {
  const { of } = prices;
  const gb = searchableGb(usage, assumed);
  const stored = (assumed.logGb * fixed.compressedPercent * usage.archiveDays) / daysPerMonth / 100;
  // Each task uploads a file a minute.
  const files = (tasks: number) => (tasks * fixed.hoursPerMonth * 60 * of.bucketPut.usd) / 1000;
  const tasks = (side: "minTasks" | "maxTasks") => usage.services.reduce((sum, service) => sum + service[side], 0);
  const [low, high] = [files(tasks("minTasks")), files(tasks("maxTasks"))];
  return [
    line("Logs", "CloudWatch Logs", `${gb.toFixed(1)} of ${assumed.logGb} GB`, searchableCost(usage, prices, assumed)),
    line(
      "Logs",
      "archive in S3",
      `${stored.toFixed(1)} GB after ${usage.archiveDays} days`,
      stored * of.bucketStorage.usd,
    ),
    line("Logs", "uploads to S3", "a file a minute and task", low, high),
  ];
}

function deliveryLines(usage: StackUsage, { of }: Prices, assumed: Assumptions): CostLine[] {
  const runs = usage.services.length * assumed.deployments;
  const minutes = fixed.pipelineMinutes + (usage.builds ? fixed.buildMinutes : 0);
  const buildPrice = ({ architecture }: ServiceUsage) => (architecture === "arm64" ? of.buildArm : of.buildX86).usd;
  const builds = usage.builds
    ? usage.services.reduce((sum, each) => sum + assumed.deployments * fixed.buildMinutes * buildPrice(each), 0)
    : 0;
  const storedGb = usage.builds ? (usage.services.length * fixed.keptImages * assumed.imageMib) / mibPerGb : 0;
  return [
    line("Delivery", "pipelines", `${runs} runs of ${minutes} minutes`, runs * minutes * of.pipeline.usd),
    line("Delivery", "builds", `${runs} of ${fixed.buildMinutes} minutes`, builds),
    line("Delivery", "images", `${storedGb.toFixed(1)} GB`, storedGb * of.imageStorage.usd),
  ];
}

function sizeText({ cpuUnits, memoryMiB }: ServiceUsage["size"]): string {
  return `${cpuUnits / 1024} vCPU / ${memoryMiB / 1024} GB`;
}
