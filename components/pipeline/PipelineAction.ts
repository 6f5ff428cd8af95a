import { Statement } from "../iam/policyDocument";

/**
 * One action of a pipeline, with what its role may do beside reading and writing artifacts. All plain values, so that the
 * whole pipeline is known in the first preview.
 *
 * {@link https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html | Pipeline structure}
 */
export interface PipelineAction {
  readonly name: string;
  readonly category: "Source" | "Build" | "Deploy" | "Approval" | "Invoke";
  readonly provider: string;
  readonly configuration: Readonly<Record<string, string>>;
  /** Artifacts of earlier actions. @default none */
  readonly inputs?: readonly string[];
  /** The artifact that it makes. @default none */
  readonly output?: string;
  /** Whether later actions read its variables, as `#{<name>.<variable>}`. @default false */
  readonly hasVariables?: boolean;
  readonly statements: readonly Statement[];
  /** A role in another account that performs the action; without it, the pipeline makes one. */
  readonly foreignRoleArn?: string;
}

/** A stage of a pipeline: its actions run side by side. */
export interface PipelineStage {
  readonly name: string;
  readonly actions: readonly PipelineAction[];
}
