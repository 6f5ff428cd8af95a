import type { Service } from "@aws-sdk/client-ecs";
import { expect } from "chai";

import { createHandler, MarkPorts } from "../../../components/promotion/markCandidate";
import { awsError, captureLog, context, digest, pipelineEvent, RecordedJobs } from "./lambdaFixture";

const registry = "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com";
const parameters = { cluster: "shop", service: "api", container: "api", repository: "shop/api", digest };
const image = { repositoryName: "shop/api", imageId: { imageDigest: digest }, imageManifest: "{}" };

const byCodeDeploy: Service = {
  serviceName: "api",
  deploymentController: { type: "CODE_DEPLOY" },
  taskSets: [
    { status: "ACTIVE", taskDefinition: "old" },
    { status: "PRIMARY", taskDefinition: "new" },
  ],
};
const byEcs: Service = {
  serviceName: "api",
  deployments: [{ status: "PRIMARY", taskDefinition: "new", rolloutState: "COMPLETED" }],
};

describe("markCandidate", () => {
  captureLog();

  async function run(overrides: Partial<MarkPorts> = {}, given: unknown = parameters) {
    const jobs = new RecordedJobs();
    const tags: string[] = [];
    const ports: MarkPorts = {
      jobs,
      service: () => Promise.resolve(byCodeDeploy),
      images: (taskDefinition) =>
        Promise.resolve(
          new Map([
            ["log-router", "public.ecr.aws/aws-observability/aws-for-fluent-bit:stable"],
            ["api", taskDefinition === "new" ? `${registry}/shop/api@${digest}` : `${registry}/shop/api:bootstrap`],
          ]),
        ),
      image: () => Promise.resolve(image),
      tag: (_, tag) => Promise.resolve(tags.push(tag)),
      ...overrides,
    };
    await createHandler(ports)(pipelineEvent(given), context());
    return { jobs, tags };
  }

  it("marks what the service runs: first with the tag that stays, then with the one that starts production", async () => {
    for (const service of [byCodeDeploy, byEcs]) {
      const { jobs, tags } = await run({ service: () => Promise.resolve(service) });
      expect(tags).to.deep.equal(["candidate-0123456789ab", "candidate"]);
      expect(jobs.answers.map(({ failure }) => failure)).to.deep.equal([undefined]);
    }
  });

  it("marks nothing that the service does not run, and says what it runs", async () => {
    const other = digest.replace("0123", "fedc");
    const { jobs, tags } = await run({}, { ...parameters, digest: other });
    expect(tags).to.deep.equal([]);
    expect(jobs.failure).to.include(`runs ${registry}/shop/api@${digest}`).and.include(`shop/api@${other}`);
  });

  it("takes no tag, no other repository and no other container for the digest", async () => {
    const images = (running: string, container = "api") => ({
      images: () => Promise.resolve(new Map([[container, running]])),
    });
    for (const wrong of [
      images(`${registry}/shop/api:1.0.0`),
      images(`${registry}/other-shop/api@${digest}`),
      images(`${registry}/shop/api@${digest}`, "web"),
    ]) {
      const { jobs, tags } = await run(wrong);
      expect(tags).to.deep.equal([]);
      expect(jobs.failure).to.match(/^Not marked/);
    }
  });

  it("marks nothing while a deployment goes on or after it failed", async () => {
    const [done] = byEcs.deployments ?? [];
    for (const deployments of [
      [{ ...done, rolloutState: "IN_PROGRESS" as const }],
      [{ ...done, rolloutState: "FAILED" as const }],
      [
        { ...done, rolloutState: undefined },
        { status: "ACTIVE", taskDefinition: "old" },
      ],
      [],
    ]) {
      const { jobs, tags } = await run({ service: () => Promise.resolve({ ...byEcs, deployments }) });
      expect(tags).to.deep.equal([]);
      expect(jobs.failure).to.match(/not COMPLETED/);
    }
  });

  it("takes the only deployment for finished where ECS tells no state", async () => {
    const deployments = [{ status: "PRIMARY", taskDefinition: "new" }];
    expect((await run({ service: () => Promise.resolve({ ...byEcs, deployments }) })).tags).to.include("candidate");
  });

  it("is done when the image has the tags already", async () => {
    const { jobs } = await run({ tag: () => Promise.reject(awsError("ImageAlreadyExistsException")) });
    expect(jobs.answers.map(({ failure }) => failure)).to.deep.equal([undefined]);
  });

  it("fails when ECR refuses, when the image is gone, and when there is no such service or digest", async () => {
    const refused = await run({ tag: () => Promise.reject(awsError("ImageTagAlreadyExistsException")) });
    expect(refused.jobs.failure).to.equal("ImageTagAlreadyExistsException");
    expect((await run({ image: () => Promise.resolve(undefined) })).jobs.failure).to.match(/not in the repository/);
    expect((await run({ service: () => Promise.resolve(undefined) })).jobs.failure).to.match(/api does not exist/);
    expect((await run({}, { ...parameters, digest: "latest" })).jobs.failure).to.match(/digest "latest": expected/);
    const bare = { ...byCodeDeploy, taskSets: [] };
    expect((await run({ service: () => Promise.resolve(bare) })).jobs.failure).to.match(/no primary task set/);
  });
});
