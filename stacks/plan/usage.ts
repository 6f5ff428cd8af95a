import { hoursPerWeek, Schedule } from "../../components/container-service/schedule";
import { privateImage } from "../../components/container-service/images";
import { defaultCollectorImages } from "../../components/tracing/traceCollector";
import { usedEndpoints } from "../config/endpoints";
import { toUnits } from "../config/fargateSize";
import type { ServiceConfig, StackConfig } from "../config/schema";
import { zonesOf } from "./demand";
import { Architecture, Size } from "./fargate";

/** What a service uses. */
export interface ServiceUsage {
  readonly name: string;
  readonly size: Size;
  readonly architecture: Architecture;
  readonly spotPercent: number;
  readonly minTasks: number;
  readonly maxTasks: number;
  /** Hours a week in which it runs as its count says; 168 without a schedule. */
  readonly hoursPerWeek: number;
  /** Tasks in the other hours. */
  readonly otherwiseTasks: number;
  /** Alarms that its scaler makes for itself. */
  readonly scalingAlarms: number;
  readonly hasLoadBalancer: boolean;
  /** Containers of a task beside the application's, whose images are pulled as well. */
  readonly sidecars: {
    /** From this account's registry, whose layers come from S3. */
    readonly private: number;
    /** From a public registry, by NAT. */
    readonly public: number;
  };
  /** Whether requests to it are traced. */
  readonly isTraced: boolean;
}

/** What a stack uses, as far as it is paid for. */
export interface StackUsage {
  readonly region: string;
  readonly isProduction: boolean;
  readonly zones: number;
  readonly natGateways: number;
  /** Interface endpoints. */
  readonly endpoints: readonly string[];
  /** The interface endpoints for which the stack has a use, whether it has them or not. */
  readonly usefulEndpoints: readonly string[];
  readonly services: readonly ServiceUsage[];
  readonly loadBalancers: { readonly public: number; readonly internal: number };
  /** Whether all lines go to CloudWatch Logs, or a selection. */
  readonly allLogsSearchable: boolean;
  readonly logRetentionDays: number;
  readonly archiveDays: number;
  readonly containerInsights: "enhanced" | "enabled";
  /** Requests that are traced, in percent. */
  readonly sampledPercent: number;
  readonly bastion?: {
    readonly size: Size;
    readonly architecture: Architecture;
    readonly hoursPerWeek: number;
    /** Whether it registers with Systems Manager, which takes the advanced-instances tier. */
    readonly isManagedInstance: boolean;
  };
  /** Whether images are built here, rather than promoted from another stack. */
  readonly builds: boolean;
}

/** Hours of a week. */
export const hoursOfWeek = 168;

/** What a stack uses. */
export function stackUsage(config: StackConfig): StackUsage {
  const { tracing, monitoring, bastion } = config;
  const { endpoints, nat } = config.network;
  const zones = zonesOf(config) ?? 1;
  const scheduled = (schedule: Omit<Schedule, "otherwise"> | undefined) =>
    schedule === undefined ? hoursOfWeek : hoursPerWeek(schedule);
  const services = config.services.map((service): ServiceUsage => {
    const { scaling } = service;
    const collector = service.tracing ?? tracing.collector;
    // The stack's image is one of the stack's collector.
    const own = collector === tracing.collector ? tracing.collectorImage : undefined;
    const sidecarImages = [
      config.logging.routerImage,
      ...(collector === "none" ? [] : [own ?? defaultCollectorImages[collector]]),
    ];
    const isPrivate = (image: string) => privateImage(image) !== undefined;
    return {
      name: service.name,
      size: toUnits(service.size),
      architecture: service.architecture,
      spotPercent: service.spotPercent,
      minTasks: service.count.min,
      maxTasks: service.count.max,
      hoursPerWeek: scheduled(scaling.schedule),
      otherwiseTasks: scaling.schedule?.otherwise ?? 0,
      scalingAlarms: scalingAlarms(scaling),
      hasLoadBalancer: service.exposure !== "none",
      sidecars: {
        private: sidecarImages.filter(isPrivate).length,
        public: sidecarImages.filter((image) => !isPrivate(image)).length,
      },
      isTraced: collector !== "none",
    };
  });
  const exposed = (exposure: string) => config.services.filter((service) => service.exposure === exposure).length;
  const useful = usedEndpoints(config.services, config);
  return {
    region: config.region,
    isProduction: config.stack === "prod",
    zones,
    natGateways: { none: 0, single: 1, "per-az": zones }[nat],
    endpoints: endpoints === "gateway" ? [] : endpoints === "auto" ? useful : endpoints,
    usefulEndpoints: useful,
    services,
    loadBalancers: { public: exposed("public"), internal: exposed("internal") },
    allLogsSearchable: config.logging.cloudWatch === "all",
    logRetentionDays: config.logging.retentionDays,
    archiveDays: config.logging.archive.expireAfterDays,
    containerInsights: monitoring.containerInsights,
    sampledPercent: tracing.sampledPercent,
    bastion:
      // Without an image no task of it runs.
      bastion?.image === undefined
        ? undefined
        : {
            size: toUnits(bastion.size),
            architecture: bastion.architecture,
            hoursPerWeek: scheduled(bastion.schedule),
            isManagedInstance: bastion.mode === "session-manager",
          },
    builds: config.delivery.promotedFrom === undefined && config.stack !== "prod",
  };
}

/** Application Auto Scaling makes one alarm above and one below each target or range. */
function scalingAlarms(scaling: ServiceConfig["scaling"]): number {
  switch (scaling.type) {
    case "target-tracking": {
      const { cpuPercent, memoryPercent, requestsPerTarget } = scaling;
      return 2 * [cpuPercent, memoryPercent, requestsPerTarget].filter((target) => target !== undefined).length;
    }
    case "step":
      return 2;
    case "scheduled":
      return 0;
  }
}
