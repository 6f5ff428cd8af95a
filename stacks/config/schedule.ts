import { z } from "zod";
import { weekdays } from "../../components/container-service/schedule";
import { about, evenIfPartsAreWrong, oneOf, refuseRepeats, wholeNumber } from "./about";
import { nearest } from "./nearest";

const time = (what: string, example: string, why: string) =>
  about(
    z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
      .default(example),
    { what, allowed: "a time from 00:00 to 23:59, as HH:MM", example: `"${example}"`, why },
  );

/** AWS takes names in their exact spelling, old ones such as Asia/Calcutta included; JavaScript takes any spelling. */
function isTimeZone(name: string): boolean {
  if (!/^(UTC|[A-Z][a-z]+(\/[A-Z][\w+-]*){1,2})$/.test(name)) {
    return false;
  }
  try {
    const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions();
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}

function allowedTimeZones(given: unknown): string {
  const candidate = typeof given === "string" ? nearest(given, Intl.supportedValuesOf("timeZone")) : undefined;
  return `the name of an IANA time zone, such as ${candidate?.close ? candidate.word : "Asia/Tokyo"}`;
}

/** When hours are. */
const times = {
  timeZone: about(z.string().refine(isTimeZone), {
    what: "Time zone of the hours, daylight saving time included.",
    allowed: allowedTimeZones,
    example: "Asia/Tokyo",
  }),
  days: about(
    z
      .array(about(z.enum(weekdays), { what: "A day.", allowed: oneOf(weekdays), example: "MON" }))
      .min(1)
      .superRefine(refuseRepeats, evenIfPartsAreWrong)
      .default(["MON", "TUE", "WED", "THU", "FRI"]),
    {
      what: "Days that have these hours.",
      allowed: `a list of at least one of ${weekdays.join(", ")}`,
      example: "[MON, TUE, WED, THU, FRI]",
      why: "what most offices keep",
    },
  ),
  from: time("Start of the hours.", "08:00", "the first are at work"),
  to: time("End of the hours, on the same day.", "20:00", "the last have gone"),
};

/** Hours end on the day they start. Both ends are texts of the same length, which sort as times do. */
function endAfterStart({ from, to }: { from: unknown; to: unknown }, context: z.core.$RefinementCtx): void {
  // What is no time is a mistake of its own.
  if (typeof from === "string" && typeof to === "string" && isTime(from) && isTime(to) && to <= from) {
    context.addIssue({
      code: "custom",
      path: ["to"],
      params: {
        // The end may be a default, which the report would not find in what was given.
        given: JSON.stringify(to),
        allowed: `a time after from, which is ${from}: hours end on the day they start`,
        fix: "Swap the two, or end the hours at 23:59.",
      },
    });
  }
}

function isTime(text: string): boolean {
  return /^\d\d:\d\d$/.test(text);
}

const example = '{ timeZone: Asia/Tokyo, from: "08:00", to: "20:00" }';

/** The hours of a service, where there must be some. */
export const hours = about(
  z
    .strictObject({
      ...times,
      otherwise: wholeNumber(0, 5000, {
        what: "Tasks outside of the hours, whatever the load: at most `count.min`, and in the stack prod at least 2.",
        why: "what runs unused costs the most",
      }).default(0),
    })
    .superRefine(endAfterStart, evenIfPartsAreWrong),
  {
    what: "Hours in which as many tasks run as `count` and the metrics say; outside of them it is `otherwise`.",
    allowed: "a mapping with timeZone",
    example,
  },
);

/** Office hours of a service; left out, all hours are alike. */
export const schedule = hours.optional();

/** Hours of what runs in them, and else does not; left out, it runs at all hours. */
export const runningHours = about(z.strictObject(times).superRefine(endAfterStart, evenIfPartsAreWrong), {
  what: "Hours in which it runs. Left out, it runs at all hours.",
  allowed: "a mapping with timeZone",
  example,
}).optional();
