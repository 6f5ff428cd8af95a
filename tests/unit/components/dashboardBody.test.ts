import { expect } from "chai";
import * as fc from "fast-check";

import { dashboardBody, Note } from "../../../components/monitoring/dashboardBody";
import { MonitoredService } from "../../../components/monitoring/metrics";
import { dashboardSchema, type DashboardModel } from "../../models";
import { location } from "../mocks";
import { monitored } from "./monitored";

const body = (services: readonly MonitoredService[], notes: readonly Note[] = []): DashboardModel =>
  dashboardSchema.parse(
    JSON.parse(JSON.stringify(dashboardBody({ location, title: "shop dev", services, notes }))) as unknown,
  );

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    ...monitored(`service-${index}`),
    alarmNames: Array.from({ length: 10 }, (__, alarm) => `shop-service-${index}-${alarm}`),
  }));

/** Namespace and name of every metric of a dashboard, with its dimensions. */
function metricsOf({ widgets }: DashboardModel): string[] {
  return widgets.flatMap(({ type, properties }) =>
    type === "metric"
      ? properties.metrics.flatMap((parts) => {
          const texts = parts.flatMap((part) => (typeof part === "string" ? [part] : []));
          return texts.length === 0 ? [] : [texts.join(" ")];
        })
      : [],
  );
}

describe("dashboard body", () => {
  it("is a dashboard by CloudWatch's reference, for any services and notes", () => {
    const services = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/), { minLength: 1, maxLength: 12 });
    const notes = fc.array(fc.record({ title: fc.string({ minLength: 1 }), markdown: fc.string() }), { maxLength: 7 });
    fc.assert(
      fc.property(
        services,
        notes,
        fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
        (names, texts, balanced) => {
          body(
            names.map((name, index) => monitored(name, balanced[index])),
            texts,
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it("fits within CloudWatch's limits with fifty services, and says what to do with too many", () => {
    expect(body(many(50)).widgets.length).to.be.at.most(500);
    expect(() => dashboardBody({ location, title: "shop dev", services: many(100), notes: [] })).to.throw(
      /shop dev.*100 services.*500.*another stack/,
    );
  });

  it("shows the golden signals of each service, its tasks and its log lines", () => {
    const metrics = metricsOf(body([monitored("api"), monitored("worker", false)]));
    const ecs = (service: string) => `ClusterName shop ServiceName ${service}`;
    for (const service of ["api", "worker"]) {
      expect(metrics).to.include.members([
        `AWS/ECS CPUUtilization ${ecs(service)}`,
        `AWS/ECS MemoryUtilization ${ecs(service)}`,
        `ECS/ContainerInsights RunningTaskCount ${ecs(service)}`,
        `ECS/ContainerInsights DesiredTaskCount ${ecs(service)}`,
        `ECS/ContainerInsights PendingTaskCount ${ecs(service)}`,
        `shop/dev ${service}-error-lines`,
        `shop/dev ${service}-lost-logs`,
      ]);
    }
    expect(metrics).to.include.members([
      "AWS/ApplicationELB RequestCount LoadBalancer app/api/1",
      "AWS/ApplicationELB HTTPCode_Target_5XX_Count LoadBalancer app/api/1",
      "AWS/ApplicationELB TargetResponseTime LoadBalancer app/api/1",
    ]);
    expect(metrics.some((metric) => metric.includes("worker") && metric.includes("LoadBalancer"))).to.equal(false);
  });

  it("draws results, and not what they are computed from", () => {
    const { widgets } = body([monitored("api")]);
    const drawn = widgets.flatMap(({ type, properties }) =>
      type === "metric"
        ? properties.metrics.flatMap((parts) => {
            const last = parts.at(-1);
            return typeof last === "object" && last.visible !== false ? [last.label] : [];
          })
        : [],
    );
    expect(drawn).to.include("failed requests in percent");
    expect(drawn.every((label) => label !== undefined)).to.equal(true);
  });

  it("shows every alarm once, in widgets of at most a hundred", () => {
    const services = many(30);
    const shown = body(services).widgets.flatMap(({ type, properties }) => (type === "alarm" ? properties.alarms : []));
    expect(shown).to.have.members(
      services.flatMap(({ alarmNames }) =>
        alarmNames.map((name) => `arn:aws:cloudwatch:ap-northeast-1:123456789012:alarm:${name}`),
      ),
    );
  });

  it("shows the notes that it is given", () => {
    const { widgets } = body([monitored("api")], [{ title: "Addresses", markdown: "1234 left" }]);
    const texts = widgets.flatMap(({ type, properties }) => (type === "text" ? [properties.markdown] : []));
    expect(texts).to.include("## Addresses\n1234 left");
  });
});
