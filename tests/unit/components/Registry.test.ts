import { expect } from "chai";

import { Registry, type RegistryArgs } from "../../../components";
import { Plan, location, planOf } from "../mocks";

const kmsKey = "arn:aws:kms:ap-northeast-1:123456789012:key/1";

function registry(overrides: Partial<RegistryArgs> = {}): Promise<Plan> {
  return planOf(() => new Registry("api", { repositoryName: "shop/api", location, kmsKeyArn: kmsKey, ...overrides }));
}

const repositoryType = "aws:ecr/repository:Repository";

describe("Registry", () => {
  it("is encrypted with our key and scans at every push", async () => {
    expect((await registry()).one(repositoryType)).to.deep.include({
      encryptionConfigurations: [{ encryptionType: "KMS", kmsKey }],
      imageScanningConfiguration: { scanOnPush: true },
      forceDelete: false,
    });
  });

  it("lets no tag move but those that are named", async () => {
    expect((await registry()).one(repositoryType)["imageTagMutability"]).to.equal("IMMUTABLE");
    expect((await registry({ movingTags: ["candidate"] })).one(repositoryType)).to.deep.include({
      imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
      imageTagMutabilityExclusionFilters: [{ filter: "candidate", filterType: "WILDCARD" }],
    });
  });

  it("lets its own account pull, and others only where they are named", async () => {
    const principals = async (plan: Promise<Plan>) => {
      const policy = (await plan).document("aws:ecr/repositoryPolicy:RepositoryPolicy", "api", "policy") as {
        Statement: { Principal: { AWS: string[] }; Action: string[] }[];
      };
      expect(
        policy.Statement.flatMap(({ Action }) => Action).every((action) => !/Put|Upload|Delete/.test(action)),
      ).to.equal(true);
      return policy.Statement.flatMap(({ Principal }) => Principal.AWS);
    };
    expect(await principals(registry())).to.deep.equal(["arn:aws:iam::123456789012:root"]);
    expect(await principals(registry({ pullAccountIds: ["210987654321"] }))).to.have.members([
      "arn:aws:iam::123456789012:root",
      "arn:aws:iam::210987654321:root",
    ]);
  });

  it("throws away untagged images, and then the oldest, with the rule for any image last as ECR wants it", async () => {
    const policy = (await registry()).document("aws:ecr/lifecyclePolicy:LifecyclePolicy", "api", "policy") as {
      rules: { rulePriority: number; selection: { tagStatus: string; countNumber: number } }[];
    };
    const [first, last] = policy.rules;
    expect(first?.selection).to.include({ tagStatus: "untagged", countNumber: 7 });
    expect(last?.selection).to.include({ tagStatus: "any", countNumber: 30 });
    expect(last?.rulePriority).to.be.greaterThan(first?.rulePriority ?? Number.NaN);
  });

  it("keeps images with a lasting tag beside the newest ones, by a rule before the one for any image", async () => {
    const policy = (
      await registry({ retention: { untaggedAfterDays: 3, keepLast: 9, keptTags: "candidate-*" } })
    ).document("aws:ecr/lifecyclePolicy:LifecyclePolicy", "api", "policy") as {
      rules: { rulePriority: number; selection: Record<string, unknown>; action: unknown }[];
    };
    const counted = { countType: "imageCountMoreThan", countNumber: 9 };
    expect(policy.rules.map(({ rulePriority, selection }) => ({ rulePriority, ...selection }))).to.deep.equal([
      { rulePriority: 1, tagStatus: "untagged", countType: "sinceImagePushed", countUnit: "days", countNumber: 3 },
      { rulePriority: 2, tagStatus: "tagged", tagPatternList: ["candidate-*"], ...counted },
      { rulePriority: 3, tagStatus: "any", ...counted },
    ]);
    expect(policy.rules.map(({ action }) => action)).to.deep.equal(policy.rules.map(() => ({ type: "expire" })));
  });

  it("lets each of several tags move", async () => {
    expect(
      (await registry({ movingTags: ["candidate", "cache-*"] })).one(repositoryType)[
        "imageTagMutabilityExclusionFilters"
      ],
    ).to.deep.equal([
      { filter: "candidate", filterType: "WILDCARD" },
      { filter: "cache-*", filterType: "WILDCARD" },
    ]);
  });
});
