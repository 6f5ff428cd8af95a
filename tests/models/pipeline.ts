import { isObject, type Properties, text, type Value } from "../../sandbox/aws/value";
import { convert, list, object, type Rules, same } from "./convert";

const artifact = (name: Value): Value => ({ name });

const ruleType: Rules = same("category", "owner", "provider", "version");

const condition = object({
  ...same("result"),
  rules: [
    "rules",
    list(
      object({
        ...same("name", "configuration", "commands", "region", "roleArn", "timeoutInMinutes"),
        ruleTypeId: ["ruleTypeId", object(ruleType)],
        inputArtifacts: ["inputArtifacts", list(artifact)],
      }),
    ),
  ],
});

/** CodePipeline has a list of conditions with one element where the provider has one condition. */
const conditions = ["conditions", (value: Value, path: string): Value => [condition(value, path)]] as const;

const action = (value: Value, path: string): Value => {
  const { category, owner, provider, version, ...rest } = isObject(value) ? value : {};
  return {
    actionTypeId: Object.fromEntries(
      Object.entries({ category, owner, provider, version }).filter(
        (entry): entry is [string, Value] => entry[1] !== undefined,
      ),
    ),
    ...convert(
      rest,
      {
        ...same(
          "name",
          "configuration",
          "namespace",
          "region",
          "roleArn",
          "runOrder",
          "timeoutInMinutes",
          "outputVariables",
        ),
        inputArtifacts: ["inputArtifacts", list(artifact)],
        outputArtifacts: ["outputArtifacts", list(artifact)],
        commands: "commands",
      },
      path,
    ),
  };
};

const filters = object(same("includes", "excludes"));

const push = object({
  branches: ["branches", filters],
  filePaths: ["filePaths", filters],
  tags: ["tags", filters],
});

const pullRequest = object({ ...same("events"), branches: ["branches", filters], filePaths: ["filePaths", filters] });

const rules: Rules = {
  ...same("name", "roleArn", "executionMode", "pipelineType"),
  stages: [
    "stages",
    list(
      object({
        ...same("name"),
        actions: ["actions", list(action)],
        beforeEntry: ["beforeEntry", object({ condition: conditions })],
        onSuccess: ["onSuccess", object({ condition: conditions })],
        onFailure: [
          "onFailure",
          object({
            ...same("result"),
            condition: conditions,
            retryConfiguration: ["retryConfiguration", object(same("retryMode"))],
          }),
        ],
      }),
    ),
  ],
  triggers: [
    "triggers",
    list(
      object({
        ...same("providerType"),
        gitConfiguration: [
          "gitConfiguration",
          object({
            ...same("sourceActionName"),
            pushes: ["push", list(push)],
            pullRequests: ["pullRequest", list(pullRequest)],
          }),
        ],
      }),
    ),
  ],
  variables: ["variables", list(object(same("name", "defaultValue", "description")))],
};

const store = object({
  ...same("type", "location"),
  encryptionKey: ["encryptionKey", object(same("id", "type"))],
});

/**
 * The PipelineDeclaration that the provider sends for the inputs of an `aws:codepipeline/pipeline:Pipeline`.
 *
 * @throws Error for an input that is not known here
 */
export function pipelineDeclaration(inputs: Properties): Properties {
  const { artifactStores, ...others } = inputs;
  const rest = Object.fromEntries(Object.entries(others).filter(([name]) => name !== "tags"));
  const stores = Array.isArray(artifactStores) ? artifactStores.filter(isObject) : [];
  const [first, ...further] = stores;
  const isOne = first !== undefined && further.length === 0 && first.region === undefined;
  return {
    ...convert(rest, rules, "pipeline"),
    ...(isOne
      ? { artifactStore: store(first, "pipeline.artifactStores[0]") }
      : {
          artifactStores: Object.fromEntries(
            stores.map((one, index) => [text(one.region), store(one, `pipeline.artifactStores[${index}]`)]),
          ),
        }),
  };
}
