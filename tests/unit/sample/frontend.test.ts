import { expect } from "chai";
import { createServer, IncomingHttpHeaders, RequestListener, Server } from "node:http";
import { AddressInfo } from "node:net";

import { routes } from "../../../images/sample/frontend/src/routes";
import { RunningServer, serve } from "../../../images/sample/runtime/server";
import { createTracing } from "../../../images/sample/runtime/tracing";
import { collectingLog, Line } from "./collectingLog";

const traceId = "67891233abcdef012345678912345678";

describe("the sample's frontend", function () {
  this.timeout(10_000);
  let backend: Server | undefined;
  let frontend: RunningServer | undefined;
  let lines: Line[];

  async function answerWith(listener: RequestListener, timeoutMs?: number): Promise<Response> {
    backend = createServer(listener);
    await new Promise<void>((resolve) => backend?.listen(0, "127.0.0.1", resolve));
    return answerFrom(`http://127.0.0.1:${(backend.address() as AddressInfo).port}/`, timeoutMs);
  }

  async function answerFrom(url: string, timeoutMs?: number): Promise<Response> {
    const collecting = collectingLog();
    lines = collecting.lines;
    const tracing = createTracing("frontend", {}, collecting.log);
    frontend = await serve(0, collecting.log, tracing, routes({ BACKEND_URL: url }, timeoutMs));
    const headers = { traceparent: `00-${traceId}-53995c3f42cd8ad8-01`, tracestate: "vendor=1" };
    return fetch(`http://127.0.0.1:${frontend.port}/`, { headers });
  }

  async function expectFailure(response: Response, reason: string): Promise<void> {
    expect(response.status).to.equal(502);
    expect(await response.json()).to.deep.equal({ error: "backend failed", reason, traceId });
    expect(lines.find(({ level }) => level === "error")).to.include({ message: "backend failed", reason, traceId });
  }

  afterEach(async () => {
    await frontend?.stop({ drainMs: 0, timeoutMs: 100 });
    backend?.closeAllConnections();
    backend?.close();
    [frontend, backend] = [undefined, undefined];
  });

  it("answers with what the backend says, and hands the trace on in both forms", async () => {
    let received: IncomingHttpHeaders = {};
    const response = await answerWith(({ headers }, answer) => {
      received = headers;
      answer.end('{"hello":"world"}');
    });
    expect(response.status).to.equal(200);
    expect(await response.json()).to.deep.equal({ service: "frontend", backend: { hello: "world" }, traceId });
    const [, span = ""] =
      /^00-67891233abcdef012345678912345678-([0-9a-f]{16})-01$/.exec(String(received.traceparent)) ?? [];
    expect(received["x-amzn-trace-id"]).to.equal(`Root=1-67891233-abcdef012345678912345678;Parent=${span};Sampled=1`);
    expect(received.tracestate).to.equal("vendor=1");
  });

  it("answers 502 when the backend is down", async () => {
    await expectFailure(await answerFrom("http://127.0.0.1:1"), "unreachable");
  });

  it("answers 502 when the backend hangs up", async () => {
    await expectFailure(await answerWith(({ socket }) => socket.destroy()), "unreachable");
  });

  it("answers 502 when the backend does not begin to answer in time", async () => {
    await expectFailure(await answerWith(() => undefined, 50), "no answer in 50 ms");
  });

  it("answers 502 when the backend begins to answer and does not finish in time", async () => {
    await expectFailure(await answerWith((_, answer) => answer.write('{"hello":'), 50), "no answer in 50 ms");
  });

  it("answers 502 when the backend answers another status, a redirect too", async () => {
    await expectFailure(
      await answerWith((_, answer) => answer.writeHead(301, { location: "/" }).end()),
      "answered 301",
    );
  });

  it("answers 502 when the backend answers no JSON", async () => {
    await expectFailure(await answerWith((_, answer) => answer.end("<html>")), "answered no JSON");
  });

  it("does not start without the address of the backend, and says what is missing", () => {
    for (const given of [undefined, "", "backend", "ftp://backend", "http://"]) {
      expect(() => routes({ BACKEND_URL: given }), given).to.throw(`BACKEND_URL is "${given ?? ""}"; allowed is a URL`);
    }
  });
});
