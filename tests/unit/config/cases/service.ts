import { Case } from "./case";

/** Mistakes of one field of a service. */
export const serviceCases: readonly Case[] = [
  {
    what: "services that are none",
    edits: { services: "frontend" },
    says: ['"frontend"', "a list of at least one service"],
  },
  { what: "a service that is a text", edits: { "services[1]": "backend" }, says: ['"backend"', "a mapping with name"] },
  {
    what: "a service without a name",
    edits: { "services[1].name": undefined },
    says: ["given nothing", "lower-case letters"],
  },
  {
    what: "a name in upper case",
    edits: { "services[1].name": "Backend" },
    says: ['"Backend"', "lower-case letters", "Rename"],
  },
  {
    what: "a name with two hyphens",
    edits: { "services[1].name": "back--end" },
    says: ['"back--end"', "single hyphens"],
  },
  {
    what: "a name that ends in a hyphen",
    edits: { "services[1].name": "backend-" },
    says: ['"backend-"', "single hyphens"],
  },
  {
    what: "the tag latest",
    edits: { "services[0].image": "nginx:latest" },
    says: ['"nginx:latest"', "a tag other than latest", ":1.4.2"],
  },
  {
    what: "an image without a tag",
    edits: { "services[0].image": "public.ecr.aws/nginx/nginx" },
    says: ["public.ecr.aws/nginx/nginx", "a tag other than latest"],
  },
  {
    what: "an image that is no reference",
    edits: { "services[0].image": "my image:1" },
    says: ['"my image:1"', "an image reference"],
  },
  { what: "port 0", edits: { "services[0].port": 0 }, says: ["given 0", "from 1 to 65535"] },
  {
    what: "a port in quotes",
    edits: { "services[0].port": "8080" },
    says: ['given "8080"', "from 1 to 65535", "without quotes"],
  },
  { what: "a port with a fraction", edits: { "services[0].port": 80.5 }, says: ["given 80.5", "whole number"] },
  {
    what: "a public service without a port",
    reads: ["services[0].exposure"],
    edits: { "services[0].port": undefined },
    says: ["given nothing", "the load balancer needs a port", "port: 8080"],
  },
  {
    what: "a size that is no pair of Fargate's",
    edits: { "services[0].size": "0.25 vCPU / 3 GB" },
    says: ['"0.25 vCPU / 3 GB"', "0.5, 1, 2 GB"],
  },
  {
    what: "a size in other words",
    edits: { "services[0].size": "small" },
    says: ['"small"', "0.25 vCPU with 0.5 to 2 GB"],
  },
  {
    what: "a health check path without a slash",
    edits: { "services[0].healthCheck.path": "healthz" },
    says: ['"healthz"', "starts with /"],
  },
  {
    what: "a health check path with a quote",
    edits: { "services[0].healthCheck.path": "/a'b" },
    says: ["without blanks and quotes"],
  },
  {
    what: "a health check command without a kind",
    edits: { "services[0].healthCheck.command": ["curl", "localhost"] },
    says: ["a list of 2", '["CMD", program'],
  },
  {
    what: "a health check too often",
    edits: { "services[0].healthCheck.intervalSeconds": 1 },
    says: ["given 1", "from 5 to 300"],
  },
  {
    what: "a number as an environment variable",
    edits: { "services[0].environment.PORT_COUNT": 3 },
    says: ["a number", "a text", "in quotes"],
  },
  {
    what: "an environment variable without a value",
    edits: { "services[0].environment.EMPTY": null },
    says: ["given nothing", "a text"],
  },
  {
    what: "an environment variable that starts with a digit",
    edits: { 'services[0].environment["1ST"]': "a" },
    says: ['the key "1ST"', "not starting with a digit", "Rename"],
  },
  {
    what: "a password in the environment",
    edits: { "services[0].environment.DB_PASSWORD": "hunter2" },
    says: ["looks like a credential (not shown)", "Secrets Manager", "under this service's secrets"],
  },
  {
    what: "a secret by value",
    edits: { "services[0].secrets.DB_PASSWORD": "hunter2" },
    says: ["a text (not shown)", "{ secretsManager:", "Put the value into"],
  },
  {
    what: "a secret without a place",
    edits: { "services[0].secrets.DB_PASSWORD": {} },
    says: ["an empty mapping", "{ parameter:"],
  },
  {
    what: "a secret in two places",
    edits: { "services[0].secrets.DB_PASSWORD": { secretsManager: "db", parameter: "/db" } },
    says: ["a mapping", "Keep either"],
  },
  {
    what: "a JSON key of a parameter",
    edits: { "services[0].secrets.DB_PASSWORD": { parameter: "/db", jsonKey: "a" } },
    says: ["Keep either"],
  },
  {
    what: "a secret's value as its name",
    edits: { "services[0].secrets.DB_PASSWORD.secretsManager": "hunter 2" },
    says: ["(not shown)", "arn:aws:secretsmanager:", "never its value"],
  },
  {
    what: "a secret's ARN with a JSON key in it",
    edits: {
      "services[0].secrets.DB_PASSWORD.secretsManager":
        "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:db-AbCdEf:password::",
    },
    says: ["(not shown)", "a JSON key goes into jsonKey"],
  },
  { what: "a user by name", edits: { "services[0].user": "root" }, says: ['"root"', '"uid:gid"'] },
  { what: "a negative user", edits: { "services[0].user": -1 }, says: ["given -1", '"uid:gid"'] },
  { what: "no task", edits: { "services[0].count.min": 0 }, says: ["given 0", "from 1 to 5000"] },
  {
    what: "a CPU target of 100",
    edits: { "services[0].scaling.cpuPercent": 100 },
    says: ["given 100", "from 10 to 90"],
  },
  {
    what: "an unknown exposure",
    edits: { "services[0].exposure": "pubic" },
    says: ['"pubic"', "public, internal, none", "Did you mean public?"],
  },
  {
    what: "a call twice",
    edits: { "services[0].calls": ["backend", "backend"] },
    place: "services[0].calls[1]",
    says: ['"backend"', "each entry once"],
  },
  { what: "more than all on Spot", edits: { "services[0].spotPercent": 101 }, says: ["given 101", "from 0 to 100"] },
  {
    what: "an unknown architecture",
    edits: { "services[0].architecture": "amd64" },
    says: ['"amd64"', "x86_64, arm64"],
  },
  { what: "exec as a word", edits: { "services[0].exec": "yes" }, says: ['"yes"', "true or false"] },
  { what: "exec in quotes", edits: { "services[0].exec": "true" }, says: ['"true"', "without quotes"] },
  {
    what: "a relative path",
    edits: { "services[0].writablePaths": ["tmp"] },
    place: "services[0].writablePaths[0]",
    says: ['"tmp"', "an absolute path"],
  },
  {
    what: "the root as a writable path",
    edits: { "services[0].writablePaths": ["/"] },
    place: "services[0].writablePaths[0]",
    says: ['"/"', "an absolute path"],
  },
  {
    what: "a path that climbs",
    edits: { "services[0].writablePaths": ["/tmp/../etc"] },
    place: "services[0].writablePaths[0]",
    says: ["/tmp/../etc"],
  },
  {
    what: "a stop timeout of three minutes",
    edits: { "services[0].stopTimeoutSeconds": 180 },
    says: ["given 180", "from 2 to 120"],
  },
  {
    what: "an unknown key of a service",
    edits: { "services[0].prot": 80 },
    says: ["does not exist", "port, size", "Did you mean port?"],
  },
];
