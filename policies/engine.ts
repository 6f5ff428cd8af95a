import type { Policies, ReportViolation, ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import { type Day, today } from "./exemptions/day";
import { exemptedPolicy, exemptionsPolicy } from "./exemptions/policies";
import { Exemptions } from "./exemptions/registry";
import type { Property } from "./facts/property";
import { judgeResource, judgeStack, type Policy } from "./judge";
import { inconclusiveMessage, violationMessage } from "./message";
import type { Finding, Rule } from "./rule";

type Args = ResourceValidationArgs | StackValidationArgs;

/**
 * The policies of a pack: one for each rule; `inconclusive`, which reports what a rule could not judge, where by itself
 * the SDK gives up a policy at the first unknown value and says so in a warning that nothing counts; `exemptions`, which
 * reports those that are wrong; and `exempted`, which lists what the others cover. The SDK asks them in this order.
 *
 * @param day the day on which exemptions are judged.
 */
export function toPolicies(rules: readonly Rule[], day: Day = today()): Policies {
  const exemptions = new Exemptions({ rules: rules.map(({ id }) => id), today: day });
  return [
    exemptionsPolicy(exemptions, rules),
    ...rules.map((rule) => rulePolicy(rule, exemptions)),
    inconclusivePolicy(rules, exemptions),
    exemptedPolicy(exemptions),
  ];
}

function rulePolicy(rule: Rule, exemptions: Exemptions): Policy {
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
      reportViolations(rule, findings, exemptions, args, report);
    };
  }
  if (rule.checkStack !== undefined) {
    policy.validateStack = (args, report) => reportViolations(rule, judgeStack(rule, args), exemptions, args, report);
  }
  return policy;
}

/**
 * Advisory, so that a value that is unknown stops nobody; a pack configuration may make it mandatory
 * (`{ "inconclusive": "mandatory" }`).
 */
function inconclusivePolicy(rules: readonly Rule[], exemptions: Exemptions): Policy {
  return {
    name: "inconclusive",
    description: "Every rule can be judged in the preview.",
    enforcementLevel: "advisory",
    severity: "medium",
    remediationSteps: "Make the property known in the preview: build it from configuration, fixed names and invokes.",
    validateResource: (args, report) =>
      reportInconclusive(
        rules.map((rule) => ({ rule, findings: judgeResource(rule, args) ?? [] })),
        exemptions,
        args,
        report,
      ),
    validateStack: (args, report) =>
      reportInconclusive(
        rules.map((rule) => ({ rule, findings: judgeStack(rule, args) })),
        exemptions,
        args,
        report,
      ),
  };
}

function reportViolations(
  rule: Rule,
  findings: readonly Finding[],
  exemptions: Exemptions,
  args: Args,
  report: ReportViolation,
): void {
  const remaining = exemptions.remaining(rule.id, findings);
  const violations = remaining.filter((finding) => finding.kind === "violation");
  violations.forEach(({ at, breach }) => report(violationMessage(rule, at, breach), at.resource.urn));
  if (violations.length === 0 && findings.length > 0) {
    // The engine counts a policy without a violation as passed, and neither is what this is about.
    const policy = remaining.length > 0 ? "inconclusive" : "exempted";
    args.notApplicable(`Not judged to the end: see the policy named ${policy}.`);
  }
}

function reportInconclusive(
  judged: readonly { rule: Rule; findings: readonly Finding[] }[],
  exemptions: Exemptions,
  args: Args,
  report: ReportViolation,
): void {
  const reports = judged.flatMap(({ rule, findings }) =>
    unknownsIn(exemptions.remaining(rule.id, findings)).map((at) => ({
      message: inconclusiveMessage(rule, at),
      urn: at.resource.urn,
    })),
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
