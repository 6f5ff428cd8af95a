import { z } from "zod";
import { collectorKinds } from "../../components/tracing/traceCollector";
import { about, oneOf, wholeNumber } from "./about";
import { image } from "./image";

const collectors = [...collectorKinds, "none"] as const;

/** How traces of all services come to X-Ray, and how many of them. */
export const tracing = about(
  z
    .strictObject({
      collector: about(z.enum(collectors).default("adot"), {
        what:
          "What takes the traces of each task to X-Ray: `adot`, the AWS Distro for OpenTelemetry, or `xray-daemon`, for " +
          "applications with an X-Ray SDK, or `none`.",
        allowed: oneOf(collectors),
        example: "adot",
        why: "every language has an OpenTelemetry SDK, and AWS only maintains its X-Ray SDKs and the daemon",
      }),
      sampledPercent: about(z.number().min(0).max(100).default(5), {
        what: "Percent of the traces that are recorded.",
        allowed: "a number from 0 to 100",
        example: "5",
        why: "it shows where time goes, and X-Ray takes US$ 5 for a million traces",
      }),
      sampledPerSecond: wholeNumber(0, 1000, {
        what: "Traces a second of all services together that are recorded beyond that, by SDKs that ask X-Ray.",
        example: "1",
        why: "a stack with little traffic has traces, too",
      }).default(1),
      collectorImage: image(
        "Image of `collector`, such as a mirror of AWS's. Left out, and for a service that has another collector: AWS's " +
          "public image, pinned. Needed with `nat: none`.",
      ).optional(),
    })
    .prefault({}),
  { what: "Traces of all services.", allowed: "a mapping", example: "{ sampledPercent: 5 }" },
);

/** What takes the traces of one service. */
export const serviceTracing = about(z.enum(collectors).optional(), {
  what: "What takes the traces of the service's tasks to X-Ray. Left out: `tracing.collector` of the stack.",
  allowed: oneOf(collectors),
  example: "xray-daemon",
});
