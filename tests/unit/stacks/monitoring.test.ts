import { expect } from "chai";

import { dashboardSchema } from "../../models";
import { Plan, Registered } from "../mocks";
import { plans, types } from "./plans";

const made = {
  ...types,
  balancer: "aws:lb/loadBalancer:LoadBalancer",
  targets: "aws:lb/targetGroup:TargetGroup",
  filter: "aws:cloudwatch/logMetricFilter:LogMetricFilter",
  dashboard: "aws:cloudwatch/dashboard:Dashboard",
};

/** A metric as its names, and its dimensions by name. */
interface Measured {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

function ofAlarm({ inputs }: Registered): Measured[] {
  const queries = (inputs["metricQueries"] ?? []) as { readonly metric?: Measured }[];
  return queries.flatMap(({ metric }) => (metric === undefined ? [] : [{ ...metric, dimensions: metric.dimensions }]));
}

function ofDashboard(plan: Plan): Measured[] {
  const { widgets } = dashboardSchema.parse(plan.document(made.dashboard, "dashboard", "dashboardBody"));
  return widgets.flatMap(({ type, properties }) =>
    type !== "metric"
      ? []
      : properties.metrics.flatMap((parts) => {
          const [namespace, metricName, ...rest] = parts.flatMap((part) => (typeof part === "string" ? [part] : []));
          return namespace === undefined || metricName === undefined
            ? []
            : [{ namespace, metricName, dimensions: pairs(rest) }];
        }),
  );
}

function pairs(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.flatMap((name, index) => (index % 2 === 0 ? [[name, texts[index + 1] ?? ""] as const] : [])),
  );
}

const named = (plan: Plan, type: string, input: string): string[] =>
  plan.all(type).map(({ inputs }) => String(inputs[input]));

/** The dimensions that each namespace has, and the values that a plan has for them. */
function known(plan: Plan): Record<string, Record<string, readonly string[]>> {
  const service = { ClusterName: named(plan, made.cluster, "name"), ServiceName: named(plan, made.service, "name") };
  return {
    "AWS/ECS": service,
    "ECS/ContainerInsights": service,
    "AWS/ApplicationELB": {
      LoadBalancer: plan.all(made.balancer).map(({ name }) => `app/${name}/1`),
      TargetGroup: plan.all(made.targets).map(({ name }) => `targetgroup/${name}/1`),
    },
  };
}

/** The metrics that the plan's metric filters make. */
function counted(plan: Plan): string[] {
  return plan.all(made.filter).map(({ inputs }) => {
    const { namespace, name } = inputs["metricTransformation"] as Record<string, string>;
    return `${namespace} ${name}`;
  });
}

describe("monitoring of stacks", function () {
  this.timeout(60_000);

  for (const [name, make] of Object.entries(plans)) {
    describe(`of ${name}`, () => {
      let plan: Plan;

      before(async () => {
        plan = await make();
      });

      it("looks only at what the stack makes", () => {
        const measured = [...plan.all(made.alarm).flatMap(ofAlarm), ...ofDashboard(plan)];
        const dimensions = known(plan);
        expect(new Set(measured.map(({ namespace }) => namespace))).to.include.all.keys(
          "AWS/ECS",
          "AWS/ApplicationELB",
        );
        for (const metric of measured) {
          const of = dimensions[metric.namespace];
          if (of === undefined) {
            expect(counted(plan)).to.include(`${metric.namespace} ${metric.metricName}`);
            continue;
          }
          for (const [dimension, value] of Object.entries(metric.dimensions)) {
            expect(of[dimension], `${metric.metricName} by ${dimension}`).to.include(value);
          }
        }
      });

      it("shows every alarm of its services, and tells of each by a topic of the stack", () => {
        const body = JSON.stringify(plan.document(made.dashboard, "dashboard", "dashboardBody"));
        const topics = named(plan, made.topic, "name").map(
          (topic) => `arn:aws:sns:ap-northeast-1:123456789012:${topic}`,
        );
        const rules = named(plan, made.compositeAlarm, "alarmRule").join(" ");
        for (const { inputs } of [...plan.all(made.alarm), ...plan.all(made.compositeAlarm)]) {
          const alarm = String(inputs["name"] ?? inputs["alarmName"]);
          const actions = (inputs["alarmActions"] ?? []) as readonly string[];
          expect(
            rules.includes(`ALARM("${alarm}")`) ||
              actions.some((action) => topics.includes(action)) ||
              isScaling(actions),
            `${alarm} tells nobody`,
          ).to.equal(true);
          if (!isScaling(actions)) {
            expect(body).to.include(`:alarm:${alarm}"`);
          }
        }
      });

      it("undoes each service's deployments by an alarm that there is", () => {
        const alarms = [...named(plan, made.alarm, "name"), ...named(plan, made.compositeAlarm, "alarmName")];
        const used = [
          ...plan
            .all(made.group)
            .map(({ inputs }) => inputs["alarmConfiguration"] as { alarms: string[] })
            .flatMap((one) => one.alarms),
          ...plan
            .all(made.service)
            .flatMap(({ inputs }) => (inputs["alarms"] as { alarmNames: string[] } | undefined)?.alarmNames ?? []),
        ];
        expect(used).to.have.length.above(0);
        expect(alarms).to.include.members(used);
      });
    });
  }
});

/** Alarms of step scaling act on the service and tell nobody. */
function isScaling(actions: readonly string[]): boolean {
  return actions.some((action) => !action.includes(":sns:"));
}
