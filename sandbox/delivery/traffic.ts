import type { Cloud, Entry } from "../aws/cloud";
import { find } from "../aws/references";
import { isObject, knownStrings, type Properties, text, type Value, valuesAt } from "../aws/value";

/** The entry with other values of some properties: it is now so, and was asked to be so. */
export function changed(cloud: Cloud, entry: Entry, change: Properties): Entry {
  const now = { ...entry, inputs: { ...entry.inputs, ...change }, outputs: { ...entry.outputs, ...change } };
  cloud.put(now);
  return now;
}

/** Makes a listener forward all requests to one target group, as CodeDeploy does. */
export function forwardTo(cloud: Cloud, listener: Entry, targetGroupArn: string): void {
  const [first] = valuesAt(listener.inputs, "defaultActions[]");
  const action = isObject(first) ? first : {};
  const target: Properties =
    action.forward === undefined
      ? { targetGroupArn }
      : { forward: { targetGroups: [{ arn: targetGroupArn, weight: 100 }] } };
  changed(cloud, listener, { defaultActions: [{ ...action, type: "forward", ...target }] });
}

/** The target group of two that a rule sends requests to: the one with weight. */
export function servedBy(rule: Entry, pair: readonly string[]): string | undefined {
  const groups = valuesAt(rule.inputs, "actions[].forward.targetGroups[]").filter(isObject);
  const weighted = groups.filter(({ weight }) => Number(weight ?? 1) > 0);
  return [...knownStrings(valuesAt(rule.inputs, "actions[].targetGroupArn")), ...arnsOf(weighted)].find((arn) =>
    pair.includes(arn),
  );
}

function arnsOf(groups: readonly Properties[]): string[] {
  return groups.flatMap(({ arn }) => knownStrings(arn));
}

/** Gives all weight of a rule to one target group of two, as ECS does. */
export function weigh(cloud: Cloud, arn: Value | undefined, pair: readonly string[], serving: string): void {
  const rule = find("listenerRule", arn, cloud);
  if (!rule) {
    return;
  }
  const actions = valuesAt(rule.inputs, "actions[]").map((action) => {
    if (!isObject(action) || !isObject(action.forward)) {
      return isObject(action) && pair.includes(text(action.targetGroupArn))
        ? { ...action, targetGroupArn: serving }
        : action;
    }
    const groups = valuesAt(action.forward, "targetGroups[]").filter(isObject);
    const targetGroups = groups.map((group) => ({ ...group, weight: group.arn === serving ? 100 : 0 }));
    return { ...action, forward: { ...action.forward, targetGroups } };
  });
  changed(cloud, rule, { actions });
}
