import { Refusal } from "../refusal";
import { isObject, knownStrings, type Properties, type Value, text, valuesAt } from "../value";

/** The stages of a pipeline, each with its actions. */
export function stagesOf(inputs: Properties): { name: string; stage: Properties; actions: Properties[] }[] {
  return valuesAt(inputs, "stages[]")
    .filter(isObject)
    .map((stage) => ({ name: text(stage.name), stage, actions: valuesAt(stage, "actions[]").filter(isObject) }));
}

/** Refuses a pipeline whose parts do not fit together. */
export function structure(reason: string): never {
  throw new Refusal("InvalidStructureException", reason);
}

/** Artifacts are made once, before they are used; namespaces are unique, and variables come from an earlier one. */
export function requireArtifacts(inputs: Properties): void {
  const made = new Set<string>();
  const namespaces = new Set<string>(["codepipeline", "variables"]);
  for (const { name: stage, actions } of stagesOf(inputs)) {
    const ordered = [...actions].sort((left, right) => Number(left.runOrder ?? 1) - Number(right.runOrder ?? 1));
    const orders = [...new Set(ordered.map(({ runOrder }) => Number(runOrder ?? 1)))];
    for (const order of orders) {
      const group = ordered.filter(({ runOrder }) => Number(runOrder ?? 1) === order);
      for (const action of group) {
        const missing = knownStrings(action.inputArtifacts).find((artifact) => !made.has(artifact));
        if (missing !== undefined) {
          structure(
            `Input Artifact Bundle ${missing} in action ${text(action.name)} is not declared by any earlier action`,
          );
        }
        const variable = variablesIn(action.configuration).find((namespace) => !namespaces.has(namespace));
        if (variable !== undefined) {
          structure(
            `Action ${text(action.name)} in stage ${stage} references the namespace ${variable}, which no earlier action has`,
          );
        }
      }
      for (const action of group) {
        for (const artifact of knownStrings(action.outputArtifacts)) {
          if (made.has(artifact)) {
            structure(`UniqueOutputArtifacts violated: output artifact ${artifact} is declared more than once`);
          }
          made.add(artifact);
        }
        for (const namespace of knownStrings(action.namespace)) {
          if (namespaces.has(namespace)) {
            structure(`The namespace ${namespace} is used more than once`);
          }
          namespaces.add(namespace);
        }
      }
    }
  }
}

/** The namespaces of the variables that a configuration uses, such as `Build` in `#{Build.IMAGE_URI}`. */
function variablesIn(configuration: Value | undefined): string[] {
  const values = isObject(configuration) ? knownStrings(Object.values(configuration)) : [];
  return values.flatMap((value) => [...value.matchAll(/#\{([\w@-]+)\./g)].map(([, namespace = ""]) => namespace));
}
