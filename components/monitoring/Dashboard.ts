import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { dashboardBody, DashboardContent } from "./dashboardBody";

/** Arguments of {@link Dashboard}. */
export interface DashboardArgs extends DashboardContent<pulumi.Input<string>> {
  /** Physical name: letters, digits, hyphens and underscores. */
  readonly dashboardName: string;
}

/**
 * The dashboard of a stack, generated from its services. The first three dashboards of an account are free, each further
 * one costs US$ 3 a month.
 *
 * @example
 * new Dashboard("dashboard", {
 *   dashboardName: "shop-dev", title: "shop dev", location, services: [alarms.monitored],
 *   notes: [{ title: "Addresses", markdown: "1234 left" }],
 * });
 */
export class Dashboard extends pulumi.ComponentResource {
  /** Known at preview. */
  readonly url: string;

  constructor(name: string, args: DashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:monitoring:Dashboard", name, {}, opts);
    const { dashboardName, location, title, services, notes } = args;
    this.url = `https://${location.region}.console.aws.amazon.com/cloudwatch/home?region=${location.region}#dashboards:name=${dashboardName}`;
    new aws.cloudwatch.Dashboard(
      name,
      {
        dashboardName,
        dashboardBody: pulumi
          .output(services)
          .apply((known) => JSON.stringify(dashboardBody({ location, title, services: known, notes }))),
      },
      { parent: this },
    );
    this.registerOutputs({ url: this.url });
  }
}
