import type { ecr } from "@pulumi/aws";
import { quoted } from "../message";
import { type Finding, judge, type Rule } from "../rule";

const REPOSITORY = "aws:ecr/repository:Repository";
const TEMPLATE = "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate";
const PROPERTIES = ["imageTagMutability", "imageTagMutabilityExclusionFilters[].filter"];

/**
 * `IMMUTABLE_WITH_EXCLUSION` is fine as long as its filters leave something immutable: they may name moving tags, not
 * every tag. `MUTABLE_WITH_EXCLUSION` protects the filtered tags only. Omitted means `MUTABLE`.
 */
export const ecrImmutableTags: Rule = {
  id: "ecr-immutable-tags",
  title: "A pushed image tag cannot be moved to another image.",
  severity: "medium",
  controls: { securityHub: ["ECR.2"], checkov: ["CKV_AWS_51"] },
  reads: [
    { type: REPOSITORY, properties: PROPERTIES },
    { type: TEMPLATE, properties: PROPERTIES },
  ],
  why: "Whoever may push can replace what a tag in use stands for, and nobody sees that a deployment runs another image.",
  remediation:
    'Set `imageTagMutability: "IMMUTABLE"`, or "IMMUTABLE_WITH_EXCLUSION" with filters for just the tags that must move.',
  check: (resource) => {
    const inputs = resource.inputs<ecr.RepositoryArgs>();
    const mutability = inputs.get("imageTagMutability");
    if (mutability.value === "IMMUTABLE_WITH_EXCLUSION") {
      return inputs
        .get("imageTagMutabilityExclusionFilters")
        .items()
        .flatMap((exclusion): Finding[] =>
          judge(exclusion.get("filter"), (filter) =>
            typeof filter === "string" && /^\*+$/.test(filter)
              ? {
                  what: `the exclusion filter ${quoted(filter)} makes every tag mutable.`,
                  fix: 'imageTagMutabilityExclusionFilters: [{ filter: "<moving tag>", filterType: "WILDCARD" }]',
                }
              : undefined,
          ),
        );
    }
    return judge(mutability, (value) =>
      value === "IMMUTABLE"
        ? undefined
        : {
            what: `tags are mutable (imageTagMutability: ${value === undefined ? "omitted" : quoted(value)}).`,
            fix: 'imageTagMutability: "IMMUTABLE"',
          },
    );
  },
};
