import type { ServiceDeploymentStatus } from "@aws-sdk/client-ecs";
import { expect } from "chai";
import { strToU8, zipSync } from "fflate";

import { createHandler, DeployPorts } from "../../../components/deployment/deployService";
import type { EcsPort } from "../../../components/deployment/ecsDeployments";
import { captureLog, context, digest, pipelineEvent, RecordedJobs, secretAccessKey } from "./lambdaFixture";

const imageUri = `123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/shop/worker@${digest}`;
const parameters = { cluster: "shop", service: "worker", imageUri };
const taskDefinition = { family: "shop-worker", containerDefinitions: [{ name: "worker", image: "<IMAGE1_NAME>" }] };

function zip(files: Record<string, string>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}

/** ECS with one family and one service. */
class Ecs implements EcsPort {
  readonly revisions: { arn: string; content?: string; image?: string }[] = [{ arn: "shop-worker:1" }];
  readonly updates: string[] = [];
  status: ServiceDeploymentStatus | undefined = "IN_PROGRESS";
  reason: string | undefined;
  done = false;

  latestRevision() {
    return Promise.resolve(this.revisions.at(-1) ?? { arn: "" });
  }

  register(definition: Parameters<EcsPort["register"]>[0], content: string) {
    const arn = `shop-worker:${this.revisions.length + 1}`;
    this.revisions.push({ arn, content, image: definition.containerDefinitions?.[0]?.image });
    return Promise.resolve(arn);
  }

  update(_cluster: string, _service: string, revision: string) {
    this.updates.push(revision);
    return Promise.resolve({ createdAt: new Date(1_000_000), done: this.done });
  }

  deployment() {
    return Promise.resolve(this.status === undefined ? undefined : { status: this.status, reason: this.reason });
  }
}

describe("deployService", () => {
  const log = captureLog();

  async function run(
    ecs: Ecs,
    {
      given = parameters,
      files = { "taskdef.json": JSON.stringify(taskDefinition) },
      token = "",
      now = 1_000_000,
    } = {},
  ) {
    const jobs = new RecordedJobs();
    const ports: DeployPorts = { jobs, ecs, artifact: () => Promise.resolve(zip(files)), now: () => now };
    const event = pipelineEvent(given, token === "" ? {} : { continuationToken: token });
    await createHandler(ports)(event, context());
    return jobs;
  }

  async function started(ecs: Ecs): Promise<string> {
    const jobs = await run(ecs);
    return jobs.answers[0]?.continuationToken ?? "";
  }

  it("registers the bundle's task definition with the image, deploys it, and comes back for the end", async () => {
    const ecs = new Ecs();
    const token = await started(ecs);
    expect(ecs.revisions.at(-1)).to.include({ arn: "shop-worker:2", image: imageUri });
    expect(ecs.updates).to.deep.equal(["shop-worker:2"]);
    expect(token).to.have.lengthOf.within(1, 2048);
    expect(log()).not.to.include(secretAccessKey);
  });

  it("waits with the same token until the deployment is over", async () => {
    const ecs = new Ecs();
    const token = await started(ecs);
    const waiting: (ServiceDeploymentStatus | undefined)[] = [
      undefined,
      "PENDING",
      "IN_PROGRESS",
      "STOP_REQUESTED",
      "ROLLBACK_REQUESTED",
      "ROLLBACK_IN_PROGRESS",
    ];
    for (const status of waiting) {
      ecs.status = status;
      expect((await run(ecs, { token })).answers, status).to.have.nested.property("[0].continuationToken", token);
    }
    ecs.status = "SUCCESSFUL";
    expect((await run(ecs, { token })).answers).to.have.nested.property("[0].continuationToken", undefined);
    expect(ecs.updates, "one deployment").to.have.lengthOf(1);
  });

  it("fails with ECS's reason when the deployment was stopped or undone", async () => {
    const ecs = new Ecs();
    const token = await started(ecs);
    ecs.reason = "tasks failed to start";
    for (const status of ["STOPPED", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED"] as const) {
      ecs.status = status;
      expect((await run(ecs, { token })).failure).to.match(new RegExp(`${status}: tasks failed to start$`));
    }
  });

  it("gives up when ECS does not list the deployment within a quarter of an hour", async () => {
    const ecs = new Ecs();
    const token = await started(ecs);
    ecs.status = undefined;
    expect((await run(ecs, { token, now: 1_000_000 + 16 * 60_000 })).failure).to.match(/knows no deployment/);
  });

  it("registers nothing again when the job is tried again, and something when anything changed", async () => {
    const ecs = new Ecs();
    await run(ecs);
    await run(ecs);
    expect(ecs.revisions).to.have.lengthOf(2);
    expect(ecs.updates).to.deep.equal(["shop-worker:2", "shop-worker:2"]);
    await run(ecs, { files: { "taskdef.json": JSON.stringify({ ...taskDefinition, cpu: "512" }) } });
    expect(ecs.revisions).to.have.lengthOf(3);
    await run(ecs, { given: { ...parameters, imageUri: imageUri.replace("0123", "fedc") } });
    expect(ecs.revisions).to.have.lengthOf(4);
  });

  it("is done at once when the service runs that revision already", async () => {
    const ecs = new Ecs();
    ecs.done = true;
    expect((await run(ecs)).answers).to.have.nested.property("[0].continuationToken", undefined);
  });

  it("touches nothing without a digest", async () => {
    for (const wrong of ["shop/worker:1.0.0", `shop/worker@${digest}0`, `"},{"@${digest}`, "#{Build.IMAGE_URI}"]) {
      const ecs = new Ecs();
      expect((await run(ecs, { given: { ...parameters, imageUri: wrong } })).failure).to.match(
        /^imageUri ".*": expected/,
      );
      expect([ecs.revisions.length, ecs.updates.length]).to.deep.equal([1, 0]);
    }
  });

  it("touches nothing without a task definition that leaves the image open", async () => {
    for (const files of [{ "other.json": "{}" }, { "taskdef.json": "{}" }] as Record<string, string>[]) {
      const ecs = new Ecs();
      expect((await run(ecs, { files: { "taskdef.json": "", ...files } })).failure).to.match(/holds no taskdef\.json/);
      expect([ecs.revisions.length, ecs.updates.length]).to.deep.equal([1, 0]);
    }
  });
});
