import { Plan, Registered } from "../mocks";
import { account, Action, region, stages, types } from "./plans";

/** A resource that another one names, by a name or an ARN that is composed and not read from it. */
export interface Reference {
  readonly from: Registered;
  readonly kind: string;
  readonly name: string;
}

const arns: readonly (readonly [string, RegExp])[] = [
  [types.role, new RegExp(`^arn:aws:iam::${account}:role/(.+)$`)],
  [types.function, new RegExp(`^arn:aws:lambda:${region}:${account}:function:(.+)$`)],
  [types.topic, new RegExp(`^arn:aws:sns:${region}:${account}:(.+)$`)],
  [types.pipeline, new RegExp(`^arn:aws:codepipeline:${region}:${account}:(.+)$`)],
];

/** Inputs that hold names. */
const names: Readonly<Record<string, string>> = {
  ProjectName: types.project,
  FunctionName: types.function,
  ApplicationName: types.application,
  DeploymentGroupName: types.group,
  deploymentConfigName: types.deploymentConfig,
  clusterName: types.cluster,
  serviceName: types.service,
  S3Bucket: types.bucket,
  S3ObjectKey: types.object,
  alarms: types.alarm,
  alarmNames: types.alarm,
  cluster: types.cluster,
  service: types.service,
};

/** What cannot work, or not even be made, before what it names exists. */
const referring = [
  types.pipeline,
  types.project,
  types.group,
  types.function,
  types.target,
  types.service,
  types.taskDefinition,
  types.role,
];

export function references(plan: Plan): Reference[] {
  return referring
    .flatMap((type) => plan.all(type))
    .flatMap((from) => {
      const own = strings(from.type === types.role ? trusted(from) : from.inputs);
      return [...own, ...(from.type === types.pipeline ? parameters(plan, from) : [])].flatMap(([key, value]) =>
        named(key, value).map((reference) => ({ from, ...reference })),
      );
    });
}

/** References to what the plan does not have, or does not make first. */
export function unmet(plan: Plan): string[] {
  const before = dependencies(plan);
  return references(plan)
    .filter(({ from, kind, name }) => {
      const target = plan.all(kind).find((candidate) => physicalName(candidate) === name);
      return target === undefined || !before(from.urn).has(target.urn);
    })
    .map(({ from, kind, name }) => `${from.type} ${from.name} → ${kind} ${name}`);
}

function named(key: string, value: string): Omit<Reference, "from">[] {
  const byArn = arns.flatMap(([kind, pattern]) => {
    const name = pattern.exec(value)?.[1];
    return name === undefined ? [] : [{ kind, name }];
  });
  const kind = names[key];
  // Neither an ARN, nor a configuration of AWS's own, nor a path into an event.
  const isName = kind !== undefined && !/^(arn:|CodeDeployDefault\.|\$\.)/.test(value);
  return isName ? [{ kind, name: value }] : byArn;
}

function physicalName({ type, inputs }: Registered): unknown {
  switch (type) {
    case types.group:
      return inputs["deploymentGroupName"];
    case types.deploymentConfig:
      return inputs["deploymentConfigName"];
    case types.bucket:
      return inputs["bucket"];
    case types.object:
      return inputs["key"];
    default:
      return inputs["name"];
  }
}

/** Roles that a role trusts: IAM refuses a principal that does not exist. */
function trusted({ inputs }: Registered): unknown {
  const { Statement } = JSON.parse(String(inputs["assumeRolePolicy"])) as { Statement: { Principal: unknown }[] };
  return Statement.map(({ Principal }) => Principal);
}

function parameters(plan: Plan, { name }: Registered): [string, string][] {
  return stages(plan, name)
    .flatMap(({ actions }) => actions)
    .flatMap(({ configuration: { UserParameters } }: Action) =>
      UserParameters === undefined ? [] : strings(JSON.parse(UserParameters)),
    );
}

function strings(value: unknown, key = ""): [string, string][] {
  if (typeof value === "string") {
    return [[key, value]];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item) => strings(item, key));
  }
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([inner, item]) => strings(item, inner))
    : [];
}

/** Everything that is made before a resource. */
function dependencies(plan: Plan): (urn: string) => ReadonlySet<string> {
  const direct = new Map(plan.resources.map(({ urn, dependencies: urns }) => [urn, urns]));
  const add = (urn: string, found: Set<string>): Set<string> => {
    for (const next of direct.get(urn) ?? []) {
      if (!found.has(next)) {
        add(next, found.add(next));
      }
    }
    return found;
  };
  return (urn) => add(urn, new Set());
}
