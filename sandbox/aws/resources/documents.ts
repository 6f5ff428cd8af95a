import type { Cloud } from "../cloud";
import { ACCOUNT } from "../place";
import { Refusal } from "../refusal";
import { isObject, knownStrings, type Properties, type Value } from "../value";

/** The parsed IAM policy document of a property, or nothing where it is none. */
export function documentOf(value: Value | undefined): Properties | undefined {
  if (isObject(value)) {
    return value;
  }
  try {
    const parsed = typeof value === "string" ? (JSON.parse(value) as Value) : undefined;
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

export function statementsOf(document: Properties | undefined): Properties[] {
  const statements = document?.Statement;
  return (Array.isArray(statements) ? statements : [statements]).filter(isObject);
}

/** Which kind of document a property holds, and how the service that takes it words its refusals. */
export interface DocumentRules {
  property: string;
  /** `trust` and `resource` policies name principals, `identity` policies may not. */
  kind: "identity" | "resource" | "trust";
  code: string;
  /** What the service says of a principal that does not exist. */
  unknownPrincipal?: { code: string; message: string };
}

/**
 * Refuses a policy document as IAM does: what is no JSON, lacks a statement, has elements IAM does not know, or names
 * a principal that does not exist.
 *
 * @throws Refusal for the first thing that is wrong
 */
export function requireDocument(rules: DocumentRules, inputs: Properties, cloud: Cloud): void {
  const value = inputs[rules.property];
  if (value === undefined) {
    return;
  }
  const document = documentOf(value);
  const reject = (message: string): never => {
    throw new Refusal(rules.code, message);
  };
  if (!document) {
    return reject("Syntax errors in policy.");
  }
  const version = document.Version;
  if (version !== undefined && version !== "2012-10-17" && version !== "2008-10-17") {
    reject("The policy must have a valid version: 2012-10-17 or 2008-10-17");
  }
  const statements = statementsOf(document);
  if (statements.length === 0) {
    reject("Syntax errors in policy: it has no statement.");
  }
  for (const statement of statements) {
    const mistake = mistakeIn(statement, rules.kind);
    if (mistake !== undefined) {
      reject(mistake);
    }
    for (const principal of principalsOf(statement)) {
      if (!principalExists(principal, cloud)) {
        const { code, message } = rules.unknownPrincipal ?? {
          code: rules.code,
          message: `Invalid principal in policy: "AWS":"${principal}"`,
        };
        throw new Refusal(code, `${message} (${principal})`);
      }
    }
  }
}

const ELEMENTS = new Set([
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
]);

function mistakeIn(statement: Properties, kind: DocumentRules["kind"]): string | undefined {
  const unknown = Object.keys(statement).find((element) => !ELEMENTS.has(element));
  if (unknown !== undefined) {
    return `Syntax errors in policy: unknown element ${unknown}.`;
  }
  const { Effect, Action, NotAction, Resource, NotResource, Principal, NotPrincipal } = statement;
  if (Effect !== "Allow" && Effect !== "Deny") {
    return `Syntax errors in policy: Effect must be Allow or Deny, got ${JSON.stringify(Effect ?? null)}.`;
  }
  const actions = knownStrings(Action ?? NotAction);
  if (actions.length === 0) {
    return "Policy statement must contain actions.";
  }
  const vague = actions.find((action) => action !== "*" && !/^[a-z0-9-]+:[A-Za-z0-9*?]+$/i.test(action));
  if (vague !== undefined) {
    return `Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.: ${vague}`;
  }
  const names = Principal ?? NotPrincipal;
  if (kind === "identity") {
    if (names !== undefined) {
      return "Policy document should not specify a principal.";
    }
    if (knownStrings(Resource ?? NotResource).length === 0) {
      return "Policy statement must contain resources.";
    }
  } else if (names === undefined) {
    return "Policy document must specify a principal in every statement.";
  }
  if (kind === "trust" && (Resource ?? NotResource) !== undefined) {
    return "Has prohibited field Resource";
  }
  const odd = knownStrings(Resource ?? NotResource).find((one) => one !== "*" && !/^(arn:|\*|\$\{)/.test(one));
  return odd === undefined ? undefined : `Resource ${odd} must be in ARN format or "*".`;
}

/** The AWS principals that a statement names. */
function principalsOf({ Principal, NotPrincipal }: Properties): string[] {
  const names = Principal ?? NotPrincipal;
  return isObject(names) ? knownStrings(names.AWS) : [];
}

/** Whether a principal exists; those of other accounts, and AWS's own roles, are taken on trust. */
function principalExists(principal: string, cloud: Cloud): boolean {
  const own = new RegExp(`^arn:[\\w-]+:iam::${ACCOUNT}:(role|user)/(.+)$`).exec(principal);
  if (!own || own[2]?.startsWith("aws-service-role/")) {
    return true;
  }
  const types = own[1] === "role" ? ["aws:iam/role:Role"] : ["aws:iam/user:User"];
  return principal.endsWith("user/sandbox") || cloud.ofTypes(types).some((entry) => entry.outputs.arn === principal);
}
