import { isBefore, nameOf, PIPELINE, type Step, stepsOf } from "../facts/pipeline";
import { isProduction, whereProductionIs } from "../facts/production";
import type { Property } from "../facts/property";
import { type Finding, inconclusive, type Rule, violation } from "../rule";

/** Actions that can change what runs. A Lambda function or a command may do anything, so it is taken for a deployment. */
const CHANGING = new Set(["Deploy", "Invoke", "Compute", "Build"]);

/** Invoked, and known to change nothing. */
const READING = "InspectorScan";

const APPROVAL =
  '{ name: "Approve", actions: [{ name: "Approve", category: "Approval", owner: "AWS", provider: "Manual", version: "1" }] }';

/**
 * An approval counts if nothing can pass it: a stage with the result SKIP, as a condition for its entry or upon its
 * failure, lets the pipeline go on without the approval, or in spite of a refusal.
 */
export const prodRequiresApproval: Rule = {
  id: "prod-requires-approval",
  title: "A pipeline changes production only after somebody approved it.",
  severity: "high",
  controls: {},
  reads: [
    {
      type: PIPELINE,
      properties: [
        "stages[].actions[].category",
        "stages[].actions[].provider",
        "stages[].actions[].runOrder",
        "stages[].beforeEntry.condition.result",
        "stages[].onFailure.result",
      ],
    },
  ],
  why: "Whatever reaches the pipeline's source is in production minutes later, and nobody has looked at it.",
  remediation:
    "Put a stage with a manual approval before the first stage that deploys, invokes or runs anything. " +
    whereProductionIs,
  check: (pipeline) => (isProduction(pipeline) ? judgePipeline(stepsOf(pipeline)) : []),
};

function judgePipeline(steps: readonly Step[]): Finding[] {
  for (const step of steps) {
    const changes = changesOf(step);
    if (changes === false) {
      continue;
    }
    const before = steps.filter((other) => isBefore(other, step)).map(approvalOf);
    if (before.includes(true)) {
      continue;
    }
    // What comes later waits for this one, so one report is enough.
    const open = [changes, ...before].filter((answer) => typeof answer === "object");
    return open.length > 0 ? open.map(inconclusive) : [unapproved(step, steps)];
  }
  return [];
}

function unapproved(step: Step, steps: readonly Step[]): Finding {
  const approvals = steps.filter(({ action }) => action.get("category").value === "Approval");
  const fault =
    approvals.length === 0
      ? "and the pipeline has no approval"
      : approvals.some((approval) => isBefore(approval, step))
        ? "and the approval before it may be skipped, or is no manual one"
        : "and the approval comes too late";
  return violation(step.action, {
    what: `${nameOf(step)} changes production, ${fault}.`,
    fix: `put this stage before it, without beforeEntry and onFailure of the result SKIP: ${APPROVAL}`,
  });
}

/** Yes, no, or the property that would tell. */
type Answer = boolean | Property;

function changesOf({ action }: Step): Answer {
  const [category, provider] = [action.get("category"), action.get("provider")];
  if (category.isUnknown) {
    return category;
  }
  return CHANGING.has(String(category.value)) && provider.value !== READING;
}

function approvalOf({ stage, action }: Step): Answer {
  const skips = [stage.get("beforeEntry").get("condition").get("result"), stage.get("onFailure").get("result")];
  const [category, provider] = [action.get("category"), action.get("provider")];
  const isOther = !category.isUnknown && category.value !== "Approval";
  if (isOther || (!provider.isUnknown && provider.value !== "Manual") || skips.some(({ value }) => value === "SKIP")) {
    return false;
  }
  return [category, provider, ...skips].find(({ isUnknown }) => isUnknown) ?? true;
}
