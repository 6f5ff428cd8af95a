import type { iam } from "@pulumi/aws";
import { parsedJson } from "./json";
import { Property } from "./property";
import type { ResourceFacts, StackFacts, StackResource } from "./resource";

export const ROLE = "aws:iam/role:Role";
export const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
export const POLICY = "aws:iam/policy:Policy";
export const ROLE_ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
export const ATTACHMENT = "aws:iam/policyAttachment:PolicyAttachment";

/** IAM's JSON takes one or many. */
export type OneOrMany = string | string[];

/** One statement of an identity policy, as it stands in IAM's JSON. */
export interface StatementJson {
  Effect: string;
  Action: OneOrMany;
  NotAction: OneOrMany;
  Resource: OneOrMany;
  NotResource: OneOrMany;
  Condition: Record<string, Record<string, OneOrMany>>;
}

export type Statement = Property<StatementJson>;

interface Document {
  Statement: StatementJson[];
}

/** What a role has been given. */
export interface Grants {
  /** Policies that the program shows. */
  readonly documents: readonly Property[];
  /** ARNs of policies that it only names, which may be unknown. */
  readonly arns: readonly Property<string>[];
}

/** Everything in the plan that gives the role permissions. */
export function grantsOf(role: StackResource, stack: StackFacts): Grants {
  const inputs = role.inputs<iam.RoleArgs>();
  const given = inputs.get("managedPolicyArns");
  const arns = [
    // The provider fills them in when they are omitted, so they are unknown then and come from no other resource.
    ...(given.isUnknown && role.sourcesOf("managedPolicyArns").length === 0 ? [] : given.items()).map((arn) => ({
      arn,
      by: role,
      input: "managedPolicyArns",
    })),
    ...stack
      .ofType(ROLE_ATTACHMENT, ATTACHMENT)
      .filter((attachment) => isFor(attachment, attachment.type === ATTACHMENT ? "roles" : "role", role))
      .map((by) => ({ arn: by.inputs<iam.RolePolicyAttachmentArgs>().get("policyArn"), by, input: "policyArn" })),
  ].map(({ arn, by, input }) => ({ arn, policies: policiesOf(arn, by.sourcesOf(input), stack) }));
  return {
    documents: [
      ...inlineOf(role),
      ...stack
        .ofType(ROLE_POLICY)
        .filter((policy) => isFor(policy, "role", role))
        .map(documentOf),
      ...arns.flatMap(({ policies }) => policies.map(documentOf)),
    ],
    arns: arns.filter(({ policies }) => policies.length === 0).map(({ arn }) => arn),
  };
}

/** Also filled in by the provider: then it repeats what other resources of the plan say. */
function inlineOf(role: StackResource): Property[] {
  const policies = role.inputs<iam.RoleArgs>().get("inlinePolicies");
  return policies.isUnknown ? [] : policies.items().map((policy) => policy.get("policy"));
}

function documentOf(policy: ResourceFacts): Property {
  return policy.inputs<iam.PolicyArgs>().get("policy");
}

/** The policies of the program that the ARN is of. */
function policiesOf(
  arn: Property<string>,
  sources: readonly StackResource[],
  stack: StackFacts,
): readonly StackResource[] {
  if (arn.isUnknown) {
    return sources.filter(({ type }) => type === POLICY);
  }
  const name = lastPart(arn.value);
  return stack.ofType(POLICY).filter((policy) => {
    const outputs = policy.inputs<{ arn: string; name: string }>();
    const isOwn = typeof arn.value === "string" && !arn.value.includes(":iam::aws:");
    return outputs.get("arn").value === arn.value || (isOwn && name !== "" && outputs.get("name").value === name);
  });
}

/** Whether an input names the role, by its name, its ARN or its output. */
export function isFor(resource: StackResource, input: string, role: StackResource): boolean {
  const target = resource.inputs<Record<string, string | string[]>>().get(input);
  const { name, arn } = { name: nameOf(role), arn: role.inputs<{ arn: string }>().get("arn").value };
  return [target, ...target.items()].some((one) =>
    one.isUnknown
      ? resource.sourcesOf(input).some(({ urn }) => urn === role.urn)
      : typeof one.value === "string" && one.value !== "" && (one.value === arn || lastPart(one.value) === name),
  );
}

export function nameOf(role: ResourceFacts): unknown {
  return role.inputs<iam.RoleArgs>().get("name").value;
}

/** The statements of a document in JSON or as an object; nothing if it is neither. */
export function statementsOf(document: Property): Statement[] | undefined {
  const parsed = typeof document.value === "string" ? parsedJson(document.value) : undefined;
  if (typeof document.value === "string" && (typeof parsed !== "object" || parsed === null)) {
    return undefined;
  }
  const whole = parsed === undefined ? (document as Property<Document>) : propertyOf(document, parsed);
  const list = whole.get("Statement");
  const statements = list.items();
  return statements.length > 0 ? statements : [list];
}

/** The elements of what may be one or many. */
export function each(property: Property<OneOrMany>): Property<string>[] {
  const items = (property as Property<string[]>).items();
  return items.length > 0 || property.value === undefined ? items : [property];
}

function propertyOf(document: Property, parsed: unknown): Property<Document> {
  return Property.of<Document>(document.resource, document.path, parsed);
}

function lastPart(name: unknown): string {
  return typeof name === "string" ? name.slice(name.lastIndexOf("/") + 1) : "";
}
