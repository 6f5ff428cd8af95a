import { z } from "zod";
import { defaultBootstrapImage } from "../../components/container-service/bootstrap";
import { about, wholeNumber } from "./about";
import { bastion } from "./bastion";
import { delivery } from "./delivery";
import { image } from "./image";
import { logging } from "./logging";
import { monitoring } from "./monitoring";
import { network } from "./network";
import { service } from "./service";
import { tracing } from "./tracing";

const loadBalancers = about(
  z
    .strictObject({
      plainHttp: about(z.boolean().default(false), {
        what: "Load balancers may serve plain HTTP where the stack has no certificate.",
        allowed: "true or false",
        example: "true",
        why: "nothing is sent in the clear unasked",
      }),
      deregistrationDelaySeconds: wholeNumber(0, 3600, {
        what: "Seconds that a task which is to stop may still answer open requests.",
        example: "30",
        why: "AWS's 300 make each deployment five minutes longer",
      }).default(30),
    })
    .prefault({}),
  { what: "All load balancers.", allowed: "a mapping", example: "{ deregistrationDelaySeconds: 30 }" },
);

const domain = about(
  z
    .strictObject({
      name: about(
        z
          .string()
          .max(253)
          .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/),
        {
          what: "Domain of the stack: a service with a load balancer is `<service>.<domain>`.",
          allowed: "a domain name in lower case, such as example.com",
          example: "example.com",
        },
      ),
      hostedZoneId: about(
        z
          .string()
          .regex(/^Z[A-Z0-9]{1,31}$/)
          .optional(),
        {
          what: "Route 53 hosted zone of the domain, where its records are made. Left out, none are.",
          allowed: "an id of Z, upper-case letters and digits",
          example: "Z0123456789ABCDEFGHIJ",
        },
      ),
      certificateArn: about(
        z
          .string()
          .regex(/^arn:aws(-[a-z]+)*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]{36}$/)
          .optional(),
        {
          what: "ACM certificate of the domain, in the stack's region. With it load balancers serve HTTPS only.",
          allowed: "an ARN arn:aws:acm:<region>:<account>:certificate/<uuid>",
          example: "arn:aws:acm:ap-northeast-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef",
        },
      ),
    })
    .optional(),
  { what: "Domain and certificate.", allowed: "a mapping with name", example: "{ name: example.com }" },
);

const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+@-]*$/u;
const tagCharacters = "letters, digits, blanks and _.:/=+@-";

// AWS allows 50; the rest is left to the platform's own.
const tagLimit = 40;

const tags = about(
  z
    .record(
      about(
        z
          .string()
          .min(1)
          .max(128)
          .regex(tagText)
          .regex(/^(?!aws:)/i),
        {
          what: "Key of a tag.",
          allowed: `1 to 128 ${tagCharacters}, not starting with aws:`,
          example: "CostCenter",
          fix: "Rename the tag.",
        },
      ),
      about(z.string().max(256).regex(tagText), {
        what: "Value of a tag.",
        allowed: `at most 256 ${tagCharacters}`,
        example: '"1234"',
      }),
    )
    .refine((given) => Object.keys(given).length <= tagLimit)
    .default({}),
  {
    what: "Tags of every resource.",
    allowed: `a mapping of at most ${tagLimit} tag keys to texts`,
    example: "{ Owner: platform-team }",
  },
);

/** The config of one stack, below `fargate-platform:`; every key of it is one Pulumi config key. */
export const stackSchema = z.strictObject({
  network,
  services: about(z.array(service).min(1), {
    what: "The services of the stack.",
    allowed: "a list of at least one service",
    example: "[{ name: frontend, port: 8080, exposure: public }]",
  }),
  logging,
  tracing,
  monitoring,
  loadBalancers,
  domain,
  delivery,
  bastion,
  bootstrapImage: image(
    "Image that runs where a service has none yet, a mirror of the public busybox image. Needed with `nat: none`.",
    "public, small, and it answers the health check",
  ).default(defaultBootstrapImage),
  deletionProtection: about(z.boolean().default(true), {
    what:
      "AWS refuses to delete load balancers, and `pulumi destroy` buckets and repositories that hold something, until this " +
      "is false.",
    allowed: "true or false",
    example: "true",
    why: "a mistake must not cut users off or delete logs",
  }),
  tags,
});

/** The checked config of one stack, defaults filled in. */
export type StackConfig = z.output<typeof stackSchema> & {
  /** Name of the Pulumi project. */
  readonly project: string;
  /** Name of the stack. */
  readonly stack: string;
  /** Region, from `aws:region`. */
  readonly region: string;
};
/** One service of it. */
export type ServiceConfig = StackConfig["services"][number];
