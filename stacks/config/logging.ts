import { z } from "zod";
import { defaultRouterImage } from "../../components/logging/logRouterContainer";
import { about, evenIfPartsAreWrong, refuseRepeats, wholeNumber } from "./about";
import { image } from "./image";

/**
 * The retention times that CloudWatch Logs knows, in days.
 *
 * {@link https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html | PutRetentionPolicy}
 */
const retentionChoices = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

function isPattern(text: string): boolean {
  if (/\s/.test(text)) {
    return false;
  }
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

const longestArchive = 36500;

/** The logs of a stack. */
export const logging = about(
  z
    .strictObject({
      retentionDays: about(z.literal(retentionChoices).default(30), {
        what: "Days that CloudWatch Logs keeps lines.",
        allowed: `a retention that CloudWatch Logs knows: ${retentionChoices.join(", ")}`,
        example: "30",
        why: "long enough to look into an incident; the archive keeps the rest for less",
      }),
      archive: about(
        z
          .strictObject({
            infrequentAccessAfterDays: wholeNumber(30, longestArchive, {
              what: "Days until log files move to S3 Standard-IA. Left out, they do not.",
            }).optional(),
            glacierAfterDays: wholeNumber(1, longestArchive, {
              what: "Days until log files move to S3 Glacier Flexible Retrieval. Left out, they do not.",
              example: "90",
            }).optional(),
            expireAfterDays: wholeNumber(1, longestArchive, {
              what: "Days until log files are deleted.",
              example: "365",
              why: "a year covers most audits",
            }).default(365),
          })
          .prefault({ infrequentAccessAfterDays: 30, glacierAfterDays: 90 }),
        {
          what: "Lifecycle of the log bucket, which holds every line.",
          allowed: "a mapping with infrequentAccessAfterDays, glacierAfterDays and expireAfterDays",
          example: "{ infrequentAccessAfterDays: 30, glacierAfterDays: 90, expireAfterDays: 365 }",
          why: "S3's cheaper classes as soon as they pay",
        },
      ),
      cloudWatch: about(
        z
          .union([
            z.enum(["errors", "all"]),
            z.strictObject({
              match: about(
                z
                  .array(
                    about(z.string().min(1).max(200).refine(isPattern), {
                      what: "A pattern.",
                      allowed: "a regular expression without blanks (write \\s), at most 200 characters",
                      example: "^AUDIT",
                    }),
                  )
                  .min(1)
                  .max(20)
                  .superRefine(refuseRepeats, evenIfPartsAreWrong),
                { what: "Patterns.", allowed: "1 to 20 regular expressions", example: '["^AUDIT"]' },
              ),
            }),
          ])
          .default("errors"),
        {
          what:
            "Lines that go to CloudWatch Logs besides S3: `errors`, `all`, or `{ match: [patterns] }` for errors and lines " +
            "that match a regular expression.",
          allowed: "errors, all, or { match: [regular expressions] }",
          example: "errors",
          why: "CloudWatch Logs takes many times what S3 takes for a line",
        },
      ),
      routerImage: image(
        "Image of the log router, a mirror of AWS for Fluent Bit (its `init` variant). Needed with `nat: none`.",
        "AWS's public image, pinned",
      ).default(defaultRouterImage),
    })
    .prefault({}),
  { what: "Logs of all services.", allowed: "a mapping", example: "{ retentionDays: 30 }" },
);
