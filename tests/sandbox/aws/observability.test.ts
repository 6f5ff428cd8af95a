import { expect } from "chai";

import type { Properties } from "../../../sandbox/aws/value";
import { Account, ACCOUNT_ID, expectRefusals, refusal, REGION } from "./account";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm";
const DASHBOARD = "aws:cloudwatch/dashboard:Dashboard";
const FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter";

const metric = { namespace: "AWS/ECS", metricName: "CPUUtilization", period: 60, stat: "Average" };

function alarm(more: Properties): Properties {
  return {
    name: "cpu",
    comparisonOperator: "GreaterThanThreshold",
    evaluationPeriods: 5,
    threshold: 85,
    metricQueries: [{ id: "cpu", metric, returnData: true }],
    ...more,
  };
}

describe("alarms, dashboards and metrics from logs", () => {
  let account: Account;
  beforeEach(() => {
    account = new Account();
  });
  afterEach(() => account.close());

  it("takes alarms on a metric or on one result of a calculation", async () => {
    const { metricQueries, ...bare } = alarm({});
    expect(metricQueries).to.have.lengthOf(1);
    const calculated = { id: "share", expression: "cpu / 2", returnData: true };
    await expectRefusals(account, ALARM, [
      ["nothing", bare, "must be specified"],
      ["both", alarm({ metricName: "CPUUtilization" }), "only one of"],
      ["no result", alarm({ metricQueries: [{ id: "cpu", metric }] }), "Exactly one element"],
      [
        "two results",
        alarm({ metricQueries: [calculated, { id: "cpu", metric, returnData: true }] }),
        "Exactly one element",
      ],
      ["id", alarm({ metricQueries: [{ id: "CPU", metric, returnData: true }] }), "lowercase letter"],
      ["neither", alarm({ metricQueries: [{ id: "cpu", returnData: true }] }), "either an expression or a metric"],
      ["datapoints", alarm({ datapointsToAlarm: 6 }), "less than or equal to EvaluationPeriods"],
      ["too long", alarm({ evaluationPeriods: 1441 }), "more than a day"],
    ]);
    account.create(ALARM, alarm({ metricQueries: [calculated, { id: "cpu", metric }] }));
    account.create(ALARM, {
      ...bare,
      name: "plain",
      metricName: "CPUUtilization",
      namespace: "AWS/ECS",
      period: 60,
      statistic: "Average",
    });
  });

  it("keeps an alarm for as long as a composite alarm speaks of it", async () => {
    const named = (alarmRule: string): Properties => ({ alarmName: "failing", alarmRule });
    await expectRefusals(account, COMPOSITE, [
      ["alarm", named('ALARM("cpu")'), "alarms [cpu] in the alarm rule do not exist"],
      ["rule", named("()"), "Error in AlarmRule"],
    ]);
    const cpu = account.create(ALARM, alarm({}));
    const memory = account.create(ALARM, alarm({ name: "memory" }));
    const arn = `arn:aws:cloudwatch:${REGION}:${ACCOUNT_ID}:alarm:memory`;
    const composite = account.create(COMPOSITE, named(`ALARM("cpu") OR ALARM(${arn})`));
    for (const { part, name } of [
      { part: cpu, name: "cpu" },
      { part: memory, name: "memory" },
    ]) {
      expect(await refusal(() => account.delete(part))).to.contain(
        `Cannot delete ${name} as there are composite alarm(s)`,
      );
    }
    account.update(composite, named('ALARM("cpu")'));
    await account.delete(memory);
    await account.delete(composite);
    await account.delete(cpu);
    account.create(COMPOSITE, named("FALSE"));
  });

  it("takes dashboards of at most 500 widgets", async () => {
    const text = { type: "text", properties: { markdown: "hello" } };
    const dashboard = (body: object | string, dashboardName = "shop"): Properties => ({
      dashboardName,
      dashboardBody: typeof body === "string" ? body : JSON.stringify(body),
    });
    await expectRefusals(account, DASHBOARD, [
      ["no JSON", dashboard("{"), "invalid JSON"],
      ["no widgets", dashboard({}), "Should have required property 'widgets'"],
      ["no type", dashboard({ widgets: [{ properties: {} }] }), "'type' and 'properties'"],
      ["too many", dashboard({ widgets: Array.from({ length: 501 }, () => text) }), "more than 500 items"],
      ["name", dashboard({ widgets: [] }, "shop dev"), "alphanumeric"],
    ]);
    account.create(DASHBOARD, dashboard({ widgets: [text] }));
  });

  it("counts lines of log groups that exist, and names tracing rules within limits", async () => {
    const filter = { name: "errors", logGroupName: "/shop/api", pattern: "ERROR" };
    const metricTransformation = { name: "errors", namespace: "shop", value: "1" };
    await expectRefusals(account, FILTER, [
      ["log group", { ...filter, metricTransformation }, "log group does not exist"],
      ["pattern", { ...filter, metricTransformation, pattern: "x".repeat(1025) }, "range (1 - 1024)"],
    ]);
    account.create("aws:cloudwatch/logGroup:LogGroup", { name: "/shop/api" });
    account.create("aws:cloudwatch/logGroup:LogGroup", { name: "/shop/web" });
    // Names are those of one log group.
    const filters = [{}, { name: "faults" }, { logGroupName: "/shop/web" }].map((other) =>
      account.create(FILTER, { ...filter, metricTransformation, ...other }),
    );
    for (const made of filters) {
      expect(account.read(made)).to.include({ name: made.inputs.name, logGroupName: made.inputs.logGroupName });
    }
    const name = "x".repeat(33);
    const rule = { ruleName: name, priority: 1, version: 1, reservoirSize: 1, fixedRate: 0.1 };
    const any = { urlPath: "*", host: "*", httpMethod: "*", serviceType: "*", serviceName: "*", resourceArn: "*" };
    await expectRefusals(account, "aws:xray/samplingRule:SamplingRule", [["name", { ...rule, ...any }, "(1 - 32)"]]);
    await expectRefusals(account, "aws:xray/group:Group", [
      ["name", { groupName: name, filterExpression: "fault = true" }, "1 to 32 characters"],
    ]);
  });
});
