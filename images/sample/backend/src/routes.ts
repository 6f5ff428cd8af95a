import { Route } from "../../runtime/server";

/** What the backend answers. */
export function routes(): Readonly<Record<string, Route>> {
  return {
    "/": ({ trace }) => ({
      status: 200,
      body: { service: "backend", message: "hello", time: new Date().toISOString(), traceId: trace.traceId },
    }),
  };
}
