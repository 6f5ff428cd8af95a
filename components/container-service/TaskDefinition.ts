import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { Statement } from "../iam/policyDocument";
import { Role } from "../iam/Role";
import { trustService } from "../iam/trust";
import { arn, Location } from "../location";
import { LogRouter } from "../logging/LogRouter";
import { TraceCollector } from "../tracing/traceCollector";
import { ApplicationArgs, applicationContainer, writableVolumes } from "./applicationContainer";
import { ContainerDefinition } from "./ContainerDefinition";
import { imagePlaceholder } from "./imagePlaceholder";
import { privateImage, pullActions, repositoryArn } from "./images";
import { secretStatements } from "./secrets";

/** Fargate's CPU and memory for a task; AWS takes certain pairs only. */
export interface TaskSize {
  /** 1024 is one vCPU. */
  readonly cpuUnits: number;
  readonly memoryMiB: number;
}

/**
 * The part of RegisterTaskDefinition's input that this platform sets.
 *
 * {@link https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html | RegisterTaskDefinition}
 */
export interface TaskDefinitionRequest {
  readonly family: string;
  readonly requiresCompatibilities: readonly ["FARGATE"];
  readonly networkMode: "awsvpc";
  readonly cpu: string;
  readonly memory: string;
  readonly runtimePlatform: {
    readonly operatingSystemFamily: "LINUX";
    readonly cpuArchitecture: "X86_64" | "ARM64";
  };
  readonly taskRoleArn: string;
  readonly executionRoleArn: string;
  readonly containerDefinitions: readonly ContainerDefinition[];
  readonly volumes: readonly { readonly name: string }[];
}

/** Arguments of {@link TaskDefinition}. */
export interface TaskDefinitionArgs {
  /** Physical name. */
  readonly family: string;
  readonly location: Location;
  readonly application: ApplicationArgs;
  readonly size: TaskSize;
  /** ARM64 costs a fifth less; the image must be built for it. */
  readonly architecture: "X86_64" | "ARM64";
  readonly logRouter: LogRouter;
  /** What takes the application's traces. @default none */
  readonly traceCollector?: TraceCollector;
  /** Physical name of the role that the application has. */
  readonly taskRoleName: string;
  /** Physical name of the role with which ECS pulls images and reads secrets. */
  readonly executionRoleName: string;
  /** What the application may do, beyond writing its logs. */
  readonly taskRoleStatements: readonly Statement[];
  /** Repositories from which images will be pulled later, beside those of the images named here. */
  readonly repositoryArns: readonly string[];
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * A task definition with the application's container and its FireLens router, and the two roles.
 *
 * Everything in it is composed from names, so `containerDefinitions` is known in the first preview.
 *
 * {@link https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html | Fargate task definitions}
 *
 * @example
 * new TaskDefinition("api", {
 *   family: "shop-api", location, size: { cpuUnits: 256, memoryMiB: 512 }, architecture: "ARM64", logRouter,
 *   taskRoleName: "shop-api-task", executionRoleName: "shop-api-execution",
 *   taskRoleStatements: [], repositoryArns: [registry.repositoryArn],
 *   application: {
 *     serviceName: "api", port: 8080, user: "10001", environment: {}, secrets: {}, healthCheck: { path: "/healthz" },
 *     writablePaths: [], stopTimeoutSeconds: 30, exec: false,
 *   },
 * });
 */
export class TaskDefinition extends pulumi.ComponentResource {
  /** With the revision. */
  readonly arn: pulumi.Output<string>;
  /** What a deployment registers, once it has put an image in the place of {@link imagePlaceholder}. */
  readonly template: TaskDefinitionRequest;
  /** ARNs of the two roles below, known at preview. */
  readonly roleArns: readonly string[];
  readonly taskRole: Role;
  readonly executionRole: Role;

  constructor(name: string, args: TaskDefinitionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:container-service:TaskDefinition", name, {}, opts);
    const { location, application, logRouter, traceCollector } = args;
    const trust = trustService(location, "ecs-tasks.amazonaws.com", arn(location, "ecs", "*"));

    this.taskRole = new Role(
      `${name}-task`,
      {
        roleName: args.taskRoleName,
        description: `What the tasks of ${name} may do`,
        location,
        trust,
        statements: [
          ...logRouter.taskRoleStatements,
          ...(traceCollector?.taskRoleStatements ?? []),
          ...args.taskRoleStatements,
        ],
        tags: args.tags,
      },
      { parent: this },
    );
    const containersWith = (image: string | undefined): ContainerDefinition[] => [
      applicationContainer(location, { ...application, image }, traceCollector),
      logRouter.container,
      ...(traceCollector === undefined ? [] : [traceCollector.container]),
    ];
    const containers = containersWith(application.image);
    this.executionRole = new Role(
      `${name}-execution`,
      {
        roleName: args.executionRoleName,
        description: `How ECS starts the tasks of ${name}`,
        location,
        trust,
        statements: [
          ...pullStatements(
            location,
            containers.map((container) => container.image),
            args.repositoryArns,
          ),
          ...secretStatements(location, Object.values(application.secrets)),
          ...logRouter.executionRoleStatements,
        ],
        tags: args.tags,
      },
      { parent: this },
    );

    const register = (containers: readonly ContainerDefinition[]): TaskDefinitionRequest => ({
      family: args.family,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: String(args.size.cpuUnits),
      memory: String(args.size.memoryMiB),
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: args.architecture },
      taskRoleArn: this.taskRole.arn,
      executionRoleArn: this.executionRole.arn,
      containerDefinitions: containers,
      volumes: [...writableVolumes(application).map((volume) => volume.name), logRouter.volumeName].map((volume) => ({
        name: volume,
      })),
    });
    const first = register(containers);
    const definition = new aws.ecs.TaskDefinition(
      name,
      {
        ...first,
        requiresCompatibilities: [...first.requiresCompatibilities],
        volumes: [...first.volumes],
        containerDefinitions: JSON.stringify(containers),
        tags: args.tags,
      },
      { parent: this, dependsOn: [...this.taskRole.ready, ...this.executionRole.ready] },
    );
    this.arn = definition.arn;
    this.roleArns = [this.taskRole.arn, this.executionRole.arn];
    this.template = register(containersWith(imagePlaceholder));
    this.registerOutputs({ arn: this.arn });
  }
}

function pullStatements(location: Location, images: readonly string[], repositoryArns: readonly string[]): Statement[] {
  const named = images.flatMap((image) => {
    const found = privateImage(image);
    return found === undefined ? [] : [repositoryArn(location, found)];
  });
  const resources = [...new Set([...named, ...repositoryArns])];
  if (resources.length === 0) {
    return [];
  }
  return [
    { anyResource: "GetAuthorizationTokenHasNoResource", actions: "ecr:GetAuthorizationToken" },
    {
      sid: "PullImages",
      actions: pullActions,
      resources,
    },
  ];
}
