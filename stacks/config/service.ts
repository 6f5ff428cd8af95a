import { z } from "zod";
import { about, evenIfPartsAreWrong, oneOf, refuseRepeats, wholeNumber } from "./about";
import { looksLikeCredential } from "./credential";
import { deployment } from "./deployment";
import { allowedSizes, FargateSize, isFargateSize } from "./fargateSize";
import { healthCheck } from "./healthCheck";
import { image } from "./image";
import { alarms } from "./monitoring";
import { scaling } from "./scaling";
import { secretReference } from "./secret";
import { serviceTracing } from "./tracing";

/** The name becomes a label of a host name, and DNS has none that is longer. */
const nameLimit = 63;

const exposures = ["public", "internal", "none"] as const;
const architectures = ["x86_64", "arm64"] as const;

/** What a service with a load balancer lacks when it has no port. */
const portRequired = {
  allowed: "a whole number from 1 to 65535: the load balancer needs a port to send requests to",
  fix: "Add the port that the container listens on, such as port: 8080, or set exposure: none.",
};

const variableName = about(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), {
  what: "Name of an environment variable.",
  allowed: "letters, digits and underscores, not starting with a digit",
  example: "LOG_LEVEL",
  fix: "Rename the variable.",
});

const environment = about(
  z
    .record(variableName, about(z.string(), { what: "Its value.", allowed: "a text", example: "info", hidden: true }))
    .superRefine((variables, context) => {
      for (const [name, value] of Object.entries<unknown>(variables)) {
        if (typeof value === "string" && looksLikeCredential(name, value)) {
          context.addIssue({
            code: "custom",
            path: [name],
            params: {
              given: "what looks like a credential (not shown)",
              allowed: "plain settings, which everybody may read who may describe the task definition",
              fix: "Put the value into Secrets Manager or Parameter Store, and name it under this service's secrets.",
            },
          });
        }
      }
    }, evenIfPartsAreWrong)
    .default({}),
  {
    what: "Environment variables in plain text. Credentials are refused here and belong into `secrets`.",
    allowed: "a mapping of variable names to texts",
    example: "{ LOG_LEVEL: info }",
    hidden: true,
  },
);

const count = about(
  z
    .strictObject({
      min: wholeNumber(1, 5000, {
        what: "Tasks that always run. The stack prod needs 2, so that the loss of a zone leaves one.",
        why: "the least that serves",
      }).default(1),
      desired: wholeNumber(1, 5000, { what: "Tasks at the first start; from then on the scaler decides." }).optional(),
      max: wholeNumber(1, 5000, { what: "Tasks that the scaler may start.", example: "4" }).optional(),
    })
    .transform(({ min, desired = min, max = desired }) => ({ min, desired, max }))
    .prefault({}),
  {
    what: "How many tasks run. `desired` defaults to `min`, and `max` to `desired`: nothing scales until you say how far.",
    allowed: "a mapping with min, desired and max",
    example: "{ min: 1, max: 4 }",
  },
);

const user = about(
  z
    .union([z.int().min(0).max(4294967294), z.string().regex(/^\d{1,10}(:\d{1,10})?$/)])
    .transform((given) => String(given))
    .default("10001"),
  {
    what: 'Numeric user id that the container runs as, or `"uid:gid"`. Names are refused, as only the image knows them.',
    allowed: 'a whole number, or "uid:gid"',
    example: "10001",
    why: "an id that is not root and owns nothing",
  },
);

/** One service of a stack. */
export const service = about(
  z
    .strictObject({
      name: about(
        z
          .string()
          .max(nameLimit)
          .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/),
        {
          what: "Name of the service, part of the names of its resources.",
          allowed: `lower-case letters, digits and single hyphens, starting with a letter, at most ${nameLimit} characters`,
          example: "frontend",
          fix: "Rename the service: it is part of a host name and of the names of its resources.",
        },
      ),
      image: image(
        "Image of the first `up`; from then on pipelines bring the images. Left out, it is the bootstrap image.",
      ).optional(),
      port: wholeNumber(1, 65535, {
        what: "Port that the container listens on. Required with a load balancer.",
        example: "8080",
      }).optional(),
      size: about(
        z
          // Without abort: false, a wrong size would keep the checks of the whole service from running.
          .custom<FargateSize>((given) => typeof given === "string" && isFargateSize(given), { abort: false })
          .default("0.25 vCPU / 0.5 GB"),
        {
          what: "vCPU and memory of a task, its log router included.",
          allowed: allowedSizes,
          example: '"0.25 vCPU / 0.5 GB"',
          why: "the smallest and cheapest",
        },
      ),
      healthCheck,
      environment,
      secrets: about(z.record(variableName, secretReference).default({}), {
        what: "Environment variables whose values ECS fetches at the start of a task.",
        allowed: "a mapping of variable names to { secretsManager, jsonKey } or { parameter }",
        example: "{ DB_PASSWORD: { secretsManager: prod/db, jsonKey: password } }",
        hidden: true,
      }),
      user,
      count,
      scaling,
      tracing: serviceTracing,
      alarms,
      exposure: about(z.enum(exposures).default("none"), {
        what: "Load balancer: `public` on the internet, `internal` for services of this VPC, or `none`.",
        allowed: oneOf(exposures),
        example: "internal",
        why: "nothing is opened unasked",
      }),
      calls: about(
        z
          .array(about(z.string(), { what: "A service.", allowed: "the name of a service", example: "backend" }))
          .superRefine(refuseRepeats, evenIfPartsAreWrong)
          .default([]),
        {
          what: "Internal services whose load balancers this one may reach; security groups open nothing else.",
          allowed: "a list of service names",
          example: "[backend]",
        },
      ),
      spotPercent: wholeNumber(0, 100, {
        what: "Share of the tasks on Fargate Spot: up to 70 % cheaper, and stopped at two minutes' notice.",
        why: "a task is not taken away",
      }).default(0),
      architecture: about(z.enum(architectures).default("x86_64"), {
        what: "CPU architecture of the image; arm64 costs about 20 % less.",
        allowed: oneOf(architectures),
        example: "arm64",
        why: "what most images are built for",
      }),
      exec: about(z.boolean().default(false), {
        what: "ECS Exec: a shell in a running task, logged and encrypted. Sessions are root whatever `user` says.",
        allowed: "true or false",
        example: "true",
        why: "who can enter a task can read its secrets",
      }),
      reachableFromBastion: about(z.boolean().default(false), {
        what: "Users of the stack's bastion may reach the tasks at `port`.",
        allowed: "true or false",
        example: "true",
        why: "nothing is opened unasked",
      }),
      writablePaths: about(
        z
          .array(
            about(z.string().regex(/^(\/(?!\.{1,2}(\/|$))[\w.-]+)+$/), {
              what: "A directory.",
              allowed: "an absolute path without a slash at its end, such as /tmp",
              example: "/tmp",
            }),
          )
          .superRefine(refuseRepeats, evenIfPartsAreWrong)
          .default([]),
        {
          what: "Directories that the container may write to; the rest of its file system is read-only.",
          allowed: "a list of absolute paths",
          example: "[/tmp]",
        },
      ),
      deployment,
      stopTimeoutSeconds: wholeNumber(2, 120, {
        what: "Seconds between SIGTERM and SIGKILL.",
        example: "30",
        why: "ECS's own",
      }).default(30),
    })
    .superRefine(({ exposure, port }, context) => {
      if ((exposure === "public" || exposure === "internal") && port === undefined) {
        context.addIssue({ code: "custom", path: ["port"], params: portRequired });
      }
    }, evenIfPartsAreWrong)
    .transform(({ exposure, port, ...rest }) => {
      if (exposure === "none") {
        return { ...rest, exposure, port };
      }
      // Not reached without a port: a transformation runs only when nothing is wrong.
      return port === undefined ? z.NEVER : { ...rest, exposure, port };
    }),
  { what: "A service.", allowed: "a mapping with name", example: "{ name: frontend }" },
);
