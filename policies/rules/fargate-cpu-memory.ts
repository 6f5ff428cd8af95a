import type { ecs } from "@pulumi/aws";
import { TASK_DEFINITION } from "../facts/containers";
import { cpuUnits, FARGATE_SIZES, type FargateSize, isForFargate, memoryMiB } from "../facts/fargate";
import type { Property } from "../facts/property";
import type { ResourceFacts } from "../facts/resource";
import { quoted } from "../message";
import { type Finding, inconclusive, type Rule, violation } from "../rule";

/**
 * Task definitions for EC2 alone are free in both, and are left alone. Limits of containers are no substitute: Fargate
 * takes the size of the task, and RegisterTaskDefinition refuses one without it.
 */
export const fargateCpuMemory: Rule = {
  id: "fargate-cpu-memory",
  title: "A task for Fargate has a size that Fargate offers.",
  severity: "medium",
  controls: {},
  reads: [
    {
      type: TASK_DEFINITION,
      properties: ["requiresCompatibilities[]", "cpu", "memory", "runtimePlatform.operatingSystemFamily"],
    },
  ],
  why: "AWS refuses the task definition, and that in the middle of a deployment, after everything before it was changed.",
  remediation:
    'Set `cpu` and `memory` of the task definition to a pair of AWS\'s table, such as `cpu: "256"` with `memory: "512"`; ' +
    "more CPU allows, and wants, more memory.",
  check: (task) => {
    const isOnFargate = isForFargate(task);
    if (isOnFargate === false) {
      return [];
    }
    const findings = judgeSize(task);
    return isOnFargate === true || findings.length === 0 ? findings : [inconclusive(isOnFargate)];
  },
};

function judgeSize(task: ResourceFacts): Finding[] {
  const inputs = task.inputs<ecs.TaskDefinitionArgs>();
  const [cpu, memory] = [inputs.get("cpu"), inputs.get("memory")];
  const family = inputs.get("runtimePlatform").get("operatingSystemFamily");
  const unknown = [cpu, memory].filter(({ isUnknown }) => isUnknown);
  if (unknown.length > 0) {
    return unknown.map(inconclusive);
  }
  const [units, mib] = [cpuUnits(cpu.value), memoryMiB(memory.value)];
  const size = FARGATE_SIZES.find((offered) => offered.cpuUnits === units && offered.memoryMiB === mib);
  const isWindows = typeof family.value === "string" && family.value.toUpperCase().startsWith("WINDOWS");
  if (size === undefined || (isWindows && !size.forWindows)) {
    return [mismatch(cpu, memory, isWindows)];
  }
  return family.isUnknown && !size.forWindows ? [inconclusive(family)] : [];
}

function mismatch(cpu: Property, memory: Property, isWindows: boolean): Finding {
  const given = `cpu: ${said(cpu)}, memory: ${said(memory)}`;
  const next = nextSize(cpuUnits(cpu.value) ?? 0, memoryMiB(memory.value) ?? 0, isWindows);
  const isOmitted = cpu.value === undefined || memory.value === undefined;
  return violation(cpu.value === undefined ? cpu : memory, {
    what: isOmitted
      ? `the task has no size, which Fargate needs (${given}).`
      : `Fargate offers no ${isWindows ? "Windows " : ""}task of that size (${given}).`,
    fix:
      next === undefined
        ? "take less: Fargate has no task as large as that"
        : `cpu: "${next.cpuUnits}", memory: "${next.memoryMiB}"`,
  });
}

/** The smallest that has as much of both. */
function nextSize(units: number, mib: number, isWindows: boolean): FargateSize | undefined {
  return FARGATE_SIZES.find(
    (size) => size.cpuUnits >= units && size.memoryMiB >= mib && (size.forWindows || !isWindows),
  );
}

function said({ value }: Property): string {
  return value === undefined ? "omitted" : quoted(value);
}
