import { createServer, IncomingMessage, Server, ServerResponse } from "node:http";
import { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { Log } from "./log";
import { Trace } from "./trace";
import { Tracing } from "./tracing";

/** What a route gets to answer a request. */
export interface Request {
  readonly trace: Trace;
  /** Its lines carry the request's trace id. */
  readonly log: Log;
}

/** An answer; the body is sent as JSON. */
export interface Reply {
  readonly status: number;
  readonly body: object;
}

/** Answers GET requests for one path. What it throws is logged and answered by 500. */
export type Route = (request: Request) => Reply | Promise<Reply>;

/** Paths that every service answers. They are logged at level debug, or they would be most of the log. */
const probes = new Set(["/healthz", "/readyz"]);

/** A service that listens. */
export interface RunningServer {
  readonly port: number;
  /**
   * Stops without losing a request: says at once on /readyz that no more should come, serves those that come all the same
   * for `drainMs`, lets those under way finish, and cuts off what is still open at `timeoutMs`, counted from the call.
   *
   * @returns How many requests were cut off.
   */
  stop(times: { readonly drainMs: number; readonly timeoutMs: number }): Promise<number>;
}

/** Serves `routes`, liveness on /healthz and readiness on /readyz. Port 0 takes any free one. */
export async function serve(
  port: number,
  log: Log,
  tracing: Tracing,
  routes: Readonly<Record<string, Route>>,
): Promise<RunningServer> {
  const state = { stopping: false };
  const underWay = new Set<ServerResponse>();
  const known = new Map<string, Route>([
    // Nothing else is asked of liveness: a restart does not bring back a backend.
    ["/healthz", () => ({ status: 200, body: { status: "ok" } })],
    ["/readyz", () => (state.stopping ? { status: 503, body: { status: "stopping" } } : ready)],
    ...Object.entries(routes),
  ]);
  const server = createServer((request, response) => {
    underWay.add(response);
    response.once("close", () => underWay.delete(response));
    void answer(request, response, { log, tracing, routes: known, state });
  });
  // Longer than a load balancer keeps an idle connection (60 s), or it would send a request into one that closes.
  server.keepAliveTimeout = 65_000;
  await listening(server, port);
  return {
    port: (server.address() as AddressInfo).port,
    stop: async ({ drainMs, timeoutMs }) => {
      const timeout = sleep(timeoutMs, undefined, { ref: false });
      state.stopping = true;
      await sleep(drainMs);
      const closed = new Promise((resolve) => server.close(resolve));
      await Promise.race([closed, timeout]);
      const cutOff = underWay.size;
      server.closeAllConnections();
      return cutOff;
    },
  };
}

const ready: Reply = { status: 200, body: { status: "ready" } };

interface Serving {
  readonly log: Log;
  readonly tracing: Tracing;
  readonly routes: ReadonlyMap<string, Route>;
  readonly state: { readonly stopping: boolean };
}

async function answer(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const started = performance.now();
  const { routes, state } = serving;
  const { method = "GET", url = "/" } = request;
  // Without the query, which may hold what belongs into no log.
  const [path = "/"] = url.split("?", 1);
  const name = routes.has(path) ? `${method} ${path}` : method;
  const trace = serving.tracing.begin(request.headers, name, {
    "http.request.method": method,
    "http.route": routes.has(path) ? path : undefined,
    "server.address": request.headers.host?.replace(/:\d+$/, ""),
    "url.scheme": "http",
    "url.path": path,
  });
  const log = serving.log.with({ traceId: trace.traceId });
  response.once("close", () => {
    const durationMs = Math.round((performance.now() - started) * 10) / 10;
    const { statusCode: status, writableFinished } = response;
    const aborted = writableFinished ? {} : { aborted: true };
    log[probes.has(path) ? "debug" : "info"]("request", { method, path, status, durationMs, ...aborted });
    trace.set({ "http.response.status_code": status });
    trace.end(!writableFinished ? "aborted" : status >= 500 ? `answered ${status}` : undefined);
  });
  const { status, text } = await reply(method, routes.get(path), { trace, log });
  response.writeHead(status, {
    ...trace.headers(),
    "content-type": "application/json",
    "cache-control": "no-store",
    ...(status === 405 ? { allow: "GET, HEAD" } : {}),
    // The caller opens its next connection to a task that stays.
    ...(state.stopping ? { connection: "close" } : {}),
  });
  response.end(method === "HEAD" ? undefined : text);
}

interface Rendered {
  readonly status: number;
  readonly text: string;
}

async function reply(method: string, route: Route | undefined, request: Request): Promise<Rendered> {
  if (route === undefined) {
    return rendered({ status: 404, body: { error: "not found" } });
  }
  if (method !== "GET" && method !== "HEAD") {
    return rendered({ status: 405, body: { error: "method not allowed" } });
  }
  try {
    return rendered(await route(request));
  } catch (error) {
    request.log.error("request failed", { error });
    return rendered({ status: 500, body: { error: "internal error" } });
  }
}

function rendered({ status, body }: Reply): Rendered {
  return { status, text: `${JSON.stringify(body)}\n` };
}

async function listening(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
