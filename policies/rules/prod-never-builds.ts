import { nameOf, PIPELINE, stepsOf } from "../facts/pipeline";
import { isProduction, whereProductionIs } from "../facts/production";
import type { ResourceFacts } from "../facts/resource";
import { type Finding, inconclusive, type Rule, violation } from "../rule";

/** What builds by being there at all; the last two build an image during `pulumi up` itself. */
const BUILDERS = [
  "aws:codebuild/project:Project",
  "aws:imagebuilder/imagePipeline:ImagePipeline",
  "docker:index/image:Image",
  "docker-build:index:Image",
] as const;

const BUILDING_CATEGORIES: readonly unknown[] = ["Build", "Compute"];
const BUILDING_PROVIDERS: readonly unknown[] = ["CodeBuild", "Commands", "ECRBuildAndPublish", "Jenkins"];

export const prodNeverBuilds: Rule = {
  id: "prod-never-builds",
  title: "Production builds nothing.",
  severity: "high",
  controls: {},
  reads: [
    ...BUILDERS.map((type) => ({ type, properties: [] })),
    { type: PIPELINE, properties: ["stages[].actions[].category", "stages[].actions[].provider"] },
  ],
  why: "An image that is built again is another image than the one that was tested, whatever its source says.",
  remediation:
    "Let production's pipeline start from the image that staging has tested, with an ECR source action. " +
    whereProductionIs,
  check: (resource) => {
    if (!isProduction(resource)) {
      return [];
    }
    return resource.type === PIPELINE ? judgePipeline(resource) : [builder(resource)];
  },
};

function builder(resource: ResourceFacts): Finding {
  const [module = "", path = "", name = ""] = resource.type.split(":");
  const type = [module, path.split("/")[0], name].filter((part) => part !== "index").join(".");
  return violation(resource.inputs(), {
    what: `production can build an image, since it has an ${type}.`,
    fix: `create the ${type} only in the stack whose images production takes over`,
  });
}

function judgePipeline(pipeline: ResourceFacts): Finding[] {
  return stepsOf(pipeline).flatMap((step) => {
    const [category, provider] = [step.action.get("category"), step.action.get("provider")];
    if (BUILDING_CATEGORIES.includes(category.value) || BUILDING_PROVIDERS.includes(provider.value)) {
      return [
        violation(step.action, {
          what: `${nameOf(step)} can build an image in production.`,
          fix: 'take the action out, and start from { category: "Source", provider: "ECR" } on staging\'s repository',
        }),
      ];
    }
    return [category, provider].filter(({ isUnknown }) => isUnknown).map(inconclusive);
  });
}
