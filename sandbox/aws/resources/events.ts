import { find } from "../references";
import { Refusal } from "../refusal";
import { isObject, knownStrings, type Properties, text, type Value } from "../value";
import { documentOf, requireDocument } from "./documents";
import type { Draft, FactsTable } from "./facts";
import { requireAssumable } from "./roles";

/** EventBridge. */
export const EVENTS: FactsTable = {
  "aws:cloudwatch/eventRule:EventRule": {
    id: "{name}",
    outputs: { arn: "arn:{partition}:events:{region}:{account}:rule/{name}" },
    fallbacks: { eventBusName: "default", isEnabled: null },
    naming: { property: "name", longest: 64 },
    replaces: ["name", "namePrefix", "eventBusName"],
    unique: {
      by: ["name", "eventBusName"],
      code: "ResourceAlreadyExistsException",
      message: "Rule {name} already exists.",
    },
    check: ({ eventPattern, scheduleExpression }) =>
      eventPattern === undefined && scheduleExpression === undefined
        ? [
            {
              path: "eventPattern",
              reason: `"event_pattern": one of \`event_pattern,schedule_expression\` must be specified`,
            },
          ]
        : [],
    admit: ({ inputs }) => {
      const [pattern] = knownStrings(inputs.eventPattern);
      const reason = pattern === undefined ? undefined : patternMistake(documentOf(pattern));
      if (reason !== undefined) {
        throw new Refusal("InvalidEventPatternException", `Event pattern is not valid. Reason: ${reason}`);
      }
    },
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    id: "{rule}-{targetId}",
    fallbacks: { eventBusName: "default" },
    naming: { property: "targetId" },
    replaces: ["rule", "eventBusName", "targetId"],
    admit: admitTarget,
  },
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": {
    id: ({ inputs }) => knownStrings(inputs.eventBusName)[0] ?? "default",
    naming: false,
    replaces: ["eventBusName"],
    admit: ({ inputs, cloud }) =>
      requireDocument({ property: "policy", kind: "resource", code: "InvalidParameterValue" }, inputs, cloud),
  },
};

/** A pattern names fields of an event, as deep as it likes; at the end of each is a list of values or of comparisons. */
function patternMistake(pattern: Value | undefined, path = ""): string | undefined {
  if (!isObject(pattern) || Object.keys(pattern).length === 0) {
    return `${path === "" ? "the pattern" : path} must be an object with at least one field`;
  }
  for (const [name, value] of Object.entries(pattern)) {
    const field = path === "" ? name : `${path}.${name}`;
    if (name === "$or") {
      continue;
    }
    if (Array.isArray(value) ? value.length === 0 : !isObject(value)) {
      return `"${field}" must be an object or a non-empty array`;
    }
    const reason = isObject(value) ? patternMistake(value, field) : undefined;
    if (reason !== undefined) {
      return reason;
    }
  }
  return undefined;
}

/** Targets that EventBridge reaches with a role, and not by the target's own resource policy. */
const BY_ROLE = /^arn:[\w-]+:(codepipeline|codebuild|ecs|states|kinesis|firehose|batch|events|ssm):/;

function admitTarget(draft: Draft): void {
  const { inputs, cloud, place } = draft;
  const [rule] = knownStrings(inputs.rule);
  const [bus = "default"] = knownStrings(inputs.eventBusName);
  if (rule !== undefined && !find("eventRule", rule, cloud)) {
    throw new Refusal("ResourceNotFoundException", `Rule ${rule} does not exist on EventBus ${bus}.`);
  }
  const [arn] = knownStrings(inputs.arn);
  if (arn !== undefined && !/^arn:[\w-]+:[\w-]+:[\w-]*:\d*:.+$/.test(arn)) {
    throw new Refusal(
      "ValidationException",
      `Parameter ${arn} is not valid. Reason: Provided Arn is not in correct format.`,
    );
  }
  if (arn !== undefined && BY_ROLE.test(arn) && inputs.roleArn === undefined) {
    throw new Refusal("ValidationException", `RoleArn is required for target ${arn}.`);
  }
  const given = ["input", "inputPath", "inputTransformer"].filter((name) => inputs[name] !== undefined);
  if (given.length > 1) {
    throw new Refusal(
      "ValidationException",
      `Only one of Input, InputPath, or InputTransformer must be provided for target ${text(inputs.targetId)}.`,
    );
  }
  requireAssumable(
    inputs.roleArn,
    {
      principal: "events.amazonaws.com",
      sourceArn: `arn:${place.partition}:events:${place.region}:${place.account}:rule/${ruleName(inputs, bus)}`,
    },
    draft,
    new Refusal(
      "ValidationException",
      `Provided role '${text(inputs.roleArn)}' cannot be assumed by principal 'events.amazonaws.com'.`,
    ),
  );
}

function ruleName({ rule }: Properties, bus: string): string {
  return bus === "default" ? text(rule) : `${bus}/${text(rule)}`;
}
