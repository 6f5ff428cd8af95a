import type { codebuild, codepipeline } from "@pulumi/aws";
import { buildOf, PROJECT } from "../facts/build";
import { credentialIn } from "../facts/credentials";
import { parsedJson } from "../facts/json";
import { PIPELINE, stepsOf } from "../facts/pipeline";
import { Property } from "../facts/property";
import type { ResourceFacts } from "../facts/resource";
import { quoted } from "../message";
import { type Finding, inconclusive, judge, type Rule, violation } from "../rule";

interface Variable {
  name: string;
  value: string;
  type: string;
}

/** A Pulumi secret is no way out: it is encrypted in the state, and still in the clear in the project. */
export const noPlaintextBuildSecrets: Rule = {
  id: "no-plaintext-build-secrets",
  title: "No build gets a credential in the clear.",
  severity: "critical",
  controls: {
    securityHub: ["CodeBuild.1", "CodeBuild.2"],
    cdkNag: ["NIST.800.53.R5-CodeBuildProjectEnvVarAwsCred", "NIST.800.53.R5-CodeBuildProjectSourceRepoUrl"],
  },
  reads: [
    {
      type: PROJECT,
      properties: [
        "environment.environmentVariables[].name",
        "environment.environmentVariables[].value",
        "environment.environmentVariables[].type",
        "source.buildspec",
        "source.location",
        "secondarySources[].location",
      ],
    },
    {
      type: PIPELINE,
      properties: ["stages[].actions[].configuration", "variables[].name", "variables[].defaultValue"],
    },
  ],
  why: "Everyone who may look at the project or the pipeline reads it, and so does everyone who may read a build's log.",
  remediation:
    'Keep the value in Secrets Manager or Parameter Store, and name it: a variable of the `type: "SECRETS_MANAGER"` or ' +
    '`"PARAMETER_STORE"`, or `env: secrets-manager:` in the buildspec. Connect a repository by CodeConnections.',
  check: (resource) => (resource.type === PROJECT ? judgeProject(resource) : judgePipeline(resource)),
};

function judgeProject(project: ResourceFacts): Finding[] {
  const inputs = project.inputs<codebuild.ProjectArgs>();
  const sources = [inputs.get("source"), ...inputs.get("secondarySources").items()];
  return [
    ...inputs.get("environment").get("environmentVariables").items().flatMap(judgeVariable),
    ...judgeBuildspec(project),
    ...sources.flatMap((source) => judgeText(source.get("location"), "the address of the source", "a connection")),
  ];
}

function judgeVariable(variable: Property<Variable>): Finding[] {
  const [name, type] = [variable.get("name"), variable.get("type")];
  if (!type.isUnknown && type.value !== undefined && type.value !== "PLAINTEXT") {
    return [];
  }
  const label = typeof name.value === "string" ? name.value : "";
  const findings = judge(variable.get("value"), (value) => {
    const kind = typeof value === "string" ? credentialIn(label, value) : undefined;
    return kind === undefined ? undefined : breach(label, kind);
  });
  const open = findings.some(({ kind }) => kind === "violation") ? [type] : findings.length === 0 ? [name] : [];
  const unknown = open.filter(({ isUnknown }) => isUnknown);
  return unknown.length > 0 ? unknown.map(inconclusive) : findings;
}

function breach(name: string, kind: string) {
  return {
    what: `the build gets a credential in the clear: the variable ${quoted(name)} ${kind}.`,
    fix: `{ name: ${quoted(name)}, type: "SECRETS_MANAGER", value: "<name of the secret>" }`,
  };
}

/** The variables of a buildspec by their names, and everything else in it by its form. */
function judgeBuildspec(project: ResourceFacts): Finding[] {
  const { at, spec } = buildOf(project);
  if (at.isUnknown) {
    return [inconclusive(at)];
  }
  const variables = [...(spec?.variables ?? [])].flatMap(([name, value]) => {
    const kind = credentialIn(name, value);
    return kind === undefined ? [] : [violation(at, breach(name, kind))];
  });
  return variables.length > 0 ? variables : judgeText(at, "the buildspec", "`env: secrets-manager:`");
}

function judgePipeline(pipeline: ResourceFacts): Finding[] {
  const inputs = pipeline.inputs<codepipeline.PipelineArgs>();
  const variables = inputs.get("variables").items();
  return [
    ...stepsOf(pipeline).flatMap(({ action }) => judgeConfiguration(pipeline, action.get("configuration"))),
    ...variables.flatMap((variable) => {
      const name = variable.get("name").value;
      return judge(variable.get("defaultValue"), (value) => {
        const label = typeof name === "string" ? name : "";
        const kind = typeof value === "string" ? credentialIn(label, value) : undefined;
        return kind === undefined ? undefined : breach(label, kind);
      });
    }),
  ];
}

function judgeConfiguration(pipeline: ResourceFacts, configuration: Property<Record<string, string>>): Finding[] {
  const variables = configuration.get("EnvironmentVariables");
  return [
    ...(variables.isUnknown
      ? [inconclusive(variables)]
      : Property.of<Variable[]>(pipeline, variables.path, parsedJson(variables.value)).items().flatMap(judgeVariable)),
    ...judge(configuration.get("OAuthToken"), (token) =>
      typeof token === "string" && credentialIn("OAuthToken", token) !== undefined
        ? {
            what: "the pipeline holds a token of GitHub in the clear.",
            fix: '{ provider: "CodeStarSourceConnection", configuration: { ConnectionArn: ... } }',
          }
        : undefined,
    ),
  ];
}

function judgeText(at: Property<string>, what: string, instead: string): Finding[] {
  return judge(at, (text) => {
    const kind = typeof text === "string" ? credentialIn("", text) : undefined;
    return kind === undefined
      ? undefined
      : { what: `${what} ${kind}.`, fix: `take it out, and use ${instead} instead` };
  });
}
