import { UNKNOWN } from "../harness";
import { type Case, type Container, malformedTasks, otherResource, ROUTER, task, unknownTask } from "./case";

const common: readonly Case[] = [unknownTask, otherResource, ...malformedTasks];

function one(property: string, value: unknown): Container[] {
  return [{ name: "app", [property]: value }];
}

const ofUser = (user: unknown, verdict: "passes" | "violates", says?: string): Case =>
  task(`user: ${JSON.stringify(user)}`, one("user", user), {
    ...(verdict === "violates" && { violations: ["containerDefinitions[app].user"] }),
    ...(says !== undefined && { says }),
  });

const router = (what: string, over: Container, expected: Partial<Case> = {}): Case =>
  task(`router ${what}`, [{ ...ROUTER, ...over }], expected);

export const noRootContainers: readonly Case[] = [
  ...common,
  ...["1", "10001", "10001:10001", "10001:0", "10001:app", "007"].map((user) => ofUser(user, "passes")),
  ...["root", "root:root", "root:1000", "0", "0:0", "00", "0:1000"].map((user) =>
    ofUser(user, "violates", "runs as root"),
  ),
  ...["app", "app:app", ":1000", "-1", "+0", "0x10", " 1000", "ROOT", 1000, 0, true, ["1000"], {}].map((user) =>
    ofUser(user, "violates", "names a user that need not differ from root"),
  ),
  ...["", null, undefined].map((user) => ofUser(user, "violates", "its image names")),
  task("one of two", [{ name: "a", user: "1000" }, { name: "b" }], { violations: ["containerDefinitions[b].user"] }),
  task("a container without a name", [{ user: "0" }], { violations: ["containerDefinitions[0].user"] }),
  task("a key in capitals, which the provider takes for the same", [{ name: "app", User: "1000" }]),
  task("the last of two spellings", [{ name: "app", user: "1000", User: "0" }], {
    violations: ["containerDefinitions[app].user"],
  }),
  task(
    "one user unknown, the other known",
    [
      { name: "a", user: UNKNOWN },
      { name: "b", user: "0" },
    ],
    {
      violations: ["containerDefinitions[b].user"],
      inconclusive: ["containerDefinitions[a].user"],
    },
  ),
  router("as root, with nothing to spare", {}),
  router("with the user omitted", { user: undefined }),
  router("of the other kind", { firelensConfiguration: { type: "fluentd" } }),
  router("with a numeric user of its own", { user: "1000", linuxParameters: {}, readonlyRootFilesystem: false }),
  router(
    "that keeps its capabilities",
    { linuxParameters: { initProcessEnabled: true } },
    {
      violations: ["containerDefinitions[log-router].linuxParameters.capabilities.drop"],
      says: 'drop: ["ALL"]',
    },
  ),
  router(
    "that drops one capability",
    { linuxParameters: { capabilities: { drop: ["NET_RAW"] } } },
    {
      violations: ["containerDefinitions[log-router].linuxParameters.capabilities.drop"],
    },
  ),
  router(
    "that adds one back",
    { linuxParameters: { capabilities: { drop: ["ALL"], add: ["SYS_PTRACE"] } } },
    {
      violations: ["containerDefinitions[log-router].linuxParameters.capabilities.add[0]"],
    },
  ),
  router(
    "with a writable root",
    { readonlyRootFilesystem: false },
    {
      violations: ["containerDefinitions[log-router].readonlyRootFilesystem"],
    },
  ),
  router(
    "that is everything at once",
    { readonlyRootFilesystem: undefined, linuxParameters: undefined },
    {
      violations: [
        "containerDefinitions[log-router].linuxParameters.capabilities.drop",
        "containerDefinitions[log-router].readonlyRootFilesystem",
      ],
    },
  ),
  router(
    "with unknown capabilities",
    { linuxParameters: { capabilities: { drop: UNKNOWN } } },
    {
      inconclusive: ["containerDefinitions[log-router].linuxParameters.capabilities.drop"],
    },
  ),
  router("with capabilities unknown beside ALL", { linuxParameters: { capabilities: { drop: [UNKNOWN, "ALL"] } } }),
  router(
    "by name only",
    { firelensConfiguration: undefined },
    { violations: ["containerDefinitions[log-router].user"] },
  ),
  router(
    "with an empty configuration",
    { firelensConfiguration: {} },
    {
      violations: ["containerDefinitions[log-router].user"],
    },
  ),
  router(
    "of no kind that AWS knows",
    { firelensConfiguration: { type: "vector" } },
    {
      violations: ["containerDefinitions[log-router].user"],
    },
  ),
  router(
    "or not, which is unknown",
    { firelensConfiguration: UNKNOWN },
    {
      inconclusive: ["containerDefinitions[log-router].firelensConfiguration"],
    },
  ),
];

export const noPrivilegedContainers: readonly Case[] = [
  ...common,
  ...[undefined, null, false].map((value) => task(`privileged: ${String(value)}`, one("privileged", value))),
  ...[true, "true", 1, {}].map((value) =>
    task(`privileged: ${JSON.stringify(value)}`, one("privileged", value), {
      violations: ["containerDefinitions[app].privileged"],
      says: "privileged: false",
    }),
  ),
  task("a key in capitals", [{ name: "app", Privileged: true }], {
    violations: ["containerDefinitions[app].privileged"],
  }),
  task("the router is no exception", [{ ...ROUTER, privileged: true }], {
    violations: ["containerDefinitions[log-router].privileged"],
  }),
  task("unknown", one("privileged", UNKNOWN), { inconclusive: ["containerDefinitions[app].privileged"] }),
];

export const readOnlyRootFilesystem: readonly Case[] = [
  ...common,
  task("true", one("readonlyRootFilesystem", true)),
  ...[undefined, null, false, "true", 1].map((value) =>
    task(value === undefined ? "omitted" : JSON.stringify(value), one("readonlyRootFilesystem", value), {
      violations: ["containerDefinitions[app].readonlyRootFilesystem"],
      says: "readonlyRootFilesystem: true",
    }),
  ),
  task("unknown", one("readonlyRootFilesystem", UNKNOWN), {
    inconclusive: ["containerDefinitions[app].readonlyRootFilesystem"],
  }),
];

const withRouter = (what: string, app: Container, expected: Partial<Case> = {}): Case =>
  task(what, [{ name: "app", ...app }, ROUTER], expected);

const FIRELENS: Container = { logConfiguration: { logDriver: "awsfirelens" } };

export const firelensLogDriver: readonly Case[] = [
  ...common,
  task("no container at all", [], { violations: ["containerDefinitions"] }),
  withRouter("application through the router", FIRELENS),
  withRouter(
    "application to awslogs",
    { logConfiguration: { logDriver: "awslogs" } },
    {
      violations: ["containerDefinitions[app].logConfiguration.logDriver"],
      says: 'logDriver: "awslogs"',
    },
  ),
  withRouter(
    "application without a log",
    {},
    {
      violations: ["containerDefinitions[app].logConfiguration.logDriver"],
      says: "logConfiguration is omitted",
    },
  ),
  withRouter(
    "driver unknown",
    { logConfiguration: { logDriver: UNKNOWN } },
    {
      inconclusive: ["containerDefinitions[app].logConfiguration.logDriver"],
    },
  ),
  task("no router", [{ name: "app", ...FIRELENS }], {
    violations: ["containerDefinitions"],
    says: "no container of the task is a FireLens log router",
  }),
  task("neither router nor driver", [{ name: "app" }], {
    violations: ["containerDefinitions", "containerDefinitions[app].logConfiguration.logDriver"],
  }),
  task(
    "perhaps a router",
    [
      { name: "app", ...FIRELENS },
      { ...ROUTER, firelensConfiguration: UNKNOWN },
    ],
    {
      inconclusive: ["containerDefinitions[log-router].firelensConfiguration"],
    },
  ),
  task("the router without a log of its own", [
    { name: "app", ...FIRELENS },
    { ...ROUTER, logConfiguration: undefined },
  ]),
  task(
    "the router into itself",
    [
      { name: "app", ...FIRELENS },
      { ...ROUTER, ...FIRELENS },
    ],
    {
      violations: ["containerDefinitions[log-router].logConfiguration.logDriver"],
    },
  ),
];

const ofImage = (image: unknown, verdict: "passes" | "violates", says?: string): Case =>
  task(`image: ${JSON.stringify(image)}`, one("image", image), {
    ...(verdict === "violates" && { violations: ["containerDefinitions[app].image"] }),
    ...(says !== undefined && { says }),
  });

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

export const imageNotLatest: readonly Case[] = [
  ...common,
  ...[
    "nginx:1.27",
    "registry.example.com:5000/team/app:1.0",
    "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/app:v1",
    `nginx@${DIGEST}`,
    `nginx:latest@${DIGEST}`,
    `registry.example.com:5000/app@${DIGEST}`,
    "app:latest-stable",
  ].map((image) => ofImage(image, "passes")),
  ofImage("nginx", "violates", 'image: "nginx@sha256:<digest>"'),
  ofImage("nginx:latest", "violates", 'image: "nginx@sha256:<digest>"'),
  ofImage(
    "registry.example.com:5000/team/app",
    "violates",
    'image: "registry.example.com:5000/team/app@sha256:<digest>"',
  ),
  ofImage("registry.example.com:5000/team/app:latest", "violates", "registry.example.com:5000/team/app@sha256"),
  ...["nginx:", "nginx@latest", "nginx:latest@sha256:12", "", null, undefined, 7, {}].map((image) =>
    ofImage(image, "violates"),
  ),
  task("unknown", one("image", UNKNOWN), { inconclusive: ["containerDefinitions[app].image"] }),
];

const env = (name: unknown, value: unknown): Container[] => one("environment", [{ name, value }]);

export const noPlaintextSecrets: readonly Case[] = [
  ...common,
  task("no environment", [{ name: "app" }]),
  task("a harmless variable", env("DB_HOST", "db.internal")),
  task("a reference", env("DB_PASSWORD", "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:db-AbCdEf")),
  task("a secret by reference", one("secrets", [{ name: "DB_PASSWORD", valueFrom: "arn:aws:ssm:::parameter/db" }])),
  task("a name that says so", env("DB_PASSWORD", "hunter2"), {
    violations: ["containerDefinitions[app].environment[DB_PASSWORD].value"],
    says: 'secrets: [{ name: "DB_PASSWORD", valueFrom:',
  }),
  task("a value that gives itself away", env("QUEUE", "amqp://app:s3cr3t@mq.internal/"), {
    violations: ["containerDefinitions[app].environment[QUEUE].value"],
    says: "a URL with a password in it",
  }),
  task(
    "the second of three",
    one("environment", [{ name: "A", value: "1" }, { name: "API_KEY", value: "k-1" }, { name: "B" }]),
    {
      violations: ["containerDefinitions[app].environment[API_KEY].value"],
    },
  ),
  task("keys in capitals", one("Environment", [{ Name: "API_KEY", Value: "k-1" }]), {
    violations: ["containerDefinitions[app].environment[API_KEY].value"],
  }),
  task(
    "values of other types, which the provider refuses",
    one("environment", [{ name: "PASSWORD", value: 7 }, 3, null]),
  ),
  task("a value unknown", env("DB_HOST", UNKNOWN), {
    inconclusive: ["containerDefinitions[app].environment[DB_HOST].value"],
  }),
  task("a name unknown, the value harmless", env(UNKNOWN, "x"), {
    inconclusive: ["containerDefinitions[app].environment[0].name"],
  }),
  task("a name unknown, the value not", env(UNKNOWN, "AKIAIOSFODNN7EXAMPLE"), {
    violations: ["containerDefinitions[app].environment[0].value"],
  }),
];
