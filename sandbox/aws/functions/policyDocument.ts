import { isObject, knownStrings, type Properties, type Value, text } from "../value";
import type { FunctionRequest } from "./request";

/** Renders an IAM policy document as the provider's data source does: sources first, then statements, then overrides. */
export function policyDocument({ args }: FunctionRequest): Properties {
  const statements = [
    ...documents(args.sourcePolicyDocuments),
    ...list(args.statements).map(statementOf),
    ...documents(args.overridePolicyDocuments),
  ];
  const merged = statements.filter(
    ({ Sid }, index) => Sid === undefined || !statements.slice(index + 1).some((later) => later.Sid === Sid),
  );
  const document: Properties = {
    Version: typeof args.version === "string" ? args.version : "2012-10-17",
    ...(args.policyId === undefined ? {} : { Id: args.policyId }),
    Statement: merged,
  };
  return {
    id: text(hash(JSON.stringify(document))),
    json: JSON.stringify(document, undefined, 2),
    minifiedJson: JSON.stringify(document),
  };
}

function documents(value: Value | undefined): Properties[] {
  return knownStrings(value).flatMap((text) => {
    const { Statement } = JSON.parse(text) as { Statement?: Value };
    return list(Statement).length > 0 ? list(Statement) : [Statement ?? null].filter(isObject);
  });
}

function list(value: Value | undefined): Properties[] {
  return (Array.isArray(value) ? value : []).filter(isObject);
}

function statementOf(statement: Properties): Properties {
  const { sid, effect, actions, notActions, resources, notResources, principals, notPrincipals, conditions } =
    statement;
  const entries: [string, Value | undefined][] = [
    ["Sid", knownStrings(sid)[0]],
    ["Effect", knownStrings(effect)[0] ?? "Allow"],
    ["Principal", principalsOf(principals)],
    ["NotPrincipal", principalsOf(notPrincipals)],
    ["Action", oneOrMany(actions)],
    ["NotAction", oneOrMany(notActions)],
    ["Resource", oneOrMany(resources)],
    ["NotResource", oneOrMany(notResources)],
    ["Condition", conditionsOf(conditions)],
  ];
  return Object.fromEntries(entries.filter((entry): entry is [string, Value] => entry[1] !== undefined));
}

/** A list of one is written as that one, a longer list in descending order, as the provider does. */
function oneOrMany(value: Value | undefined): Value | undefined {
  const strings = knownStrings(value);
  return strings.length > 1 ? [...strings].sort().reverse() : strings[0];
}

function principalsOf(value: Value | undefined): Value | undefined {
  const principals = list(value);
  if (principals.length === 0) {
    return undefined;
  }
  const byType = new Map<string, string[]>();
  for (const { type, identifiers } of principals) {
    byType.set(text(type), [...(byType.get(text(type)) ?? []), ...knownStrings(identifiers)]);
  }
  const [first] = byType;
  if (byType.size === 1 && first?.[0] === "*" && first[1].join() === "*") {
    return "*";
  }
  return Object.fromEntries([...byType].map(([type, names]) => [type, oneOrMany(names) ?? []]));
}

function conditionsOf(value: Value | undefined): Value | undefined {
  const conditions = list(value);
  if (conditions.length === 0) {
    return undefined;
  }
  const byTest: Record<string, Record<string, Value>> = {};
  for (const { test, variable, values } of conditions) {
    (byTest[text(test)] ??= {})[text(variable)] = oneOrMany(values) ?? [];
  }
  return byTest;
}

function hash(text: string): number {
  return Array.from(text).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
}
