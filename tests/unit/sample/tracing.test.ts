import { expect } from "chai";
import { RequestListener } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import { build, Built, ServiceName } from "./build";
import { eventually } from "./eventually";
import { FakeCollector } from "./FakeCollector";
import { Process } from "./Process";

const traceId = "67891233abcdef012345678912345678";
const traceparent = `00-${traceId}-53995c3f42cd8ad8-01`;

/** Spans are sent almost at once, so that tests need not wait for them. */
const soon = { OTEL_BSP_SCHEDULE_DELAY: "50" };

describe("the sample's traces", function () {
  // Each test starts processes, and waits for them to end.
  this.timeout(20_000);
  let built: Built;
  let collector: FakeCollector | undefined;
  const running: Process[] = [];

  function start(service: ServiceName, env: Readonly<Record<string, string>>): Process {
    const child = new Process(built, service, env);
    running.push(child);
    return child;
  }

  async function collect(options: Parameters<typeof FakeCollector.start>[0] = {}): Promise<FakeCollector> {
    collector = await FakeCollector.start(options);
    return collector;
  }

  before(() => (built = build()));

  afterEach(async () => {
    for (const child of running.splice(0)) {
      child.signal("SIGKILL");
      await child.exited;
    }
    collector?.stop();
    collector = undefined;
  });

  it("hold one request from the frontend's server over its call to the backend", async () => {
    const fake = await collect();
    const sent = { ...soon, OTEL_EXPORTER_OTLP_ENDPOINT: fake.url };
    const backend = start("backend", { ...sent, OTEL_SERVICE_NAME: "shop-dev-backend" });
    const frontend = start("frontend", {
      ...sent,
      OTEL_SERVICE_NAME: "shop-dev-frontend",
      BACKEND_URL: await backend.url(),
    });
    await fetch(`${await frontend.url()}/?token=secret`, { headers: { traceparent } });
    const spans = await fake.received(3);
    expect(new Set(spans.map((span) => span.traceId))).to.deep.equal(new Set([traceId]));
    const [served, called, answered] = [
      spans.find(({ service, kind }) => service === "shop-dev-frontend" && kind === 2),
      spans.find(({ service, kind }) => service === "shop-dev-frontend" && kind === 3),
      spans.find(({ service, kind }) => service === "shop-dev-backend" && kind === 2),
    ];
    expect(served?.parentSpanId).to.equal("53995c3f42cd8ad8");
    expect(called?.parentSpanId).to.equal(served?.spanId);
    expect(answered?.parentSpanId).to.equal(called?.spanId);
    for (const span of spans) {
      expect(span.attributes).to.include({ "http.request.method": "GET", "http.response.status_code": 200 });
    }
    expect(served?.name).to.equal("GET /");
    expect(JSON.stringify(spans)).not.to.contain("secret");
  });

  it("say which part failed", async () => {
    const fake = await collect();
    const frontend = start("frontend", {
      ...soon,
      OTEL_EXPORTER_OTLP_ENDPOINT: fake.url,
      BACKEND_URL: "http://127.0.0.1:1",
    });
    expect((await fetch(await frontend.url())).status).to.equal(502);
    const spans = await fake.received(2);
    expect(spans.map(({ status }) => status.code)).to.deep.equal([2, 2]);
  });

  it("are sent before the process ends", async () => {
    const fake = await collect();
    const backend = start("backend", { OTEL_EXPORTER_OTLP_ENDPOINT: fake.url, STOP_TIMEOUT_SECONDS: "1" });
    await fetch(await backend.url());
    expect(fake.spans.length, "sent before the batch is full or five seconds old").to.equal(0);
    backend.signal("SIGTERM");
    expect(await backend.exited).to.equal(0);
    expect(fake.spans.length).to.equal(1);
  });

  const troubles: readonly (readonly [string, RequestListener | undefined])[] = [
    ["is down", undefined],
    ["answers 500", (_, response) => response.writeHead(500).end()],
    ["hangs up", ({ socket }) => socket.destroy()],
    ["never answers", () => undefined],
  ];
  for (const [what, answer] of troubles) {
    it(`do not matter to requests when the collector ${what}, and one line says that they are lost`, async () => {
      const endpoint = answer === undefined ? "http://127.0.0.1:1" : (await collect({ answer })).url;
      const backend = start("backend", {
        OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
        OTEL_BSP_SCHEDULE_DELAY: "20",
        OTEL_EXPORTER_OTLP_TIMEOUT: "100",
        STOP_TIMEOUT_SECONDS: "1",
      });
      const url = await backend.url();
      for (let round = 0; round < 4; round++) {
        expect((await fetch(url)).status).to.equal(200);
        await sleep(150);
      }
      await backend.linesOf("traces are lost", 1);
      backend.signal("SIGTERM");
      expect(await backend.exited).to.equal(0);
      expect(await backend.linesOf("traces are lost", 1)).to.have.lengthOf(1);
      expect(backend.lines.filter(({ level }) => level === "error")).to.deep.equal([]);
    });
  }

  it("hold up neither requests nor the end when the collector is slow", async () => {
    const fake = await collect({ answer: () => undefined });
    // The exporter itself would wait for ten seconds.
    const sent = { OTEL_EXPORTER_OTLP_ENDPOINT: fake.url, OTEL_BSP_SCHEDULE_DELAY: "20" };
    const backend = start("backend", { ...sent, STOP_TIMEOUT_SECONDS: "1" });
    const url = await backend.url();
    await fetch(url);
    await fake.received(1);
    const began = performance.now();
    expect((await fetch(url)).status).to.equal(200);
    backend.signal("SIGTERM");
    expect(await backend.exited).to.equal(0);
    expect(performance.now() - began).to.be.below(8000);
  });

  it("are sent again when the collector is back, which is said once, too", async () => {
    let isDown = true;
    const { url } = await collect({ answer: (_, response) => response.writeHead(isDown ? 500 : 200).end("{}") });
    const backend = start("backend", { ...soon, OTEL_EXPORTER_OTLP_ENDPOINT: url });
    await fetch(await backend.url());
    await backend.linesOf("traces are lost", 1);
    isDown = false;
    await fetch(await backend.url());
    await backend.linesOf("traces are sent again", 1);
  });

  it("are sent nowhere without a collector, and with an X-Ray daemon, which speaks another protocol", async () => {
    const backend = start("backend", {
      AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:2000",
      // An exporter would turn to its default address, and say very soon that nobody is there.
      OTEL_BSP_SCHEDULE_DELAY: "20",
      OTEL_EXPORTER_OTLP_TIMEOUT: "50",
    });
    const response = await fetch(await backend.url(), { headers: { traceparent } });
    expect(response.headers.get("traceparent")).to.match(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    await sleep(500);
    expect(backend.lines.map(({ message }) => message)).to.deep.equal(["listening", "request"]);
  });

  it("are as many as X-Ray's rules want, which the collector hands on", async () => {
    const rule = {
      Host: "*",
      HTTPMethod: "*",
      ResourceARN: "*",
      ServiceName: "shop-dev-*",
      ServiceType: "*",
      Version: 1,
    };
    const samplingRules = [
      { ...rule, RuleName: "health", Priority: 1, URLPath: "/healthz", FixedRate: 0, ReservoirSize: 0, Attributes: {} },
      { ...rule, RuleName: "all", Priority: 2, URLPath: "*", FixedRate: 1, ReservoirSize: 0, Attributes: {} },
    ];
    const fake = await collect({ samplingRules });
    const backend = start("backend", {
      ...soon,
      OTEL_EXPORTER_OTLP_ENDPOINT: fake.url,
      OTEL_SERVICE_NAME: "shop-dev-backend",
      OTEL_TRACES_SAMPLER: "xray",
      OTEL_TRACES_SAMPLER_ARG: `endpoint=${fake.url},polling_interval=300`,
    });
    const url = await backend.url();
    await eventually("a look at the rules", () => (fake.looksAtRules > 0 ? true : undefined));
    await sleep(300);
    for (const path of ["/healthz", "/", "/healthz", "/"]) {
      await fetch(url + path);
    }
    const spans = await fake.received(2);
    await sleep(200);
    expect(spans.map(({ name }) => name)).to.deep.equal(["GET /", "GET /"]);
  });
});
