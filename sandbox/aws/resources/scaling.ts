import { Refusal } from "../refusal";
import { knownStrings, valuesAt, text } from "../value";
import type { Draft, FactsTable } from "./facts";

/** Application Auto Scaling. */
export const SCALING: FactsTable = {
  "aws:appautoscaling/target:Target": {
    id: "{resourceId}",
    outputs: {
      arn: "arn:{partition}:application-autoscaling:{region}:{account}:scalable-target/{hex:38}",
      roleArn: ({ place }) =>
        `arn:${place.partition}:iam::${place.account}:role/aws-service-role/` +
        "ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService",
    },
    naming: false,
    replaces: ["resourceId", "roleArn", "scalableDimension", "serviceNamespace"],
    admit: admitScalable,
  },
  "aws:appautoscaling/policy:Policy": {
    id: "{name}",
    outputs: {
      arn: ({ inputs, place }) =>
        `arn:${place.partition}:autoscaling:${place.region}:${place.account}:scalingPolicy:uuid:resource/` +
        `${text(inputs.serviceNamespace)}/${text(inputs.resourceId)}:policyName/${text(inputs.name)}`,
      alarmArns: () => [],
    },
    replaces: ["name", "resourceId", "scalableDimension", "serviceNamespace"],
    admit: requireScalableTarget,
  },
  "aws:appautoscaling/scheduledAction:ScheduledAction": {
    id: "{name}-{serviceNamespace}-{resourceId}",
    outputs: {
      arn: "arn:{partition}:autoscaling:{region}:{account}:scheduledAction:{uuid}:scheduledActionName/{name}",
    },
    replaces: ["name", "resourceId", "scalableDimension", "serviceNamespace"],
    admit: requireScalableTarget,
  },
};

const SERVICE = "aws:ecs/service:Service";

/** Application Auto Scaling takes a service of ECS only once the service exists. */
function admitScalable({ inputs, cloud }: Draft): void {
  const [, cluster, service] = knownStrings(inputs.resourceId)[0]?.split("/") ?? [];
  if (inputs.serviceNamespace === "ecs") {
    const exists = cloud
      .ofTypes([SERVICE])
      .some(({ id, outputs }) => outputs.name === service && id.endsWith(`${text(cluster)}/${text(service)}`));
    if (!exists) {
      throw new Refusal("ValidationException", `ECS service doesn't exist: ${text(inputs.resourceId)}`);
    }
  }
  const { minCapacity, maxCapacity } = inputs;
  if (typeof minCapacity === "number" && typeof maxCapacity === "number" && minCapacity > maxCapacity) {
    throw new Refusal("ValidationException", "Maximum capacity cannot be less than minimum capacity");
  }
}

function requireScalableTarget({ inputs, cloud }: Draft): void {
  const exists = cloud
    .ofTypes(["aws:appautoscaling/target:Target"])
    .some((target) => target.inputs.resourceId === inputs.resourceId);
  if (!exists) {
    const [dimension] = valuesAt(inputs, "scalableDimension");
    throw new Refusal(
      "ObjectNotFoundException",
      `No scalable target registered for service namespace: ${text(inputs.serviceNamespace)}, resource ID: ` +
        `${text(inputs.resourceId)}, scalable dimension: ${text(dimension)}`,
    );
  }
}
