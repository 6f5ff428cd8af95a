import { Case } from "./case";

const hours = { timeZone: "Asia/Tokyo" };
const low = { to: 30, change: -1 };
const high = { from: 70, change: 1 };

/** The example's first service, scaled by these steps. */
const steps = (...list: readonly object[]) => ({ "services[0].scaling": { type: "step", steps: list } });
const scheduled = (more: object) => ({ "services[0].scaling": { schedule: { ...hours, ...more } } });

/** Mistakes in how a service is scaled. */
export const scalingCases: readonly Case[] = [
  {
    what: "a way of scaling that is none",
    edits: { "services[0].scaling": { type: "predictive" } },
    place: "services[0].scaling.type",
    says: ['"predictive"', "one of target-tracking, step, scheduled"],
  },
  {
    what: "steps of target tracking",
    edits: { "services[0].scaling": { steps: [low, high] } },
    place: "services[0].scaling.steps",
    says: ["a key that does not exist here", "type, cpuPercent, memoryPercent, requestsPerTarget"],
  },
  {
    what: "a target of scaling by steps",
    edits: { "services[0].scaling": { type: "step", steps: [low, high], cpuPercent: 50 } },
    place: "services[0].scaling.cpuPercent",
    says: ["a key that does not exist here", "type, metric, steps"],
  },
  {
    what: "a cooldown of two hours",
    edits: { "services[0].scaling.scaleInCooldownSeconds": 7200 },
    says: ["given 7200", "from 0 to 3600"],
  },
  {
    what: "requests counted without a load balancer",
    edits: { "services[0].exposure": "none", "services[0].scaling.requestsPerTarget": 1000 },
    place: "services[0].scaling.requestsPerTarget",
    says: ["given 1000", "no load balancer that counts requests", "exposure: internal"],
  },
  {
    what: "one step alone",
    edits: steps(high),
    place: "services[0].scaling.steps",
    says: ["a list of 1", "one that adds and one that removes"],
  },
  {
    what: "a step that changes nothing",
    edits: steps(low, { from: 40, to: 60, change: 0 }, high),
    place: "services[0].scaling.steps[1].change",
    says: ["given 0", "without 0", "how many tasks"],
  },
  {
    what: "a step above 100 %",
    edits: steps(low, { from: 101, change: 1 }),
    place: "services[0].scaling.steps[1].from",
    says: ["given 101", "from 0 to 100"],
  },
  {
    what: "steps that only add tasks",
    edits: steps({ from: 70, to: 85, change: 1 }, { from: 85, change: 3 }),
    place: "services[0].scaling.steps",
    says: ["no step that removes tasks", "one step that adds and one that removes", "{ to: 30, change: -1 }"],
  },
  {
    what: "steps that only remove tasks",
    edits: steps({ to: 10, change: -2 }, { from: 10, to: 30, change: -1 }),
    place: "services[0].scaling.steps",
    says: ["no step that adds tasks", "{ from: 70, change: 1 }"],
  },
  {
    what: "a gap between steps",
    edits: steps(low, { from: 70, to: 80, change: 1 }, { from: 85, change: 3 }),
    place: "services[0].scaling.steps[2].from",
    says: ["given 85", "exactly 80, where steps[1] ends: steps leave no gap"],
  },
  {
    what: "steps that overlap",
    edits: steps(low, { from: 70, to: 90, change: 1 }, { from: 85, change: 3 }),
    place: "services[0].scaling.steps[2].from",
    says: ["given 85", "exactly 90, where steps[1] ends: steps do not overlap"],
  },
  {
    what: "a step without an end below another one",
    edits: steps(low, { from: 70, change: 1 }, { from: 85, change: 3 }),
    place: "services[0].scaling.steps[1].to",
    says: ["given nothing", "exactly 85, where steps[2] starts"],
  },
  {
    what: "no range between removing and adding tasks",
    edits: steps({ to: 70, change: -1 }, high),
    place: "services[0].scaling.steps[1].from",
    says: ["given 70", "more than 70, where steps[0] ends", "swinging"],
  },
  {
    what: "steps the wrong way round",
    edits: steps({ from: 20, to: 30, change: 1 }, { from: 70, to: 80, change: -1 }),
    place: "services[0].scaling.steps[1].change",
    says: ["given -1", "at least 1, as steps[0] has for lower values"],
  },
  {
    what: "a step that adds fewer tasks for more load",
    edits: steps(low, { from: 70, to: 85, change: 3 }, { from: 85, change: 1 }),
    place: "services[0].scaling.steps[2].change",
    says: ["given 1", "at least 3, as steps[1] has", "Let a higher value add more"],
  },
  {
    what: "a step that ends before it starts",
    edits: steps(low, { from: 85, to: 70, change: 1 }),
    place: "services[0].scaling.steps[1].to",
    says: ["given 70", "more than from, which is 85", "Swap"],
  },
  {
    what: "a step that adds tasks from nowhere on",
    edits: steps(low, { to: 90, change: 1 }),
    place: "services[0].scaling.steps[1].from",
    says: ["given nothing", "the percent from which tasks are added", "from: 70"],
  },
  {
    what: "a step that removes tasks up to nowhere",
    edits: steps({ from: 10, change: -1 }, high),
    place: "services[0].scaling.steps[0].to",
    says: ["given nothing", "the percent up to which tasks are removed", "to: 30"],
  },
  {
    what: "more steps than AWS takes",
    edits: steps(
      low,
      ...Array.from({ length: 21 }, (_, index) => ({
        from: 50 + index,
        ...(index < 20 ? { to: 51 + index } : {}),
        change: 1 + index,
      })),
    ),
    place: "services[0].scaling.steps",
    says: ["21 steps that add tasks", "at most 20"],
  },
  {
    what: "a highest step with an end",
    edits: steps(low, { from: 70, to: 100, change: 1 }),
    place: "services[0].scaling.steps[1].to",
    says: ["given 100", "no other step is above", "Delete to"],
  },
  {
    what: "a lowest step with a start",
    edits: steps({ from: 0, to: 30, change: -1 }, high),
    place: "services[0].scaling.steps[0].from",
    says: ["given 0", "no other step is below", "Delete from"],
  },
  {
    what: "a schedule without hours",
    edits: { "services[0].scaling": { type: "scheduled" } },
    place: "services[0].scaling.schedule",
    says: ["given nothing", "a mapping with timeZone"],
  },
  {
    what: "a time zone that is nearly one",
    edits: scheduled({ timeZone: "Asia/Tokio" }),
    place: "services[0].scaling.schedule.timeZone",
    says: ['"Asia/Tokio"', "an IANA time zone, such as Asia/Tokyo"],
  },
  {
    what: "a time zone in small letters",
    edits: scheduled({ timeZone: "europe/berlin" }),
    place: "services[0].scaling.schedule.timeZone",
    says: ['"europe/berlin"', "such as Europe/Berlin"],
  },
  {
    what: "a time zone by its distance",
    edits: scheduled({ timeZone: "+09:00" }),
    place: "services[0].scaling.schedule.timeZone",
    says: ['"+09:00"', "an IANA time zone"],
  },
  {
    what: "no day",
    edits: scheduled({ days: [] }),
    place: "services[0].scaling.schedule.days",
    says: ["an empty list", "at least one of MON, TUE"],
  },
  {
    what: "a day twice",
    edits: scheduled({ days: ["MON", "MON"] }),
    place: "services[0].scaling.schedule.days[1]",
    says: ['"MON"', "each entry once"],
  },
  {
    what: "a time without its zero",
    edits: scheduled({ from: "8:00" }),
    place: "services[0].scaling.schedule.from",
    says: ['"8:00"', "a time from 00:00 to 23:59"],
  },
  {
    what: "hours that pass midnight",
    edits: scheduled({ from: "22:00", to: "06:00" }),
    place: "services[0].scaling.schedule.to",
    says: ['"06:00"', "after from, which is 22:00", "hours end on the day they start"],
  },
  {
    what: "hours that start after the end which they have by default",
    edits: scheduled({ from: "21:00" }),
    place: "services[0].scaling.schedule.to",
    says: ['"20:00"', "after from, which is 21:00"],
  },
  {
    what: "more tasks outside of the hours than within",
    reads: ["services[0].count"],
    edits: scheduled({ otherwise: 3 }),
    place: "services[0].scaling.schedule.otherwise",
    says: ["given 3", "0 to 1, which is count.min", "Lower otherwise"],
  },
  {
    what: "prod without tasks at night",
    stack: "prod",
    edits: { "services[0].count.min": 2, "services[1].count.min": 2, ...scheduled({}) },
    place: "services[0].scaling.schedule.otherwise",
    says: ["given 0", "at least 2 in prod", "Set otherwise: 2"],
  },
];
