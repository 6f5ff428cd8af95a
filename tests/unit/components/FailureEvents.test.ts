import { expect } from "chai";
import * as fc from "fast-check";

import { Delivery, failures } from "../../../components/monitoring/failures";
import { FailureEvents } from "../../../components/monitoring/FailureEvents";
import { location, planOf } from "../mocks";

const types = { rule: "aws:cloudwatch/eventRule:EventRule", target: "aws:cloudwatch/eventTarget:EventTarget" };
const topicArn = "arn:aws:sns:ap-northeast-1:123456789012:shop-alarms";
const delivery: Delivery = {
  location,
  clusterName: "shop",
  serviceNames: ["api", "web"],
  applicationNames: ["shop-api"],
  pipelineNames: ["shop-api", "shop-web"],
};

/** Whether a pattern of lists matches an event, as EventBridge reads it: an element of a list is enough. */
function matches(pattern: unknown, event: unknown): boolean {
  if (Array.isArray(pattern)) {
    const given: readonly unknown[] = Array.isArray(event) ? event : [event];
    return given.some((one) => pattern.includes(one));
  }
  return Object.entries(pattern as Record<string, unknown>).every(([key, inner]) =>
    matches(inner, (event as Record<string, unknown> | undefined)?.[key]),
  );
}

// As AWS's documentation shows them.
const events = {
  codeDeploy: (application: string, state: string) => ({
    source: "aws.codedeploy",
    "detail-type": "CodeDeploy Deployment State-change Notification",
    resources: [`arn:aws:codedeploy:ap-northeast-1:123456789012:application:${application}`],
    detail: { application, deploymentId: "d-123456789", state, deploymentGroup: application },
  }),
  ecs: (service: string, eventName: string) => ({
    source: "aws.ecs",
    "detail-type": "ECS Deployment State Change",
    resources: [`arn:aws:ecs:ap-northeast-1:123456789012:service/${service}`],
    detail: { eventType: "ERROR", eventName, deploymentId: "ecs-svc/123", reason: "ECS deployment circuit breaker" },
  }),
  pipeline: (pipeline: string, state: string) => ({
    source: "aws.codepipeline",
    "detail-type": "CodePipeline Pipeline Execution State Change",
    detail: { pipeline, "execution-id": "01234567", state, version: 1 },
  }),
};

describe("failure events", () => {
  const heard = (event: object, of = delivery): string[] =>
    failures(of)
      .filter(({ eventPattern }) => matches(JSON.parse(eventPattern), event))
      .map(({ purpose }) => purpose);

  it("are failed and stopped deployments, and failed pipelines, of this stack", () => {
    expect(heard(events.codeDeploy("shop-api", "FAILURE"))).to.deep.equal(["deployment-failed"]);
    expect(heard(events.codeDeploy("shop-api", "STOP"))).to.deep.equal(["deployment-failed"]);
    expect(heard(events.ecs("shop/web", "SERVICE_DEPLOYMENT_FAILED"))).to.deep.equal(["service-deployment-failed"]);
    expect(heard(events.pipeline("shop-web", "FAILED"))).to.deep.equal(["pipeline-failed"]);
  });

  it("are not what goes well, and not what another stack does whose name begins the same", () => {
    for (const event of [
      events.codeDeploy("shop-api", "SUCCESS"),
      events.codeDeploy("shop-api-2", "FAILURE"),
      events.ecs("shop/web", "SERVICE_DEPLOYMENT_COMPLETED"),
      events.ecs("shop-2/web", "SERVICE_DEPLOYMENT_FAILED"),
      events.pipeline("shop-web", "SUCCEEDED"),
      events.pipeline("shop-web-2", "FAILED"),
    ]) {
      expect(heard(event), JSON.stringify(event)).to.deep.equal([]);
    }
  });

  it("have patterns within EventBridge's length, however many there are, and each is heard once", () => {
    const name = fc.integer({ min: 1, max: 60 }).chain((length) => fc.constant("n".repeat(length)));
    fc.assert(
      fc.property(fc.array(name, { maxLength: 120 }), (names) => {
        const pipelineNames = names.map((one, index) => `${one}-${index}`);
        const of = { ...delivery, applicationNames: [], serviceNames: [], pipelineNames };
        const found = failures(of);
        expect(found.every(({ eventPattern }) => eventPattern.length <= 2048)).to.equal(true);
        expect(new Set(found.map(({ purpose }) => purpose)).size).to.equal(found.length);
        for (const pipeline of pipelineNames) {
          expect(heard(events.pipeline(pipeline, "FAILED"), of)).to.have.lengthOf(1);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("make no rule for what there is not", () => {
    const none = failures({ ...delivery, applicationNames: [], serviceNames: [], pipelineNames: [] });
    expect(none).to.deep.equal([]);
  });

  it("become sentences that leave no name open, and go to the topic", async () => {
    const plan = await planOf(
      () => new FailureEvents("failures", { ...delivery, ruleName: (purpose) => `shop-dev-${purpose}`, topicArn }),
    );
    expect(plan.all(types.rule).map(({ inputs }) => inputs["name"])).to.have.members([
      "shop-dev-deployment-failed",
      "shop-dev-service-deployment-failed",
      "shop-dev-pipeline-failed",
    ]);
    expect(plan.all(types.target)).to.have.lengthOf(3);
    for (const { inputs } of plan.all(types.target)) {
      expect(inputs["arn"]).to.equal(topicArn);
      // EventBridge delivers with a topic's policy, and delivery to an encrypted topic with a role may fail.
      expect(inputs).to.not.have.property("roleArn");
      const { inputPaths, inputTemplate } = inputs["inputTransformer"] as {
        inputPaths: Record<string, string>;
        inputTemplate: string;
      };
      const used = [...inputTemplate.matchAll(/<([\w-]+)>/g)].map(([, name]) => name);
      expect([...new Set(used)]).to.have.members(Object.keys(inputPaths));
      expect(inputTemplate.split("\n").every((line) => /^".+"$/.test(line))).to.equal(true);
    }
  });
});
