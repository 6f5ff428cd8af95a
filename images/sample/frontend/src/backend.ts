import { Trace } from "../../runtime/trace";

/** The backend gave no answer that can be used; the message says which kind, without an address. */
export class BackendError extends Error {}

/**
 * Asks the backend, within the trace.
 *
 * @param timeoutMs For connection, headers and body together.
 * @throws BackendError when it cannot be reached, is too slow, or answers anything but 200 and JSON.
 */
export async function askBackend(url: string, trace: Trace, timeoutMs: number): Promise<unknown> {
  const host = new URL(url).hostname;
  return trace.call(
    "GET",
    // X-Ray's map calls what is asked by its `peer.service`.
    { "http.request.method": "GET", "url.full": `${url}/`, "server.address": host, "peer.service": host },
    (call) => ask(url, call, timeoutMs),
  );
}

async function ask(url: string, call: Trace, timeoutMs: number): Promise<unknown> {
  try {
    const response = await fetch(`${url}/`, {
      headers: { ...call.headers(), accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    call.set({ "http.response.status_code": response.status });
    if (response.status !== 200) {
      // The connection is free for reuse when the body is done with.
      await response.body?.cancel();
      throw new BackendError(`answered ${response.status}`);
    }
    return await response.json();
  } catch (error) {
    if (error instanceof BackendError) {
      throw error;
    }
    throw new BackendError(reason(error, timeoutMs), { cause: error });
  }
}

function reason(error: unknown, timeoutMs: number): string {
  if (error instanceof SyntaxError) {
    return "answered no JSON";
  }
  return error instanceof DOMException && error.name === "TimeoutError"
    ? `no answer in ${timeoutMs} ms`
    : "unreachable";
}
