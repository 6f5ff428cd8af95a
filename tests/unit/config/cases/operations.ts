import { Case } from "./case";

const ecr = "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com";

/** Mistakes in what people run the services with: traces, metrics, scaling, bastion. */
export const operationsCases: readonly Case[] = [
  {
    what: "a collector that is none",
    edits: { "tracing.collector": "otel" },
    says: ['"otel"', "adot, xray-daemon, none"],
  },
  { what: "more traces than there are", edits: { "tracing.sampledPercent": 101 }, says: ["given 101", "0 to 100"] },
  {
    what: "a collector's image that nobody uses",
    edits: { "tracing.collector": "none", "tracing.collectorImage": `${ecr}/collector:0.49.0` },
    place: "tracing.collectorImage",
    says: ["no service of this stack has the collector none", "Delete it"],
  },
  {
    what: "a port of the collector",
    reads: ["services[1].tracing", "tracing.collector"],
    edits: { "services[1].port": 4318 },
    says: ["given 4318", "trace-collector", "tracing: none"],
  },
  {
    what: "a service called as the collector",
    edits: { "services[1].name": "trace-collector", "services[0].calls": [] },
    place: "services[1].name",
    says: ["takes a task's traces"],
  },
  {
    what: "a service called as the bastion",
    edits: { bastion: { mode: "ecs-exec" }, "services[2]": { name: "bastion" } },
    place: "services[2].name",
    says: ['given "bastion"', "the stack's bastion"],
  },
  {
    what: "a service that is reached from no bastion",
    reads: ["bastion"],
    edits: { "services[0].reachableFromBastion": true },
    says: ["given true", "the stack has no bastion"],
  },
  {
    what: "a service that is reached without a port",
    edits: { bastion: { mode: "ecs-exec" }, "services[2]": { name: "worker", reachableFromBastion: true } },
    place: "services[2].reachableFromBastion",
    says: ["the service has no port"],
  },
  { what: "a way in that is none", edits: { "bastion.mode": "ssh" }, says: ['"ssh"', "session-manager, ecs-exec"] },
  {
    what: "hours of a bastion that leave it running",
    edits: { "bastion.schedule": { timeZone: "Asia/Tokyo", otherwise: 1 } },
    place: "bastion.schedule.otherwise",
    says: ["otherwise"],
  },
  {
    what: "metrics that are off",
    edits: { "monitoring.containerInsights": "disabled" },
    says: ['"disabled"', "enhanced, enabled"],
  },
  {
    what: "no address of a person",
    edits: { "monitoring.emails[0]": "ops", monitoring: { emails: ["ops"] } },
    place: "monitoring.emails[0]",
    says: ["e-mail address"],
  },
  {
    what: "a secret called as a variable of the collector",
    reads: ["services[0].tracing", "tracing.collector"],
    edits: { "services[0].secrets": { OTEL_SERVICE_NAME: { parameter: "/shop/name" } } },
    place: "services[0].secrets.OTEL_SERVICE_NAME",
    says: ["a variable that the platform sets", "Rename the variable"],
  },
  {
    what: "an alarm that is always on",
    edits: { "services[0].alarms.cpuPercent": 0 },
    says: ["given 0", "from 1 to 100"],
  },
  {
    what: "addresses that would not last",
    reads: ["network.availabilityZones"],
    edits: { "network.cidr": "10.0.0.0/23", "services[0].count.max": 100 },
    place: "network.cidr",
    says: ['"10.0.0.0/23"', "private subnet", "/16 to /22", "lower count.max of frontend"],
  },
  {
    what: "a range that is too small for load balancers and for tasks",
    reads: ["network.availabilityZones"],
    edits: { "network.cidr": "10.0.0.0/24", "services[0].count.max": 200 },
    place: "network.cidr",
    says: ['"10.0.0.0/24"', "/16 to /21"],
  },
  {
    what: "steps with a gap",
    edits: {
      "services[0].scaling": {
        type: "step",
        steps: [
          { to: 30, change: -1 },
          { from: 60, to: 70, change: 1 },
          { from: 80, change: 3 },
        ],
      },
    },
    place: "services[0].scaling.steps[2].from",
    says: ["given 80", "exactly 70", "leave no gap"],
  },
  {
    what: "requests of a service without a load balancer",
    edits: { "services[2]": { name: "worker", scaling: { requestsPerTarget: 100 } } },
    place: "services[2].scaling.requestsPerTarget",
    says: ["given 100", "no load balancer"],
  },
  {
    what: "nights without a task in prod",
    stack: "prod",
    edits: {
      "services[0].count.min": 2,
      "services[1].count.min": 2,
      "services[0].scaling": { schedule: { timeZone: "Asia/Tokyo" } },
    },
    place: "services[0].scaling.schedule.otherwise",
    says: ["given 0", "at least 2 in prod"],
  },
  {
    what: "a time zone that is none",
    edits: { "services[0].scaling": { schedule: { timeZone: "Asia/Tokio" } } },
    place: "services[0].scaling.schedule.timeZone",
    says: ['"Asia/Tokio"', "Asia/Tokyo"],
  },
];
