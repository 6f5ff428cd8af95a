/** Days of the week as cron expressions name them, in their order. */
export const weekdays = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"] as const;

/** A day of the week. */
export type Day = (typeof weekdays)[number];

/** The hours in which a service runs as it is configured, and the number of tasks outside of them. */
export interface Schedule {
  /** Name of an IANA time zone; hours follow its daylight saving time. */
  readonly timeZone: string;
  readonly days: readonly Day[];
  /** Start of the hours, `HH:MM`. */
  readonly from: string;
  /** End of the hours, `HH:MM`, later than `from`. */
  readonly to: string;
  /** Tasks outside of the hours. */
  readonly otherwise: number;
}

/** When the hours start and end, as cron expressions of Application Auto Scaling in the schedule's time zone. */
export interface ScheduleExpressions {
  readonly start: string;
  readonly end: string;
}

const minutesPerHour = 60;

/**
 * Minutes since midnight.
 *
 * @throws Error when `time` is not `HH:MM`.
 */
export function minutesOf(time: string): number {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  if (hours === undefined || minutes === undefined) {
    throw new Error(`Time ${JSON.stringify(time)}: allowed are HH:MM from 00:00 to 23:59; write, for example, 08:00.`);
  }
  return Number(hours) * minutesPerHour + Number(minutes);
}

/** Minutes from the start of the hours to their end, on each of the days. */
function length({ from, to }: Pick<Schedule, "from" | "to">): number {
  const minutes = minutesOf(to) - minutesOf(from);
  if (minutes <= 0) {
    throw new Error(
      `Schedule from ${from} to ${to}: hours end on the day they start, later than they start; change one of the two.`,
    );
  }
  return minutes;
}

/**
 * The cron expressions at which a schedule's hours start and end: minute, hour, day of the month, month, days of the week,
 * year.
 *
 * {@link https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-using-cron-expressions.html | Cron expressions}
 *
 * @throws Error when a time is not `HH:MM`, the end is not after the start, or there is no day.
 * @example
 * scheduleExpressions({ timeZone: "Asia/Tokyo", days: ["MON", "TUE"], from: "08:30", to: "20:00", otherwise: 0 });
 * // { start: "cron(30 8 ? * MON,TUE *)", end: "cron(0 20 ? * MON,TUE *)" }
 */
export function scheduleExpressions(schedule: Schedule): ScheduleExpressions {
  length(schedule);
  const days = weekdays.filter((day) => schedule.days.includes(day));
  if (days.length === 0) {
    throw new Error(`Schedule without a day: allowed are ${weekdays.join(", ")}; name at least one.`);
  }
  const cron = (time: string) => {
    const minutes = minutesOf(time);
    return `cron(${minutes % minutesPerHour} ${Math.floor(minutes / minutesPerHour)} ? * ${days.join(",")} *)`;
  };
  return { start: cron(schedule.from), end: cron(schedule.to) };
}

/** Hours of a week in which the service runs as it is configured; of the other ones of 168 it runs `otherwise` tasks. */
export function hoursPerWeek(schedule: Omit<Schedule, "otherwise">): number {
  return (new Set(schedule.days).size * length(schedule)) / minutesPerHour;
}
