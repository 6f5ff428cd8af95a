import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { stackAnnotation } from "./collectorConfig";

/** Arguments of {@link Tracing}. */
export interface TracingArgs {
  /** What the stack is called in traces, such as `shop-prod`; its services are called `shop-prod-<service>`. */
  readonly stackName: string;
  /** Physical name, at most 32 characters, as AWS wants. */
  readonly groupName: string;
  /** Physical name of a sampling rule, at most 32 characters. */
  readonly ruleName: (purpose: string) => string;
  /** Where load balancers and containers ask whether services are well. */
  readonly healthCheckPaths: readonly string[];
  /** Traces a second, of all services together, that are recorded whatever their share. */
  readonly sampledPerSecond: number;
  /** Share of the other requests that is recorded. */
  readonly sampledPercent: number;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** X-Ray asks rules in this order, from low to high, and has its own at 10000. A team's own rules go before both. */
const priorities = { health: 9000, requests: 9900 };

/**
 * What X-Ray knows of one stack: how many of its traces are recorded, and the group in which they are found.
 *
 * Rules hold for an account and a region, so they name the stack's services. AWS allows 25 of them there; a stack takes one,
 * and one for each different path of health checks.
 *
 * {@link https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html | Sampling rules},
 * {@link https://docs.aws.amazon.com/xray/latest/devguide/xray-console-groups.html | Groups}
 *
 * @example
 * new Tracing("tracing", {
 *   stackName: "shop-prod", groupName: "shop-prod", ruleName: (purpose) => `shop-prod-${purpose}`,
 *   healthCheckPaths: ["/healthz"], sampledPerSecond: 1, sampledPercent: 5,
 * });
 */
export class Tracing extends pulumi.ComponentResource {
  /** Known at preview. */
  readonly groupName: string;
  /** For `dependsOn`. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: TracingArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:tracing:Tracing", name, {}, opts);
    const { stackName, tags } = args;
    const parent = { parent: this };
    const rule = (purpose: string, priority: number, what: Pick<aws.xray.SamplingRuleArgs, RuleKey>) =>
      new aws.xray.SamplingRule(
        `${name}-${purpose}`,
        {
          ruleName: args.ruleName(purpose),
          priority,
          serviceName: `${stackName}-*`,
          serviceType: "*",
          host: "*",
          httpMethod: "*",
          resourceArn: "*",
          version: 1,
          ...what,
          tags,
        },
        parent,
      );

    // A service that is asked at / has no other path for its users, so that one is no sign of a health check.
    const paths = [...new Set(args.healthCheckPaths)].filter((path) => path !== "/").sort();
    const rules = [
      ...paths.map((urlPath, index) =>
        rule(index === 0 ? "health" : `health-${index + 1}`, priorities.health, {
          urlPath,
          fixedRate: 0,
          reservoirSize: 0,
        }),
      ),
      rule("requests", priorities.requests, {
        urlPath: "*",
        fixedRate: args.sampledPercent / 100,
        reservoirSize: args.sampledPerSecond,
      }),
    ];

    const group = new aws.xray.Group(
      name,
      {
        groupName: args.groupName,
        filterExpression: `annotation.${stackAnnotation} = "${stackName}"`,
        // A fifth of what recording a trace costs, for faults that no threshold was set for. Alarms are what tells people.
        insightsConfiguration: { insightsEnabled: true, notificationsEnabled: false },
        tags,
      },
      parent,
    );
    this.groupName = args.groupName;
    this.ready = [...rules, group];
    this.registerOutputs({ groupName: this.groupName });
  }
}

/** What sets the rules apart. */
type RuleKey = "urlPath" | "fixedRate" | "reservoirSize";
