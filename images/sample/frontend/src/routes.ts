import { Route } from "../../runtime/server";
import { Environment, serviceUrl } from "../../runtime/settings";
import { askBackend, BackendError } from "./backend";

/** How long (milliseconds) the backend may take: less than users wait. */
const backendTimeout = 3000;

/**
 * What the frontend answers: the backend's answer in its own, or 502 when there is none.
 *
 * Readiness does not depend on the backend. Otherwise all frontends would leave their load balancer when the backend fails,
 * and users would see its error instead of ours.
 */
export function routes(env: Environment, timeoutMs = backendTimeout): Readonly<Record<string, Route>> {
  const url = serviceUrl(env, "BACKEND_URL");
  return {
    "/": async ({ trace, log }) => {
      try {
        const backend = await askBackend(url, trace, timeoutMs);
        return { status: 200, body: { service: "frontend", backend, traceId: trace.traceId } };
      } catch (error) {
        if (!(error instanceof BackendError)) {
          throw error;
        }
        log.error("backend failed", { reason: error.message, cause: error.cause });
        return { status: 502, body: { error: "backend failed", reason: error.message, traceId: trace.traceId } };
      }
    },
  };
}
