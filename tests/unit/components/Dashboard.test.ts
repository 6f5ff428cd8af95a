import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";

import { Dashboard } from "../../../components/monitoring/Dashboard";
import { dashboardSchema } from "../../models";
import { location, planOf } from "../mocks";
import { loadBalancer } from "./fixture";
import { monitored } from "./monitored";

describe("Dashboard", () => {
  it("draws services whose load balancers are yet to be made", async () => {
    const plan = await planOf(() => {
      const { arnSuffix, blueTargetGroup, greenTargetGroup } = loadBalancer();
      const balancer: Record<"suffix" | "blueSuffix" | "greenSuffix", pulumi.Input<string>> = {
        suffix: arnSuffix,
        blueSuffix: blueTargetGroup.arnSuffix,
        greenSuffix: greenTargetGroup.arnSuffix,
      };
      const dashboard = new Dashboard("dashboard", {
        dashboardName: "shop-dev",
        title: "shop dev",
        location,
        services: [{ ...monitored("api"), loadBalancer: balancer }],
        notes: [],
      });
      expect(dashboard.url).to.include("region=ap-northeast-1").and.include("name=shop-dev");
    });
    const inputs = plan.one("aws:cloudwatch/dashboard:Dashboard");
    expect(inputs["dashboardName"]).to.equal("shop-dev");
    const body = dashboardSchema.parse(JSON.parse(String(inputs["dashboardBody"])));
    expect(JSON.stringify(body)).to.include('"LoadBalancer","app/api/1"');
  });
});
