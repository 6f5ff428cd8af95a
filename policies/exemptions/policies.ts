import type { PolicyConfigSchema } from "@pulumi/policy";
import { type Policy, judgeResource, judgeStack } from "../judge";
import { exemptedMessage, faultMessage } from "../message";
import type { Rule } from "../rule";
import type { Exemptions } from "./registry";

interface Config {
  readonly entries?: unknown;
}

const TEXT = { type: "string" } as const;

/** Pulumi refuses a configuration of another form before the run begins. */
const configSchema: PolicyConfigSchema = {
  properties: {
    entries: {
      type: "array",
      description: "Exemptions for resources of a program that cannot carry them itself.",
      items: {
        type: "object",
        properties: { rule: TEXT, resource: TEXT, reason: TEXT, owner: TEXT, expires: TEXT },
        required: ["rule", "resource", "reason", "owner", "expires"],
        additionalProperties: false,
      },
    },
  },
};

/**
 * Takes note of exemptions, and reports those that are wrong. It stands before the rules, since it is what they ask;
 * where it is disabled, there is no exemption.
 */
export function exemptionsPolicy(exemptions: Exemptions, rules: readonly Rule[]): Policy {
  return {
    name: "exemptions",
    description: "Every exemption is complete, in force and needed.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps:
      "Name rule, reason, owner and a last day within a year, and take out what is not needed any more.",
    configSchema,
    validateResource: (args, report) => {
      const faults = [...exemptions.configure(args.getConfig<Config>().entries), ...exemptions.enter(args)];
      faults.forEach((fault) => report(faultMessage(fault)));
      // What is exempt is judged here as well, so that an exemption of a rule that is disabled counts as needed.
      for (const rule of exempted(rules, exemptions.rules(args.urn))) {
        exemptions.record(rule.id, judgeResource(rule, args) ?? []);
      }
    },
    validateStack: (args, report) => {
      exemptions.enterPlan(args.resources);
      for (const rule of exempted(rules, exemptions.rules())) {
        exemptions.record(rule.id, judgeStack(rule, args));
      }
      exemptions.unused().forEach((fault) => report(faultMessage(fault), fault.at.resource.urn || undefined));
    },
  };
}

/** Lists what the exemptions cover. It stands after `exemptions`, and is asked when the plan is complete. */
export function exemptedPolicy(exemptions: Exemptions): Policy {
  return {
    name: "exempted",
    description: "Exemptions in force are listed.",
    enforcementLevel: "advisory",
    severity: "low",
    remediationSteps: "Keep the rule, and take the exemption out.",
    validateStack: (_, report) =>
      exemptions.covered().forEach((covered) => report(exemptedMessage(covered), covered.findings[0].at.resource.urn)),
  };
}

function exempted(rules: readonly Rule[], ids: ReadonlySet<string>): Rule[] {
  return ids.size === 0 ? [] : rules.filter(({ id }) => ids.has(id));
}
