import type { cloudwatch, ecs, pipes, scheduler, ssm } from "@pulumi/aws";
import * as yaml from "yaml";
import { parsedJson } from "../facts/json";
import { SERVICE } from "../facts/network";
import { Property } from "../facts/property";
import type { ResourceFacts, StackFacts, StackResource } from "../facts/resource";
import { judgeSessionLog } from "../facts/sessionLog";
import { quoted } from "../message";
import { type Finding, inconclusive, type Rule, violation } from "../rule";

const CLUSTER = "aws:ecs/cluster:Cluster";
const DOCUMENT = "aws:ssm/document:Document";

const LOGGED_BY_DEFAULT = "are logged only by containers with the log driver awslogs, encrypted or not";

/** Everything that starts tasks with ECS Exec, and the cluster that they run in. */
const STARTERS: readonly {
  type: string;
  properties: readonly string[];
  input: string;
  exec: (resource: StackResource) => Property;
  cluster: (resource: StackResource) => Property;
}[] = [
  {
    type: SERVICE,
    properties: ["enableExecuteCommand", "cluster"],
    input: "cluster",
    exec: (service) => service.inputs<ecs.ServiceArgs>().get("enableExecuteCommand"),
    cluster: (service) => service.inputs<ecs.ServiceArgs>().get("cluster"),
  },
  {
    type: "aws:cloudwatch/eventTarget:EventTarget",
    properties: ["ecsTarget.enableExecuteCommand", "arn"],
    input: "arn",
    exec: (target) => target.inputs<cloudwatch.EventTargetArgs>().get("ecsTarget").get("enableExecuteCommand"),
    cluster: (target) => target.inputs<cloudwatch.EventTargetArgs>().get("arn"),
  },
  {
    type: "aws:scheduler/schedule:Schedule",
    properties: ["target.ecsParameters.enableExecuteCommand", "target.arn"],
    input: "target",
    exec: (schedule) =>
      schedule.inputs<scheduler.ScheduleArgs>().get("target").get("ecsParameters").get("enableExecuteCommand"),
    cluster: (schedule) => schedule.inputs<scheduler.ScheduleArgs>().get("target").get("arn"),
  },
  {
    type: "aws:pipes/pipe:Pipe",
    properties: ["targetParameters.ecsTaskParameters.enableExecuteCommand", "target"],
    input: "target",
    exec: (pipe) =>
      pipe.inputs<pipes.PipeArgs>().get("targetParameters").get("ecsTaskParameters").get("enableExecuteCommand"),
    cluster: (pipe) => pipe.inputs<pipes.PipeArgs>().get("target"),
  },
];

/** What the settings of Session Manager are in a document of the type Session. */
interface SessionDocument {
  sessionType: string;
  inputs: {
    cloudWatchLogGroupName: string;
    cloudWatchEncryptionEnabled: boolean;
    s3BucketName: string;
    s3EncryptionEnabled: boolean;
    kmsKeyId: string;
  };
}

/**
 * A cluster is judged if something in the program starts tasks in it that take shells; nobody can open one in the
 * others. A cluster of another program cannot be seen, and is trusted.
 *
 * Omitted, `logging` is DEFAULT, which writes to the `awslogs` of the task's container: with another log driver, such as
 * FireLens, that is nowhere. With `awslogs` it is a log, but none that has to be encrypted, so DEFAULT is refused there as
 * well.
 *
 * Of Session Manager's documents, those that forward ports or run one command hold no settings, and are left alone.
 */
export const execSessionsLogged: Rule = {
  id: "exec-sessions-logged",
  title: "Every shell session in a task or host is logged, encrypted.",
  severity: "high",
  controls: { checkov: ["CKV_AWS_112", "CKV_AWS_113", "CKV_AWS_223", "CKV_AWS_224"] },
  reads: [
    { type: DOCUMENT, properties: ["documentType", "content"] },
    ...STARTERS.map(({ type, properties }) => ({ type, properties, inStackOnly: true })),
    {
      type: CLUSTER,
      properties: [
        "name",
        "configuration.executeCommandConfiguration.logging",
        "configuration.executeCommandConfiguration.logConfiguration",
        "configuration.executeCommandConfiguration.kmsKeyId",
      ],
      inStackOnly: true,
    },
  ],
  why: "Whoever has a shell can read and change what the application can, and without a log nobody will ever know what was done.",
  remediation:
    'Give the cluster `executeCommandConfiguration: { logging: "OVERRIDE", kmsKeyId, logConfiguration }` with a log group ' +
    "or a bucket and its encryption enabled, and a Session document the same as `inputs`; or leave " +
    "`enableExecuteCommand` out.",
  check: judgeDocument,
  checkStack: (stack) => {
    const shells = shellsIn(stack);
    return [
      ...stack.ofType(CLUSTER).flatMap((cluster) => judgeCluster(cluster, shells)),
      ...shells
        .filter(({ exec, cluster, clusters }) => !exec.isUnknown && cluster.isUnknown && clusters.length === 0)
        .map(({ cluster }) => inconclusive(cluster)),
    ];
  },
};

/** Tasks that take shells, or may. */
interface Shells {
  readonly exec: Property;
  readonly cluster: Property;
  /** Clusters of the program that the value was made from. */
  readonly clusters: readonly StackResource[];
}

function shellsIn(stack: StackFacts): Shells[] {
  return STARTERS.flatMap(({ type, input, exec, cluster }) =>
    stack.ofType(type).map((resource) => ({
      exec: exec(resource),
      cluster: cluster(resource),
      clusters: resource.sourcesOf(input).filter((source) => source.type === CLUSTER),
    })),
  ).filter(({ exec }) => exec.isUnknown || (exec.value !== undefined && exec.value !== false));
}

function judgeCluster(cluster: StackResource, shells: readonly Shells[]): Finding[] {
  const inputs = cluster.inputs<ecs.ClusterArgs>();
  const name = inputs.get("name").value;
  const own = shells.filter(
    ({ clusters, cluster: given }) =>
      clusters.some(({ urn }) => urn === cluster.urn) ||
      (typeof given.value === "string" && given.value.split("/").at(-1) === name),
  );
  const findings = own.length === 0 ? [] : judgeExec(cluster);
  // Shells that are only possible break nothing yet.
  const isCertain = own.some(({ exec }) => !exec.isUnknown);
  return findings.length === 0 || isCertain ? findings : own.map(({ exec }) => inconclusive(exec));
}

function judgeExec(cluster: StackResource): Finding[] {
  const settings = cluster.inputs<ecs.ClusterArgs>().get("configuration").get("executeCommandConfiguration");
  const logging = settings.get("logging");
  if (logging.isUnknown) {
    return [inconclusive(logging)];
  }
  if (logging.value !== "OVERRIDE") {
    return [
      violation(logging, {
        what:
          `shells in tasks of the cluster ${logging.value === "NONE" ? "leave no log" : LOGGED_BY_DEFAULT} ` +
          `(logging: ${logging.value === undefined ? "omitted" : quoted(logging.value)}).`,
        fix: 'logging: "OVERRIDE", logConfiguration: { cloudWatchLogGroupName, cloudWatchEncryptionEnabled: true }',
      }),
    ];
  }
  const log = settings.get("logConfiguration");
  return judgeSessionLog({
    who: "the cluster",
    settings: log,
    destinations: [
      {
        setting: "cloudWatchLogGroupName",
        name: log.get("cloudWatchLogGroupName"),
        encryption: "cloudWatchEncryptionEnabled",
        isEncrypted: log.get("cloudWatchEncryptionEnabled"),
      },
      {
        setting: "s3BucketName",
        name: log.get("s3BucketName"),
        encryption: "s3BucketEncryptionEnabled",
        isEncrypted: log.get("s3BucketEncryptionEnabled"),
      },
    ],
    key: settings.get("kmsKeyId"),
    hasOwnKey: cluster.sourcesOf("configuration").some(({ type }) => type.startsWith("aws:kms/")),
  });
}

function judgeDocument(document: ResourceFacts): Finding[] {
  const inputs = document.inputs<ssm.DocumentArgs>();
  const [type, content] = [inputs.get("documentType"), inputs.get("content")];
  if (!type.isUnknown && type.value !== "Session") {
    return [];
  }
  const unknown = [type, content].filter(({ isUnknown }) => isUnknown);
  if (unknown.length > 0) {
    return unknown.map(inconclusive);
  }
  const parsed = parsedJson(content.value) ?? parsedYaml(content.value);
  const session = Property.of<SessionDocument>(document, content.path, parsed);
  const kind = session.get("sessionType");
  if (kind.isUnknown) {
    return [inconclusive(kind)];
  }
  return kind.value === undefined || kind.value === "Standard_Stream" ? judgePreferences(session) : [];
}

function judgePreferences(session: Property<SessionDocument>): Finding[] {
  const settings = session.get("inputs");
  return judgeSessionLog({
    who: "the document",
    settings,
    destinations: [
      {
        setting: "cloudWatchLogGroupName",
        name: settings.get("cloudWatchLogGroupName"),
        encryption: "cloudWatchEncryptionEnabled",
        isEncrypted: settings.get("cloudWatchEncryptionEnabled"),
      },
      {
        setting: "s3BucketName",
        name: settings.get("s3BucketName"),
        encryption: "s3EncryptionEnabled",
        isEncrypted: settings.get("s3EncryptionEnabled"),
      },
    ],
    key: settings.get("kmsKeyId"),
    hasOwnKey: false,
  });
}

function parsedYaml(text: unknown): unknown {
  try {
    return typeof text === "string" ? yaml.parse(text, { logLevel: "silent" }) : undefined;
  } catch {
    return undefined;
  }
}
