import type { codepipeline, types } from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Property } from "./property";
import type { ResourceFacts } from "./resource";

export const PIPELINE = "aws:codepipeline/pipeline:Pipeline";

export type Stage = Property<pulumi.Unwrap<types.input.codepipeline.PipelineStage>>;

export type Action = Property<pulumi.Unwrap<types.input.codepipeline.PipelineStageAction>>;

/** An action and its place in the pipeline. */
export interface Step {
  readonly stage: Stage;
  readonly action: Action;
  /** Stages run one after the other. */
  readonly stageNumber: number;
  /** Within a stage, actions of the same order run side by side. */
  readonly runOrder: number;
}

/** Every action of a pipeline, stage by stage. */
export function stepsOf(pipeline: ResourceFacts): Step[] {
  const stages = pipeline.inputs<codepipeline.PipelineArgs>().get("stages").items();
  return stages.flatMap((stage, stageNumber) =>
    stage
      .get("actions")
      .items()
      .map((action) => {
        const runOrder = action.get("runOrder").value;
        return { stage, action, stageNumber, runOrder: typeof runOrder === "number" ? runOrder : 1 };
      }),
  );
}

/** Whether the first has ended when the second starts. */
export function isBefore(first: Step, second: Step): boolean {
  return first.stageNumber === second.stageNumber
    ? first.runOrder < second.runOrder
    : first.stageNumber < second.stageNumber;
}

/** The action as messages call it. */
export function nameOf({ action }: Step): string {
  const name = action.get("name").value;
  const provider = action.get("provider").value;
  return [
    "action",
    typeof name === "string" ? JSON.stringify(name.slice(0, 100)) : "without a name",
    ...(typeof provider === "string" && /^[\w-]{1,100}$/.test(provider) ? [`(${provider})`] : []),
  ].join(" ");
}
