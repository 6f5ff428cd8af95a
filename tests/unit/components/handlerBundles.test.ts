import { expect } from "chai";
import { strToU8, zipSync } from "fflate";
import { execFileSync } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";

import { bundle } from "../../../components/lambda-function/bundle";
import { runBundle, SdkCall } from "./fakeSdk";
import { captureLog, context, digest, pipelineEvent } from "./lambdaFixture";

const root = path.join(__dirname, "../../../components");
const entries = {
  startPipelines: path.join(root, "source/startPipelines.ts"),
  validateDeployment: path.join(root, "deployment/validateDeployment.ts"),
  markCandidate: path.join(root, "promotion/markCandidate.ts"),
  deployService: path.join(root, "deployment/deployService.ts"),
};

const operations = (calls: readonly SdkCall[]) => calls.map(({ operation }) => operation);

describe("a handler's bundle", () => {
  it("is the same wherever the program runs", () => {
    // In a process of its own, because esbuild looks at the working directory once.
    const program = `process.stdout.write(require(${JSON.stringify(path.join(root, "lambda-function/bundle.ts"))}).bundle(process.argv[1]))`;
    const tsx = require.resolve("tsx/cjs");
    const elsewhere = execFileSync(process.execPath, ["--require", tsx, "--eval", program, entries.deployService], {
      cwd: "/",
      encoding: "utf8",
    });
    expect(bundle(entries.deployService)).to.equal(elsewhere);
  });

  it("can be read, and holds neither the SDK nor the checkout's place", () => {
    for (const entry of Object.values(entries)) {
      const text = bundle(entry);
      expect(text).to.include("createHandler(ports)").and.not.include(path.join(root, ".."));
      expect(text.length).to.be.below(100_000);
    }
  });

  it("is refused with the compiler's words when the handler is not there", () => {
    expect(() => bundle(path.join(root, "source/noSuchHandler.ts"))).to.throw(/Could not resolve.*noSuchHandler/);
  });
});

describe("a handler's bundle, run as Lambda runs it", () => {
  captureLog();

  it("starts the pipelines of what changed, page by page", async () => {
    const { handler, calls } = runBundle(entries.startPipelines, {
      environment: { PIPELINES: JSON.stringify({ api: "shop-api", web: "shop-web", worker: "shop-worker" }) },
      answers: {
        paginateGetDifferences: () => [
          { differences: [{ afterBlob: { path: "api/new.ts" } }] },
          { differences: [{ beforeBlob: { path: "web/moved.ts" }, afterBlob: { path: "api/moved.ts" } }] },
        ],
      },
    });
    await handler({ id: "event-1", detail: { repositoryName: "shop", commitId: "c2", oldCommitId: "c1" } });
    expect(calls[0]).to.deep.include({
      client: "CodeCommitClient",
      config: {},
      input: { repositoryName: "shop", beforeCommitSpecifier: "c1", afterCommitSpecifier: "c2" },
    });
    const starts = calls.slice(1).map(({ input }) => input as { name: string; sourceRevisions: unknown });
    expect(starts.map(({ name }) => name)).to.deep.equal(["shop-api", "shop-web"]);
    expect(starts[0]?.sourceRevisions).to.deep.equal([
      { actionName: "Code", revisionType: "COMMIT_ID", revisionValue: "c2" },
    ]);
  });

  it("reads a repository of another account with the role that it is given", async () => {
    const roleArn = "arn:aws:iam::210987654321:role/shop-source";
    const { handler, calls } = runBundle(entries.startPipelines, {
      environment: { PIPELINES: "{}", SOURCE_ROLE_ARN: roleArn },
      answers: {
        AssumeRoleCommand: () => ({
          Credentials: { AccessKeyId: "id", SecretAccessKey: "key", SessionToken: "token" },
        }),
      },
    });
    await handler({ id: "event-1", detail: { repositoryName: "shop", commitId: "c2", oldCommitId: "c1" } });
    expect(calls[0]?.input).to.deep.include({ RoleArn: roleArn });
    expect(calls[1]).to.deep.include({
      operation: "paginateGetDifferences",
      config: { credentials: { accessKeyId: "id", secretAccessKey: "key", sessionToken: "token" } },
    });
  });

  describe("with a test listener", () => {
    let server: Server;
    let url: string;
    let requests = 0;

    before((done) => {
      server = createServer((_, response) => {
        requests += 1;
        response.end("ok");
      });
      server.listen(0, "127.0.0.1", () => {
        url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/healthz`;
        done();
      });
    });
    after(() => {
      server.closeAllConnections();
      server.close();
    });

    it("tries the new tasks by real requests and tells CodeDeploy", async () => {
      const { handler, calls } = runBundle(entries.validateDeployment, {
        environment: { TEST_URL: url },
        modules: { "node:timers/promises": { setTimeout: () => Promise.resolve() } },
      });
      await handler({ DeploymentId: "d-1", LifecycleEventHookExecutionId: "hook-1" });
      expect(requests).to.equal(5);
      expect(calls.map(({ operation, input }) => [operation, input])).to.deep.equal([
        [
          "PutLifecycleEventHookExecutionStatusCommand",
          { deploymentId: "d-1", lifecycleEventHookExecutionId: "hook-1", status: "Succeeded" },
        ],
      ]);
    });
  });

  it("marks the image that runs, with the manifest as it is", async () => {
    const manifest = {
      repositoryName: "shop/api",
      imageId: { imageDigest: digest },
      imageManifest: '{"schemaVersion":2}',
      imageManifestMediaType: "application/vnd.oci.image.index.v1+json",
    };
    const { handler, calls } = runBundle(entries.markCandidate, {
      answers: {
        DescribeServicesCommand: () => ({
          services: [
            { deploymentController: { type: "CODE_DEPLOY" }, taskSets: [{ status: "PRIMARY", taskDefinition: "t" }] },
          ],
        }),
        DescribeTaskDefinitionCommand: () => ({
          taskDefinition: { containerDefinitions: [{ name: "api", image: `registry/shop/api@${digest}` }] },
        }),
        BatchGetImageCommand: () => ({ images: [manifest] }),
      },
    });
    const parameters = { cluster: "shop", service: "api", container: "api", repository: "shop/api", digest };
    await handler(pipelineEvent(parameters), context());
    expect(operations(calls)).to.deep.equal([
      "DescribeServicesCommand",
      "DescribeTaskDefinitionCommand",
      "BatchGetImageCommand",
      "PutImageCommand",
      "PutImageCommand",
      "PutJobSuccessResultCommand",
    ]);
    const { repositoryName, imageManifest, imageManifestMediaType } = manifest;
    expect(calls[3]?.input).to.deep.equal({
      repositoryName,
      imageManifest,
      imageManifestMediaType,
      imageDigest: digest,
      imageTag: "candidate-0123456789ab",
    });
    expect(calls[4]?.input).to.deep.include({ imageTag: "candidate", imageDigest: digest });
  });

  describe("deploying by ECS", () => {
    const imageUri = `registry/shop/worker@${digest}`;
    const parameters = { cluster: "shop", service: "worker", imageUri };
    const arn = "arn:aws:ecs:ap-northeast-1:123456789012:task-definition/shop-worker:2";
    const definition = { family: "shop-worker", containerDefinitions: [{ name: "worker", image: "<IMAGE1_NAME>" }] };
    const zip = zipSync({
      "taskdef.json": strToU8(JSON.stringify(definition)),
      "appspec.yaml": strToU8("version: 0.0"),
    });

    function bundled() {
      const revision = (id: string) => `arn:aws:ecs:ap-northeast-1:123456789012:service-revision/shop/worker/${id}`;
      return runBundle(entries.deployService, {
        answers: {
          GetObjectCommand: () => ({ Body: { transformToByteArray: () => Promise.resolve(zip) } }),
          DescribeTaskDefinitionCommand: () => ({ taskDefinition: { taskDefinitionArn: "shop-worker:1" }, tags: [] }),
          RegisterTaskDefinitionCommand: () => ({ taskDefinition: { taskDefinitionArn: arn } }),
          UpdateServiceCommand: () => ({
            service: {
              deployments: [
                { status: "PRIMARY", taskDefinition: arn, rolloutState: "IN_PROGRESS", createdAt: new Date() },
                { status: "ACTIVE", taskDefinition: "shop-worker:1" },
              ],
            },
          }),
          ListServiceDeploymentsCommand: () => ({
            serviceDeployments: [
              { targetServiceRevisionArn: revision("1"), status: "ROLLBACK_SUCCESSFUL", createdAt: new Date(1000) },
              { targetServiceRevisionArn: revision("2"), status: "SUCCESSFUL", createdAt: new Date(2000) },
              { targetServiceRevisionArn: revision("3"), status: "IN_PROGRESS", createdAt: new Date(3000) },
            ],
          }),
          DescribeServiceRevisionsCommand: () => ({
            serviceRevisions: [
              { serviceRevisionArn: revision("1"), taskDefinition: arn },
              { serviceRevisionArn: revision("2"), taskDefinition: arn },
              { serviceRevisionArn: revision("3"), taskDefinition: "shop-worker:3" },
            ],
          }),
        },
      });
    }

    it("reads the bundle with the job's credentials, registers and deploys", async () => {
      const { handler, calls } = bundled();
      await handler(pipelineEvent(parameters), context());
      expect(operations(calls)).to.deep.equal([
        "GetObjectCommand",
        "DescribeTaskDefinitionCommand",
        "RegisterTaskDefinitionCommand",
        "UpdateServiceCommand",
        "PutJobSuccessResultCommand",
      ]);
      expect(calls[0]).to.deep.include({ input: { Bucket: "shop-artifacts", Key: "shop/bundle/1.zip" } });
      expect(calls[0]?.config).to.have.nested.property("credentials.accessKeyId", "ASIA1");
      expect(calls[2]?.input).to.have.nested.property("containerDefinitions[0].image", imageUri);
      expect(calls[2]?.input).to.have.nested.property("tags[0].key", "ContentSha256");
      expect(calls[3]?.input).to.deep.equal({ cluster: "shop", service: "worker", taskDefinition: arn });
      expect(calls[4]?.input).to.have.property("continuationToken").that.includes(arn);
    });

    it("follows the newest deployment of that task definition", async () => {
      const { handler, calls } = bundled();
      const continuationToken = JSON.stringify({ taskDefinition: arn, since: Date.now() });
      await handler(pipelineEvent(parameters, { continuationToken }), context());
      expect(operations(calls)).to.deep.equal([
        "ListServiceDeploymentsCommand",
        "DescribeServiceRevisionsCommand",
        "PutJobSuccessResultCommand",
      ]);
      expect(calls[2]?.input).to.have.property("continuationToken", undefined);
    });
  });
});
