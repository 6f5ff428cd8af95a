import type { Cloud, Entry } from "../cloud";
import { ACCOUNT } from "../place";
import { Refusal } from "../refusal";
import { isObject, knownStrings, type Properties, type Value, valuesAt, text } from "../value";
import { requireDocument } from "./documents";
import type { Draft, FactsTable, Mistake } from "./facts";
import { imagesIn } from "./images";

/** Elastic Container Registry. */
export const REGISTRY: FactsTable = {
  "aws:ecr/repository:Repository": {
    id: "{name}",
    outputs: {
      arn: "arn:{partition}:ecr:{region}:{account}:repository/{name}",
      registryId: "{account}",
      repositoryUrl: "{account}.dkr.ecr.{region}.{dnsSuffix}/{name}",
    },
    replaces: ["name", "encryptionConfigurations"],
    sets: ["imageTagMutabilityExclusionFilters"],
    unique: {
      by: ["name"],
      code: "RepositoryAlreadyExistsException",
      message: "The repository with name '{name}' already exists in the registry with id '{account}'",
    },
    check: repositoryMistakes,
    release: releaseRepository,
  },
  "aws:ecr/repositoryPolicy:RepositoryPolicy": {
    id: "{repository}",
    outputs: { registryId: "{account}" },
    naming: false,
    replaces: ["repository"],
    admit: ({ inputs, cloud }) =>
      requireDocument(
        {
          property: "policy",
          kind: "resource",
          code: "InvalidParameterException",
          unknownPrincipal: {
            code: "InvalidParameterException",
            message: "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Principal not found'",
          },
        },
        inputs,
        cloud,
      ),
  },
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": {
    id: "{repository}",
    outputs: { registryId: "{account}" },
    naming: false,
    replaces: ["repository", "policy"],
    deleteBeforeReplace: true,
    admit: admitLifecycle,
  },
  "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration": {
    id: "{account}",
    outputs: { registryId: "{account}" },
  },
  "aws:ecr/registryPolicy:RegistryPolicy": { id: "{account}", outputs: { registryId: "{account}" } },
  "aws:ecr/replicationConfiguration:ReplicationConfiguration": {
    id: "{account}",
    outputs: { registryId: "{account}" },
  },
  "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": {
    id: "{ecrRepositoryPrefix}",
    outputs: { registryId: "{account}" },
    replaces: ["ecrRepositoryPrefix", "upstreamRegistryUrl", "upstreamRepositoryPrefix"],
  },
};

/** A repository goes with its images, where that is wanted, and not at all otherwise. */
function releaseRepository({ outputs }: Entry, cloud: Cloud): void {
  const images = imagesIn(text(outputs.name), cloud);
  if (images.length > 0 && outputs.forceDelete !== true) {
    throw new Refusal(
      "RepositoryNotEmptyException",
      `The repository with name '${text(outputs.name)}' in registry with id '${ACCOUNT}' cannot be deleted because it ` +
        "still contains images",
    );
  }
  images.forEach((image) => cloud.clear(image));
}

const MUTABILITIES = ["MUTABLE", "IMMUTABLE", "MUTABLE_WITH_EXCLUSION", "IMMUTABLE_WITH_EXCLUSION"];

function repositoryMistakes(inputs: Properties): Mistake[] {
  const mistakes: Mistake[] = [];
  const [name] = knownStrings(inputs.name);
  const part = "[a-z0-9]+(?:[._-][a-z0-9]+)*";
  if (name !== undefined && (name.length > 256 || !new RegExp(`^${part}(?:/${part})*$`).test(name))) {
    mistakes.push({
      path: "name",
      reason: `invalid value for name (must be lower case, 2 to 256 characters, of the form ${part}): ${name}`,
    });
  }
  const [mutability] = knownStrings(inputs.imageTagMutability);
  if (mutability !== undefined && !MUTABILITIES.includes(mutability)) {
    const allowed = MUTABILITIES.map((one) => `"${one}"`).join(" ");
    mistakes.push({
      path: "imageTagMutability",
      reason: `expected image_tag_mutability to be one of [${allowed}], got ${mutability}`,
    });
  }
  const hasFilters = valuesAt(inputs, "imageTagMutabilityExclusionFilters[]").length > 0;
  const takesFilters = mutability?.endsWith("_WITH_EXCLUSION") ?? false;
  if (hasFilters && !takesFilters) {
    mistakes.push({
      path: "imageTagMutabilityExclusionFilters",
      reason:
        "image_tag_mutability_exclusion_filter can only be specified when image_tag_mutability is set to " +
        "IMMUTABLE_WITH_EXCLUSION or MUTABLE_WITH_EXCLUSION",
    });
  }
  return mistakes;
}

/** A lifecycle policy's rules have priorities of their own, and only the last may select any tag status. */
function admitLifecycle({ inputs }: Draft): void {
  const reject = (reason: string): never => {
    throw new Refusal(
      "InvalidParameterException",
      `Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure: ${reason}'`,
    );
  };
  const rules = rulesOf(inputs.policy) ?? reject("the policy is no JSON with a list of rules");
  const priorities = rules.map(({ rulePriority }) => rulePriority);
  if (new Set(priorities).size < priorities.length) {
    reject("rulePriority must be unique");
  }
  const highest = Math.max(...priorities.map(Number));
  for (const { rulePriority, selection, action } of rules) {
    const { tagStatus, tagPrefixList, tagPatternList, countType, countUnit, countNumber } = isObject(selection)
      ? selection
      : {};
    if (typeof rulePriority !== "number" || rulePriority < 1) {
      reject("rulePriority must be a number of at least 1");
    }
    if (!isObject(action) || !["expire", "transition"].includes(text(action.type))) {
      reject("action.type must be expire");
    }
    if (typeof countNumber !== "number" || countNumber < 1) {
      reject("countNumber must be greater than 0");
    }
    if ((countType === "sinceImagePushed") !== (countUnit !== undefined)) {
      reject("countUnit goes with countType sinceImagePushed, and only with it");
    }
    if ((tagStatus === "tagged") !== ((tagPrefixList ?? tagPatternList) !== undefined)) {
      reject("tagPrefixList or tagPatternList go with tagStatus tagged, and only with it");
    }
    if (tagStatus === "any" && rulePriority !== highest) {
      reject("a rule with tagStatus any must have the highest value of rulePriority");
    }
    if (!["tagged", "untagged", "any"].includes(text(tagStatus))) {
      reject(`tagStatus must be tagged, untagged or any, got ${text(tagStatus)}`);
    }
  }
}

function rulesOf(policy: Value | undefined): Properties[] | undefined {
  try {
    const parsed = JSON.parse(text(policy)) as { rules?: Properties[] };
    return Array.isArray(parsed.rules) && parsed.rules.every(isObject) ? parsed.rules : undefined;
  } catch {
    return undefined;
  }
}
