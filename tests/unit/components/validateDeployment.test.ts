import { expect } from "chai";

import { createHandler, ValidationPorts } from "../../../components/deployment/validateDeployment";
import { captureLog } from "./lambdaFixture";

const url = "https://api.example.com:8443/healthz";
const codeDeployEvent = { DeploymentId: "d-1", LifecycleEventHookExecutionId: "hook-1" };
const ecsEvent = {
  executionId: "e-1",
  lifecycleStage: "POST_TEST_TRAFFIC_SHIFT",
  resourceArn: "arn:aws:ecs:ap-northeast-1:123456789012:service-deployment/shop/api/1",
};

describe("validateDeployment", () => {
  const log = captureLog();

  /** Answers in turn; the last one again and again. An Error is thrown. */
  async function run(answers: (number | Error)[], event: Parameters<ReturnType<typeof createHandler>>[0] = ecsEvent) {
    const asked: string[] = [];
    const reports: unknown[] = [];
    let waited = 0;
    const ports: ValidationPorts = {
      environment: { TEST_URL: url },
      get: (given) => {
        asked.push(given);
        const answer = answers[Math.min(asked.length, answers.length) - 1] ?? 200;
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
      wait: (milliseconds) => {
        waited += milliseconds;
        return Promise.resolve();
      },
      report: (reported, status) => {
        reports.push([reported, status]);
        return Promise.resolve();
      },
    };
    const { hookStatus } = await createHandler(ports)(event);
    return { hookStatus, asked, reports, waited };
  }

  it("succeeds after five good answers in a row", async () => {
    const { hookStatus, asked } = await run([200, 204, 200]);
    expect(hookStatus).to.equal("SUCCEEDED");
    expect(asked).to.deep.equal(Array.from({ length: 5 }, () => url));
  });

  it("counts anew after an answer that is not 2xx, or none", async () => {
    for (const bad of [199, 301, 404, 500, new Error("connect ECONNREFUSED")]) {
      const { hookStatus, asked } = await run([200, 200, 200, 200, bad, 200]);
      expect(hookStatus).to.equal("SUCCEEDED");
      expect(asked, String(bad)).to.have.lengthOf(10);
    }
  });

  it("fails after a bound that leaves the function time to say so", async () => {
    const { hookStatus, asked, waited } = await run([503]);
    expect(hookStatus).to.equal("FAILED");
    const longestAnswerMilliseconds = 5_000;
    expect(waited + asked.length * longestAnswerMilliseconds).to.be.below(240_000 - 10_000);
  });

  it("fails when good answers never come in a row", async () => {
    const alternating = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 200 : 502));
    expect((await run(alternating)).hookStatus).to.equal("FAILED");
  });

  it("tells CodeDeploy, and only when CodeDeploy asked", async () => {
    expect((await run([200], codeDeployEvent)).reports).to.deep.equal([[codeDeployEvent, "Succeeded"]]);
    expect((await run([500], codeDeployEvent)).reports).to.deep.equal([[codeDeployEvent, "Failed"]]);
    expect((await run([new Error("timeout")], codeDeployEvent)).reports).to.deep.equal([[codeDeployEvent, "Failed"]]);
    expect((await run([200], ecsEvent)).reports).to.deep.equal([]);
  });

  it("tells CodeDeploy that it failed when it was configured wrongly", async () => {
    const reports: string[] = [];
    const handler = createHandler({
      environment: {},
      get: () => Promise.resolve(200),
      wait: () => Promise.resolve(),
      report: (_, status) => Promise.resolve(reports.push(status)),
    });
    expect(await handler(codeDeployEvent)).to.deep.equal({ hookStatus: "FAILED" });
    expect(reports).to.deep.equal(["Failed"]);
  });

  it("logs why there was no answer, from the cause that fetch hides", async () => {
    await run([new TypeError("fetch failed", { cause: new Error("certificate has expired") })]);
    expect(log()).to.include("certificate has expired").and.not.include("fetch failed");
  });
});
