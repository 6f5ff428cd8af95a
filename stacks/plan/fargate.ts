import { Prices } from "./prices";

/** What a task reserves: 1024 CPU units are one vCPU, 1024 MiB one GB. */
export interface Size {
  readonly cpuUnits: number;
  readonly memoryMiB: number;
}

/** CPU architecture of a task, as config names it. */
export type Architecture = "x86_64" | "arm64";

/** AWS bills each task for a minute at least. */
const leastSeconds = 60;

/** US dollars for a task of this size that runs an hour. */
export function hourlyRate({ of }: Prices, size: Size, architecture: Architecture, spot: boolean): number {
  const prices = {
    x86_64: {
      vcpu: spot ? of.fargateX86VcpuSpot : of.fargateX86Vcpu,
      gb: spot ? of.fargateX86GbSpot : of.fargateX86Gb,
    },
    arm64: { vcpu: spot ? of.fargateArmVcpuSpot : of.fargateArmVcpu, gb: spot ? of.fargateArmGbSpot : of.fargateArmGb },
  };
  const { vcpu, gb } = prices[architecture];
  return (size.cpuUnits / 1024) * vcpu.usd + (size.memoryMiB / 1024) * gb.usd;
}

/**
 * US dollars for a task that runs so many seconds in all.
 *
 * Fargate bills from the first byte of the image to the end of the task, by the second, and each start for a minute at
 * least. The 20 GB of storage that every task has are free.
 *
 * @param spotPercent - share of the time on Spot, 0 to 100
 * @param starts - runs that the seconds are divided into @default 1
 */
export function fargateCost(
  prices: Prices,
  size: Size,
  architecture: Architecture,
  spotPercent: number,
  seconds: number,
  starts = 1,
): number {
  const hours = Math.max(Math.ceil(seconds), starts * leastSeconds) / 3600;
  const share = spotPercent / 100;
  const rate = (spot: boolean) => hourlyRate(prices, size, architecture, spot);
  return hours * (share * rate(true) + (1 - share) * rate(false));
}

/**
 * The share of so many tasks that runs on Spot, in percent: of a mix the first task is on demand, and the others are divided.
 *
 * @param spotPercent - as in a service's config
 */
export function spotShare(tasks: number, spotPercent: number): number {
  return spotPercent === 100 || tasks === 0 ? spotPercent : (spotPercent * (tasks - 1)) / tasks;
}
