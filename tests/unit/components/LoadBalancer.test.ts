import { expect } from "chai";

import { LoadBalancer } from "../../../components";
import { location, Plan, planOf } from "../mocks";
import { loadBalancer } from "./fixture";

const certificateArn = "arn:aws:acm:ap-northeast-1:123456789012:certificate/1";

function listeners(plan: Plan): Record<string, Record<string, unknown>> {
  return Object.fromEntries(plan.all("aws:lb/listener:Listener").map(({ name, inputs }) => [name, inputs]));
}

function openToInternet(plan: Plan): unknown[] {
  return plan
    .all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    .filter(({ inputs }) => inputs["cidrIpv4"] === "0.0.0.0/0")
    .map(({ inputs }) => inputs["fromPort"]);
}

describe("LoadBalancer", () => {
  it("serves TLS with a modern policy and redirects plain HTTP where it has a certificate", async () => {
    const plan = await planOf(() => loadBalancer({ scheme: "internet-facing", protocol: { certificateArn } }));
    const all = listeners(plan);
    for (const name of ["api-production", "api-test"]) {
      expect(all[name]).to.include({ protocol: "HTTPS", certificateArn });
      expect(all[name]?.["sslPolicy"]).to.match(/^ELBSecurityPolicy-TLS13-1-2/);
    }
    expect(all["api-redirect"]?.["defaultActions"]).to.deep.include.members([
      { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } },
    ]);
    expect(openToInternet(plan)).to.have.members([443, 80]);
  });

  it("is open to nobody when it is internal, and its test listener never is", async () => {
    expect(openToInternet(await planOf(() => loadBalancer()))).to.deep.equal([]);
    const plan = await planOf(() => loadBalancer({ scheme: "internet-facing" }));
    expect(openToInternet(plan)).to.deep.equal([80]);
    expect(listeners(plan)["api-test"]?.["port"]).to.not.equal(80);
  });

  it("has two target groups for addresses, one behind each listener", async () => {
    const plan = await planOf(() => loadBalancer());
    const groups = plan.all("aws:lb/targetGroup:TargetGroup");
    expect(groups.map(({ inputs }) => inputs["targetType"])).to.deep.equal(["ip", "ip"]);
    const targets = Object.values(listeners(plan)).map(({ defaultActions }) => JSON.stringify(defaultActions));
    expect(new Set(targets).size).to.equal(2);
  });

  it("keeps names of target groups within AWS's 32 characters, auto-naming included", async () => {
    const plan = await planOf(
      () =>
        new LoadBalancer("a-service-with-quite-a-long-name", {
          location,
          scheme: "internal",
          vpcId: "vpc-1",
          subnetIds: ["a", "b"],
          protocol: "plain-http",
          targetPort: 80,
          healthCheck: { path: "/" },
          accessLogBucketName: "logs",
          deletionProtection: false,
        }),
    );
    const named = [...plan.all("aws:lb/targetGroup:TargetGroup"), ...plan.all("aws:lb/loadBalancer:LoadBalancer")];
    expect(new Set(named.map(({ name }) => name)).size).to.equal(3);
    for (const { name } of named) {
      expect(`${name}-1234567`.length).to.be.at.most(32);
    }
  });

  it("writes access logs, drops invalid headers, and is protected when asked", async () => {
    const plan = await planOf(() => loadBalancer({ deletionProtection: true }));
    expect(plan.one("aws:lb/loadBalancer:LoadBalancer")).to.deep.include({
      dropInvalidHeaderFields: true,
      enableDeletionProtection: true,
      accessLogs: { enabled: true, bucket: "shop-access-logs", prefix: "load-balancer/api" },
    });
  });
});
