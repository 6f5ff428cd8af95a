import type { TaskSize } from "../../components/container-service/TaskDefinition";

/**
 * The task sizes that Fargate offers to Linux tasks: vCPU to the memory sizes, in GB, that go with it.
 *
 * {@link https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html | Task CPU and memory}
 */
const memoryByCpu = {
  "0.25": [0.5, 1, 2],
  "0.5": [1, 2, 3, 4],
  "1": [2, 3, 4, 5, 6, 7, 8],
  "2": [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
  "4": [8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30],
  "8": [16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60],
  "16": [32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120],
} as const;

type MemoryByCpu = typeof memoryByCpu;

/** A pair that exists, such as `"0.25 vCPU / 0.5 GB"`; an impossible pair is not a member of the type. */
export type FargateSize = {
  [Cpu in keyof MemoryByCpu]: `${Cpu} vCPU / ${MemoryByCpu[Cpu][number]} GB`;
}[keyof MemoryByCpu];

// An object's whole numbers come before its other keys, whatever their order was.
const choices = Object.entries<readonly number[]>(memoryByCpu).sort(([a], [b]) => Number(a) - Number(b));

const unitsBySize = new Map<string, TaskSize>(
  choices.flatMap(([cpu, memories]) =>
    memories.map((memory): [string, TaskSize] => [
      `${cpu} vCPU / ${memory} GB`,
      { cpuUnits: Number(cpu) * 1024, memoryMiB: memory * 1024 },
    ]),
  ),
);

/** Every size, smallest first. */
export const fargateSizes: readonly string[] = [...unitsBySize.keys()];

/** True for a pair that Fargate offers. */
export function isFargateSize(text: string): text is FargateSize {
  return unitsBySize.has(text);
}

/** A size in the units of a task definition: `"0.25 vCPU / 0.5 GB"` is 256 CPU units and 512 MiB. */
export function toUnits(size: FargateSize): TaskSize {
  const units = unitsBySize.get(size);
  if (units === undefined) {
    throw new Error(`"${size}" is not in the table of Fargate sizes; take one of FargateSize.`);
  }
  return units;
}

/** What may stand in place of this size: the memory choices where the vCPU exists, else an overview. */
export function allowedSizes(given: unknown): string {
  const asked = typeof given === "string" ? /^\s*(\d*\.?\d+)/.exec(given)?.[1] : undefined;
  const entry = choices.find(([cpu]) => Number(cpu) === Number(asked));
  if (entry !== undefined) {
    return `"${entry[0]} vCPU / <memory> GB", with ${entry[1].join(", ")} GB`;
  }
  const overview = choices.map(
    ([cpu, memories]) => `${cpu} vCPU with ${memories[0]} to ${memories[memories.length - 1]} GB`,
  );
  return `"<vCPU> vCPU / <memory> GB": ${overview.join(", ")}`;
}
