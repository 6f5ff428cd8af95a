import { z } from "zod";

/** The phases, in the order in which CodeBuild runs them. */
export const phaseNames = ["install", "pre_build", "build", "post_build"] as const;

const strings = z.array(z.string().min(1)).min(1);

const yesNo = z.union([z.boolean(), z.literal("yes"), z.literal("no")]);

const phase = z.strictObject({
  "run-as": z.string().optional(),
  "on-failure": z.enum(["ABORT", "CONTINUE"]).optional(),
  "runtime-versions": z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  commands: strings,
  finally: strings.optional(),
});

const artifact = z.strictObject({
  files: strings,
  name: z.string().optional(),
  "discard-paths": yesNo.optional(),
  "base-directory": z.string().optional(),
  "exclude-paths": z.string().optional(),
  "enable-symlinks": yesNo.optional(),
  "s3-prefix": z.string().optional(),
});

/** The name of a CodeBuild variable: the shell's rule, and not the prefix that CodeBuild keeps for itself. */
const variable = z.string().regex(/^(?!CODEBUILD_)[A-Za-z_][A-Za-z0-9_]*$/);

/**
 * CodeBuild's buildspec, version 0.2, as far as a single build goes (no `batch`). AWS publishes no machine-readable
 * schema; this is its reference, and it refuses every key that the reference does not name.
 *
 * {@link https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html | Buildspec reference}
 */
export const buildspecSchema = z.strictObject({
  version: z.literal(0.2),
  "run-as": z.string().optional(),
  env: z
    .strictObject({
      shell: z.enum(["bash", "/bin/sh", "powershell.exe", "cmd.exe"]).optional(),
      variables: z.record(variable, z.string()).optional(),
      "parameter-store": z.record(variable, z.string()).optional(),
      "secrets-manager": z.record(variable, z.string()).optional(),
      "exported-variables": z.array(variable).optional(),
      "git-credential-helper": yesNo.optional(),
    })
    .optional(),
  proxy: z.strictObject({ "upload-artifacts": yesNo.optional(), logs: yesNo.optional() }).optional(),
  phases: z.strictObject({
    install: phase.optional(),
    pre_build: phase.omit({ "runtime-versions": true }).strict().optional(),
    build: phase.omit({ "runtime-versions": true }).strict().optional(),
    post_build: phase.omit({ "runtime-versions": true }).strict().optional(),
  }),
  reports: z
    .record(
      // A name, to which CodeBuild puts the project's in front, or the ARN of a report group.
      z.string().regex(/^(?:[A-Za-z0-9][A-Za-z0-9_-]{1,127}|arn:.+)$/),
      z.strictObject({
        files: strings,
        "file-format": z
          .enum([
            "CUCUMBERJSON",
            "JUNITXML",
            "NUNITXML",
            "NUNIT3XML",
            "TESTNGXML",
            "VISUALSTUDIOTRX",
            "CLOVERXML",
            "COBERTURAXML",
            "JACOCOXML",
            "SIMPLECOV",
          ])
          .optional(),
        "base-directory": z.string().optional(),
        "discard-paths": yesNo.optional(),
      }),
    )
    .optional(),
  artifacts: artifact
    .extend({ "secondary-artifacts": z.record(z.string(), artifact).optional() })
    .strict()
    .optional(),
  cache: z
    .strictObject({ key: z.string().optional(), "fallback-keys": z.array(z.string()).optional(), paths: strings })
    .optional(),
});

/** A buildspec that is well formed. */
export type Buildspec = z.infer<typeof buildspecSchema>;
