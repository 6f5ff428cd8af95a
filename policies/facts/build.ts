import type { codebuild } from "@pulumi/aws";
import { type Buildspec, inlineBuildspec, reachedIn } from "./buildspec";
import { type ImageCheck, imageCheckOf } from "./images";
import type { Property } from "./property";
import type { ResourceFacts } from "./resource";
import type { Command } from "./shell/run";

export const PROJECT = "aws:codebuild/project:Project";

/** What a build project runs. */
export interface Build {
  /** Where it is written. */
  readonly at: Property<string>;
  /** Nothing if it is unknown, or in a file that cannot be seen. */
  readonly spec: Buildspec | undefined;
  /** The commands that may run, if all checks of that kind fail; none without a buildspec. */
  readonly reached: (failing?: ImageCheck["kind"]) => readonly Command[];
}

export function buildOf(project: ResourceFacts): Build {
  const inputs = project.inputs<codebuild.ProjectArgs>();
  const at = inputs.get("source").get("buildspec");
  const spec = inlineBuildspec(at.value);
  return {
    at,
    spec,
    reached: (failing) => (spec === undefined ? [] : reached(spec, variablesOf(project), failing)),
  };
}

/** Whether the build may run such a command. */
export function mayRun(build: Build, isSuch: (command: Command) => boolean): boolean {
  return build.reached().some(isSuch);
}

/** Several rules ask for the same, and so does the policy that reports what is inconclusive. */
const known = new Map<Buildspec, Map<string, readonly Command[]>>();

function reached(
  spec: Buildspec,
  variables: ReadonlyMap<string, string>,
  failing?: ImageCheck["kind"],
): readonly Command[] {
  const key = JSON.stringify([failing, ...variables]);
  const ofSpec = known.get(spec) ?? new Map<string, readonly Command[]>();
  const commands =
    ofSpec.get(key) ??
    reachedIn(spec, variables, (command) => {
      const check = failing === undefined ? undefined : imageCheckOf(command);
      return check !== undefined && check.kind === failing && check.fails;
    });
  known.set(spec, ofSpec.set(key, commands));
  return commands;
}

/** The plain variables of the project whose values are known. */
function variablesOf(project: ResourceFacts): ReadonlyMap<string, string> {
  const variables = project.inputs<codebuild.ProjectArgs>().get("environment").get("environmentVariables").items();
  return new Map(
    variables.flatMap((variable) => {
      const [name, value, type] = [variable.get("name").value, variable.get("value").value, variable.get("type").value];
      const isPlain = type === undefined || type === "PLAINTEXT";
      return typeof name === "string" && typeof value === "string" && isPlain ? [[name, value] as const] : [];
    }),
  );
}
