import { expect } from "chai";
import { connect } from "node:net";

import { Level } from "../../../images/sample/runtime/log";
import { Route, RunningServer, serve } from "../../../images/sample/runtime/server";
import { createTracing } from "../../../images/sample/runtime/tracing";
import { collectingLog, Line } from "./collectingLog";
import { eventually } from "./eventually";

const world = { status: 200, body: { hello: "world" } };
const hello: Route = () => world;

describe("the sample's server", function () {
  // A busy machine is slow, and wrong times are what the tests below are about.
  this.timeout(10_000);
  let server: RunningServer | undefined;
  let lines: Line[];

  async function started(routes: Readonly<Record<string, Route>> = { "/": hello }, least: Level = "debug") {
    const collecting = collectingLog(least);
    lines = collecting.lines;
    server = await serve(0, collecting.log, createTracing("test", {}, collecting.log), routes);
    return { server, url: `http://127.0.0.1:${server.port}` };
  }

  afterEach(() => server?.stop({ drainMs: 0, timeoutMs: 100 }));

  it("is alive and ready, and answers its routes in JSON", async () => {
    const { url } = await started();
    expect((await fetch(`${url}/healthz`)).status).to.equal(200);
    expect((await fetch(`${url}/readyz`)).status).to.equal(200);
    const response = await fetch(url);
    expect(response.headers.get("content-type")).to.equal("application/json");
    expect(await response.json()).to.deep.equal({ hello: "world" });
  });

  it("answers HEAD without a body, and other paths and methods with 404 and 405", async () => {
    const { url } = await started();
    const head = await fetch(url, { method: "HEAD" });
    expect([head.status, await head.text()]).to.deep.equal([200, ""]);
    expect((await fetch(`${url}/nothing`)).status).to.equal(404);
    const post = await fetch(url, { method: "POST", body: "x".repeat(100_000) });
    expect([post.status, post.headers.get("allow")]).to.deep.equal([405, "GET, HEAD"]);
  });

  it("answers 500 when a route fails, says nothing of why, and logs it", async () => {
    const { url } = await started({
      "/": () => {
        throw new Error("the password is wrong");
      },
    });
    const response = await fetch(url);
    expect(response.status).to.equal(500);
    expect(await response.text()).not.to.contain("password");
    const line = await logged("request failed");
    expect(line).to.include({ level: "error" }).and.to.have.nested.property("error.message", "the password is wrong");
  });

  it("logs each request with the trace id that came in and goes back, and without its query", async () => {
    const { url } = await started();
    const traceId = "67891233abcdef012345678912345678";
    const header = `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
    const response = await fetch(`${url}/?token=secret`, { headers: { "x-amzn-trace-id": header } });
    expect(response.headers.get("x-amzn-trace-id")).to.contain(header);
    expect(response.headers.get("traceparent")).to.contain(traceId);
    const line = await logged("request");
    expect(line).to.include({ level: "info", method: "GET", path: "/", status: 200, traceId });
    expect(line.durationMs).to.be.a("number");
    expect(JSON.stringify(lines)).not.to.contain("secret");
  });

  it("logs probes at debug, as they come every few seconds", async () => {
    const { url } = await started({ "/": hello }, "info");
    await fetch(`${url}/healthz`);
    await fetch(url);
    await logged("request");
    expect(lines.map(({ path }) => path)).to.deep.equal(["/"]);
  });

  it("logs a request whose caller went away", async () => {
    const { url } = await started({ "/": () => new Promise(() => undefined) });
    await fetch(url, { signal: AbortSignal.timeout(20) }).catch(() => undefined);
    expect(await logged("request")).to.include({ aborted: true });
  });

  it("survives a request target that is no path", async () => {
    const { server: running, url } = await started();
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(running.port, "127.0.0.1", () => socket.end("GET // HTTP/1.1\r\nHost: x\r\n\r\n"));
      socket.on("data", (data) => resolve(data.toString()));
    });
    expect(answer).to.match(/^HTTP\/1.1 404 /);
    expect((await fetch(url)).status).to.equal(200);
  });

  it("serves until the drain is over, lets open requests finish, and cuts off none", async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const { server: running, url } = await started({ "/": hello, "/slow": () => held.then(() => world) });
    const slow = fetch(`${url}/slow`);
    await fetch(`${url}/healthz`);
    const stopped = running.stop({ drainMs: 200, timeoutMs: 8000 });
    const answers = await Promise.all(["/readyz", "/healthz", "/"].map((path) => fetch(url + path)));
    expect(answers.map(({ status }) => status)).to.deep.equal([503, 200, 200]);
    expect(answers.map(({ headers }) => headers.get("connection"))).to.deep.equal(["close", "close", "close"]);
    await refused(url);
    release();
    expect((await slow).status).to.equal(200);
    expect(await stopped).to.equal(0);
  });

  it("cuts off what is still open at the timeout, and says how much that was", async () => {
    const { server: running, url } = await started({ "/": () => new Promise(() => undefined) });
    const open = fetch(url).then(
      () => "answered",
      () => "cut off",
    );
    await fetch(`${url}/readyz`);
    const began = performance.now();
    expect(await running.stop({ drainMs: 10, timeoutMs: 60 })).to.equal(1);
    expect(performance.now() - began).to.be.at.least(55);
    expect(await open).to.equal("cut off");
  });

  it("is not kept from stopping by an idle connection", async () => {
    const { server: running, url } = await started();
    await (await fetch(url)).text();
    const began = performance.now();
    expect(await running.stop({ drainMs: 0, timeoutMs: 5000 })).to.equal(0);
    expect(performance.now() - began).to.be.below(4000);
  });

  it("refuses a port that is taken", async () => {
    const { server: running } = await started();
    const { log } = collectingLog();
    const second = await serve(running.port, log, createTracing("test", {}, log), {}).catch((error: unknown) => error);
    expect(second).to.be.an("error").with.property("code", "EADDRINUSE");
  });

  /** The line of that message; it is written when the response has left, which may be after the caller has it. */
  function logged(message: string): Promise<Line> {
    return eventually(message, () => lines.find((line) => line.message === message));
  }
});

function refused(url: string): Promise<true> {
  const refuses = async () =>
    fetch(`${url}/healthz`).then(
      () => undefined,
      () => true as const,
    );
  return eventually("a refused connection", refuses);
}
