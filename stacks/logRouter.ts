import { LogRouter } from "../components";
import { StackConfig } from "./config";
import { Foundation, serviceTags } from "./foundation";

/** Creates the log router of a service's tasks. */
export function createLogRouter(config: StackConfig, foundation: Foundation, service: string): LogRouter {
  const { key, location, logging, names } = foundation;
  return new LogRouter(
    service,
    {
      serviceName: service,
      logGroupPrefix: names.logGroupPrefix,
      location,
      bucketName: logging.bucket.bucketName,
      cloudWatch: config.logging.cloudWatch,
      retentionDays: config.logging.retentionDays,
      kmsKeyArn: key.arn,
      image: config.logging.routerImage,
      tags: serviceTags(foundation, service),
    },
    { dependsOn: [...logging.bucket.ready] },
  );
}
