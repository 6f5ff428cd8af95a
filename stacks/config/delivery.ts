import { z } from "zod";
import { about, oneOf, wholeNumber } from "./about";

const sourceTypes = ["codecommit", "connection"] as const;

const sourceType = <Type extends (typeof sourceTypes)[number]>(word: Type) =>
  about(z.literal(word), {
    what: "Where the code is: `codecommit`, or `connection` for GitHub and others by way of CodeConnections.",
    allowed: oneOf(sourceTypes),
    example: "codecommit",
  });

const stackName = (what: string, example: string) =>
  about(
    z
      .string()
      .max(20)
      .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/),
    { what, allowed: "the name of a stack", example },
  );

const accountId = (what: string) =>
  about(z.string().regex(/^\d{12}$/), {
    what,
    allowed: "twelve digits, in quotes",
    example: '"123456789012"',
    fix: "Write the number in quotes, or YAML drops its leading zeros.",
  });

const branch = (what: string) =>
  about(
    z
      .string()
      .max(256)
      .regex(/^(?![-/]|refs\/)(?!.*(\/\/|\.\.|\/$|\.lock$))[\w./-]+$/),
    { what, allowed: "a branch name of letters, digits and _./-", example: "main" },
  );

const codecommit = z.strictObject({
  type: sourceType("codecommit"),
  stack: stackName("Stack that owns the repository; the others find it by its name.", "dev").default("dev"),
  accountId: accountId("Account of that stack. Left out, it is this stack's own.").optional(),
  readers: about(
    z
      .array(
        about(
          z.strictObject({
            stack: stackName("Stack whose pipelines read the repository.", "stg"),
            accountId: accountId("Its account."),
          }),
          {
            what: "A stack in another account.",
            allowed: "a mapping with stack and accountId",
            example: '{ stack: stg, accountId: "123456789012" }',
          },
        ),
      )
      .default([]),
    {
      what: "In the stack that owns the repository: stacks in other accounts that build from it.",
      allowed: "a list of mappings with stack and accountId",
      example: '[{ stack: stg, accountId: "123456789012" }]',
    },
  ),
  protectedBranch: branch(
    "In the stack that owns the repository: branch whose pull requests need an approval, because what it builds goes to production.",
  ).default("stg"),
  protect: about(z.boolean().default(true), {
    what: "In the stack that owns the repository: Pulumi refuses to delete it.",
    allowed: "true or false",
    example: "true",
    why: "with it goes everybody's code",
  }),
});

const connection = z.strictObject({
  type: sourceType("connection"),
  connectionArn: about(
    z
      .string()
      .regex(/^arn:aws(-[a-z]+)*:(codeconnections|codestar-connections):[a-z0-9-]+:\d{12}:connection\/[0-9a-f-]{36}$/),
    {
      what: "Connection that somebody has made and approved in the console.",
      allowed: "an ARN arn:aws:codeconnections:<region>:<account>:connection/<uuid>",
      example: "arn:aws:codeconnections:ap-northeast-1:123456789012:connection/01234567-89ab-cdef-0123-456789abcdef",
    },
  ),
  repository: about(z.string().regex(/^[\w.-]+(\/[\w.-]+)+$/), {
    what: "Repository at the other end.",
    allowed: "owner/name",
    example: "example/shop",
  }),
});

/** How code becomes a running image. */
export const delivery = about(
  z
    .strictObject({
      source: about(z.discriminatedUnion("type", [codecommit, connection]).prefault({ type: "codecommit" }), {
        what: "Where the code is.",
        allowed: `a mapping with type, ${oneOf(sourceTypes)}`,
        example: "{ type: codecommit }",
      }),
      branch: branch("Branch that this stack builds. Left out, it is named as the stack is.").optional(),
      build: about(
        z
          .strictObject({
            inVpc: about(z.boolean().default(false), {
              what: "Builds run in the private subnets, for what they fetch from inside the VPC.",
              allowed: "true or false",
              example: "true",
              why: "a build needs the internet, and takes addresses from the tasks",
            }),
            sizeBudgetMiB: wholeNumber(1, 10240, {
              what: "Largest compressed size of an image, in MiB. Fargate pulls it anew for every task.",
              example: "150",
              why: "some seconds of pulling",
            }).default(150),
            lazyLoading: about(z.boolean().default(false), {
              what:
                "Images get a SOCI index, with which Fargate starts a task before it has pulled all layers. It pays for images " +
                "above some 250 MB; layers below 10 MiB are not loaded lazily.",
              allowed: "true or false",
              example: "true",
              why: "an image that fits the default budget starts as fast without",
            }),
          })
          .prefault({}),
        { what: "Builds.", allowed: "a mapping", example: "{ sizeBudgetMiB: 100 }" },
      ),
      promotesTo: about(
        z
          .strictObject({
            stack: stackName("Stack that runs the images which were deployed here.", "prod"),
            accountId: accountId("Its account. Left out, it is this stack's own.").optional(),
          })
          .optional(),
        {
          what: "Stack that gets, unchanged, the images that were deployed here. Left out, stg gives them to prod.",
          allowed: "a mapping with stack and accountId",
          example: "{ stack: prod }",
        },
      ),
      promotedFrom: about(
        z
          .strictObject({
            stack: stackName("Stack whose images run here.", "stg"),
            accountId: accountId(
              "Account of the registry that holds them. Left out, it is this stack's own.",
            ).optional(),
            replicated: about(z.boolean().default(false), {
              what: "Images come from this account's replica of that registry.",
              allowed: "true or false",
              example: "true",
              why: "replication is set up once for a whole registry, by whoever owns it",
            }),
          })
          .optional(),
        {
          what: "Stack whose images run here; nothing is built then. Left out, a stack builds its own, and prod runs those of stg.",
          allowed: "a mapping with stack and accountId",
          example: "{ stack: stg }",
        },
      ),
      approverEmails: about(
        z
          .array(about(z.email(), { what: "An address.", allowed: "an e-mail address", example: "ops@example.com" }))
          .default([]),
        {
          what: "Who is told by mail that a deployment waits for approval. AWS asks each of them once to confirm.",
          allowed: "a list of e-mail addresses",
          example: "[ops@example.com]",
        },
      ),
    })
    .prefault({}),
  { what: "How code becomes a running image.", allowed: "a mapping", example: "{ branch: main }" },
);
