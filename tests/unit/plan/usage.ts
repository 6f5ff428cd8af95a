import { defaultAssumptions } from "../../../stacks/plan/assumptions";
import { pricesOf } from "../../../stacks/plan/prices";
import { StackUsage, stackUsage } from "../../../stacks/plan/usage";
import { edited, parse } from "../config/example";

export const tokyo = pricesOf("ap-northeast-1");

/** One service behind a public load balancer in two zones, in Tokyo. */
export const api = {
  name: "api",
  port: 8080,
  exposure: "public",
  size: "1 vCPU / 2 GB",
  architecture: "arm64",
  count: { min: 2, max: 4 },
  spotPercent: 50,
  tracing: "none",
};

/** What the example uses with that service alone and some other changes. */
export function usage(edits: Readonly<Record<string, unknown>> = {}, stack = "dev"): StackUsage {
  return stackUsage(parse(edited({ services: [api], ...edits }), stack));
}

/** The defaults with some changes. */
export function assumed(changes: Partial<ReturnType<typeof defaultAssumptions>> = {}) {
  return { ...defaultAssumptions(150), ...changes };
}
