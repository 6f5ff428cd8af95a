import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { LoadBalancer } from "../load-balancer/LoadBalancer";

/** Arguments of {@link DeploymentAlarm}. */
export interface DeploymentAlarmArgs {
  /** Physical name; fixed, because deployments name the alarm. */
  readonly alarmName: string;
  readonly loadBalancer: LoadBalancer;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** Share of requests that may fail with 5xx: above what a restart of a dependency costs, below what users bear. */
const errorPercent = 5;

/**
 * The alarm that undoes a deployment: too large a share of requests fails. A share, because five errors are many at night
 * and few at noon; no requests are no errors.
 *
 * @example
 * new DeploymentAlarm("api", { alarmName: "shop-api-errors", loadBalancer });
 */
export class DeploymentAlarm extends pulumi.ComponentResource {
  /** Known at preview. */
  readonly alarmName: string;
  /** For `dependsOn`. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: DeploymentAlarmArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:deployment:DeploymentAlarm", name, {}, opts);
    this.alarmName = args.alarmName;

    const sum = (id: string, metricName: string) => ({
      id,
      metric: {
        namespace: "AWS/ApplicationELB",
        metricName,
        dimensions: { LoadBalancer: args.loadBalancer.arnSuffix },
        stat: "Sum",
        period: 60,
      },
    });
    const alarm = new aws.cloudwatch.MetricAlarm(
      name,
      {
        name: args.alarmName,
        alarmDescription: `More than ${errorPercent} % of the requests to ${name} fail`,
        comparisonOperator: "GreaterThanThreshold",
        threshold: errorPercent,
        evaluationPeriods: 3,
        // Two bad minutes of three: one restart of a dependency undoes no deployment.
        datapointsToAlarm: 2,
        treatMissingData: "notBreaching",
        metricQueries: [
          {
            id: "share",
            expression: "100 * (FILL(targets, 0) + FILL(balancer, 0)) / requests",
            label: "failed requests in percent",
            returnData: true,
          },
          sum("targets", "HTTPCode_Target_5XX_Count"),
          // What the load balancer answers itself when no task does.
          sum("balancer", "HTTPCode_ELB_5XX_Count"),
          sum("requests", "RequestCount"),
        ],
        tags: args.tags,
      },
      { parent: this },
    );
    this.ready = [alarm];
    this.registerOutputs({ alarmName: this.alarmName });
  }
}
