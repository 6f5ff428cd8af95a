import * as pulumi from "@pulumi/pulumi";

import { StackConfig } from "./config";
import { createFoundation } from "./foundation";
import { createServices } from "./services";

/** What a stack tells of one service. */
export interface ServiceOutputs {
  /** Where it is reached; absent without a load balancer. */
  readonly url?: pulumi.Output<string>;
  readonly serviceName: pulumi.Output<string>;
  readonly repositoryUrl: string;
  /** Lines that were selected for CloudWatch Logs. */
  readonly logGroupName: string;
}

/** What a stack tells its users and other stacks. */
export interface StackOutputs {
  readonly region: string;
  readonly vpcId: pulumi.Output<string>;
  readonly clusterName: string;
  readonly logBucketName: string;
  readonly services: Readonly<Record<string, ServiceOutputs>>;
}

/** Brings up one stack: first what every service stands on, then the services. */
export async function compose(config: StackConfig): Promise<StackOutputs> {
  const foundation = await createFoundation(config);
  const services = createServices(config, foundation);
  return {
    region: foundation.location.region,
    vpcId: foundation.network.vpcId,
    clusterName: foundation.cluster.clusterName,
    logBucketName: foundation.logging.bucket.bucketName,
    services: Object.fromEntries(
      [...services].map(([name, { service, registry, logRouter, url }]) => [
        name,
        {
          url,
          serviceName: service.serviceName,
          repositoryUrl: registry.repositoryUrl,
          logGroupName: logRouter.logGroupName,
        },
      ]),
    ),
  };
}
