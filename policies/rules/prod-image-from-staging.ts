import type { ecr } from "@pulumi/aws";
import { type Action, nameOf, PIPELINE, type Step, stepsOf } from "../facts/pipeline";
import { isProduction, stackOf, whereProductionIs } from "../facts/production";
import type { Property } from "../facts/property";
import type { ResourceFacts, StackFacts } from "../facts/resource";
import { quoted } from "../message";
import { type Finding, inconclusive, judge, type Rule, violation } from "../rule";

const REPOSITORY = "aws:ecr/repository:Repository";
const IMAGES = ["Image1", "Image2", "Image3", "Image4"] as const;
/** A key that says so, an action's variable that does, or a URI in ECR. */
const SPEAKS_OF_IMAGE = /"[^"]{0,100}image[^"]{0,100}"\s*:|#\{[\w@-]{1,100}\.[\w@-]{0,100}image|\.dkr\.ecr\./i;
const SOURCE = '{ category: "Source", provider: "ECR", outputArtifacts: ["Image"], namespace: "Image" }';

/**
 * An image comes to production by an ECR source action: CodePipeline then carries the digest, and no tag is resolved a
 * second time. Judged are the actions that say which image they deploy: CodeDeployToECS, ECS, and functions or state
 * machines whose parameters speak of an image. Where the repository stands is told by its name: it must neither be one
 * of this program's nor carry the name of its stack.
 */
export const prodImageFromStaging: Rule = {
  id: "prod-image-from-staging",
  title: "Production runs the image that staging tested.",
  severity: "high",
  controls: {},
  reads: [
    {
      type: PIPELINE,
      properties: [
        "stages[].actions[].category",
        "stages[].actions[].provider",
        "stages[].actions[].configuration",
        "stages[].actions[].namespace",
        "stages[].actions[].inputArtifacts[]",
        "stages[].actions[].outputArtifacts[]",
      ],
    },
    { type: REPOSITORY, properties: ["name"], inStackOnly: true },
  ],
  why: "Only a digest that went through staging has been seen to work; any other image is tested on customers.",
  remediation:
    "Start production's pipeline with an ECR source action on staging's repository and an explicit tag, and deploy that " +
    "action's output: `Image1ArtifactName`, or `<repository>@#{Image.ImageDigest}` in the parameters of a function. " +
    whereProductionIs,
  check: (pipeline) => (isProduction(pipeline) ? judgePipeline(pipeline) : []),
  checkStack: (stack) =>
    stack
      .ofType(PIPELINE)
      .filter(isProduction)
      .flatMap((pipeline) => judgeOwner(pipeline, stack)),
};

function judgePipeline(pipeline: ResourceFacts): Finding[] {
  const steps = stepsOf(pipeline);
  const sources = steps.filter(isImageSource);
  return steps.flatMap((step) => {
    const provider = step.action.get("provider");
    if (provider.isUnknown) {
      return [inconclusive(provider)];
    }
    switch (provider.value) {
      case "ECR":
        return judgeSource(step, stackOf(pipeline));
      case "CodeDeployToECS":
        return judgeImages(step, sources, steps);
      case "ECS":
        return judgeInput(step, sources);
      case "Lambda":
        return judgeParameters(step, "UserParameters", sources);
      case "StepFunctions":
        return judgeParameters(step, "Input", sources);
      default:
        return [];
    }
  });
}

function isImageSource({ action }: Step): boolean {
  return action.get("category").value === "Source" && action.get("provider").value === "ECR";
}

/** Staging's repository, by a tag that somebody set there; without one, CodePipeline takes `latest`. */
function judgeSource(step: Step, stack: string): Finding[] {
  const configuration = step.action.get("configuration");
  const ownName = new RegExp(`(?:^|[/._-])${stack.replace(/[^A-Za-z0-9]/g, "\\$&")}(?:$|[/._-])`, "i");
  return [
    ...judge(configuration.get("RepositoryName"), (name) =>
      typeof name === "string" && ownName.test(name)
        ? {
            what: `${nameOf(step)} takes the image from production's own repository (${quoted(name)}).`,
            fix: 'RepositoryName: "<the repository that staging pushes to>"',
          }
        : undefined,
    ),
    ...judge(configuration.get("ImageTag"), (tag) =>
      tag === undefined || tag === "" || tag === "latest"
        ? {
            what: `${nameOf(step)} takes whatever was pushed last (ImageTag: ${tag === undefined ? "omitted" : quoted(tag)}).`,
            fix: 'ImageTag: "<the tag that staging sets when its deployment has succeeded>"',
          }
        : undefined,
    ),
  ];
}

/** CodeDeployToECS puts the image of an artifact's imageDetail.json into the task definition. */
function judgeImages(step: Step, sources: readonly Step[], steps: readonly Step[]): Finding[] {
  const configuration = step.action.get("configuration");
  const named = IMAGES.map((image) => configuration.get(`${image}ArtifactName`)).filter(
    (artifact) => artifact.isUnknown || artifact.value !== undefined,
  );
  if (named.length === 0) {
    return [
      violation(configuration, {
        what: `${nameOf(step)} deploys the image that its task definition names, wherever that was built.`,
        fix: `Image1ArtifactName: "Image", Image1ContainerName: "IMAGE1_NAME", with "Image" from ${SOURCE}`,
      }),
    ];
  }
  return named.flatMap((artifact) => judgeArtifact(step, artifact, sources, steps));
}

function judgeArtifact(
  step: Step,
  artifact: Property<string>,
  sources: readonly Step[],
  steps: readonly Step[],
): Finding[] {
  const outputs = sources.flatMap(({ action }) => action.get("outputArtifacts").items());
  if (!artifact.isUnknown && outputs.some(({ value }) => value === artifact.value)) {
    return [];
  }
  const open = [artifact, ...outputs].filter(({ isUnknown }) => isUnknown);
  if (open.length > 0) {
    return open.map(inconclusive);
  }
  const maker = steps.find(({ action }) => outputsOf(action).includes(artifact.value));
  return [
    violation(artifact, {
      what: `${nameOf(step)} deploys the image of ${maker === undefined ? "an artifact that no action makes" : nameOf(maker)}, not staging's.`,
      fix: `let it name the output of an ECR source action on staging's repository: ${SOURCE}`,
    }),
  ];
}

function outputsOf(action: Action): unknown[] {
  return action
    .get("outputArtifacts")
    .items()
    .map(({ value }) => value);
}

/** The standard ECS action names no image; whatever it deploys is in its input. */
function judgeInput(step: Step, sources: readonly Step[]): Finding[] {
  const inputs = step.action.get("inputArtifacts");
  const outputs = sources.flatMap(({ action }) => action.get("outputArtifacts").items());
  if (inputs.items().some((input) => outputs.some((output) => isSame(input, output)))) {
    return [];
  }
  const open = [...inputs.items(), ...outputs].filter(({ isUnknown }) => isUnknown);
  return open.length > 0
    ? open.map(inconclusive)
    : [
        violation(inputs, {
          what: `${nameOf(step)} deploys an image that comes from no ECR source action.`,
          fix: `give it the output of an ECR source action on staging's repository: ${SOURCE}`,
        }),
      ];
}

function isSame(one: Property<string>, other: Property<string>): boolean {
  return one.value !== undefined && one.value === other.value;
}

/** A function that is told an image must be told the source action's. */
function judgeParameters(step: Step, parameter: "UserParameters" | "Input", sources: readonly Step[]): Finding[] {
  const spaces = sources.map(({ action }) => action.get("namespace"));
  const findings = judge(step.action.get("configuration").get(parameter), (text) => {
    if (typeof text !== "string" || !SPEAKS_OF_IMAGE.test(text)) {
      return undefined;
    }
    const namespaces = [...text.matchAll(/#\{([\w@-]+)\.[\w@-]*image[\w@-]*\}/gi)].map(([, namespace]) => namespace);
    const isStagings = namespaces.length > 0 && namespaces.every((name) => spaces.some(({ value }) => value === name));
    return isStagings
      ? undefined
      : {
          what: `${nameOf(step)} deploys an image that comes from no ECR source action.`,
          fix: `refer to the image as "<repository>@#{Image.ImageDigest}", with "Image" from ${SOURCE}`,
        };
  });
  const open = spaces.filter(({ isUnknown }) => isUnknown);
  return findings.some(({ kind }) => kind === "violation") && open.length > 0 ? open.map(inconclusive) : findings;
}

/** A repository of this very program is production's own, whatever its name is. */
function judgeOwner(pipeline: ResourceFacts, stack: StackFacts): Finding[] {
  const names = stack.ofType(REPOSITORY).map((repository) => repository.inputs<ecr.RepositoryArgs>().get("name"));
  return stepsOf(pipeline)
    .filter(isImageSource)
    .flatMap((step) => {
      const source = step.action.get("configuration").get("RepositoryName");
      const own = names.find((name) => isSame(name, source));
      if (own !== undefined) {
        return [
          violation(source, {
            what: `${nameOf(step)} takes the image from a repository of production's own program (${quoted(own.value)}).`,
            fix: 'RepositoryName: "<the repository that staging pushes to>", and no aws.ecr.Repository in this program',
          }),
        ];
      }
      return (names.length > 0 && source.isUnknown ? [source] : names.filter(({ isUnknown }) => isUnknown)).map(
        inconclusive,
      );
    });
}
