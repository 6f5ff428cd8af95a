import type { codedeploy, ecs } from "@pulumi/aws";
import type { Property } from "../facts/property";
import type { ResourceFacts } from "../facts/resource";
import { type Finding, inconclusive, judge, type Rule, violation } from "../rule";

const GROUP = "aws:codedeploy/deploymentGroup:DeploymentGroup";
const SERVICE = "aws:ecs/service:Service";

/** A group that deploys to servers is left alone; for CodeDeploy, only an ECS service has a set of tasks to go back to. */
export const blueGreenRollback: Rule = {
  id: "blue-green-rollback",
  title: "A deployment that fails goes back by itself.",
  severity: "high",
  controls: {},
  reads: [
    {
      type: GROUP,
      properties: [
        "ecsService",
        "autoRollbackConfiguration.enabled",
        "autoRollbackConfiguration.events[]",
        "alarmConfiguration.enabled",
        "alarmConfiguration.alarms[]",
        "alarmConfiguration.ignorePollAlarmFailure",
      ],
    },
    {
      type: SERVICE,
      properties: [
        "deploymentController.type",
        "deploymentCircuitBreaker.enable",
        "deploymentCircuitBreaker.rollback",
        "alarms.enable",
        "alarms.rollback",
      ],
    },
  ],
  why: "A bad version stays in front of the users until somebody wakes up and finds out how to undo it.",
  remediation:
    'With CodeDeploy, set `autoRollbackConfiguration: { enabled: true, events: ["DEPLOYMENT_FAILURE", ' +
    '"DEPLOYMENT_STOP_ON_ALARM"] }`; where ECS deploys itself, `deploymentCircuitBreaker: { enable: true, rollback: true }` ' +
    "or `alarms` with `rollback: true`.",
  check: (resource) => (resource.type === GROUP ? judgeGroup(resource) : judgeService(resource)),
};

function judgeGroup(group: ResourceFacts): Finding[] {
  const inputs = group.inputs<codedeploy.DeploymentGroupArgs>();
  const service = inputs.get("ecsService");
  if (service.value === undefined && !service.isUnknown) {
    return [];
  }
  const rollback = inputs.get("autoRollbackConfiguration");
  const alarms = inputs.get("alarmConfiguration");
  const hasAlarms = alarms.get("alarms").items().length > 0;
  return [
    ...judge(rollback.get("enabled"), (enabled) =>
      enabled === true
        ? undefined
        : {
            what: "the deployment group does not roll back by itself.",
            fix: 'autoRollbackConfiguration: { enabled: true, events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"] }',
          },
    ),
    ...(rollback.get("enabled").value === true ? judgeEvents(rollback.get("events"), hasAlarms) : []),
    ...(hasAlarms ? judgeAlarms(alarms.get("enabled"), alarms.get("ignorePollAlarmFailure")) : []),
  ];
}

function judgeEvents(events: Property<string[]>, hasAlarms: boolean): Finding[] {
  const given = events.items();
  const missing = ["DEPLOYMENT_FAILURE", ...(hasAlarms ? ["DEPLOYMENT_STOP_ON_ALARM"] : [])].filter(
    (event) => !given.some(({ value }) => value === event),
  );
  const open = given.filter(({ isUnknown }) => isUnknown);
  if (missing.length === 0 || open.length > 0) {
    return missing.length === 0 ? [] : open.map(inconclusive);
  }
  return [
    violation(events, {
      what: `the deployment group does not roll back on ${missing.join(" and ")}.`,
      fix: `events: [..., ${missing.map((event) => JSON.stringify(event)).join(", ")}]`,
    }),
  ];
}

function judgeAlarms(enabled: Property<boolean>, ignoresFailure: Property<boolean>): Finding[] {
  return [
    ...judge(enabled, (value) =>
      value === true
        ? undefined
        : { what: "the alarms of the deployment group are switched off.", fix: "enabled: true" },
    ),
    ...judge(ignoresFailure, (value) =>
      value === undefined || value === false
        ? undefined
        : {
            what: "a deployment goes on when the state of its alarms cannot be read.",
            fix: "ignorePollAlarmFailure: false",
          },
    ),
  ];
}

/** CodeDeploy and external controllers have no such settings; omitted, the controller is ECS. */
function judgeService(service: ResourceFacts): Finding[] {
  const inputs = service.inputs<ecs.ServiceArgs>();
  const controller = inputs.get("deploymentController").get("type");
  if (controller.value !== undefined && controller.value !== "ECS") {
    return [];
  }
  const ways = [
    [inputs.get("deploymentCircuitBreaker").get("enable"), inputs.get("deploymentCircuitBreaker").get("rollback")],
    [inputs.get("alarms").get("enable"), inputs.get("alarms").get("rollback")],
  ];
  if (ways.some((way) => way.every(({ value }) => value === true))) {
    return [];
  }
  // A way that needs one more "yes" may still be it; one with a "no" in it is not.
  const open = ways
    .filter((way) => way.every(({ value, isUnknown }) => isUnknown || value === true))
    .flat()
    .filter(({ isUnknown }) => isUnknown);
  const unknown = controller.isUnknown ? [controller, ...open] : open;
  return unknown.length > 0
    ? unknown.map(inconclusive)
    : [
        violation(inputs.get("deploymentCircuitBreaker"), {
          what: "ECS does not roll the service back when a deployment fails.",
          fix: "deploymentCircuitBreaker: { enable: true, rollback: true }",
        }),
      ];
}
