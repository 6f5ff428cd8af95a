import { random } from "../place";
import { find } from "../references";
import { Refusal } from "../refusal";
import { isObject, knownStrings, type Properties, type Value, valuesAt } from "../value";
import type { Draft, Facts, FactsTable, Mistake } from "./facts";
import { ARN, LONGEST_NAME, nameMistakes } from "./loadBalancers";

const TARGET_GROUP: Facts = {
  id: "{arn}",
  outputs: {
    arnSuffix: "targetgroup/{name}/{hex:16}",
    arn: `${ARN}{arnSuffix}`,
    ipAddressType: () => "ipv4",
    loadBalancingAlgorithmType: () => "round_robin",
    loadBalancingCrossZoneEnabled: () => "use_load_balancer_configuration",
    deregistrationDelay: () => 300,
    slowStart: () => 0,
  },
  naming: { property: "name", longest: LONGEST_NAME },
  replaces: [
    "ipAddressType",
    "name",
    "namePrefix",
    "port",
    "protocol",
    "protocolVersion",
    "targetControlPort",
    "targetType",
    "vpcId",
  ],
  unique: {
    by: ["name"],
    code: "DuplicateTargetGroupName",
    message: "A target group with the same name '{name}' exists, but with different settings",
  },
  check: (inputs) => [...nameMistakes(inputs), ...targetGroupMistakes(inputs)],
  admit: admitTargetGroup,
};

const LISTENER: Facts = {
  id: "{arn}",
  outputs: {
    arn: ({ inputs }) =>
      `${knownStrings(inputs.loadBalancerArn)[0]?.replace(":loadbalancer/", ":listener/") ?? ""}/${random("hex", 16)}`,
    protocol: ({ inputs }) => (inputs.port === 443 ? "HTTPS" : "HTTP"),
    sslPolicy: ({ inputs }) => (isSecure(inputs) ? "ELBSecurityPolicy-2016-08" : ""),
  },
  fallbacks: { tcpIdleTimeoutSeconds: null, sslPolicy: null },
  replaces: ["loadBalancerArn"],
  sendsChanges: true,
  unique: {
    by: ["loadBalancerArn", "port"],
    code: "DuplicateListener",
    message: "A listener already exists on this port for this load balancer '{loadBalancerArn}'",
  },
  admit: admitListener,
};

const LISTENER_RULE: Facts = {
  id: "{arn}",
  outputs: {
    arn: ({ inputs }) =>
      `${knownStrings(inputs.listenerArn)[0]?.replace(":listener/", ":listener-rule/") ?? ""}/${random("hex", 16)}`,
    priority: ({ inputs, cloud }) =>
      1 +
      Math.max(
        0,
        ...cloud
          .ofTypes(["aws:lb/listenerRule:ListenerRule", "aws:alb/listenerRule:ListenerRule"])
          .filter((rule) => rule.inputs.listenerArn === inputs.listenerArn)
          .map((rule) => Number(rule.outputs.priority ?? 0)),
      ),
  },
  replaces: ["listenerArn"],
  sendsChanges: true,
  sets: ["conditions"],
  unique: {
    by: ["listenerArn", "priority"],
    code: "PriorityInUse",
    message: "Priority '{priority}' is currently in use",
  },
};

/** Target groups, listeners and their rules; `alb` is another name of the module `lb`. */
export const TARGET_GROUPS: FactsTable = Object.fromEntries(
  ["lb", "alb"].flatMap((module): [string, Facts][] => [
    [`aws:${module}/targetGroup:TargetGroup`, TARGET_GROUP],
    [`aws:${module}/listener:Listener`, LISTENER],
    [`aws:${module}/listenerRule:ListenerRule`, LISTENER_RULE],
    [
      `aws:${module}/listenerCertificate:ListenerCertificate`,
      { id: "{listenerArn}_{certificateArn}", replaces: "all" },
    ],
    [
      `aws:${module}/targetGroupAttachment:TargetGroupAttachment`,
      { id: "{targetGroupArn}-{digits:20}", replaces: "all" },
    ],
  ]),
);

function targetGroupMistakes(inputs: Properties): Mistake[] {
  if (inputs.targetType === "lambda") {
    return [];
  }
  return ["port", "protocol", "vpcId"]
    .filter((name) => inputs[name] === undefined)
    .map((name) => ({ path: name, reason: `Invalid combination of arguments. "${name}" is required` }));
}

function admitTargetGroup({ inputs }: Draft): void {
  const check = isObject(inputs.healthCheck) ? inputs.healthCheck : {};
  const { interval, timeout } = check;
  if (typeof interval === "number" && typeof timeout === "number" && timeout >= interval) {
    throw new Refusal(
      "ValidationError",
      `Health check timeout '${timeout}' must be smaller than the interval '${interval}'`,
    );
  }
}

function isSecure({ protocol }: Properties): boolean {
  return protocol === "HTTPS" || protocol === "TLS";
}

function admitListener({ inputs, cloud, old }: Draft): void {
  if (isSecure(inputs) && inputs.certificateArn === undefined) {
    throw new Refusal("CertificateNotFound", "A certificate must be specified for HTTPS listeners");
  }
  requireIssued(inputs.certificateArn, cloud);
  if (!isSecure(inputs) && (inputs.certificateArn !== undefined || inputs.sslPolicy !== undefined)) {
    throw new Refusal("InvalidLoadBalancerAction", "A certificate cannot be specified for HTTP listeners");
  }
  const balancer = find("loadBalancer", inputs.loadBalancerArn, cloud);
  for (const arn of targetGroupsOf(inputs)) {
    const group = find("targetGroup", arn, cloud);
    if (group && balancer && !old && group.outputs.vpcId !== balancer.outputs.vpcId) {
      throw new Refusal(
        "InvalidTarget",
        `The following target groups are not in the same VPC as load balancer '${balancer.id}': ${arn}`,
      );
    }
  }
}

/** A certificate that waits for its validation serves no listener. */
function requireIssued(arn: Value | undefined, cloud: Draft["cloud"]): void {
  const certificate = find("certificate", arn, cloud);
  const isPending = certificate?.outputs.status === "PENDING_VALIDATION";
  const validations = cloud.ofTypes(["aws:acm/certificateValidation:CertificateValidation"]);
  if (certificate && isPending && !validations.some(({ inputs }) => inputs.certificateArn === certificate.id)) {
    throw new Refusal(
      "UnsupportedCertificate",
      `The certificate '${certificate.id}' must have a fully-qualified domain name, a supported signature, and a ` +
        "supported key size.",
    );
  }
}

/** The target groups that the actions of a listener or of a rule lead to. */
export function targetGroupsOf(inputs: Properties): string[] {
  const actions: Value[] = [...valuesAt(inputs, "defaultActions[]"), ...valuesAt(inputs, "actions[]")];
  return actions.flatMap((action) =>
    knownStrings([...valuesAt(action, "targetGroupArn"), ...valuesAt(action, "forward.targetGroups[].arn")]),
  );
}
