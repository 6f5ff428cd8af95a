import type { ecs } from "@pulumi/aws";
import type { Property, Value } from "./property";
import type { ResourceFacts } from "./resource";

/** A size that a task may have on Fargate. */
export interface FargateSize {
  readonly cpuUnits: number;
  readonly memoryMiB: number;
  /** Windows tasks have fewer sizes. */
  readonly forWindows: boolean;
}

/** CPU units, and the memories that go with them, in MiB. */
const TABLE: readonly { cpu: number; memories: readonly number[]; forWindows?: boolean }[] = [
  { cpu: 256, memories: [512, 1024, 2048] },
  { cpu: 512, memories: steps(1, 4, 1) },
  { cpu: 1024, memories: steps(2, 8, 1), forWindows: true },
  { cpu: 2048, memories: steps(4, 16, 1), forWindows: true },
  { cpu: 4096, memories: steps(8, 30, 1), forWindows: true },
  { cpu: 8192, memories: steps(16, 60, 4) },
  { cpu: 16384, memories: steps(32, 120, 8) },
  { cpu: 32768, memories: [60, 120, 244].map(toMiB) },
];

/**
 * Every size that Fargate offers, smallest first.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html
 */
export const FARGATE_SIZES: readonly FargateSize[] = TABLE.flatMap(({ cpu, memories, forWindows = false }) =>
  memories.map((memoryMiB) => ({ cpuUnits: cpu, memoryMiB, forWindows })),
);

/** CPU units of a task's `cpu`: `"256"`, `"1 vCPU"` and `".25 vcpu"` are what AWS reads; nothing for all else. */
export function cpuUnits(cpu: Value): number | undefined {
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*(vcpu)?\s*$/i.exec(textOf(cpu)) ?? [];
  return inUnits(amount, unit);
}

/** MiB of a task's `memory`: `"512"`, `"2GB"` and `"0.5 GB"` are what AWS reads; nothing for all else. */
export function memoryMiB(memory: Value): number | undefined {
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*(gb)?\s*$/i.exec(textOf(memory)) ?? [];
  return inUnits(amount, unit);
}

/** Whether the task definition is for Fargate, or the property that would tell; omitted, it is for EC2. */
export function isForFargate(task: ResourceFacts): boolean | Property {
  const compatibilities = task.inputs<ecs.TaskDefinitionArgs>().get("requiresCompatibilities").items();
  return (
    compatibilities.some(({ value }) => value === "FARGATE") ||
    (compatibilities.find(({ isUnknown }) => isUnknown) ?? false)
  );
}

function steps(fromGb: number, toGb: number, byGb: number): number[] {
  return Array.from({ length: (toGb - fromGb) / byGb + 1 }, (_, index) => toMiB(fromGb + index * byGb));
}

function toMiB(gb: number): number {
  return gb * 1024;
}

function textOf(value: Value): string {
  return typeof value === "number" || typeof value === "string" ? String(value) : "";
}

/** Without a unit, a whole number of the small ones. */
function inUnits(amount: string | undefined, unit: string | undefined): number | undefined {
  const number = Number(amount);
  if (unit !== undefined) {
    return number * 1024;
  }
  return Number.isInteger(number) ? number : undefined;
}
