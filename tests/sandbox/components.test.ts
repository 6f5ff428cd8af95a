import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Cluster, ContainerService, EncryptionKey, type Location, Logging, LogRouter, Network } from "../../components";
import type { Operation } from "../../sandbox/cli";
import { checkout } from "../../sandbox/project";
import type { Report } from "../../sandbox/report";
import { runOperation } from "../../sandbox/run";

const location: Location = { partition: "aws", region: "ap-northeast-1", accountId: "123456789012" };

/** A program of somebody else's: a worker on components of this platform, without its stacks and its config. */
function worker(): Promise<Record<string, unknown>> {
  const taskRole = "shop-worker-task";
  const key = new EncryptionKey("key", {
    alias: "shop",
    description: "Logs of the shop",
    location,
    grants: {
      logGroupPrefixes: ["/shop/", "/aws/ecs/containerinsights/shop/"],
      s3RoleArns: [`arn:aws:iam::${location.accountId}:role/${taskRole}`],
    },
  });
  const logging = new Logging("logging", {
    bucketName: "shop-logs-123456789012",
    accessLogBucketName: "shop-access-logs-123456789012",
    location,
    kmsKeyArn: key.arn,
    writerRoleArns: [`arn:aws:iam::${location.accountId}:role/${taskRole}`],
    lifecycle: { expireAfterDays: 90 },
  });
  const network = new Network(
    "network",
    {
      cidrBlock: "172.16.0.0/20",
      availabilityZones: ["ap-northeast-1a", "ap-northeast-1d"],
      region: location.region,
      nat: "single",
      interfaceEndpoints: [],
      flowLogDestination: `${logging.accessLogBucket.arn}/flow-logs/`,
      privateZoneName: "shop.internal",
    },
    { dependsOn: [...logging.accessLogBucket.ready] },
  );
  const cluster = new Cluster(
    "cluster",
    {
      clusterName: "shop",
      location,
      kmsKeyArn: key.arn,
      execLogGroupName: "/shop/exec",
      logBucketName: logging.bucket.bucketName,
      retentionDays: 30,
    },
    { dependsOn: [...logging.bucket.ready] },
  );
  const logRouter = new LogRouter(
    "worker",
    {
      serviceName: "worker",
      logGroupPrefix: "/shop",
      location,
      bucketName: logging.bucket.bucketName,
      cloudWatch: { match: ["^AUDIT"] },
      retentionDays: 30,
      kmsKeyArn: key.arn,
    },
    { dependsOn: [...logging.bucket.ready] },
  );
  const service = new ContainerService("worker", {
    location,
    cluster,
    network,
    logRouter,
    application: {
      serviceName: "worker",
      user: "10001",
      environment: {},
      secrets: {},
      healthCheck: { path: "/" },
      writablePaths: [],
      stopTimeoutSeconds: 30,
      exec: false,
    },
    names: { service: "worker", family: "shop-worker", taskRole, executionRole: "shop-worker-execution" },
    size: { cpuUnits: 256, memoryMiB: 512 },
    architecture: "ARM64",
    count: { min: 1, desired: 1, max: 4 },
    scaling: { policy: { type: "target-tracking", cpuPercent: 50 }, alarmName: (purpose) => `shop-worker-${purpose}` },
    spotPercent: 50,
    internetEgress: true,
  });
  return Promise.resolve({ service: service.serviceName });
}

describe("the components in a program of somebody else's", function () {
  this.timeout(300_000);
  const projectDir = mkdtempSync(join(tmpdir(), "components-"));

  before(() => {
    writeFileSync(join(projectDir, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
    writeFileSync(join(projectDir, "Pulumi.main.yaml"), "config:\n  aws:region: ap-northeast-1\n");
  });
  after(() => {
    rmSync(projectDir, { recursive: true });
  });

  async function run(operation: Operation): Promise<Report> {
    const { report } = await runOperation({
      operation,
      stack: "main",
      program: worker,
      projectDir,
      state: join(projectDir, "state"),
      policyPack: join(checkout, "policies"),
    });
    expect(report.error).to.equal(undefined);
    return report;
  }

  it("come up under the policies, and go again", async () => {
    const up = await run("up");
    expect(up.policy).to.deep.equal({ violations: [], exempted: [], inconclusive: 0 });
    expect(up.outputs["service"]).to.match(/^worker$/);
    expect((await run("refresh")).changes).to.deep.include({ update: 0, delete: 0 });
    expect((await run("destroy")).changes.delete).to.equal(up.changes.create);
  });
});
