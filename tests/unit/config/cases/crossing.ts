import { Case } from "./case";

const certificate = "arn:aws:acm:us-east-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef";
const long = "a".repeat(33);

/** Mistakes that show only when several fields are compared. */
export const crossingCases: readonly Case[] = [
  {
    what: "two services of one name",
    edits: { "services[1].name": "frontend", "services[0].calls": [] },
    says: ['"frontend"', "no other service has", "Rename"],
  },
  {
    what: "the log router's name",
    edits: { "services[1].name": "log-router", "services[0].calls": [] },
    says: ['"log-router"', "takes a task's logs"],
  },
  {
    what: "a name that is too long with project and stack",
    edits: { "services[1].name": `${long}a`, "services[0].calls": [] },
    says: [`"${long}a", 34 characters`, "at most 33", "fargate-platform-dev-…-execution", "Shorten"],
  },
  {
    what: "a port at which the log router listens",
    edits: { "services[0].port": 24224 },
    says: ["given 24224", "any port but 24224, 8877, 2020", "log router"],
  },
  {
    what: "a health check of a port that nothing listens on",
    reads: ["services[0].port"],
    edits: { "services[0].healthCheck.port": 9090 },
    says: ["given 9090", "8080, the service's port", "Delete it"],
  },
  {
    what: "a health check that outlasts its interval",
    reads: ["services[0].healthCheck.intervalSeconds"],
    edits: { "services[0].healthCheck.timeoutSeconds": 15 },
    says: ["given 15", "less than intervalSeconds, which is 15"],
  },
  {
    what: "max below min",
    edits: { "services[0].count.max": 2, "services[0].count.min": 3 },
    says: ["given 2", "at least count.min, which is 3"],
  },
  {
    what: "desired below min",
    edits: { "services[0].count.desired": 1, "services[0].count.min": 2, "services[0].count.max": 4 },
    says: ["given 1", "2 to 4"],
  },
  {
    what: "desired above max",
    edits: { "services[0].count.desired": 5, "services[0].count.max": 4 },
    says: ["given 5", "1 to 4"],
  },
  {
    what: "a variable in environment and secrets",
    edits: { "services[0].secrets.A": { parameter: "/a" }, "services[0].environment.A": "a" },
    says: ["the same variable as in environment", "not in both", "Delete one"],
  },
  {
    what: "a secret named as the platform's PORT",
    edits: { "services[0].secrets.PORT": { parameter: "/a" } },
    says: ["a variable that the platform sets", "Rename"],
  },
  {
    what: "a secret named as the platform's URL of a service",
    reads: ["services[0].calls", "services[1].name"],
    edits: { "services[0].secrets.BACKEND_URL": { parameter: "/a" } },
    says: ["a variable that the platform sets"],
  },
  {
    what: "a call to nobody",
    reads: ["services[0].name", "services[1].name"],
    edits: { "services[0].calls[0]": "bakend" },
    says: ['"bakend"', "exposure: internal: backend", "Correct the name"],
  },
  {
    what: "a call to a service without a load balancer",
    reads: ["services[1].name"],
    edits: { "services[0].calls[0]": "backend", "services[1].exposure": "none" },
    says: ['"backend"', "there is none", "Set exposure: internal there"],
  },
  {
    what: "a call to itself",
    reads: ["services[1].name"],
    edits: { "services[1].calls": ["backend"] },
    place: "services[1].calls[0]",
    says: ['"backend"', "another service"],
  },
  {
    what: "a call to a public service",
    reads: ["services[0].name", "services[0].exposure"],
    edits: { "services[1].calls": ["frontend"] },
    place: "services[1].calls[0]",
    says: ['"frontend"', "exposure: internal"],
  },
  {
    what: "zones of another region",
    reads: ["aws:region"],
    edits: { "network.availabilityZones": ["ap-northeast-1a", "us-east-1a"] },
    place: "network.availabilityZones[1]",
    says: ['"us-east-1a"', "zones of aws:region, which is ap-northeast-1", "ap-northeast-1a"],
  },
  {
    what: "a range without room for the zones",
    reads: ["network.availabilityZones"],
    edits: { "network.cidr": "10.0.4.0/24" },
    says: ['"10.0.4.0/24"', "/16 to /23 with 2 zones", "10.0.0.0/16"],
  },
  {
    what: "no NAT with a public image",
    edits: { "services[0].image": "nginx:1.27", "network.nat": "none", "network.endpoints": "auto" },
    says: ['"nginx:1.27"', "private ECR of ap-northeast-1", "nat: single"],
  },
  {
    what: "no NAT with another region's image",
    reads: ["aws:region"],
    edits: {
      "services[0].image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
      "network.nat": "none",
      "network.endpoints": "auto",
    },
    says: ["us-east-1", "private ECR of ap-northeast-1"],
  },
  {
    what: "no NAT with the public bootstrap image",
    reads: ["services[0].image"],
    edits: { "network.nat": "none", "network.endpoints": "auto" },
    place: "bootstrapImage",
    says: ["nothing, so public.ecr.aws/", "for frontend, backend", "private ECR"],
  },
  {
    what: "no NAT with the public router image",
    edits: { "network.nat": "none", "network.endpoints": "auto" },
    place: "logging.routerImage",
    says: ["nothing, so public.ecr.aws/", "private ECR"],
  },
  {
    what: "no NAT with the gateway endpoint alone",
    edits: { "network.nat": "none" },
    place: "network.endpoints",
    says: ['"gateway"', "ecr.api, ecr.dkr, logs", "endpoints: auto"],
  },
  {
    what: "no NAT without an endpoint that is used",
    edits: { "network.nat": "none", "network.endpoints": ["ecr.api", "ecr.dkr", "logs"], "services[0].exec": true },
    place: "network.endpoints",
    says: ["a list without ssmmessages, kms, xray"],
  },
  {
    what: "plain HTTP that nobody asked for",
    reads: ["services[0].exposure", "domain.certificateArn"],
    edits: { "loadBalancers.plainHttp": false },
    says: ["given false", "no certificate for frontend, backend", "domain.certificateArn"],
  },
  {
    what: "a certificate of another region",
    reads: ["aws:region"],
    edits: { "domain.certificateArn": certificate, "domain.name": "example.com" },
    says: ["a certificate in us-east-1", "which is ap-northeast-1"],
  },
  {
    what: "Glacier too soon",
    edits: { "logging.archive.glacierAfterDays": 40, "logging.archive.infrequentAccessAfterDays": 30 },
    says: ["given 40", "at least 60"],
  },
  {
    what: "expiry before a move",
    edits: { "logging.archive.expireAfterDays": 20, "logging.archive.glacierAfterDays": 20 },
    says: ["given 20", "more than 20"],
  },
  {
    what: "prod with one task",
    stack: "prod",
    edits: { "services[0].count.min": 1, "services[1].count.min": 2 },
    says: ["given 1", "at least 2 in prod"],
  },
  {
    what: "prod on Spot alone",
    stack: "prod",
    edits: { "services[0].spotPercent": 100, "services[0].count.min": 2, "services[1].count.min": 2 },
    says: ["given 100", "0 to 99 in prod"],
  },
];
