import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { Statement } from "../iam/policyDocument";
import { arn, Location } from "../location";
import { physicalName } from "../names";
import { SecurityGroup } from "../security-group/SecurityGroup";
import { TargetGroup, TargetHealthCheck } from "./TargetGroup";

/** How a listener speaks to clients. */
export type Protocol =
  /** TLS with this certificate; a public load balancer also redirects plain HTTP. */
  | { readonly certificateArn: pulumi.Input<string> }
  /** No TLS. Traffic can be read on its way, so somebody must ask for it by name. */
  | "plain-http";

/** A name in a hosted zone that leads to the load balancer. */
export interface LoadBalancerAlias {
  /** Tells the records of one load balancer apart, for example `private`. */
  readonly key: string;
  readonly zoneId: pulumi.Input<string>;
  readonly domainName: string;
}

/**
 * Who moves traffic from one target group to the other: nobody, CodeDeploy by the listeners' default actions, or ECS by a
 * rule on each listener.
 */
export type TrafficController = "none" | "codedeploy" | "ecs";

/** Arguments of {@link LoadBalancer}. */
export interface LoadBalancerArgs {
  readonly location: Location;
  /** Whether it is reached from the internet or only from groups that are let in by {@link SecurityGroup.allowTo}. */
  readonly scheme: "internet-facing" | "internal";
  readonly vpcId: pulumi.Input<string>;
  /** At least two, in different zones: public ones for an internet-facing load balancer, private ones otherwise. */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  readonly protocol: Protocol;
  /** Where the tasks listen. */
  readonly targetPort: number;
  readonly healthCheck: TargetHealthCheck;
  /** Seconds that a task still serves the requests it has when it is taken out. @default 30, AWS's 300 slows deployments */
  readonly deregistrationDelaySeconds?: number;
  /** @default none */
  readonly trafficController?: TrafficController;
  /** Name of the bucket for access logs, which go below `load-balancer/<name>/`. */
  readonly accessLogBucketName: string;
  /** Whether AWS refuses to delete it. */
  readonly deletionProtection: boolean;
  /** Its names in hosted zones, public or private. @default none */
  readonly aliases?: readonly LoadBalancerAlias[];
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** What an automatic name looks like, for an ARN in a policy. */
function autoNamed(name: string): string {
  return `${name}-???????`;
}

/** TLS 1.3 and 1.2 with forward secrecy; AWS's recommended policy with post-quantum key exchange. */
const tlsPolicy = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09";

const ports = { http: 80, https: 443, testHttp: 8080, testHttps: 8443 } as const;

/**
 * An Application Load Balancer in front of one service, with what a blue/green deployment needs: a production and a test
 * listener and two target groups. The test listener is open to nobody until something is let in.
 *
 * One load balancer for each service keeps the chain of security groups exact: whoever may call this service may call
 * no other by it.
 *
 * {@link https://docs.aws.amazon.com/elasticloadbalancing/latest/application/introduction.html | Application Load Balancer}
 *
 * @example
 * const loadBalancer = new LoadBalancer("frontend", {
 *   scheme: "internet-facing", vpcId: network.vpcId, subnetIds: network.publicSubnetIds,
 *   location, protocol: { certificateArn }, targetPort: 8080, healthCheck: { path: "/healthz" },
 *   accessLogBucketName: logging.accessLogBucket.bucketName, deletionProtection: true,
 * });
 */
export class LoadBalancer extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** The last part of the ARN, which CloudWatch takes as dimension. */
  readonly arnSuffix: pulumi.Output<string>;
  readonly dnsName: pulumi.Output<string>;
  readonly securityGroup: SecurityGroup;
  /** Where clients connect. Known at preview. */
  readonly port: number;
  /** Where the tasks listen. */
  readonly targetPort: number;
  /** Where a deployment is tried before clients see it. Known at preview. */
  readonly testPort: number;
  readonly productionListenerArn: pulumi.Output<string>;
  readonly testListenerArn: pulumi.Output<string>;
  /** The rules by which ECS moves traffic; only where it is the traffic controller. */
  readonly rules?: { readonly productionArn: pulumi.Output<string>; readonly testArn: pulumi.Output<string> };
  readonly blueTargetGroup: TargetGroup;
  readonly greenTargetGroup: TargetGroup;
  /** ARNs for policies, known at preview: Pulumi's auto-naming puts seven characters behind the names. */
  readonly arnPatterns: {
    readonly listeners: string;
    readonly listenerRules: string;
    readonly targetGroups: readonly string[];
  };
  /** What a role needs to find its way around load balancers. */
  readonly describeStatements: readonly Statement[] = [
    {
      anyResource: "LoadBalancersAreDescribedAllOrNone",
      actions: [
        "elasticloadbalancing:DescribeListeners",
        "elasticloadbalancing:DescribeRules",
        "elasticloadbalancing:DescribeTargetGroups",
        "elasticloadbalancing:DescribeTargetHealth",
      ],
    },
  ];
  /** What must exist before a service registers tasks: both listeners. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: LoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:load-balancer:LoadBalancer", name, {}, opts);
    const parent = { parent: this };
    const isPublic = args.scheme === "internet-facing";
    const isPlain = args.protocol === "plain-http";
    this.port = isPlain ? ports.http : ports.https;
    this.targetPort = args.targetPort;
    this.testPort = isPlain ? ports.testHttp : ports.testHttps;

    this.securityGroup = new SecurityGroup(
      `${name}-lb`,
      { vpcId: args.vpcId, description: `Load balancer of ${name}`, tags: args.tags },
      parent,
    );
    if (isPublic) {
      this.securityGroup.allowFromInternet(this.port, `Clients of ${name}`);
      if (!isPlain) {
        this.securityGroup.allowFromInternet(ports.http, `Clients of ${name} that are sent on to HTTPS`);
      }
    }

    const loadBalancer = new aws.lb.LoadBalancer(
      physicalName("loadBalancer", name),
      {
        loadBalancerType: "application",
        internal: !isPublic,
        subnets: args.subnetIds,
        securityGroups: [this.securityGroup.id],
        dropInvalidHeaderFields: true,
        desyncMitigationMode: "defensive",
        enableDeletionProtection: args.deletionProtection,
        accessLogs: { enabled: true, bucket: args.accessLogBucketName, prefix: `load-balancer/${name}` },
        tags: args.tags,
      },
      // Passed on, because Pulumi does not: AWS refuses a load balancer that cannot write its access logs yet.
      { ...parent, dependsOn: opts?.dependsOn },
    );
    this.arn = loadBalancer.arn;
    this.arnSuffix = loadBalancer.arnSuffix;
    this.dnsName = loadBalancer.dnsName;

    const targetGroup = (colour: string) =>
      new TargetGroup(
        physicalName("targetGroup", name, colour),
        {
          vpcId: args.vpcId,
          port: args.targetPort,
          healthCheck: args.healthCheck,
          deregistrationDelaySeconds: args.deregistrationDelaySeconds ?? 30,
          tags: args.tags,
        },
        parent,
      );
    this.blueTargetGroup = targetGroup("blue");
    this.greenTargetGroup = targetGroup("green");

    const elb = (resource: string) => arn(args.location, "elasticloadbalancing", resource);
    const lbPattern = `app/${autoNamed(physicalName("loadBalancer", name))}/*`;
    this.arnPatterns = {
      listeners: elb(`listener/${lbPattern}`),
      listenerRules: elb(`listener-rule/${lbPattern}`),
      targetGroups: ["blue", "green"].map((colour) =>
        elb(`targetgroup/${autoNamed(physicalName("targetGroup", name, colour))}/*`),
      ),
    };

    const controller = args.trafficController ?? "none";
    const listener = (logicalName: string, port: number, target: TargetGroup) =>
      new aws.lb.Listener(
        logicalName,
        {
          loadBalancerArn: this.arn,
          port,
          ...(args.protocol === "plain-http"
            ? { protocol: "HTTP" }
            : { protocol: "HTTPS", sslPolicy: tlsPolicy, certificateArn: args.protocol.certificateArn }),
          defaultActions: [{ type: "forward", targetGroupArn: target.arn }],
          tags: args.tags,
        },
        { ...parent, ignoreChanges: controller === "codedeploy" ? ["defaultActions"] : [] },
      );
    const production = listener(`${name}-production`, this.port, this.blueTargetGroup);
    const test = listener(`${name}-test`, this.testPort, this.greenTargetGroup);
    this.productionListenerArn = production.arn;
    this.testListenerArn = test.arn;
    this.ready = [production, test];
    if (controller === "ecs") {
      const rule = (logicalName: string, listenerArn: pulumi.Output<string>, blue: number) =>
        new aws.lb.ListenerRule(
          logicalName,
          {
            listenerArn,
            priority: 1,
            conditions: [{ pathPattern: { values: ["/*"] } }],
            actions: [
              {
                type: "forward",
                forward: {
                  targetGroups: [
                    { arn: this.blueTargetGroup.arn, weight: blue },
                    { arn: this.greenTargetGroup.arn, weight: 100 - blue },
                  ],
                },
              },
            ],
            tags: args.tags,
          },
          { ...parent, ignoreChanges: ["actions"] },
        );
      const rules = {
        production: rule(`${name}-production`, production.arn, 100),
        test: rule(`${name}-test`, test.arn, 0),
      };
      this.rules = { productionArn: rules.production.arn, testArn: rules.test.arn };
      this.ready = [...this.ready, rules.production, rules.test];
    }

    if (isPublic && !isPlain) {
      new aws.lb.Listener(
        `${name}-redirect`,
        {
          loadBalancerArn: this.arn,
          port: ports.http,
          protocol: "HTTP",
          defaultActions: [
            {
              type: "redirect",
              redirect: { protocol: "HTTPS", port: String(ports.https), statusCode: "HTTP_301" },
            },
          ],
          tags: args.tags,
        },
        parent,
      );
    }
    for (const alias of args.aliases ?? []) {
      new aws.route53.Record(
        `${name}-${alias.key}`,
        {
          zoneId: alias.zoneId,
          name: alias.domainName,
          type: "A",
          aliases: [{ name: this.dnsName, zoneId: loadBalancer.zoneId, evaluateTargetHealth: true }],
        },
        parent,
      );
    }
    this.registerOutputs({ arn: this.arn, dnsName: this.dnsName });
  }
}
