import { find } from "../references";
import { Refusal } from "../refusal";
import { isObject, knownStrings, type Properties, text, valuesAt } from "../value";
import type { Draft } from "./facts";
import { requireAssumable } from "./roles";
import { targetGroupsOf } from "./targetGroups";

const SHIFTING = ["BLUE_GREEN", "LINEAR", "CANARY"];

function invalid(reason: string): never {
  throw new Refusal("InvalidParameterException", reason);
}

/**
 * Requires what a service's deployment strategy needs: see
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html for most of the reasons.
 *
 * @throws Refusal for the first thing that is wrong
 */
export function requireTrafficShift(draft: Draft, controller: string): void {
  const { inputs } = draft;
  const configuration = isObject(inputs.deploymentConfiguration) ? inputs.deploymentConfiguration : {};
  const [strategy = "ROLLING"] = knownStrings(configuration.strategy);
  const isShifting = SHIFTING.includes(strategy);
  if (controller === "CODE_DEPLOY") {
    requireNothingOfEcs(inputs, isShifting);
  }
  requireTimes(configuration, strategy);
  for (const hook of valuesAt(configuration, "lifecycleHooks[]").filter(isObject)) {
    requireHook(hook, draft);
  }
  const balancers = valuesAt(inputs, "loadBalancers[]").filter(isObject);
  const isConnected = valuesAt(inputs, "serviceConnectConfiguration.enabled").includes(true);
  if (["LINEAR", "CANARY"].includes(strategy) && balancers.length === 0 && !isConnected) {
    invalid(`${strategy} deployment strategy requires a load balancer or Service Connect to be configured`);
  }
  for (const balancer of balancers) {
    const advanced = balancer.advancedConfiguration;
    if (isShifting && !isObject(advanced)) {
      invalid(`advancedConfiguration is required for loadBalancers when using the ${strategy} deployment strategy`);
    }
    if (isObject(advanced)) {
      requireAdvanced(balancer, advanced, draft);
    }
  }
}

/** Circuit breaker, alarms and strategies are of ECS's own deployments; CodeDeploy has its own. */
function requireNothingOfEcs(inputs: Properties, isShifting: boolean): void {
  const stray = [
    ["deploymentCircuitBreaker", valuesAt(inputs, "deploymentCircuitBreaker.enable").includes(true)],
    ["alarms", valuesAt(inputs, "alarms.enable").includes(true)],
    ["deployment strategy", isShifting],
    ["advancedConfiguration", valuesAt(inputs, "loadBalancers[].advancedConfiguration").length > 0],
  ] as const;
  const name = stray.find(([, isGiven]) => isGiven)?.[0];
  if (name !== undefined) {
    invalid(`${name} is only supported for services with an ECS deployment controller`);
  }
}

function requireTimes(configuration: Properties, strategy: string): void {
  const ranges = [
    ["bakeTimeInMinutes", 0, 1440],
    ["linearConfiguration.stepPercent", 3, 100],
    ["linearConfiguration.stepBakeTimeInMinutes", 0, 1440],
    ["canaryConfiguration.canaryPercent", 0.1, 100],
    ["canaryConfiguration.canaryBakeTimeInMinutes", 0, 1440],
  ] as const;
  for (const [path, least, most] of ranges) {
    for (const value of valuesAt(configuration, path)) {
      if (!(Number(value) >= least && Number(value) <= most)) {
        invalid(`${path} must be between ${least} and ${most}, got ${text(value)}`);
      }
    }
  }
  for (const [name, property] of [
    ["LINEAR", "linearConfiguration"],
    ["CANARY", "canaryConfiguration"],
  ] as const) {
    if (configuration[property] !== undefined && strategy !== name) {
      invalid(`${property} is only valid with the ${name} deployment strategy`);
    }
  }
  if (configuration.bakeTimeInMinutes !== undefined && strategy === "ROLLING") {
    invalid("bakeTimeInMinutes is not valid with the ROLLING deployment strategy");
  }
}

function requireHook(hook: Properties, draft: Draft): void {
  const isPause = hook.targetType === "PAUSE";
  const [target] = knownStrings(hook.hookTargetArn);
  if (!isPause && (hook.hookTargetArn === undefined || hook.roleArn === undefined)) {
    invalid("A lifecycle hook of type AWS_LAMBDA needs hookTargetArn and roleArn");
  }
  if (target !== undefined && !find("function", target, draft.cloud)) {
    invalid(`The lifecycle hook's function ${target} does not exist`);
  }
  requireEcsMayAssume(hook.roleArn, draft);
}

function requireAdvanced(balancer: Properties, advanced: Properties, draft: Draft): void {
  const primary = text(balancer.targetGroupArn);
  const alternate = text(advanced.alternateTargetGroupArn);
  const rules = [advanced.productionListenerRule, advanced.testListenerRule];
  if (primary === alternate) {
    invalid("targetGroupArn and alternateTargetGroupArn must be different");
  }
  for (const [index, name] of ["productionListenerRule", "testListenerRule"].entries()) {
    const [rule] = knownStrings(rules[index]);
    if (rule?.includes(":listener/app/")) {
      invalid(`${name} has an invalid ARN format. Must be RuleArn for ALB or ListenerArn for NLB. Got: ${rule}`);
    }
  }
  const [production, test] = rules.map((rule) => knownStrings(rule)[0]);
  if (production !== undefined && production === test) {
    invalid(`The following rules cannot be used as both production and test listener rules: ${production}`);
  }
  requireEcsMayAssume(advanced.roleArn, draft);
  const entries = [production, test].map((rule) => find("listenerRule", rule, draft.cloud));
  if (entries.every((entry) => entry === undefined)) {
    return;
  }
  const actions = entries.flatMap((entry) => valuesAt(entry?.inputs, "actions[]"));
  if (actions.some((action) => isObject(action) && action.type !== "forward")) {
    invalid("Listener rules of a blue/green deployment must have forward actions only");
  }
  const reached = entries.flatMap((entry) => (entry ? targetGroupsOf(entry.inputs) : []));
  if (!reached.includes(primary) || !reached.includes(alternate)) {
    invalid(
      "Both targetGroup and alternateTargetGroup must be associated with the productionListenerRule or testListenerRule.",
    );
  }
}

function requireEcsMayAssume(role: Properties[string] | undefined, draft: Draft): void {
  requireAssumable(
    role,
    { principal: "ecs.amazonaws.com" },
    draft,
    new Refusal(
      "InvalidParameterException",
      `ECS was unable to assume the role '${text(role)}' that was provided for this service. ` +
        "Please verify that the role being passed has the proper trust relationship and permissions.",
    ),
  );
}
