import { type Resource, UNKNOWN } from "../harness";
import { type Case, casesOfType, otherResource } from "./case";

const CLUSTER = "aws:ecs/cluster:Cluster";
const SERVICE = "aws:ecs/service:Service";
const EXEC = "configuration.executeCommandConfiguration";

const logged = (over: object = {}, log: object = {}) => ({
  name: "main",
  configuration: {
    executeCommandConfiguration: {
      kmsKeyId: "alias/main",
      logging: "OVERRIDE",
      logConfiguration: { cloudWatchLogGroupName: "/exec", cloudWatchEncryptionEnabled: true, ...log },
      ...over,
    },
  },
});

const shells = (enableExecuteCommand: unknown, cluster: unknown = UNKNOWN, name = "web"): Resource => ({
  type: SERVICE,
  name,
  props: { enableExecuteCommand, cluster },
  sources: cluster === UNKNOWN ? { cluster: [`${CLUSTER} subject`] } : {},
});

const pipe = (targetParameters: unknown, target: unknown = UNKNOWN): Resource => ({
  type: "aws:pipes/pipe:Pipe",
  props: { target, targetParameters },
  sources: target === UNKNOWN ? { target: [`${CLUSTER} subject`] } : {},
});

const cluster = (what: string, props: unknown, expected: Partial<Case> = {}): Case => ({
  what: `${what}, and a service that takes shells`,
  type: CLUSTER,
  props,
  beside: [shells(true)],
  ...expected,
});

const DOCUMENT = casesOfType("aws:ssm/document:Document");
const INPUTS = {
  cloudWatchLogGroupName: "/sessions",
  cloudWatchEncryptionEnabled: true,
  s3BucketName: "",
  kmsKeyId: "alias/main",
};
const session = (over: object = {}, documentType: unknown = "Session") => ({
  documentType,
  content: JSON.stringify({ schemaVersion: "1.0", sessionType: "Standard_Stream", inputs: INPUTS, ...over }),
});

export const execSessionsLogged: readonly Case[] = [
  otherResource,
  cluster("a log group", logged()),
  cluster(
    "a bucket",
    logged({ logConfiguration: { s3BucketName: "logs", s3BucketEncryptionEnabled: true, s3KeyPrefix: "exec" } }),
  ),
  cluster("a log group yet to be created", logged({}, { cloudWatchLogGroupName: UNKNOWN })),
  cluster("a key yet to be created", logged({ kmsKeyId: UNKNOWN }), {
    beside: [shells(true), { type: "aws:kms/key:Key", name: "main", props: {} }],
    sources: { configuration: ["aws:kms/key:Key main"] },
  }),
  cluster(
    "nothing",
    { name: "main" },
    {
      violations: [`${EXEC}.logging`],
      says: 'by containers with the log driver awslogs, encrypted or not (logging: omitted).\n  where: aws:ecs/cluster:Cluster "subject"',
    },
  ),
  cluster("DEFAULT", logged({ logging: "DEFAULT" }), {
    violations: [`${EXEC}.logging`],
    says: 'logged only by containers with the log driver awslogs, encrypted or not (logging: "DEFAULT")',
  }),
  cluster("NONE", logged({ logging: "NONE" }), { violations: [`${EXEC}.logging`], says: "leave no log" }),
  cluster("OVERRIDE to nowhere", logged({ logConfiguration: undefined }), {
    violations: [`${EXEC}.logConfiguration`],
    says: "neither a log group nor a bucket",
  }),
  cluster("no encryption", logged({}, { cloudWatchEncryptionEnabled: undefined, s3BucketName: "logs" }), {
    violations: [
      `${EXEC}.logConfiguration.cloudWatchEncryptionEnabled`,
      `${EXEC}.logConfiguration.s3BucketEncryptionEnabled`,
    ],
    says: "cloudWatchEncryptionEnabled: true",
  }),
  cluster("no key", logged({ kmsKeyId: undefined }), { violations: [`${EXEC}.kmsKeyId`], says: "kmsKeyId: <the key>" }),
  cluster("unknown logging", logged({ logging: UNKNOWN }), { inconclusive: [`${EXEC}.logging`] }),
  cluster("an unknown key from nowhere", logged({ kmsKeyId: UNKNOWN }), { inconclusive: [`${EXEC}.kmsKeyId`] }),
  cluster("unknown configuration", { name: "main", configuration: UNKNOWN }, { inconclusive: ["configuration"] }),
  cluster(
    "nothing, named by its ARN",
    { name: "main" },
    {
      beside: [shells(true, "arn:aws:ecs:eu-west-1:123456789012:cluster/main")],
      violations: [`${EXEC}.logging`],
    },
  ),
  cluster(
    "nothing, and two of them",
    { name: "main" },
    {
      beside: [shells(true), shells(true, "main", "api")],
      violations: [`${EXEC}.logging`],
    },
  ),
  { ...cluster("nothing", { name: "main" }), what: "nothing, and no shells", beside: [shells(false), shells(null)] },
  { ...cluster("nothing", { name: "main" }), what: "nothing, shells elsewhere", beside: [shells(true, "other")] },
  cluster(
    "nothing, and perhaps shells",
    { name: "main" },
    {
      beside: [shells(UNKNOWN)],
      inconclusive: ["enableExecuteCommand"],
    },
  ),
  { ...cluster("a log group", logged()), what: "a log group, and perhaps shells", beside: [shells(UNKNOWN)] },
  cluster(
    "nothing, and shells in an unknown cluster",
    { name: "main" },
    {
      beside: [{ ...shells(true), sources: {} }],
      inconclusive: ["cluster"],
    },
  ),
  cluster(
    "nothing, and a rule that starts tasks with shells",
    { name: "main" },
    {
      beside: [
        {
          type: "aws:cloudwatch/eventTarget:EventTarget",
          props: { arn: UNKNOWN, ecsTarget: { enableExecuteCommand: true } },
          sources: { arn: [`${CLUSTER} subject`] },
        },
      ],
      violations: [`${EXEC}.logging`],
    },
  ),
  cluster(
    "nothing, and a schedule that does",
    { name: "main" },
    {
      beside: [
        {
          type: "aws:scheduler/schedule:Schedule",
          props: { target: { arn: ".../main", ecsParameters: { enableExecuteCommand: true } } },
        },
      ],
      violations: [`${EXEC}.logging`],
    },
  ),
  cluster(
    "nothing, and a pipe that does",
    { name: "main" },
    { beside: [pipe({ ecsTaskParameters: { enableExecuteCommand: true } })], violations: [`${EXEC}.logging`] },
  ),
  cluster(
    "nothing, and a pipe that perhaps does",
    { name: "main" },
    {
      beside: [pipe({ ecsTaskParameters: { enableExecuteCommand: UNKNOWN } })],
      inconclusive: ["targetParameters.ecsTaskParameters.enableExecuteCommand"],
    },
  ),
  {
    ...cluster("nothing", { name: "main" }),
    what: "nothing, and pipes without shells or to elsewhere",
    beside: [
      pipe({ ecsTaskParameters: { taskDefinitionArn: UNKNOWN } }),
      {
        ...pipe({ sqsQueueParameters: { messageGroupId: "one" } }, "arn:aws:sqs:eu-west-1:123456789012:main"),
        name: "queue",
      },
    ],
  },
  DOCUMENT("preferences", session()),
  DOCUMENT("preferences in YAML", {
    documentType: "Session",
    documentFormat: "YAML",
    content: "inputs: { s3BucketName: logs, s3EncryptionEnabled: true, kmsKeyId: alias/main }",
  }),
  DOCUMENT("ports", session({ sessionType: "Port", inputs: undefined })),
  DOCUMENT("another type", { documentType: "Command", content: "{}" }),
  DOCUMENT("no log", session({ inputs: { ...INPUTS, cloudWatchLogGroupName: "" } }), {
    violations: ["content.inputs"],
    says: "the document names neither a log group nor a bucket",
  }),
  DOCUMENT("no encryption", session({ inputs: { ...INPUTS, cloudWatchEncryptionEnabled: false, kmsKeyId: "" } }), {
    violations: ["content.inputs.cloudWatchEncryptionEnabled", "content.inputs.kmsKeyId"],
  }),
  DOCUMENT("no inputs", session({ inputs: undefined }), { violations: ["content.inputs"] }),
  DOCUMENT("no JSON and no YAML", { documentType: "Session", content: "{ [" }, { violations: ["content.inputs"] }),
  DOCUMENT("unknown content", { documentType: "Session", content: UNKNOWN }, { inconclusive: ["content"] }),
  DOCUMENT("unknown type", session({}, UNKNOWN), { inconclusive: ["documentType"] }),
  DOCUMENT("an unknown in the content", session({ inputs: { ...INPUTS, kmsKeyId: UNKNOWN } }), {
    inconclusive: ["content.inputs.kmsKeyId"],
  }),
];
