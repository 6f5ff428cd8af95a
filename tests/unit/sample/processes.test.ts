import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { createServer, RequestListener, Server } from "node:http";
import { AddressInfo } from "node:net";
import { join } from "node:path";

import { build, Built, ServiceName } from "./build";
import { Process } from "./Process";

const traceId = "67891233abcdef012345678912345678";

describe("the sample's processes", function () {
  // Each test starts processes, and waits for them to end.
  this.timeout(20_000);
  let built: Built;
  const running: Process[] = [];
  let stub: Server | undefined;

  function start(service: ServiceName, env: Readonly<Record<string, string>> = {}): Process {
    const child = new Process(built, service, env);
    running.push(child);
    return child;
  }

  /** A backend of the test's own, and its address. */
  async function backendThat(answers: RequestListener): Promise<string> {
    const server = createServer(answers);
    stub = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  before(() => (built = build()));

  afterEach(async () => {
    for (const child of running.splice(0)) {
      child.signal("SIGKILL");
      await child.exited;
    }
    stub?.closeAllConnections();
    stub?.close();
    stub = undefined;
  });

  it("carry one trace from the caller through frontend and backend and into both logs", async () => {
    const backend = start("backend");
    const frontend = start("frontend", { BACKEND_URL: await backend.url() });
    const url = await frontend.url();
    const xray = "1-67891234-000000000000000000000001";
    const received = [
      await fetch(url, { headers: { traceparent: `00-${traceId}-53995c3f42cd8ad8-01` } }),
      await fetch(url, { headers: { "x-amzn-trace-id": `Self=1-67891234-12456789abcdef0123456789;Root=${xray}` } }),
      await fetch(url),
    ].map(async (response) => (await response.json()) as { traceId: string; backend: { traceId: string } });
    const bodies = await Promise.all(received);
    const ids = bodies.map((body) => body.traceId);
    expect(ids.slice(0, 2)).to.deep.equal([traceId, xray.slice(2).replace("-", "")]);
    expect(bodies.map((body) => body.backend.traceId)).to.deep.equal(ids);
    for (const child of [frontend, backend]) {
      const requests = await child.linesOf("request", 3);
      expect(requests.map((line) => line.traceId)).to.deep.equal(ids);
    }
  });

  it("leave readiness at SIGTERM, finish the open request, and end with 0 in time", async () => {
    const seconds = 4;
    let asked: () => void = () => undefined;
    let release: () => void = () => undefined;
    const open = new Promise<void>((resolve) => (asked = resolve));
    const backend = await backendThat((_, response) => {
      release = () => response.end("{}");
      asked();
    });
    const frontend = start("frontend", { BACKEND_URL: backend, STOP_TIMEOUT_SECONDS: String(seconds) });
    const url = await frontend.url();
    expect((await fetch(`${url}/readyz`)).status).to.equal(200);
    const request = fetch(url);
    await open;

    const began = performance.now();
    frontend.signal("SIGTERM");
    await frontend.linesOf("stopping", 1);
    const probes = await Promise.all([fetch(`${url}/readyz`), fetch(`${url}/healthz`)]);
    expect(probes.map(({ status }) => status)).to.deep.equal([503, 200]);
    frontend.signal("SIGTERM");
    await frontend.linesOf("already stopping", 1);
    release();
    const response = await request;
    expect([response.status, response.headers.get("connection")]).to.deep.equal([200, "close"]);
    expect(await frontend.exited).to.equal(0);
    expect(performance.now() - began).to.be.below(1000 * seconds);
    expect(frontend.lines.at(-1)).to.include({ level: "info", message: "stopped" });
  });

  it("cut off a request that does not finish in time, and end with 1", async () => {
    let asked: () => void = () => undefined;
    const open = new Promise<void>((resolve) => (asked = resolve));
    const frontend = start("frontend", { BACKEND_URL: await backendThat(() => asked()), STOP_TIMEOUT_SECONDS: "1" });
    const request = fetch(await frontend.url()).catch(() => "cut off");
    await open;
    const began = performance.now();
    frontend.signal("SIGTERM");
    expect(await frontend.exited).to.equal(1);
    expect(performance.now() - began).to.be.within(900, 2900);
    expect(await request).to.equal("cut off");
    expect(frontend.lines.find(({ level }) => level === "error")).to.include({
      message: "requests cut off",
      cutOff: 1,
    });
  });

  it("end with 1 and one line when a setting is wrong", async () => {
    const children = [
      start("frontend"),
      start("backend", { PORT: "http" }),
      start("backend", { STOP_TIMEOUT_SECONDS: "0" }),
      start("backend", { LOG_LEVEL: "loud" }),
    ];
    expect(await Promise.all(children.map(({ exited }) => exited))).to.deep.equal([1, 1, 1, 1]);
    for (const [index, name] of ["BACKEND_URL", "PORT", "STOP_TIMEOUT_SECONDS", "LOG_LEVEL"].entries()) {
      const lines = children[index]?.lines;
      expect(lines).to.have.lengthOf(1);
      expect(lines?.[0]).to.include({ level: "error", message: "cannot start" }).and.to.have.property("error");
      expect(lines?.[0]?.error).to.match(new RegExp(`^${name} is ".*"; allowed `));
    }
  });

  it("are found healthy and unhealthy by their health check", async () => {
    const backend = start("backend");
    const { port } = new URL(await backend.url());
    const check = (env: Readonly<Record<string, string>>) =>
      spawnSync(process.execPath, [join(built.backend, "healthcheck.js")], { env: { ...env } }).status;
    expect(check({ PORT: port })).to.equal(0);
    backend.signal("SIGKILL");
    await backend.exited;
    expect(check({ PORT: port })).to.equal(1);
  });
});
