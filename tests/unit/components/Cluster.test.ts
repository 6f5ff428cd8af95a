import { expect } from "chai";

import { Cluster } from "../../../components";
import { location, Plan, planOf } from "../mocks";
import { cluster, kmsKeyArn } from "./fixture";

describe("Cluster", () => {
  let plan: Plan;

  before(async () => {
    plan = await planOf(() => cluster());
  });

  it("has Container Insights with enhanced observability, whose data does not stay for ever", () => {
    expect(plan.one("aws:ecs/cluster:Cluster")["settings"]).to.deep.equal([
      { name: "containerInsights", value: "enhanced" },
    ]);
    expect(plan.one("aws:cloudwatch/logGroup:LogGroup", "cluster-insights")).to.include({
      name: "/aws/ecs/containerinsights/shop/performance",
      retentionInDays: 30,
    });
  });

  it("measures no more than the service where that is asked for", async () => {
    const cheaper = await planOf(
      () =>
        new Cluster("cluster", {
          clusterName: "shop",
          location,
          kmsKeyArn,
          execLogGroupName: "/shop/exec",
          logBucketName: "shop-logs",
          retentionDays: 30,
          containerInsights: "enabled",
        }),
    );
    expect(cheaper.one("aws:ecs/cluster:Cluster")["settings"]).to.deep.equal([
      { name: "containerInsights", value: "enabled" },
    ]);
  });

  it("runs tasks on demand and on Spot", () => {
    expect(plan.one("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders")["capacityProviders"]).to.have.members([
      "FARGATE",
      "FARGATE_SPOT",
    ]);
  });

  it("encrypts sessions of ECS Exec, and logs them to both places", () => {
    const { executeCommandConfiguration } = plan.one("aws:ecs/cluster:Cluster")["configuration"] as {
      executeCommandConfiguration: { kmsKeyId: string; logConfiguration: object };
    };
    expect(executeCommandConfiguration.kmsKeyId).to.equal(kmsKeyArn);
    expect(executeCommandConfiguration.logConfiguration).to.deep.include({
      cloudWatchEncryptionEnabled: true,
      cloudWatchLogGroupName: "/shop/exec",
      s3BucketName: "shop-logs",
      s3BucketEncryptionEnabled: true,
    });
  });
});
