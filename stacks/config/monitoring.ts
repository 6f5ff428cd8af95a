import { z } from "zod";
import { about, evenIfPartsAreWrong, oneOf, refuseRepeats, wholeNumber } from "./about";

const insights = ["enhanced", "enabled"] as const;

/** The monitoring of a stack. */
export const monitoring = about(
  z
    .strictObject({
      containerInsights: about(z.enum(insights).default("enhanced"), {
        what: "How much Container Insights measures: `enabled` down to the service, `enhanced` down to each task and container.",
        allowed: oneOf(insights),
        example: "enabled",
        why: "which task or container is short of what is the first question in an incident; `enabled` costs less",
      }),
      emails: about(
        z
          .array(about(z.email(), { what: "An address.", allowed: "an e-mail address", example: "ops@example.com" }))
          .superRefine(refuseRepeats, evenIfPartsAreWrong)
          .default([]),
        {
          what:
            "Who is told by mail of alarms, failed deployments and failed pipelines. AWS asks each of them once to " +
            "confirm.",
          allowed: "a list of e-mail addresses, each once",
          example: "[ops@example.com]",
        },
      ),
    })
    .prefault({}),
  {
    what: "Metrics, alarms and the dashboard of the stack.",
    allowed: "a mapping",
    example: "{ emails: [ops@example.com] }",
  },
);

const percent = (what: string, why: string, usual: number) =>
  wholeNumber(1, 100, { what, why, example: String(usual) }).default(usual);

/** When the alarms of a service go off. */
export const alarms = about(
  z
    .strictObject({
      cpuPercent: percent(
        "Average CPU use of the tasks, in percent, above which an alarm goes off after ten minutes.",
        "scaling keeps the use well below, so above it scaling is at its maximum or does not help",
        85,
      ),
      memoryPercent: percent(
        "Memory use of the fullest task, in percent, above which an alarm goes off after five minutes.",
        "a task is killed at 100, so there must be time to look",
        85,
      ),
      missingTaskMinutes: wholeNumber(2, 60, {
        what: "Minutes for which fewer tasks may run than are wanted.",
        example: "10",
        why: "a task starts within two minutes, and ECS tries again by itself",
      }).default(5),
      errorPercent: percent(
        "Share of the requests that fail with 5xx, in percent, above which an alarm goes off and a deployment is undone.",
        "above what a restart of a dependency costs, below what users bear",
        5,
      ),
      latencySeconds: about(z.number().min(0.01).max(3600).default(1), {
        what:
          "Seconds in which 99 of 100 requests must be answered; otherwise an alarm goes off and a deployment is undone. " +
          "Minutes with fewer than 100 requests do not count.",
        allowed: "a number from 0.01 to 3600",
        example: "0.5",
        why: "longer than that, people notice that they wait",
      }),
      rejectedPercent: percent(
        "Share of the connections that the load balancer rejects, in percent, above which an alarm goes off.",
        "it rejects none before it is at its limit",
        1,
      ),
    })
    .prefault({}),
  { what: "When the alarms of the service go off.", allowed: "a mapping", example: "{ latencySeconds: 0.5 }" },
);
