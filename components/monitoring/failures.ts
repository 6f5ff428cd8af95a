import { arn, Location } from "../location";

/** What can fail in the delivery of a stack. */
export interface Delivery {
  readonly location: Location;
  readonly clusterName: string;
  /** Services of the cluster. */
  readonly serviceNames: readonly string[];
  /** Applications of CodeDeploy. */
  readonly applicationNames: readonly string[];
  readonly pipelineNames: readonly string[];
}

/** A kind of failure: which events speak of it, and what people are told. */
export interface Failure {
  /** The end of the rule's name. */
  readonly purpose: string;
  readonly description: string;
  readonly eventPattern: string;
  /** Name → path in the event. */
  readonly inputPaths: Readonly<Record<string, string>>;
  /** Lines of the mail, each with `<name>` where a value goes. */
  readonly lines: readonly string[];
}

/** Characters that EventBridge takes in a pattern. */
const longestPattern = 2048;

/**
 * The failures of a stack's delivery as data, with patterns that name its own resources one by one: several stacks may
 * share an account, and one's name may begin with another's. Where a list is too long for a pattern, there are several.
 *
 * {@link https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html | CodeDeploy},
 * {@link https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html | ECS},
 * {@link https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html | CodePipeline}
 */
export function failures(delivery: Delivery): Failure[] {
  const { location, clusterName } = delivery;
  const console = `https://${location.region}.console.aws.amazon.com`;
  return [
    ...split(
      "deployment-failed",
      delivery.applicationNames,
      {
        description: "A deployment of CodeDeploy failed or was stopped",
        inputPaths: {
          application: "$.detail.application",
          deployment: "$.detail.deploymentId",
          state: "$.detail.state",
        },
        lines: [
          "CodeDeploy's deployment <deployment> of <application> ended with <state>.",
          "Where tasks had been replaced, the old ones are back.",
          `${console}/codesuite/codedeploy/deployments/<deployment>?region=${location.region}`,
        ],
      },
      (application) => ({
        source: ["aws.codedeploy"],
        "detail-type": ["CodeDeploy Deployment State-change Notification"],
        detail: { state: ["FAILURE", "STOP"], application },
      }),
    ),
    ...split(
      "service-deployment-failed",
      delivery.serviceNames.map((service) => arn(location, "ecs", `service/${clusterName}/${service}`)),
      {
        description: "A deployment of ECS failed",
        inputPaths: { service: "$.resources[0]", deployment: "$.detail.deploymentId", reason: "$.detail.reason" },
        lines: [
          "ECS's deployment <deployment> of <service> failed.",
          "Reason: <reason>",
          `${console}/ecs/v2/clusters/${clusterName}/services?region=${location.region}`,
        ],
      },
      (resources) => ({
        source: ["aws.ecs"],
        "detail-type": ["ECS Deployment State Change"],
        resources,
        detail: { eventName: ["SERVICE_DEPLOYMENT_FAILED"] },
      }),
    ),
    ...split(
      "pipeline-failed",
      delivery.pipelineNames,
      {
        description: "A run of a pipeline failed",
        inputPaths: { pipeline: "$.detail.pipeline", execution: "$.detail.execution-id" },
        lines: [
          "The run <execution> of the pipeline <pipeline> failed.",
          `${console}/codesuite/codepipeline/pipelines/<pipeline>/view?region=${location.region}`,
        ],
      },
      (pipeline) => ({
        source: ["aws.codepipeline"],
        "detail-type": ["CodePipeline Pipeline Execution State Change"],
        detail: { state: ["FAILED"], pipeline },
      }),
    ),
  ];
}

/** One failure, or as many as it takes for all names to fit into patterns. */
function split(
  purpose: string,
  names: readonly string[],
  failure: Omit<Failure, "purpose" | "eventPattern">,
  pattern: (names: readonly string[]) => object,
): Failure[] {
  const written = (some: readonly string[]) => JSON.stringify(pattern(some));
  const groups: string[][] = [];
  for (const name of names) {
    const last = groups.at(-1);
    if (last !== undefined && written([...last, name]).length <= longestPattern) {
      last.push(name);
    } else {
      groups.push([name]);
    }
  }
  return groups.map((group, index) => ({
    ...failure,
    purpose: index === 0 ? purpose : `${purpose}-${index + 1}`,
    eventPattern: written(group),
  }));
}
