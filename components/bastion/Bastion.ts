import * as pulumi from "@pulumi/pulumi";

import { Cluster } from "../cluster/Cluster";
import { ApplicationArgs } from "../container-service/applicationContainer";
import { ContainerService } from "../container-service/ContainerService";
import { Schedule } from "../container-service/schedule";
import { TaskDefinition, TaskSize } from "../container-service/TaskDefinition";
import { Role } from "../iam/Role";
import { trustService } from "../iam/trust";
import { arn, Location } from "../location";
import { LogRouter } from "../logging/LogRouter";
import { Network } from "../network/Network";
import { SecurityGroup } from "../security-group/SecurityGroup";
import { SessionPreferences } from "./SessionPreferences";
import { bastionTag, registrationStatements } from "./registration";

/**
 * How users come in.
 *
 * `session-manager` makes the bastion a managed node: shells as a user without privileges, preferences of their own (idle
 * timeout, key, logs), and users who need no ECS Exec. Session Manager serves such nodes only in the advanced-instances
 * tier, which somebody turns on once for account and region, and which costs US$ 0.00695 an hour for each node (US$ 5.07 in
 * a month of 730 hours) on top of the task; it then holds for every hybrid node of that account and region.
 *
 * `ecs-exec` costs nothing but the task. Shells are root, with an idle timeout of 20 minutes that AWS fixes, and logged by
 * the cluster's configuration. Take it where a few people who may use ECS Exec anyway need a port or a shell now and then.
 *
 * Neither logs the bytes of a forwarded port. Who changes from the first to the second takes the right to deregister before
 * the last task stops, so its node stays listed until `aws ssm deregister-managed-instance`.
 *
 * {@link https://aws.amazon.com/systems-manager/pricing/ | Systems Manager pricing},
 * {@link https://docs.aws.amazon.com/systems-manager/latest/userguide/fleet-manager-configure-instance-tiers.html | Instance tiers}
 */
export type BastionMode = "session-manager" | "ecs-exec";

/** Arguments of {@link Bastion}. */
export interface BastionArgs {
  readonly location: Location;
  readonly mode: BastionMode;
  /** Value of the tag `Bastion` on its tasks and its managed node; unique in account and region. */
  readonly bastionName: string;
  readonly cluster: Cluster;
  /** Tasks run in its private subnets, without a public address. */
  readonly network: Network;
  readonly logRouter: LogRouter;
  /** Made from images/bastion. Absent: no task runs. With a schedule, the first one starts with the hours. */
  readonly image?: string;
  /** Stands in the task definition while there is no image. @default the platform's */
  readonly bootstrapImage?: string;
  /** Physical names. */
  readonly names: {
    /** Of the service, and of its container. */
    readonly service: string;
    readonly family: string;
    readonly taskRole: string;
    readonly executionRole: string;
    /** Of the managed node's role; of session-manager mode only, as the two below. */
    readonly instanceRole: string;
    /** May not start with `aws`, `amazon` or `amzn`. */
    readonly sessionDocument: string;
    readonly sessionLogGroup: string;
  };
  /** Encrypts the log group of sessions. */
  readonly kmsKeyArn: pulumi.Input<string>;
  /** Alias of the same key, without `alias/`. */
  readonly keyAlias: string;
  /** Bucket that gets sessions, below `sessions/`. */
  readonly logBucketName: string;
  /** Days that CloudWatch Logs keeps sessions. */
  readonly retentionDays: number;
  /** Minutes without input after which a session ends, 1 to 60; with `ecs-exec` it is AWS's 20. */
  readonly idleTimeoutMinutes: number;
  readonly size: TaskSize;
  readonly architecture: "X86_64" | "ARM64";
  /** @default it runs at all hours */
  readonly schedule?: Schedule;
  /** Whether it may reach every address at port 443, by way of NAT; needed where no endpoint stands for AWS's services. */
  readonly internetEgress: boolean;
  readonly tags?: Record<string, pulumi.Input<string>>;
}

/** What the agent writes to, the scratch space of shells, and the home of their user. */
const writablePaths = ["/var/lib/amazon/ssm", "/var/log/amazon/ssm", "/tmp", "/home/bastion"];

/**
 * The way into the network: one small task in the private subnets that has no public address and that nothing can connect
 * to. It opens connections to AWS itself, users come in through those, and from it they reach the services that were opened
 * to it by {@link reach}.
 *
 * One task, on demand: an interruption of Spot would end everybody's sessions. No alarm watches it; a bastion that is not
 * there is noticed by whoever needs it.
 *
 * {@link https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html | Session Manager}
 *
 * @example
 * const bastion = new Bastion("bastion", {
 *   location, mode: "session-manager", bastionName: "shop-bastion", cluster, network, logRouter, image: "…/shop/bastion:1.0.0",
 *   names: {
 *     service: "bastion", family: "shop-bastion", taskRole: "shop-bastion-task", executionRole: "shop-bastion-execution",
 *     instanceRole: "shop-bastion-instance", sessionDocument: "shop-bastion", sessionLogGroup: "/shop/bastion/sessions",
 *   },
 *   kmsKeyArn: key.arn, keyAlias: "shop", logBucketName: "shop-logs", retentionDays: 30, idleTimeoutMinutes: 20,
 *   size: { cpuUnits: 256, memoryMiB: 512 }, architecture: "ARM64", internetEgress: true,
 * });
 * bastion.reach(database, 5432, "Queries by hand");
 */
export class Bastion extends pulumi.ComponentResource {
  readonly mode: BastionMode;
  /** Known at preview. */
  readonly bastionName: string;
  /** Known at preview; also the name of the container. */
  readonly serviceName: string;
  readonly taskDefinition: TaskDefinition;
  /** Lets nothing in. */
  readonly securityGroup: SecurityGroup;
  /** What shells are opened with; absent with `ecs-exec`. Known at preview. */
  readonly sessionDocumentName?: string;
  /** For `dependsOn`. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: BastionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:bastion:Bastion", name, {}, opts);
    this.mode = args.mode;
    this.bastionName = args.bastionName;
    const tags = { ...args.tags, [bastionTag]: args.bastionName };
    const managed = this.mode === "session-manager" ? this.managedNode(name, args, tags, opts) : undefined;
    const count = args.image === undefined ? 0 : 1;

    const service = new ContainerService(
      name,
      {
        location: args.location,
        cluster: args.cluster,
        network: args.network,
        logRouter: args.logRouter,
        application: application(args),
        names: args.names,
        size: args.size,
        architecture: args.architecture,
        count: { min: count, desired: count, max: count },
        scaling: {
          policy: { type: "scheduled" },
          // Its end would start tasks that have nothing to run.
          schedule: count === 0 ? undefined : args.schedule,
          alarmName: (purpose) => `${args.bastionName}-${purpose}`,
        },
        deploymentDependsOn: managed?.ready,
        spotPercent: 0,
        taskRoleStatements: managed?.taskRoleStatements,
        internetEgress: args.internetEgress,
        tags,
      },
      { parent: this },
    );
    this.serviceName = service.serviceName;
    this.taskDefinition = service.taskDefinition;
    this.securityGroup = service.securityGroup;
    this.sessionDocumentName = managed?.sessionDocumentName;
    this.ready = service.ready;
    this.registerOutputs({ serviceName: this.serviceName, sessionDocumentName: this.sessionDocumentName });
  }

  /** Lets the bastion, and so its users, open connections to this group at this port. */
  reach(target: SecurityGroup, port: number, description: string): void {
    this.securityGroup.allowTo(target, port, description);
  }

  private managedNode(
    name: string,
    args: BastionArgs,
    tags: BastionArgs["tags"],
    opts?: pulumi.ComponentResourceOptions,
  ) {
    const { location } = args;
    const preferences = new SessionPreferences(
      name,
      {
        documentName: args.names.sessionDocument,
        location,
        logGroupName: args.names.sessionLogGroup,
        retentionDays: args.retentionDays,
        kmsKeyArn: args.kmsKeyArn,
        keyAlias: args.keyAlias,
        logBucketName: args.logBucketName,
        idleTimeoutMinutes: args.idleTimeoutMinutes,
        tags,
      },
      // Passed on, because Pulumi does not: sessions come after the log bucket.
      { parent: this, dependsOn: opts?.dependsOn },
    );
    const role = new Role(
      `${name}-instance`,
      {
        roleName: args.names.instanceRole,
        description: `What the managed node ${args.bastionName} may do`,
        location,
        trust: trustService(location, "ssm.amazonaws.com", arn(location, "ssm", "*")),
        statements: preferences.nodeStatements,
        tags,
      },
      { parent: this },
    );
    return {
      sessionDocumentName: preferences.documentName,
      taskRoleStatements: registrationStatements(location, {
        bastionName: args.bastionName,
        instanceRoleArn: role.arn,
      }),
      ready: [...preferences.ready, ...role.ready],
    };
  }
}

function application({ mode, ...args }: BastionArgs): ApplicationArgs {
  const isManaged = mode === "session-manager";
  const environment: Record<string, string> = isManaged
    ? {
        BASTION_MODE: mode,
        BASTION_NAME: args.bastionName,
        BASTION_INSTANCE_ROLE: args.names.instanceRole,
      }
    : { BASTION_MODE: mode };
  return {
    serviceName: args.names.service,
    image: args.image,
    bootstrapImage: args.bootstrapImage,
    // The agent makes shells of another user, which takes root; ECS Exec is root whatever the container's user.
    user: isManaged ? "0" : "10001",
    keptCapabilities: isManaged ? ["KILL", "SETGID", "SETUID"] : [],
    environment,
    secrets: {},
    healthCheck: {
      path: "/",
      command: ["CMD", "/usr/local/bin/healthcheck.sh"],
      intervalSeconds: 30,
      // Registering takes several attempts where many tasks of an account start at once.
      startPeriodSeconds: 120,
    },
    writablePaths,
    // Fargate's longest: sessions end, and the registration goes.
    stopTimeoutSeconds: 120,
    exec: !isManaged,
  };
}
