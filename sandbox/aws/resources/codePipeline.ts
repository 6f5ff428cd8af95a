import { find } from "../references";
import { Refusal } from "../refusal";
import { isObject, knownStrings, type Properties, type Value, text, valuesAt } from "../value";
import type { Draft, FactsTable, Mistake } from "./facts";
import { ACTIONS } from "./pipelineActions";
import { requireArtifacts, stagesOf, structure } from "./pipelineArtifacts";
import { requireAssumable } from "./roles";

/** CodePipeline. */
export const CODE_PIPELINE: FactsTable = {
  "aws:codepipeline/pipeline:Pipeline": {
    id: "{name}",
    outputs: { arn: "arn:{partition}:codepipeline:{region}:{account}:{name}" },
    replaces: ["name"],
    sets: ["artifactStores"],
    unique: {
      by: ["name"],
      code: "PipelineNameInUseException",
      message: "A pipeline with the name '{name}' already exists",
    },
    check: pipelineMistakes,
    admit: admitPipeline,
  },
};

function pipelineMistakes(inputs: Properties): Mistake[] {
  const mistakes: Mistake[] = [];
  const names: [string, Value | undefined][] = [["name", inputs.name]];
  for (const [index, { stage, actions }] of stagesOf(inputs).entries()) {
    names.push([`stages[${index}].name`, stage.name]);
    names.push(
      ...actions.map(({ name }, at): [string, Value | undefined] => [`stages[${index}].actions[${at}].name`, name]),
    );
  }
  for (const [path, value] of names) {
    const [name] = knownStrings(value);
    if (name !== undefined && !/^[\w.@-]{1,100}$/.test(name)) {
      mistakes.push({ path, reason: `invalid value for ${path} (must be 1 to 100 of [A-Za-z0-9_.@-]): ${name}` });
    }
  }
  return mistakes;
}

function admitPipeline(draft: Draft): void {
  const { inputs, place } = draft;
  requireAssumable(
    inputs.roleArn,
    {
      principal: "codepipeline.amazonaws.com",
      sourceArn: `arn:${place.partition}:codepipeline:${place.region}:${place.account}:${text(inputs.name)}`,
    },
    draft,
    new Refusal(
      "InvalidStructureException",
      `CodePipeline is not authorized to perform AssumeRole on role ${text(inputs.roleArn)}`,
    ),
  );
  requireStages(inputs);
  for (const { actions } of stagesOf(inputs)) {
    actions.forEach((action) => requireAction(action, draft));
  }
  requireArtifacts(inputs);
  requireType(inputs);
  requireConditions(inputs);
}

function requireStages(inputs: Properties): void {
  const stages = stagesOf(inputs);
  if (stages.length < 2) {
    structure("Pipeline has less than 2 stages. There should be at least 2 stages in pipeline");
  }
  const repeated = stages.find(({ name }, index) => stages.slice(0, index).some((other) => other.name === name));
  if (repeated) {
    throw new Refusal("InvalidStageDeclarationException", `Stage name ${repeated.name} is used more than once`);
  }
  for (const [index, { name, actions }] of stages.entries()) {
    const isSource = ({ category }: Properties): boolean => category === "Source";
    if (actions.length === 0) {
      throw new Refusal("InvalidStageDeclarationException", `Stage ${name} must contain at least one action`);
    }
    if (index === 0 && !actions.every(isSource)) {
      structure("Pipeline should start with a stage that only contains source actions");
    }
    if (index > 0 && actions.some(isSource)) {
      structure(`Pipeline stage ${name} has source actions, which only the first stage may contain`);
    }
    const twin = actions.find((one, at) => actions.slice(0, at).some((other) => other.name === one.name));
    if (twin) {
      throw new Refusal(
        "InvalidActionDeclarationException",
        `Action name ${text(twin.name)} is used more than once in stage ${name}`,
      );
    }
  }
}

function requireAction(action: Properties, { cloud, inputs: { name: pipeline } }: Draft): void {
  const reject = (reason: string): never => {
    throw new Refusal("InvalidActionDeclarationException", reason);
  };
  const { name, category, owner, provider, version } = action;
  const what = `Action ${text(name)} of pipeline ${text(pipeline)}`;
  const facts = ACTIONS[text(provider)];
  const isOther = facts && (facts.category !== category || facts.owner !== owner);
  // CodeBuild also runs tests, and S3 also is deployed to.
  const isUnjudged = !facts || (isOther && ["CodeBuild", "S3"].includes(text(provider)));
  if (!facts ? owner === "AWS" && !OTHER_PROVIDERS.includes(text(provider)) : isOther && !isUnjudged) {
    reject(
      `ActionType (Category: '${text(category)}', Provider: '${text(provider)}', Owner: '${text(owner)}', ` +
        `Version: '${text(version)}') in ${what} is not available in region`,
    );
  }
  if (isUnjudged) {
    return;
  }
  const configuration = isObject(action.configuration) ? action.configuration : {};
  const missing = facts.required.find((key) => configuration[key] === undefined || configuration[key] === "");
  if (missing !== undefined) {
    reject(`${what} is missing required configuration '${missing}'`);
  }
  const stray = Object.keys(configuration).find((key) => ![...facts.required, ...facts.optional].includes(key));
  if (stray !== undefined) {
    reject(`${what} contains unknown configuration '${stray}'`);
  }
  for (const [side, key, [least, most]] of [
    ["input", "inputArtifacts", facts.inputs],
    ["output", "outputArtifacts", facts.outputs],
  ] as const) {
    const count = knownStrings(action[key]).length;
    if (count < least || count > most) {
      reject(`${what} has ${count} ${side} artifacts; ${text(provider)} takes ${least} to ${most}`);
    }
  }
  requireTargets(action, configuration, what, cloud);
}

/** Providers of AWS of which only the name is known. */
const OTHER_PROVIDERS = [
  "AppConfig",
  "CloudFormation",
  "CloudFormationStackInstances",
  "CloudFormationStackSet",
  "CodeDeploy",
  "CodePipeline",
  "Commands",
  "DeviceFarm",
  "EC2",
  "ECRBuildAndPublish",
  "ECS",
  "EKS",
  "ElasticBeanstalk",
  "InspectorScan",
  "ServiceCatalog",
  "StepFunctions",
];

/** An artifact that an action's configuration names must be among those it takes; a topic must exist. */
function requireTargets(action: Properties, configuration: Properties, what: string, cloud: Draft["cloud"]): void {
  const taken = knownStrings(action.inputArtifacts);
  for (const [key, value] of Object.entries(configuration)) {
    const isArtifact = /Artifact(Name)?$/.test(key) || key === "PrimarySource";
    if (isArtifact && !taken.includes(text(value))) {
      throw new Refusal(
        "InvalidActionDeclarationException",
        `${what} names '${text(value)}' in ${key}, which is none of its input artifacts`,
      );
    }
  }
  const [topic] = knownStrings(configuration.NotificationArn);
  if (topic !== undefined && !find("topic", topic, cloud)) {
    throw new Refusal("InvalidActionDeclarationException", `${what} notifies ${topic}, which does not exist`);
  }
}

/** What only pipelines of type V2 have; and what a trigger and a variable must have. */
function requireType(inputs: Properties): void {
  const isV2 = inputs.pipelineType === "V2";
  const used = [
    ["triggers", valuesAt(inputs, "triggers[]").length > 0],
    ["variables", valuesAt(inputs, "variables[]").length > 0],
    ["executionMode", inputs.executionMode !== undefined && inputs.executionMode !== "SUPERSEDED"],
    ["beforeEntry", valuesAt(inputs, "stages[].beforeEntry").length > 0],
    ["onSuccess", valuesAt(inputs, "stages[].onSuccess").length > 0],
    ["onFailure", valuesAt(inputs, "stages[].onFailure").length > 0],
  ] as const;
  const feature = used.find(([, isUsed]) => isUsed)?.[0];
  if (!isV2 && feature !== undefined) {
    structure(`${feature} is only supported for pipelines of type V2`);
  }
  const sources = stagesOf(inputs)[0]?.actions ?? [];
  for (const trigger of valuesAt(inputs, "triggers[]").filter(isObject)) {
    const [name] = knownStrings(valuesAt(trigger, "gitConfiguration.sourceActionName"));
    const action = sources.find((one) => one.name === name);
    if (action?.provider !== "CodeStarSourceConnection") {
      return structure(
        `The trigger's source action ${name ?? ""} must be a CodeStarSourceConnection action of the pipeline`,
      );
    }
    if (isObject(action.configuration) && action.configuration.DetectChanges === "false") {
      structure(`The source action ${name ?? ""} has a trigger, and so must detect changes`);
    }
  }
}

const RULES = ["CloudWatchAlarm", "CodeBuild", "Commands", "DeploymentWindow", "LambdaInvoke", "VariableCheck"];

function requireConditions(inputs: Properties): void {
  for (const { name, stage } of stagesOf(inputs)) {
    for (const moment of ["beforeEntry", "onSuccess", "onFailure"]) {
      for (const rule of valuesAt(stage, `${moment}.condition.rules[]`)) {
        const [provider = ""] = knownStrings(valuesAt(rule, "ruleTypeId.provider"));
        if (!RULES.includes(provider)) {
          throw new Refusal(
            "InvalidStageDeclarationException",
            `Stage ${name} has an unknown rule ${provider} in ${moment}`,
          );
        }
      }
    }
    const isRetried = valuesAt(stage, "onFailure.result").includes("RETRY");
    if (!isRetried && valuesAt(stage, "onFailure.retryConfiguration").length > 0) {
      throw new Refusal(
        "InvalidStageDeclarationException",
        `Stage ${name}: retryConfiguration goes with the result RETRY only`,
      );
    }
  }
}
