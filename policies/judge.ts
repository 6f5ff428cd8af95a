import type {
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import { resourceFacts, stackFacts } from "./facts/resource";
import type { Finding, Rule } from "./rule";

/** The SDK asks a policy both ways if it has both functions, which its types express as one or the other only. */
export type Policy = Omit<ResourceValidationPolicy & StackValidationPolicy, "validateStack"> &
  Partial<StackValidationPolicy>;

/** Nothing where the rule does not apply. */
export function judgeResource(rule: Rule, args: ResourceValidationArgs): Finding[] | undefined {
  const applies = rule.reads.some((read) => read.type === args.type && !read.inStackOnly);
  return applies ? rule.check?.(resourceFacts(args)) : undefined;
}

export function judgeStack(rule: Rule, args: StackValidationArgs): Finding[] {
  return rule.checkStack?.(stackFacts(args)) ?? [];
}
