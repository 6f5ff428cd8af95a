import { z } from "zod";
import { about, oneOf, wholeNumber } from "./about";
import { allowedSizes, FargateSize, isFargateSize } from "./fargateSize";
import { image } from "./image";
import { runningHours } from "./schedule";

const modes = ["session-manager", "ecs-exec"] as const;
const architectures = ["x86_64", "arm64"] as const;

/** The way into the network for people, if the stack has one. */
export const bastion = about(
  z
    .strictObject({
      mode: about(z.enum(modes).default("session-manager"), {
        what:
          "How users come in. `session-manager`: shells without privileges, with an idle timeout and a log of their own; needs " +
          "Systems Manager's advanced-instances tier in account and region, US$ 0.00695 an hour for each bastion. `ecs-exec`: " +
          "shells are root, free of charge.",
        allowed: oneOf(modes),
        example: "ecs-exec",
        why: "a shell for everybody's use must not be root; US$ 5 a month are what that costs",
      }),
      image: image("Image made from images/bastion. Left out, everything is set up and no task runs.").optional(),
      size: about(
        z
          // Without abort: false, a wrong size would hide a wrong schedule.
          .custom<FargateSize>((given) => typeof given === "string" && isFargateSize(given), { abort: false })
          .default("0.25 vCPU / 0.5 GB"),
        {
          what: "vCPU and memory of its task. Shells and clients of databases share it with the log router.",
          allowed: allowedSizes,
          example: '"0.5 vCPU / 1 GB"',
          why: "the smallest that Fargate has does for a few shells and forwarded ports",
        },
      ),
      architecture: about(z.enum(architectures).default("arm64"), {
        what: "CPU that its image is built for.",
        allowed: oneOf(architectures),
        example: "x86_64",
        why: "Graviton costs a fifth less",
      }),
      idleTimeoutMinutes: wholeNumber(1, 60, {
        what: "Minutes without input after which a shell is closed. With `ecs-exec` it is AWS's 20.",
        example: "15",
        why: "AWS's own, long enough to read a log",
      }).default(20),
      schedule: runningHours,
    })
    .optional(),
  {
    what: "A bastion, from which services with `reachableFromBastion` are reached. Left out, there is none.",
    allowed: "a mapping with at least one key",
    example: "{ image: 123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/bastion:1.0.0 }",
  },
);

/** {@link bastion} as it stands in the config. */
export type BastionConfig = NonNullable<z.output<typeof bastion>>;
