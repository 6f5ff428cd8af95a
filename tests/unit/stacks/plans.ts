import { compose } from "../../../stacks/compose";
import { edited, parse } from "../config/example";
import { Plan, planOf } from "../mocks";

export const account = "123456789012";
export const region = "ap-northeast-1";

export const types = {
  pipeline: "aws:codepipeline/pipeline:Pipeline",
  project: "aws:codebuild/project:Project",
  repository: "aws:ecr/repository:Repository",
  code: "aws:codecommit/repository:Repository",
  role: "aws:iam/role:Role",
  rolePolicy: "aws:iam/rolePolicy:RolePolicy",
  managedPolicy: "aws:iam/policy:Policy",
  rule: "aws:cloudwatch/eventRule:EventRule",
  target: "aws:cloudwatch/eventTarget:EventTarget",
  alarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
  compositeAlarm: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  application: "aws:codedeploy/application:Application",
  group: "aws:codedeploy/deploymentGroup:DeploymentGroup",
  deploymentConfig: "aws:codedeploy/deploymentConfig:DeploymentConfig",
  function: "aws:lambda/function:Function",
  cluster: "aws:ecs/cluster:Cluster",
  service: "aws:ecs/service:Service",
  taskDefinition: "aws:ecs/taskDefinition:TaskDefinition",
  listener: "aws:lb/listener:Listener",
  listenerRule: "aws:lb/listenerRule:ListenerRule",
  bucket: "aws:s3/bucket:Bucket",
  object: "aws:s3/bucketObjectv2:BucketObjectv2",
  topic: "aws:sns/topic:Topic",
};

export interface Action {
  readonly name: string;
  readonly provider: string;
  readonly roleArn: string;
  readonly namespace?: string;
  readonly configuration: Readonly<Record<string, string>>;
  readonly inputArtifacts: readonly string[];
  readonly outputArtifacts: readonly string[];
}

export interface Stage {
  readonly name: string;
  readonly actions: readonly Action[];
}

const production = { "services[0].count": { min: 2 }, "services[1].count": { min: 2 } };

/** What a stack of the example registers. */
export function stack(name: string, edits: Readonly<Record<string, unknown>> = {}, preview = false): Promise<Plan> {
  const config = parse(edited({ ...(name === "prod" ? production : {}), ...edits }), name);
  return planOf(() => compose(config), { preview });
}

function once(make: () => Promise<Plan>): () => Promise<Plan> {
  let plan: Promise<Plan> | undefined;
  return () => (plan ??= make());
}

/** The stacks that most tests ask; each is composed once, as that takes its time. */
export const plans = {
  dev: once(() => stack("dev", { "services[0].spotPercent": 40 })),
  stg: once(() => stack("stg", { "delivery.promotesTo": { stack: "prod" } })),
  prod: once(() => stack("prod")),
  /** Deployed by ECS itself, in all its ways but one. */
  native: once(() =>
    stack("dev", {
      "services[0].deployment": { type: "blue-green", bakeMinutes: 3 },
      "services[1].deployment": { type: "canary" },
      "services[2]": { name: "worker", exposure: "none" },
      "delivery.source": { type: "codecommit", protect: false },
    }),
  ),
  prodWithWorker: once(() => stack("prod", { "services[2]": { name: "worker", exposure: "none", count: { min: 2 } } })),
};

export function stages(plan: Plan, pipeline: string): readonly Stage[] {
  return plan.one(types.pipeline, pipeline)["stages"] as readonly Stage[];
}

export function action(plan: Plan, pipeline: string, name: string): Action {
  const found = stages(plan, pipeline)
    .flatMap(({ actions }) => actions)
    .find((one) => one.name === name);
  if (found === undefined) {
    throw new Error(`${pipeline} has no action ${name}`);
  }
  return found;
}
