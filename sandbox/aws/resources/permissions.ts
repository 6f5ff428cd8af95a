import { isObject, knownStrings, type Properties, type Value } from "../value";
import { documentOf, statementsOf } from "./documents";

/** Something that a resource policy is asked to allow. */
export interface Request {
  /** A service principal, an account or a role; one of these names is enough. */
  principals: readonly string[];
  action: string;
  /** What is acted upon; anything where it is left out. */
  resource?: string;
  /** Condition keys whose value is known; a condition on any other key counts as met. */
  context?: Record<string, string>;
}

/** Whether a resource policy allows a request: one statement allows it and none denies it. */
export function allows(policy: Value | undefined, request: Request): boolean {
  return areAllowed(statementsOf(documentOf(policy)).filter((statement) => applies(statement, request)));
}

/** Whether identity policies together allow a request: one statement allows it and none denies it. */
export function permits(policies: readonly Value[], request: Omit<Request, "principals">): boolean {
  const statements = policies.flatMap((policy) => statementsOf(documentOf(policy)));
  return areAllowed(statements.filter((statement) => covers(statement, request)));
}

/** What the statements that apply come to. */
function areAllowed(statements: readonly Properties[]): boolean {
  return (
    statements.some(({ Effect }) => Effect === "Allow") &&
    !statements.some(({ Effect, Condition }) => Effect === "Deny" && Condition === undefined)
  );
}

function applies(statement: Properties, { principals, ...request }: Request): boolean {
  const { Principal } = statement;
  const named = isObject(Principal) ? Object.values(Principal).flatMap(knownStrings) : knownStrings(Principal);
  const isNamed = named.some(
    (name) => name === "*" || principals.some((one) => one === name || name.split(":").includes(one)),
  );
  return isNamed && covers(statement, request);
}

function covers({ Action, Resource, Condition }: Properties, request: Omit<Request, "principals">): boolean {
  const { action, resource, context = {} } = request;
  const isResource = resource === undefined || knownStrings(Resource).some((pattern) => matches(pattern, resource));
  return (
    isResource &&
    knownStrings(Action).some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
    conditionsHold(Condition, context)
  );
}

function conditionsHold(conditions: Value | undefined, context: Record<string, string>): boolean {
  return Object.entries(isObject(conditions) ? conditions : {}).every(([operator, keys]) =>
    Object.entries(isObject(keys) ? keys : {}).every(([key, patterns]) => {
      const actual = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
      const isJudged = /^(String|Arn)(Equals|Like)/.test(operator);
      return actual === undefined || !isJudged || knownStrings(patterns).some((pattern) => matches(pattern, actual));
    }),
  );
}

function matches(pattern: string, text: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${expression}$`).test(text);
}
