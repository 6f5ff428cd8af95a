import type {
  Policies,
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import type { Property } from "./facts/property";
import { resourceFacts, stackFacts } from "./facts/resource";
import { inconclusiveMessage, violationMessage } from "./message";
import type { Finding, Rule } from "./rule";

/** The SDK asks a policy both ways if it has both functions, which its types express as one or the other only. */
type Policy = Omit<ResourceValidationPolicy & StackValidationPolicy, "validateStack"> & Partial<StackValidationPolicy>;

type Args = ResourceValidationArgs | StackValidationArgs;

/**
 * The policies of a pack: one for each rule, and `inconclusive`, which reports what a rule could not judge. By itself
 * the SDK gives up a policy at the first unknown value and says so in a warning that nothing counts.
 */
export function toPolicies(rules: readonly Rule[]): Policies {
  return [...rules.map(rulePolicy), inconclusivePolicy(rules)];
}

function rulePolicy(rule: Rule): Policy {
  const policy: Policy = {
    name: rule.id,
    description: rule.title,
    enforcementLevel: "mandatory",
    severity: rule.severity,
    remediationSteps: rule.remediation,
  };
  if (rule.check !== undefined) {
    policy.validateResource = (args, report) => {
      const findings = judgeResource(rule, args);
      if (findings === undefined) {
        return args.notApplicable("The rule reads nothing of this resource type.");
      }
      reportViolations(rule, findings, args, report);
    };
  }
  if (rule.checkStack !== undefined) {
    policy.validateStack = (args, report) => reportViolations(rule, judgeStack(rule, args), args, report);
  }
  return policy;
}

/**
 * Advisory, so that a value that is unknown stops nobody; a pack configuration may make it mandatory
 * (`{ "inconclusive": "mandatory" }`).
 */
function inconclusivePolicy(rules: readonly Rule[]): Policy {
  return {
    name: "inconclusive",
    description: "Every rule can be judged in the preview.",
    enforcementLevel: "advisory",
    severity: "medium",
    remediationSteps: "Make the property known in the preview: build it from configuration, fixed names and invokes.",
    validateResource: (args, report) =>
      reportInconclusive(
        rules.map((rule) => ({ rule, findings: judgeResource(rule, args) ?? [] })),
        args,
        report,
      ),
    validateStack: (args, report) =>
      reportInconclusive(
        rules.map((rule) => ({ rule, findings: judgeStack(rule, args) })),
        args,
        report,
      ),
  };
}

/** Nothing where the rule does not apply. */
function judgeResource(rule: Rule, args: ResourceValidationArgs): Finding[] | undefined {
  const applies = rule.reads.some((read) => read.type === args.type && !read.inStackOnly);
  return applies ? rule.check?.(resourceFacts(args)) : undefined;
}

function judgeStack(rule: Rule, args: StackValidationArgs): Finding[] {
  return rule.checkStack?.(stackFacts(args)) ?? [];
}

function reportViolations(rule: Rule, findings: readonly Finding[], args: Args, report: ReportViolation): void {
  const violations = findings.filter((finding) => finding.kind === "violation");
  violations.forEach(({ at, breach }) => report(violationMessage(rule, at, breach), at.resource.urn));
  if (violations.length === 0 && findings.length > 0) {
    // The engine counts a policy without a violation as passed, and what could not be judged has not passed.
    args.notApplicable("Inconclusive: see the policy named inconclusive.");
  }
}

function reportInconclusive(
  judged: readonly { rule: Rule; findings: readonly Finding[] }[],
  args: Args,
  report: ReportViolation,
): void {
  const reports = judged.flatMap(({ rule, findings }) =>
    unknownsIn(findings).map((at) => ({ message: inconclusiveMessage(rule, at), urn: at.resource.urn })),
  );
  if (reports.length === 0) {
    args.notApplicable("Every rule could be judged.");
  }
  reports.forEach(({ message, urn }) => report(message, urn));
}

/** One unknown can stand in the way of several containers or several questions of a rule; it is reported once. */
function unknownsIn(findings: readonly Finding[]): Property[] {
  const unknowns = findings.filter(({ kind }) => kind === "inconclusive").map(({ at }) => at);
  return [...new Map(unknowns.map((at) => [`${at.resource.urn} ${at.path}`, at])).values()];
}
