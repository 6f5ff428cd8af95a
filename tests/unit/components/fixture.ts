import {
  ApplicationArgs,
  Cluster,
  ContainerService,
  ContainerServiceArgs,
  LoadBalancer,
  LogRouter,
  Network,
  NetworkArgs,
} from "../../../components";
import { location } from "../mocks";

export const kmsKeyArn = "arn:aws:kms:ap-northeast-1:123456789012:key/1";

export const application: ApplicationArgs = {
  serviceName: "api",
  image: "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/shop/api:1.0.0",
  port: 8080,
  user: "10001",
  environment: { LOG_LEVEL: "info" },
  secrets: {},
  healthCheck: { path: "/healthz" },
  writablePaths: [],
  stopTimeoutSeconds: 30,
  exec: false,
};

export function network(overrides: Partial<NetworkArgs> = {}): Network {
  return new Network("network", {
    cidrBlock: "10.0.0.0/16",
    availabilityZones: ["ap-northeast-1a", "ap-northeast-1c"],
    region: location.region,
    nat: "single",
    interfaceEndpoints: ["ecr.api", "logs"],
    flowLogDestination: "arn:aws:s3:::shop-access-logs/flow-logs/",
    privateZoneName: "shop.internal",
    ...overrides,
  });
}

export function loadBalancer(overrides: Partial<ConstructorParameters<typeof LoadBalancer>[1]> = {}): LoadBalancer {
  return new LoadBalancer("api", {
    location,
    scheme: "internal",
    vpcId: "vpc-1",
    subnetIds: ["subnet-1", "subnet-2"],
    protocol: "plain-http",
    targetPort: 8080,
    healthCheck: { path: "/healthz" },
    accessLogBucketName: "shop-access-logs",
    deletionProtection: false,
    ...overrides,
  });
}

export function cluster(): Cluster {
  return new Cluster("cluster", {
    clusterName: "shop",
    location,
    kmsKeyArn,
    execLogGroupName: "/shop/exec",
    logBucketName: "shop-logs",
    retentionDays: 30,
  });
}

/** A service with everything that it needs around it. */
export function service(
  overrides: Partial<ContainerServiceArgs> = {},
  applicationOverrides: Partial<ApplicationArgs> = {},
): ContainerService {
  const logRouter = new LogRouter("api", {
    serviceName: "api",
    logGroupPrefix: "/shop",
    location,
    bucketName: "shop-logs",
    cloudWatch: "errors",
    retentionDays: 30,
    kmsKeyArn,
  });
  return new ContainerService("api", {
    location,
    cluster: cluster(),
    network: network(),
    logRouter,
    application: { ...application, ...applicationOverrides },
    names: { service: "api", family: "shop-api", taskRole: "shop-api-task", executionRole: "shop-api-execution" },
    size: { cpuUnits: 256, memoryMiB: 512 },
    architecture: "ARM64",
    count: { min: 2, desired: 3, max: 10 },
    scaling: { policy: { type: "target-tracking", cpuPercent: 50 }, alarmName: (purpose) => `shop-api-${purpose}` },
    spotPercent: 0,
    internetEgress: false,
    ...overrides,
  });
}
