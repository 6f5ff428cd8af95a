import { z } from "zod";
import { about, oneOf, wholeNumber } from "./about";

const types = ["codedeploy", "rolling", "blue-green", "linear", "canary"] as const;
const traffics = ["all-at-once", "linear", "canary"] as const;

const type = <Type extends (typeof types)[number]>(word: Type) =>
  about(z.literal(word), {
    what:
      "Who deploys, and how: `codedeploy` (blue/green by CodeDeploy), or ECS itself by `rolling`, `blue-green`, `linear` " +
      "or `canary`. All but `rolling` and `blue-green` need a load balancer.",
    allowed: oneOf(types),
    example: "codedeploy",
  });

const stepPercent = (least: number) =>
  about(z.int().min(least).max(99), {
    what: "Percent of the traffic in the first step of `canary`, and in each step of `linear`.",
    allowed: "a whole number from 1 to 99, and from 3 with type: linear",
    example: "10",
    why: "few users see a bad version",
  });

const stepMinutes = wholeNumber(1, 1440, {
  what: "Minutes from one step to the next. Left out: 15 in prod, and 1 elsewhere.",
  example: "5",
});

const bakeMinutes = wholeNumber(0, 1440, {
  what: "Minutes that the old tasks stay when all traffic has moved; a rollback takes seconds until then. Left out: 60 in prod, and 5 elsewhere.",
  example: "30",
});

const steps = (least = 1) => ({
  stepPercent: stepPercent(least).default(10),
  stepMinutes: stepMinutes.optional(),
  bakeMinutes: bakeMinutes.optional(),
});

/** How new versions of a service replace old ones. */
export const deployment = about(
  z
    .discriminatedUnion("type", [
      z.strictObject({
        type: type("codedeploy"),
        traffic: about(z.enum(traffics).optional(), {
          what: "How CodeDeploy moves traffic. Left out: `canary` in prod, and `all-at-once` elsewhere.",
          allowed: oneOf(traffics),
          example: "canary",
        }),
        ...steps(),
      }),
      z.strictObject({ type: type("rolling") }),
      z.strictObject({ type: type("blue-green"), bakeMinutes: bakeMinutes.optional() }),
      z.strictObject({ type: type("linear"), ...steps(3) }),
      z.strictObject({ type: type("canary"), ...steps() }),
    ])
    .optional(),
  {
    what: "How new versions replace old ones. Left out: `codedeploy` with a load balancer, and `rolling` without one.",
    allowed: `a mapping with type, ${oneOf(types)}`,
    example: "{ type: codedeploy, traffic: canary }",
  },
);

/** {@link deployment} as it stands in the config. */
export type DeploymentConfig = NonNullable<z.output<typeof deployment>>;
