import { expect } from "chai";

import { LogRouter } from "../../../components";
import { ServiceAlarms, ServiceAlarmsArgs } from "../../../components/monitoring/ServiceAlarms";
import type { Properties } from "../../../sandbox/aws/value";
import { mistakesAgainst, putMetricAlarmInput, putMetricFilterInput } from "../../models";
import { location, Plan, planOf, Registered } from "../mocks";
import { kmsKeyArn, loadBalancer } from "./fixture";
import { thresholds } from "./monitored";

const types = {
  alarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
  composite: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  filter: "aws:cloudwatch/logMetricFilter:LogMetricFilter",
  group: "aws:cloudwatch/logGroup:LogGroup",
};
const topicArn = "arn:aws:sns:ap-northeast-1:123456789012:shop-alarms";

interface Query {
  readonly metric?: { readonly namespace: string; readonly metricName: string; readonly dimensions: object };
}

describe("ServiceAlarms", () => {
  let made: ServiceAlarms;

  function plan({ isBalanced = true, preview = false, ...overrides }: Partial<ServiceAlarmsArgs> & Options = {}) {
    return planOf(
      () => {
        const logRouter = new LogRouter("api", {
          serviceName: "api",
          logGroupPrefix: "/shop",
          location,
          bucketName: "shop-logs",
          cloudWatch: "errors",
          retentionDays: 30,
          kmsKeyArn,
        });
        made = new ServiceAlarms("api", {
          alarmName: (purpose) => `shop-api-${purpose}`,
          clusterName: "shop",
          serviceName: "api",
          loadBalancer: isBalanced ? loadBalancer() : undefined,
          logRouter,
          metricNamespace: "shop/dev",
          thresholds,
          topicArn,
          ...overrides,
        });
      },
      { preview },
    );
  }

  interface Options {
    readonly isBalanced?: boolean;
    readonly preview?: boolean;
  }

  const rule = (of: Plan): string => String(of.one(types.composite)["alarmRule"]);
  const named = (of: Plan): string[] => [...rule(of).matchAll(/ALARM\("([^"]+)"\)/g)].flatMap(([, name]) => name ?? []);
  const queries = ({ inputs }: Registered): Query[] => inputs["metricQueries"] as Query[];

  it("are metric alarms that CloudWatch's API takes, with actions that a preview shows", async () => {
    for (const isBalanced of [true, false]) {
      for (const { inputs } of (await plan({ isBalanced })).all(types.alarm)) {
        expect(
          mistakesAgainst("cloudwatch", "PutMetricAlarmInput", putMetricAlarmInput(inputs as Properties)),
        ).to.deep.equal([]);
      }
    }
    const preview = await plan({ preview: true });
    expect(preview.one(types.alarm, "api-cpu")["alarmActions"]).to.deep.equal([topicArn]);
    expect(preview.one(types.composite)).to.include({ alarmName: "shop-api-failing" });
    expect(made.rollbackAlarmName).to.equal("shop-api-failing");
  });

  it("tell people of each trouble once: by itself, or by the composite alarm that it is part of", async () => {
    for (const isBalanced of [true, false]) {
      const of = await plan({ isBalanced });
      const parts = named(of);
      expect(of.one(types.composite)["alarmActions"]).to.deep.equal([topicArn]);
      for (const { inputs } of of.all(types.alarm)) {
        const isPart = parts.includes(String(inputs["name"]));
        expect(inputs["alarmActions"], String(inputs["name"])).to.deep.equal(isPart ? undefined : [topicArn]);
      }
    }
  });

  it("undo a deployment by alarms that exist, and that outlive the rule about them", async () => {
    const of = await plan();
    expect(named(of)).to.deep.equal(["shop-api-errors", "shop-api-latency", "shop-api-unhealthy"]);
    expect(rule(of)).to.not.match(/AND|NOT/);
    expect(made.rollbackMetricAlarmNames).to.deep.equal(named(of));
    const parts = of.all(types.alarm).filter(({ inputs }) => named(of).includes(String(inputs["name"])));
    expect(parts).to.have.lengthOf(3);
    expect(of.registered(types.composite).dependencies).to.include.members(parts.map(({ urn }) => urn));
    expect(named(await plan({ isBalanced: false }))).to.deep.equal(["shop-api-tasks"]);
  });

  it("look at this service, and at its load balancer and both target groups", async () => {
    const of = await plan();
    const dimensions = (namespace: string) => [
      ...new Set(
        of
          .all(types.alarm)
          .flatMap(queries)
          .flatMap(({ metric }) => (metric?.namespace === namespace ? [JSON.stringify(metric.dimensions)] : [])),
      ),
    ];
    const service = JSON.stringify({ ClusterName: "shop", ServiceName: "api" });
    expect(dimensions("AWS/ECS")).to.deep.equal([service]);
    expect(dimensions("ECS/ContainerInsights")).to.deep.equal([service]);
    const balancers = dimensions("AWS/ApplicationELB").map((text) => JSON.parse(text) as Record<string, string>);
    expect(balancers.every(({ LoadBalancer }) => LoadBalancer === "app/api/1")).to.equal(true);
    expect(balancers).to.have.lengthOf(3);
  });

  it("count error lines, lost lines and throttling, by filters of groups that exist", async () => {
    const of = await plan();
    const counted = of.all(types.filter).map(({ inputs, dependencies }) => {
      expect(
        mistakesAgainst("logs", "PutMetricFilterRequest", putMetricFilterInput(inputs as Properties)),
      ).to.deep.equal([]);
      const group = of.all(types.group).find((one) => one.inputs["name"] === inputs["logGroupName"]);
      expect(dependencies).to.include(group?.urn);
      const { namespace, name } = inputs["metricTransformation"] as Record<string, string>;
      return [inputs["logGroupName"], namespace, name];
    });
    expect(counted).to.have.deep.members([
      ["/shop/api", "shop/dev", "api-error-lines"],
      ["/shop/api/log-router", "shop/dev", "api-lost-logs"],
      ["/shop/api/log-router", "shop/dev", "api-throttled-logs"],
    ]);
    const alarmed = of
      .all(types.alarm)
      .flatMap(queries)
      .flatMap(({ metric }) => (metric?.namespace === "shop/dev" ? [metric.metricName] : []));
    expect(alarmed).to.have.members(["api-lost-logs", "api-throttled-logs"]);
  });

  it("hand all of their alarms to the dashboard", async () => {
    const of = await plan();
    const names = [
      ...of.all(types.alarm).map(({ inputs }) => inputs["name"]),
      ...of.all(types.composite).map(({ inputs }) => inputs["alarmName"]),
    ];
    expect(made.monitored.alarmNames).to.have.members(names);
  });
});
