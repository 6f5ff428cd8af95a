import { AlarmThresholds } from "../../../components/monitoring/alarms";
import { MonitoredService } from "../../../components/monitoring/metrics";

export const thresholds: AlarmThresholds = {
  cpuPercent: 85,
  memoryPercent: 80,
  missingTaskMinutes: 7,
  errorPercent: 5,
  latencySeconds: 1.5,
  rejectedPercent: 1,
};

/** A service as CloudWatch knows it, with a load balancer or without one. */
export function monitored(serviceName: string, hasLoadBalancer = true): MonitoredService {
  return {
    serviceName,
    clusterName: "shop",
    metricNamespace: "shop/dev",
    ...(hasLoadBalancer
      ? {
          loadBalancer: {
            suffix: `app/${serviceName}/1`,
            blueSuffix: `targetgroup/${serviceName}-blue/1`,
            greenSuffix: `targetgroup/${serviceName}-green/1`,
          },
        }
      : {}),
    alarmNames: [`shop-${serviceName}-failing`, `shop-${serviceName}-cpu`],
  };
}
