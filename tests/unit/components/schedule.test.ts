import { expect } from "chai";
import fc from "fast-check";
import { hoursPerWeek, Schedule, scheduleExpressions, weekdays } from "../../../components/container-service/schedule";

const minutesPerDay = 24 * 60;

const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

const schedules: fc.Arbitrary<Schedule & { fromMinute: number; toMinute: number }> = fc
  .record({
    days: fc.shuffledSubarray([...weekdays], { minLength: 1 }),
    bounds: fc.uniqueArray(fc.nat(minutesPerDay - 1), { minLength: 2, maxLength: 2 }),
    otherwise: fc.nat(3),
  })
  .map(({ days, bounds, otherwise }) => {
    const [fromMinute = 0, toMinute = 0] = [...bounds].sort((a, b) => a - b);
    const times = { from: clock(fromMinute), to: clock(toMinute), fromMinute, toMinute };
    return { timeZone: "Asia/Tokyo", days, otherwise, ...times };
  });

/** Minutes of a week, from Monday 00:00 on, at which a cron expression of AWS fires. */
function firings(expression: string): Set<number> {
  const [minute, hour, dayOfMonth, month, dayOfWeek, year, ...rest] =
    /^cron\((.*)\)$/.exec(expression)?.[1]?.split(" ") ?? [];
  expect([dayOfMonth, month, year, rest], "fields that hold on every day").to.deep.equal(["?", "*", "*", []]);
  const days = (dayOfWeek ?? "").split(",");
  const minutes = Array.from({ length: 7 * minutesPerDay }, (_, index) => index);
  return new Set(
    minutes.filter((index) => {
      const inDay = index % minutesPerDay;
      const day = weekdays[Math.floor(index / minutesPerDay)] ?? "";
      return days.includes(day) && String(inDay % 60) === minute && String(Math.floor(inDay / 60)) === hour;
    }),
  );
}

describe("A schedule", () => {
  const office: Schedule = {
    timeZone: "Asia/Tokyo",
    days: ["FRI", "MON", "TUE", "WED", "THU"],
    from: "08:30",
    to: "20:00",
    otherwise: 0,
  };

  it("starts and ends its hours by cron expressions of AWS, days in their order", () => {
    expect(scheduleExpressions(office)).to.deep.equal({
      start: "cron(30 8 ? * MON,TUE,WED,THU,FRI *)",
      end: "cron(0 20 ? * MON,TUE,WED,THU,FRI *)",
    });
  });

  it("runs in every minute of its hours and in no other, once the first week is over", () => {
    fc.assert(
      fc.property(schedules, (schedule) => {
        const { start, end } = scheduleExpressions(schedule);
        const [starts, ends] = [firings(start), firings(end)];
        let isRunning = false;
        let minutes = 0;
        for (let minute = 0; minute < 2 * 7 * minutesPerDay; minute++) {
          const inWeek = minute % (7 * minutesPerDay);
          isRunning = starts.has(inWeek) || (isRunning && !ends.has(inWeek));
          if (minute >= 7 * minutesPerDay) {
            const day = weekdays[Math.floor(inWeek / minutesPerDay)] ?? "MON";
            const inDay = inWeek % minutesPerDay;
            const wanted = schedule.days.includes(day) && inDay >= schedule.fromMinute && inDay < schedule.toMinute;
            if (isRunning !== wanted) {
              throw new Error(`${day} ${clock(inDay)}: ${isRunning ? "runs" : "does not run"}`);
            }
            minutes += isRunning ? 1 : 0;
          }
        }
        expect(minutes).to.equal(Math.round(hoursPerWeek(schedule) * 60));
      }),
      { numRuns: 25 },
    );
  });

  it("has 60 hours a week from eight to eight on working days", () => {
    expect(hoursPerWeek({ ...office, from: "08:00" })).to.equal(60);
    expect(hoursPerWeek({ ...office, from: "08:00", days: ["MON", "MON"] }), "a day counts once").to.equal(12);
  });

  it("is refused when its hours pass midnight, are none, or are no times", () => {
    expect(() => scheduleExpressions({ ...office, to: "06:00" })).to.throw("from 08:30 to 06:00: hours end on the day");
    expect(() => hoursPerWeek({ ...office, to: "08:30" })).to.throw("later than they start");
    expect(() => scheduleExpressions({ ...office, days: [] })).to.throw("without a day: allowed are MON, TUE");
    for (const time of ["8:30", "24:00", "08:60", "0830", "08:30 "]) {
      expect(() => scheduleExpressions({ ...office, from: time }), time).to.throw(`Time "${time}": allowed are HH:MM`);
    }
  });
});
