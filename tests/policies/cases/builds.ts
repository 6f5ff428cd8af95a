import { type Resource, UNKNOWN } from "../harness";
import { type Case, casesOfType, otherResource } from "./case";

const PROJECT = "aws:codebuild/project:Project";
const of = casesOfType(PROJECT);
const PIPELINE = "aws:codepipeline/pipeline:Pipeline";

/** A buildspec whose phase `build` runs these commands. */
const spec = (...commands: readonly string[]) => JSON.stringify({ version: 0.2, phases: { build: { commands } } });
const project = (buildspec: unknown, environment: object = {}) => ({ environment, source: { buildspec } });

const BUILD = "docker build -t app .";
const TRIVY = "trivy image --exit-code 1 app";
const DOCKLE = "dockle --exit-code 1 app";
const PUSH = "docker push app";
const BUILDSPEC = "source.buildspec";

const builds = (what: string, commands: readonly string[], ...says: readonly string[]): Case =>
  of(
    what,
    project(spec(...commands)),
    says.length === 0 ? {} : { violations: says.map(() => BUILDSPEC), says: says[0] ?? "" },
  );

const UNSCANNED = "no vulnerability scanner";
const UNLINTED = "no image linter";
const DESPITE_TRIVY = "even where trivy fails";
const ZERO = "exits with 0 all the same";
const wrapped = (script: string) => [`${BUILD}\n${script}`];

export const buildScansImages: readonly Case[] = [
  otherResource,
  builds("scan, lint, push", [BUILD, TRIVY, DOCKLE, PUSH]),
  builds("the other way round", [BUILD, DOCKLE, TRIVY, PUSH]),
  builds("no push", [BUILD]),
  builds("no image", ["npm test"]),
  builds("a push that is only spoken of", ["echo docker push app", "# docker push app"]),
  of("a file of the repository", project("ci/buildspec.yml")),
  of("no buildspec", {}),
  builds("other scanners", [BUILD, "grype app --fail-on high", DOCKLE, PUSH]),
  builds("tools in containers", [
    BUILD,
    "docker run --rm aquasec/trivy:0.60.0 image --exit-code 1 app",
    "docker run goodwithtech/dockle -c 1 app",
    PUSH,
  ]),
  builds("the code from the environment", [BUILD, "TRIVY_EXIT_CODE=1 trivy image app", DOCKLE, PUSH]),
  of(
    "the code from the project",
    project(spec(BUILD, "trivy image app", DOCKLE, PUSH), {
      environmentVariables: [{ name: "TRIVY_EXIT_CODE", value: "1" }],
    }),
  ),
  builds("one chain", [`${BUILD} && ${TRIVY} && ${DOCKLE} && ${PUSH}`]),
  builds("in functions", [
    'scan() { trivy image --exit-code 1 "$1"; }\nlint() {\n  dockle --exit-code 1 "$1"\n}',
    "scan app",
    "lint app",
    PUSH,
  ]),
  builds("through a function that runs its arguments", [
    'try() { "$@" || exit 1; }',
    `try ${TRIVY}`,
    `try ${DOCKLE}`,
    `try ${PUSH}`,
  ]),
  builds("a script that stops", wrapped(`set -euo pipefail\n${TRIVY}\n${DOCKLE}\n${PUSH}`)),
  builds("failures that end the build", [
    BUILD,
    `${TRIVY} || exit 1`,
    `if ! ${DOCKLE}; then echo bad; exit 1; fi`,
    PUSH,
  ]),
  builds(
    "failures that are remembered",
    wrapped(`bad=0\n${TRIVY} || bad=1\n${DOCKLE} || bad=1\n[ "$bad" = 0 ] || exit 1\n${PUSH}`),
  ),
  builds(
    "a status that is kept",
    wrapped(`${TRIVY}\nrc=$?\n${DOCKLE} || rc=1\nif [ $rc -ne 0 ]; then exit $rc; fi\n${PUSH}`),
  ),
  builds("a push in the branch of the scan", [BUILD, `if ${TRIVY} && ${DOCKLE}; then ${PUSH}; fi`]),
  builds("scan and push on the same condition", [
    BUILD,
    `[ -z "$SHIP" ] || { ${TRIVY} && ${DOCKLE}; }`,
    `[ -z "$SHIP" ] || ${PUSH}`,
  ]),
  builds("a script inside a script", [BUILD, `bash -euc '${TRIVY}; ${DOCKLE}'`, PUSH]),
  builds("a library that the script writes", [
    `cat > lib.sh <<'LIB'\nset -e\nscan() {\n  ${TRIVY}\n}\nLIB`,
    `(. lib.sh; scan)`,
    DOCKLE,
    PUSH,
  ]),
  builds("a log beside it", wrapped(`set -e -o pipefail\n${TRIVY} | tee log\n${DOCKLE}\n${PUSH}`)),

  builds("nothing", [BUILD, PUSH], UNSCANNED, UNLINTED),
  builds("no linter", [BUILD, TRIVY, PUSH], UNLINTED),
  builds("no scanner", [BUILD, DOCKLE, PUSH], UNSCANNED),
  builds("a comment", [BUILD, "# trivy image --exit-code 1 app", DOCKLE, PUSH], UNSCANNED),
  builds("an echo", [BUILD, "echo trivy image --exit-code 1 app", DOCKLE, PUSH], UNSCANNED),
  builds("a download", [BUILD, "trivy image --download-db-only --exit-code 1", DOCKLE, PUSH], UNSCANNED),
  builds("a version", [BUILD, "trivy --version", DOCKLE, PUSH], UNSCANNED),
  builds("an installation", [BUILD, "yum install -y trivy", DOCKLE, PUSH], UNSCANNED),
  builds("a scan of the code", [BUILD, "trivy fs --exit-code 1 .", DOCKLE, PUSH], UNSCANNED),
  builds("a function that nobody calls", [`scan() { ${TRIVY}; }`, DOCKLE, PUSH], UNSCANNED),
  builds("after the push", [BUILD, DOCKLE, PUSH, TRIVY], DESPITE_TRIVY),
  builds("beside the push, in the background", [BUILD, DOCKLE, `${TRIVY} & ${PUSH}`], DESPITE_TRIVY),
  builds("|| true", [BUILD, `${TRIVY} || true`, DOCKLE, PUSH], DESPITE_TRIVY),
  builds("|| echo", [BUILD, `${TRIVY} || echo oh`, DOCKLE, PUSH], DESPITE_TRIVY),
  builds("; true", [BUILD, `${TRIVY}; true`, DOCKLE, PUSH], DESPITE_TRIVY),
  builds("a pipe", [BUILD, `${TRIVY} | tee log`, DOCKLE, PUSH], DESPITE_TRIVY),
  builds("an exit code of 0", [BUILD, "trivy image --exit-code 0 app", DOCKLE, PUSH], ZERO),
  builds("an exit code of 0, with =", [BUILD, TRIVY, "dockle --exit-code=0 app", PUSH], ZERO),
  builds("no exit code", [BUILD, "trivy image app", DOCKLE, PUSH], ZERO),
  builds("no threshold", [BUILD, "grype app", DOCKLE, PUSH], ZERO),
  builds("a variable that says 0", ["CODE=0", "trivy image --exit-code $CODE app", DOCKLE, PUSH], ZERO),
  builds("on a condition", [BUILD, `if [ "$SCAN" = yes ]; then ${TRIVY}; fi`, DOCKLE, PUSH], DESPITE_TRIVY),
  builds("a script that goes on", wrapped(`${TRIVY}\n${DOCKLE}\n${PUSH}`), DESPITE_TRIVY, "dockle"),
  builds(
    "a function that is tested",
    ["set -e", `all() { ${TRIVY}; ${DOCKLE}; }`, "all || exit 1", PUSH],
    DESPITE_TRIVY,
  ),
  builds("set +e", wrapped(`set -e\nset +e\n${TRIVY}\nset -e\n${DOCKLE}\n${PUSH}`), DESPITE_TRIVY),
  builds("a build that pushes", ["docker buildx build --push -t app ."], UNSCANNED, UNLINTED),
  builds("an output that pushes", ["docker buildx build --output type=image,push=true ."], UNSCANNED, UNLINTED),
  builds("a cache in the registry", ["docker buildx build --cache-to type=registry,ref=cache -t app --load ."]),
  builds("kaniko", ["/kaniko/executor --destination app"], UNSCANNED, UNLINTED),
  builds("a push by way of a function", ['ship() { docker push "$1"; }', "ship app"], UNSCANNED, UNLINTED),
  builds("a push in words that are no shell", [`${PUSH} ((`], UNSCANNED, UNLINTED),
  of(
    "a push in post_build, which runs after a failed build as well",
    project(`version: 0.2
phases:
  build:
    commands: ["${BUILD}", "${TRIVY}", "${DOCKLE}"]
  post_build:
    commands: ["${PUSH}"]
`),
    { violations: [BUILDSPEC, BUILDSPEC], says: DESPITE_TRIVY },
  ),
  ...[
    ["on-failure: ABORT", "", PUSH],
    ["commands: []", "finally: []", `[ \\"$CODEBUILD_BUILD_SUCCEEDING\\" = 1 ] && ${PUSH}`],
  ].map(([stop = "", more = "", push = ""]) =>
    of(
      `a push in post_build after ${stop}`,
      project(`version: 0.2
phases:
  build:
    commands: ["${BUILD}", "${TRIVY}", "${DOCKLE}"]
    ${stop === "commands: []" ? more : stop}
  post_build:
    commands: ["${push}"]
`),
    ),
  ),
  of(
    "a push in finally",
    project(`version: 0.2
phases:
  build:
    commands: ["${TRIVY}", "${DOCKLE}"]
    finally: ["${PUSH}"]
`),
    { violations: [BUILDSPEC, BUILDSPEC] },
  ),
  of(
    "a phase whose failure does not count",
    project(`version: 0.2
phases:
  pre_build:
    on-failure: CONTINUE
    commands: ["${TRIVY}", "${DOCKLE}"]
  build:
    commands: ["${PUSH}"]
`),
    { violations: [BUILDSPEC, BUILDSPEC] },
  ),
  of("unknown", project(UNKNOWN), { inconclusive: [BUILDSPEC] }),
  casesOfType(PIPELINE)(
    "a pipeline action that builds and pushes",
    { stages: [{ name: "Build", actions: [{ name: "Build", category: "Build", provider: "ECRBuildAndPublish" }] }] },
    { violations: ["stages[Build].actions[Build].provider"] },
  ),
];

const PRIVILEGED = "environment.privilegedMode";

export const codebuildNoPrivileged: readonly Case[] = [
  otherResource,
  of("off", project("buildspec.yml", { privilegedMode: false })),
  of("omitted", project("buildspec.yml")),
  ...[BUILD, "docker buildx build .", "docker compose build", "sudo docker build .", "buildah bud ."].map((command) =>
    of(command, project(spec(command), { privilegedMode: true })),
  ),
  of("tests", project(spec("npm test"), { privilegedMode: true }), {
    violations: [PRIVILEGED],
    says: "builds no image",
  }),
  of("a container that only runs", project(spec("docker run app"), { privilegedMode: true }), {
    violations: [PRIVILEGED],
  }),
  of("a build that is only spoken of", project(spec("echo docker build ."), { privilegedMode: true }), {
    violations: [PRIVILEGED],
  }),
  of("a file of the repository", project("buildspec.yml", { privilegedMode: true }), {
    violations: [PRIVILEGED],
    says: "cannot be seen",
  }),
  of("no YAML", project("phases: [\n", { privilegedMode: true }), { violations: [PRIVILEGED] }),
  of("a text", project(spec("npm test"), { privilegedMode: "true" }), { violations: [PRIVILEGED] }),
  of("unknown", project(spec("npm test"), { privilegedMode: UNKNOWN }), { inconclusive: [PRIVILEGED] }),
  of("unknown, in a build of images", project(spec(BUILD), { privilegedMode: UNKNOWN })),
  of("the buildspec unknown", project(UNKNOWN, { privilegedMode: true }), { inconclusive: [BUILDSPEC] }),
  of("the buildspec unknown, not privileged", project(UNKNOWN)),
];

const logs = (cloudwatchLogs: unknown, s3Logs?: unknown) => ({ logsConfig: { cloudwatchLogs, s3Logs } });
const NAMED = { groupName: "/shop/build" };
const GROUP = "logsConfig.cloudwatchLogs.groupName";
const group = (kmsKeyId: unknown, sources = {}): Resource => ({
  type: "aws:cloudwatch/logGroup:LogGroup",
  name: "build",
  props: { name: "/shop/build", kmsKeyId },
  sources,
});
const key: Resource = { type: "aws:kms/key:Key", name: "key", props: {} };

export const codebuildLogsEncrypted: readonly Case[] = [
  otherResource,
  of("a group with a key", logs(NAMED), { beside: [group("arn:aws:kms:eu-west-1:123456789012:key/1")] }),
  of("a group with a new key", logs(NAMED), { beside: [group(UNKNOWN, { kmsKeyId: ["aws:kms/key:Key key"] }), key] }),
  of("a group of another program", logs(NAMED), { beside: [] }),
  of("a group of unknown name with a key", logs({ groupName: UNKNOWN }), {
    beside: [group("alias")],
    sources: { logsConfig: ["aws:cloudwatch/logGroup:LogGroup build"] },
  }),
  of("S3 alone", logs({ status: "DISABLED" }, { status: "ENABLED", location: "b" })),
  of("a group without a key", logs(NAMED), {
    beside: [group(undefined)],
    violations: ["kmsKeyId"],
    says: "kmsKeyId: <the key>.arn",
  }),
  of("a group of CodeBuild's own", {}, { violations: [GROUP], says: "CodeBuild makes the log group itself" }),
  of("no log", logs({ status: "DISABLED" }), { violations: ["logsConfig.cloudwatchLogs"], says: "no log at all" }),
  of("S3, not encrypted", logs(NAMED, { status: "ENABLED", encryptionDisabled: true }), {
    violations: ["logsConfig.s3Logs.encryptionDisabled"],
  }),
  of("S3 off, not encrypted", logs(NAMED, { status: "DISABLED", encryptionDisabled: true })),
  of("unknown", { logsConfig: UNKNOWN }, { inconclusive: ["logsConfig"] }),
  of("a group whose name nothing tells", logs({ groupName: UNKNOWN }), { beside: [], inconclusive: [GROUP] }),
  of("a group of unknown key", logs(NAMED), { beside: [group(UNKNOWN)], inconclusive: ["kmsKeyId"] }),
];

const env = (name: unknown, value: unknown, type?: unknown) =>
  project(spec("make"), { environmentVariables: [{ name, value, type }] });
const variable = (name: string) => `environment.environmentVariables[${name}]`;
const pipeline = casesOfType(PIPELINE);
const configured = (configuration: unknown) => ({
  stages: [{ name: "Build", actions: [{ name: "Build", configuration }] }],
});
const CONFIGURATION = "stages[Build].actions[Build].configuration";

export const noPlaintextBuildSecrets: readonly Case[] = [
  otherResource,
  of("a setting", env("NODE_ENV", "production")),
  of("a secret by name", env("DB_PASSWORD", "db:password", "SECRETS_MANAGER")),
  of("a parameter", env("API_KEY", "/shop/key", "PARAMETER_STORE")),
  of("a password", env("DB_PASSWORD", "hunter2"), {
    violations: [`${variable("DB_PASSWORD")}.value`],
    says: '{ name: "DB_PASSWORD", type: "SECRETS_MANAGER", value: "<name of the secret>" }',
  }),
  of("a password, as PLAINTEXT", env("DB_PASSWORD", "hunter2", "PLAINTEXT"), {
    violations: [`${variable("DB_PASSWORD")}.value`],
  }),
  of("a key that gives itself away", env("X", "AKIAIOSFODNN7EXAMPLE"), { violations: [`${variable("X")}.value`] }),
  of("in the buildspec's variables", project("version: 0.2\nenv:\n  variables:\n    API_TOKEN: k-123\nphases: {}\n"), {
    violations: [BUILDSPEC],
    says: 'the variable "API_TOKEN"',
  }),
  of(
    "in the buildspec's own secrets",
    project("version: 0.2\nenv:\n  secrets-manager:\n    API_TOKEN: shop:token\nphases: {}\n"),
  ),
  of("in a command", project(spec("export X=AKIAIOSFODNN7EXAMPLE")), { violations: [BUILDSPEC] }),
  of(
    "in the address of the source",
    { source: { location: "https://me:s3cr3t@bitbucket.org/a/b" } },
    { violations: ["source.location"] },
  ),
  of(
    "in a second source",
    { secondarySources: [{ location: "https://me:s3cr3t@bitbucket.org/a/b" }] },
    {
      violations: ["secondarySources[0].location"],
    },
  ),
  of("a value unknown", env("NODE_ENV", UNKNOWN), { inconclusive: [`${variable("NODE_ENV")}.value`] }),
  of("a value unknown, by reference", env("NODE_ENV", UNKNOWN, "SECRETS_MANAGER")),
  of("a type unknown", env("DB_PASSWORD", "hunter2", UNKNOWN), { inconclusive: [`${variable("DB_PASSWORD")}.type`] }),
  of("a buildspec unknown", project(UNKNOWN), { inconclusive: [BUILDSPEC] }),
  pipeline("a commit", configured({ EnvironmentVariables: '[{"name":"COMMIT_ID","value":"#{Code.CommitId}"}]' })),
  pipeline(
    "a password",
    configured({ EnvironmentVariables: '[{"name":"DB_PASSWORD","value":"hunter2","type":"PLAINTEXT"}]' }),
    {
      violations: [`${CONFIGURATION}.EnvironmentVariables[DB_PASSWORD].value`],
    },
  ),
  pipeline("a token of GitHub", configured({ OAuthToken: "abc123" }), { violations: [`${CONFIGURATION}.OAuthToken`] }),
  pipeline(
    "a default",
    { variables: [{ name: "API_KEY", defaultValue: "k-1" }] },
    { violations: ["variables[API_KEY].defaultValue"] },
  ),
  pipeline("unknown", configured(UNKNOWN), { inconclusive: [CONFIGURATION] }),
];
