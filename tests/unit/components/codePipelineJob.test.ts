import { expect } from "chai";

import { jobHandler, JobWork, userParameters } from "../../../components/pipeline/codePipelineJob";
import { captureLog, context, pipelineEvent, RecordedJobs, secretAccessKey } from "./lambdaFixture";

describe("a pipeline's job", () => {
  const log = captureLog();

  async function run(work: JobWork, milliseconds?: number): Promise<RecordedJobs> {
    const jobs = new RecordedJobs();
    await jobHandler(jobs, work)(pipelineEvent({}), context(milliseconds));
    return jobs;
  }

  it("succeeds when the work is done, and goes on with the token when it is not", async () => {
    const jobId = "11111111-2222-3333-4444-555555555555";
    expect((await run(() => Promise.resolve(undefined))).answers).to.deep.equal([
      { jobId, continuationToken: undefined },
    ]);
    expect((await run(() => Promise.resolve("later"))).answers).to.deep.equal([{ jobId, continuationToken: "later" }]);
  });

  it("fails with the message of what was thrown, whatever was thrown", async () => {
    expect((await run(() => Promise.reject(new Error("no such service")))).failure).to.equal("no such service");
    const thrownAtOnce: JobWork = () => {
      throw new Error("at once");
    };
    expect((await run(thrownAtOnce)).failure).to.equal("at once");
    expect((await run(() => Promise.reject(new Error("")))).failure).to.not.equal("");
  });

  it("fails with no more text than CodePipeline takes", async () => {
    expect((await run(() => Promise.reject(new Error("x".repeat(9000))))).failure).to.have.lengthOf(5000);
  });

  it("fails before the function is stopped, when the work hangs", async () => {
    expect((await run(() => new Promise(() => undefined), 5010)).failure).to.match(/ran out of time/);
  });

  it("is not called failed when only the answer was lost: the invocation fails, and is repeated", async () => {
    const jobs = new RecordedJobs();
    jobs.succeed = () => Promise.reject(new Error("connection reset"));
    const error = await jobHandler(jobs, () => Promise.resolve(undefined))(pipelineEvent({}), context()).catch(String);
    expect(error).to.match(/connection reset/);
    expect(jobs.answers).to.deep.equal([]);
  });

  it("never logs the artifact's credentials", async () => {
    await run(() => Promise.reject(new Error("failed")));
    expect(log()).to.include("failed");
    expect(log()).not.to.include(secretAccessKey);
  });
});

describe("UserParameters", () => {
  const read = (parameters: unknown) =>
    userParameters(pipelineEvent(parameters)["CodePipeline.job"], ["cluster", "service"]);

  it("are read as texts", () => {
    expect(read({ cluster: "shop", service: "api", more: 1 })).to.deep.equal({ cluster: "shop", service: "api" });
  });

  it("are refused with the name of what is missing", () => {
    expect(() => read({ cluster: "shop" })).to.throw(/cluster, service.*service is missing in \{"cluster":"shop"\}/);
    expect(() => read({ cluster: "", service: 1 })).to.throw(/cluster, service is missing/);
    expect(() => read("shop")).to.throw(/it is no JSON: shop/);
    expect(() => read("null")).to.throw(/is missing/);
  });
});
