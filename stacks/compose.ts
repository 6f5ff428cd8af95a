import * as pulumi from "@pulumi/pulumi";

import { StackConfig } from "./config";
import { createDelivery } from "./delivery";
import { createFoundation } from "./foundation";
import { createOperations, Operations } from "./operations";
import { createServices } from "./services";

/** What a stack tells of one service. */
export interface ServiceOutputs {
  /** Where it is reached; absent without a load balancer. */
  readonly url?: pulumi.Output<string>;
  readonly serviceName: string;
  /** Where its images are; those of another stack where they are promoted from there. */
  readonly repositoryUrl: string;
  readonly pipelineName: string;
  /** Lines that were selected for CloudWatch Logs. */
  readonly logGroupName: string;
}

/** What a stack tells its users and other stacks. */
export interface StackOutputs extends Operations {
  readonly region: string;
  readonly vpcId: pulumi.Output<string>;
  readonly clusterName: string;
  readonly logBucketName: string;
  /** Where code is pushed to; only in the stack that owns the repository. */
  readonly codeUrl?: string;
  /** Managed policy of those who may approve deployments; only where images are promoted to. */
  readonly approverPolicyArn?: string;
  /** Is told of alarms and failures. */
  readonly alarmTopicArn: string;
  readonly services: Readonly<Record<string, ServiceOutputs>>;
}

/**
 * Brings up one stack: first what every service stands on, then the services, then what delivers to them and what people
 * run them with.
 */
export async function compose(config: StackConfig): Promise<StackOutputs> {
  const foundation = await createFoundation(config);
  const services = createServices(config, foundation);
  const { repository, approval } = createDelivery(config, foundation, services);
  const { bastion, execUsersPolicyArn, ...operations } = createOperations(config, foundation, services);
  return {
    region: foundation.location.region,
    vpcId: foundation.network.vpcId,
    clusterName: foundation.cluster.clusterName,
    logBucketName: foundation.logging.bucket.bucketName,
    // Left out rather than undefined, of which Pulumi would warn.
    ...(repository === undefined ? {} : { codeUrl: repository.cloneUrl }),
    ...(approval === undefined ? {} : { approverPolicyArn: approval.policyArn }),
    ...(execUsersPolicyArn === undefined ? {} : { execUsersPolicyArn }),
    ...(bastion === undefined ? {} : { bastion }),
    alarmTopicArn: foundation.alarmTopic.arn,
    ...operations,
    services: Object.fromEntries(
      [...services].map(([name, { service, repository: images, logRouter, url }]) => [
        name,
        {
          url,
          serviceName: service.serviceName,
          repositoryUrl: images.url,
          pipelineName: foundation.names.delivery(name),
          logGroupName: logRouter.logGroupName,
        },
      ]),
    ),
  };
}
