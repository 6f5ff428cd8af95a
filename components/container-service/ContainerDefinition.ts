/** A name and a value, as ECS writes environment variables. */
export interface KeyValuePair {
  readonly name: string;
  readonly value: string;
}

/** When a container may start, relative to another one in the task. */
export interface ContainerDependency {
  readonly containerName: string;
  readonly condition: "START" | "COMPLETE" | "SUCCESS" | "HEALTHY";
}

/** A command that the container agent runs inside the container; times in seconds. */
export interface ContainerHealthCheck {
  /** `["CMD", …]` runs without a shell, `["CMD-SHELL", "…"]` needs one in the image. */
  readonly command: readonly string[];
  readonly interval: number;
  readonly timeout: number;
  readonly retries: number;
  readonly startPeriod: number;
}

/**
 * One container of a task definition, as RegisterTaskDefinition takes it: the fields that this platform sets, all plain
 * values, so that the whole definition is known in the first preview and policies can judge it there.
 *
 * {@link https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html | ContainerDefinition}
 */
export interface ContainerDefinition {
  readonly name: string;
  readonly image: string;
  readonly essential: boolean;
  /** Hard limit in MiB: the container is killed above it. */
  readonly memory?: number;
  /** Soft limit in MiB. */
  readonly memoryReservation?: number;
  readonly user: string;
  readonly privileged: false;
  readonly readonlyRootFilesystem: true;
  readonly command?: readonly string[];
  readonly portMappings?: readonly {
    readonly containerPort: number;
    readonly protocol: "tcp";
    readonly name: string;
  }[];
  readonly environment?: readonly KeyValuePair[];
  readonly secrets?: readonly { readonly name: string; readonly valueFrom: string }[];
  readonly mountPoints?: readonly {
    readonly sourceVolume: string;
    readonly containerPath: string;
    readonly readOnly: boolean;
  }[];
  readonly healthCheck?: ContainerHealthCheck;
  readonly dependsOn?: readonly ContainerDependency[];
  readonly stopTimeout: number;
  readonly restartPolicy?: { readonly enabled: true; readonly restartAttemptPeriod: number };
  readonly linuxParameters: {
    readonly initProcessEnabled: boolean;
    readonly capabilities: { readonly add: readonly []; readonly drop: readonly string[] };
  };
  readonly ulimits: readonly { readonly name: "nofile"; readonly softLimit: number; readonly hardLimit: number }[];
  readonly firelensConfiguration?: {
    readonly type: "fluentbit";
    readonly options: Readonly<Record<string, string>>;
  };
  readonly logConfiguration: {
    readonly logDriver: "awsfirelens" | "awslogs";
    readonly options?: Readonly<Record<string, string>>;
  };
}

/**
 * The Linux capabilities that a container has on Fargate unless it drops them. Fargate lets it add none of them back.
 *
 * {@link https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html | KernelCapabilities}
 */
const givenCapabilities = [
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "NET_RAW",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
] as const;

/** One of the capabilities that Fargate gives. */
export type Capability = (typeof givenCapabilities)[number];

/** What a container drops that keeps these: everything else, which can be said in a word where it keeps none. */
export function droppedCapabilities(kept: readonly Capability[]): readonly string[] {
  return kept.length === 0 ? ["ALL"] : givenCapabilities.filter((capability) => !kept.includes(capability));
}

/**
 * Hardening that every container of this platform shares.
 *
 * Of all limits, Fargate lets a container set `nofile` only.
 */
export const hardened = {
  privileged: false,
  readonlyRootFilesystem: true,
  linuxParameters: { initProcessEnabled: true, capabilities: { add: [], drop: ["ALL"] } },
  ulimits: [{ name: "nofile", softLimit: 65536, hardLimit: 65536 }],
} as const satisfies Partial<ContainerDefinition>;
