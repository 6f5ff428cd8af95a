import { type Resource, UNKNOWN } from "../harness";

/** One resource, and what a rule says of it. */
export interface Case extends Resource {
  readonly what: string;
  /** The other resources of the plan, which is then judged as a whole as well. */
  readonly beside?: readonly Resource[];
  /** Paths of the violations, in order; none by default. */
  readonly violations?: readonly string[];
  /** Paths of what cannot be judged; none by default. */
  readonly inconclusive?: readonly string[];
  /** The rule has nothing to say of this type. */
  readonly notApplicable?: true;
  /** Must be found in the message of the first violation. */
  readonly says?: string;
}

export type Container = Readonly<Record<string, unknown>>;

/** Makes cases about resources of a type. */
export function casesOfType(type: string): (what: string, props: unknown, expected?: Partial<Case>) => Case {
  return (what, props, expected = {}) => ({ what, type, props, ...expected });
}

/** A task definition with those containers. */
export function task(what: string, containers: unknown, expected: Partial<Case> = {}): Case {
  return {
    what,
    type: "aws:ecs/taskDefinition:TaskDefinition",
    props: { containerDefinitions: JSON.stringify(containers) },
    ...expected,
  };
}

/** A task definition whose containers are not known until the deployment. */
export const unknownTask: Case = {
  ...task("containers unknown", []),
  props: { containerDefinitions: UNKNOWN },
  inconclusive: ["containerDefinitions"],
};

/** What no rule about containers can accept, since it can prove nothing about them. */
export const malformedTasks: readonly Case[] = (
  [
    ["no JSON", "[{"],
    ["JSON with a tail, which the provider accepts", '[{"name":"app"}] and more'],
    ["JSON that is no list", '{"name":"app"}'],
    ["no text at all", [{ name: "app" }]],
    ["omitted", undefined],
  ] as const
).map(([what, containerDefinitions]) => ({
  ...task(`containerDefinitions: ${what}`, []),
  props: { containerDefinitions },
  violations: ["containerDefinitions"],
  says: "is not a JSON list of containers",
}));

/** A resource that no rule about containers reads. */
export const otherResource: Case = {
  what: "another type",
  type: "aws:sqs/queue:Queue",
  props: { containerDefinitions: "[]" },
  notApplicable: true,
};

export const ROUTER: Container = {
  name: "log-router",
  image: "public.ecr.aws/aws-observability/aws-for-fluent-bit:3.0.0",
  user: "0",
  firelensConfiguration: { type: "fluentbit" },
  readonlyRootFilesystem: true,
  linuxParameters: { capabilities: { drop: ["ALL"] } },
  logConfiguration: { logDriver: "awslogs" },
};
