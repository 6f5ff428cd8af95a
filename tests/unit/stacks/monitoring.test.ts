import { expect } from "chai";

import { type Made, namespaces, strangers } from "../../models";
import { Plan, Registered } from "../mocks";
import { plans, types } from "./plans";

const made = {
  ...types,
  balancer: "aws:lb/loadBalancer:LoadBalancer",
  targets: "aws:lb/targetGroup:TargetGroup",
  dashboard: "aws:cloudwatch/dashboard:Dashboard",
};

const named = (plan: Plan, type: string, input: string): string[] =>
  plan.all(type).map(({ inputs }) => String(inputs[input]));

/** As the mocks name things. */
function asMade({ type, name, inputs }: Registered): Made {
  const suffixes: Readonly<Record<string, string>> = {
    [made.balancer]: `app/${name}/1`,
    [made.targets]: `targetgroup/${name}/1`,
  };
  return { type, inputs, called: suffixes[type] ?? String(inputs["name"]) };
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
        const all = plan.resources.map(asMade);
        expect(namespaces(all)).to.include.all.keys("AWS/ECS", "ECS/ContainerInsights", "AWS/ApplicationELB");
        expect(strangers(all)).to.deep.equal([]);
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
