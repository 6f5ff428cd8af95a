import { expect } from "chai";
import fc from "fast-check";

import { affectedServices } from "../../../components/source/affectedServices";
import { createHandler, RepositoryEvent, Start, StartPorts } from "../../../components/source/startPipelines";
import { awsError, captureLog } from "./lambdaFixture";

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const services = fc.uniqueArray(name, { minLength: 1, maxLength: 5 });
const file = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));

describe("affectedServices", () => {
  it("is exactly the services in whose folders something changed", () => {
    fc.assert(
      fc.property(
        services.chain((all) => fc.tuple(fc.constant(all), fc.subarray(all), file)),
        ([all, changed, path]) => {
          const paths = changed.map((service) => `${service}/${path}`);
          expect(affectedServices(paths, all)).to.have.members(changed);
        },
      ),
    );
  });

  it("is all services when one path is in no service's folder, whatever else changed", () => {
    fc.assert(
      fc.property(services, fc.array(file), file, (all, paths, outside) => {
        fc.pre(!all.some((service) => outside.startsWith(`${service}/`)));
        expect(affectedServices([...paths, outside], all)).to.have.members(all);
      }),
    );
  });

  it("never shrinks when more changes, and never names a service twice or an unknown one", () => {
    fc.assert(
      fc.property(services, fc.array(file), fc.array(file), (all, some, more) => {
        const few = affectedServices(some, all);
        const many = affectedServices([...some, ...more], all);
        expect(many).to.include.members(few);
        expect(new Set(many).size).to.equal(many.length);
        expect(all).to.include.members(many);
      }),
    );
  });

  it("is all services when nobody knows what changed, and none when nothing did", () => {
    expect(affectedServices(undefined, ["api", "web"])).to.deep.equal(["api", "web"]);
    expect(affectedServices([], ["api", "web"])).to.deep.equal([]);
  });

  it("knows a folder from a file or a folder with a similar name", () => {
    expect(affectedServices(["api/Dockerfile"], ["api", "api2"])).to.deep.equal(["api"]);
    expect(affectedServices(["api"], ["api", "web"])).to.deep.equal(["api", "web"]);
    expect(affectedServices(["api-docs/index.md"], ["api", "web"])).to.deep.equal(["api", "web"]);
    expect(affectedServices(["constructor/x"], ["api"])).to.deep.equal(["api"]);
  });
});

describe("startPipelines", () => {
  captureLog();

  function event(detail: Partial<RepositoryEvent["detail"]> = {}): RepositoryEvent {
    return { id: "event-1", detail: { repositoryName: "shop", commitId: "c2", oldCommitId: "c1", ...detail } };
  }

  async function run(changed: StartPorts["changedPaths"], given = event(), refused?: string) {
    const starts: Start[] = [];
    const handler = createHandler({
      environment: { PIPELINES: JSON.stringify({ api: "shop-api", web: "shop-web" }) },
      changedPaths: changed,
      start: (start) => {
        starts.push(start);
        return start.pipeline === refused ? Promise.reject(new Error("limit reached")) : Promise.resolve();
      },
    });
    const error = await handler(given).then(
      () => undefined,
      (thrown: unknown) => String(thrown),
    );
    return { starts, error, pipelines: starts.map(({ pipeline }) => pipeline) };
  }

  const paths =
    (...changed: string[]) =>
    () =>
      Promise.resolve(changed);

  it("starts the pipeline of the folder alone, at the commit of the push", async () => {
    const { starts, error } = await run(paths("api/src/main.ts", "api/Dockerfile"));
    expect(error).to.equal(undefined);
    expect(starts.map(({ pipeline, commitId }) => [pipeline, commitId])).to.deep.equal([["shop-api", "c2"]]);
  });

  it("asks for the difference of the two commits of the event", async () => {
    const asked: string[][] = [];
    await run((...arguments_) => {
      asked.push(arguments_);
      return Promise.resolve([]);
    });
    expect(asked).to.deep.equal([["shop", "c1", "c2"]]);
  });

  it("starts all for a new branch, without asking", async () => {
    const { pipelines } = await run(() => Promise.reject(new Error("asked")), event({ oldCommitId: undefined }));
    expect(pipelines).to.deep.equal(["shop-api", "shop-web"]);
  });

  it("starts all when a force push left a commit that is gone", async () => {
    for (const gone of ["CommitDoesNotExistException", "InvalidCommitIdException"]) {
      const { pipelines, error } = await run(() => Promise.reject(awsError(gone)));
      expect([pipelines, error]).to.deep.equal([["shop-api", "shop-web"], undefined]);
    }
  });

  it("starts nothing and fails when CodeCommit does not answer, so that it is tried again", async () => {
    const { pipelines, error } = await run(() => Promise.reject(awsError("ThrottlingException")));
    expect(pipelines).to.deep.equal([]);
    expect(error).to.match(/ThrottlingException/);
  });

  it("starts the others when one cannot be started, and then says which one", async () => {
    const { pipelines, error } = await run(paths("README.md"), event(), "shop-api");
    expect(pipelines).to.deep.equal(["shop-api", "shop-web"]);
    expect(error)
      .to.match(/shop-api: limit reached/)
      .and.not.match(/shop-web/);
  });

  it("uses the same tokens when an event comes again, and another one for each pipeline and event", async () => {
    const tokens = async (id: string) =>
      (await run(paths("README.md"), { ...event(), id })).starts.map(({ requestToken }) => requestToken);
    const first = await tokens("event-1");
    expect(await tokens("event-1")).to.deep.equal(first);
    expect(new Set([...first, ...(await tokens("event-2"))]).size).to.equal(4);
    // CodePipeline's pattern of a ClientRequestToken.
    expect(first.every((token) => /^[a-zA-Z0-9-]{1,128}$/.test(token))).to.equal(true);
  });
});
