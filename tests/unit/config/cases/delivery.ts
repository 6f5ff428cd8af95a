import { Case } from "./case";

/** Mistakes in how services are built, promoted and deployed. */
export const deliveryCases: readonly Case[] = [
  {
    what: "a kind of deployment that there is none of",
    edits: { "services[0].deployment": { type: "bluegreen" } },
    place: "services[0].deployment.type",
    says: ['"bluegreen"', "one of codedeploy, rolling, blue-green, linear, canary"],
  },
  {
    what: "a deployment without its type",
    edits: { "services[0].deployment": { bakeMinutes: 5 } },
    place: "services[0].deployment.type",
    says: ["nothing", "one of codedeploy"],
  },
  {
    what: "a step of everything",
    edits: { "services[0].deployment": { type: "linear", stepPercent: 100 } },
    place: "services[0].deployment.stepPercent",
    says: ["given 100", "from 1 to 99"],
  },
  {
    what: "a step that is too small for ECS",
    edits: { "services[0].deployment": { type: "linear", stepPercent: 2 } },
    place: "services[0].deployment.stepPercent",
    says: ["given 2", "from 3 with type: linear"],
  },
  {
    what: "steps of a deployment that has none",
    edits: { "services[0].deployment": { type: "rolling", stepMinutes: 5 } },
    place: "services[0].deployment.stepMinutes",
    says: ["stepMinutes"],
  },
  {
    what: "steps where all traffic moves at once",
    edits: { "services[0].deployment": { type: "codedeploy", traffic: "all-at-once", stepMinutes: 5 } },
    place: "services[0].deployment.stepMinutes",
    says: ["given 5", "which has no steps", "traffic: linear or canary"],
  },
  {
    what: "steps of CodeDeploy outside of production, where all traffic moves at once unless it is told otherwise",
    edits: { "services[0].deployment": { type: "codedeploy", stepMinutes: 5 } },
    place: "services[0].deployment.stepMinutes",
    says: ["given 5", "which has no steps"],
  },
  {
    // One mistake: whether there are steps, nobody can tell.
    what: "a traffic that there is none of, and not of its steps",
    edits: { "services[0].deployment": { type: "codedeploy", traffic: "slowly", stepMinutes: 5 } },
    place: "services[0].deployment.traffic",
    says: ['"slowly"', "all-at-once, linear, canary"],
  },
  {
    what: "CodeDeploy without a load balancer",
    edits: { "services[1]": { name: "backend", deployment: { type: "codedeploy" } }, "services[0].calls": [] },
    place: "services[1].deployment.type",
    says: ["codedeploy", "no load balancer", "type: rolling"],
  },
  {
    what: "a linear shift without a load balancer",
    edits: { "services[1]": { name: "backend", deployment: { type: "linear" } }, "services[0].calls": [] },
    place: "services[1].deployment.type",
    says: ["given linear", "no load balancer", "rolling or blue-green"],
  },
  {
    what: "a canary shift without a load balancer",
    edits: { "services[1]": { name: "backend", deployment: { type: "canary" } }, "services[0].calls": [] },
    place: "services[1].deployment.type",
    says: ["given canary", "no load balancer", "rolling or blue-green"],
  },
  {
    // One mistake: whether there is a load balancer, nobody can tell.
    what: "an exposure that there is none of, and not of the deployment that would need another one",
    edits: { "services[1]": { name: "backend", port: 8080, exposure: "nobody", deployment: { type: "canary" } } },
    place: "services[1].exposure",
    says: ['"nobody"', "internal"],
  },
  {
    what: "a source of an unknown kind",
    edits: { "delivery.source": { type: "github" } },
    place: "delivery.source.type",
    says: ['"github"', "one of codecommit, connection"],
  },
  {
    what: "a connection without its repository",
    edits: {
      "delivery.source": {
        type: "connection",
        connectionArn:
          "arn:aws:codeconnections:ap-northeast-1:123456789012:connection/01234567-89ab-cdef-0123-456789abcdef",
      },
    },
    place: "delivery.source.repository",
    says: ["nothing", "owner/name"],
  },
  {
    what: "an account that lost its leading zero",
    edits: { "delivery.promotesTo": { stack: "prod", accountId: 12345678901 } },
    place: "delivery.promotesTo.accountId",
    says: ["twelve digits", "quotes"],
  },
  {
    what: "a branch that git refuses",
    edits: { "delivery.branch": "feature..x" },
    says: ['"feature..x"', "a branch name"],
  },
  {
    what: "a stack that gets its images from itself",
    edits: { "delivery.promotedFrom": { stack: "dev" } },
    place: "delivery.promotedFrom.stack",
    says: ["another stack"],
  },
  {
    what: "a stack that gives its images to itself",
    edits: { "delivery.promotesTo": { stack: "dev" } },
    place: "delivery.promotesTo.stack",
    says: ["another stack"],
  },
  {
    what: "a branch to build in a stack that builds nothing",
    edits: { "delivery.promotedFrom": { stack: "stg" }, "delivery.branch": "main" },
    place: "delivery.branch",
    says: ['"main"', "builds no branch"],
  },
  {
    what: "a branch to build in production",
    edits: { "delivery.branch": "main", "services[0].count": { min: 2 }, "services[1].count": { min: 2 } },
    stack: "prod",
    says: ['"main"', "builds no branch"],
  },
  {
    what: "images that go on from a stack that did not build them",
    edits: { "delivery.promotesTo": { stack: "prod" }, "delivery.promotedFrom": { stack: "stg" } },
    place: "delivery.promotesTo",
    says: ['stack "prod"', "nothing in a stack with promotedFrom", "Delete it"],
  },
  {
    what: "images that go on from production",
    edits: {
      "delivery.promotesTo": { stack: "stg" },
      "services[0].count": { min: 2 },
      "services[1].count": { min: 2 },
    },
    stack: "prod",
    place: "delivery.promotesTo",
    says: ['stack "stg"', "nothing in prod"],
  },
  {
    what: "a replica of this account's own registry",
    edits: { "delivery.promotedFrom": { stack: "stg", replicated: true } },
    place: "delivery.promotedFrom.replicated",
    says: ["accountId"],
  },
  {
    what: "readers of a repository that another stack owns",
    edits: {
      "delivery.source": { type: "codecommit", stack: "main", readers: [{ stack: "stg", accountId: "222222222222" }] },
    },
    place: "delivery.source.readers",
    says: ["belongs to main", "Pulumi.main.yaml"],
  },
  {
    // One mistake: an account is given, though not a right one.
    what: "an original's account that lost its leading zero, and not of the replica",
    edits: { "delivery.promotedFrom": { stack: "stg", replicated: true, accountId: 12345678901 } },
    place: "delivery.promotedFrom.accountId",
    says: ["twelve digits", "quotes"],
  },
  {
    what: "a stack that reads the repository twice",
    edits: {
      "delivery.source": {
        type: "codecommit",
        readers: [
          { stack: "stg", accountId: "222222222222" },
          { stack: "stg", accountId: "333333333333" },
        ],
      },
    },
    place: "delivery.source.readers[1].stack",
    says: ['"stg"', "each stack once"],
  },
  {
    what: "approvers of a stack that builds its images",
    edits: { "delivery.approverEmails": ["ops@example.com"] },
    reads: ["delivery.promotedFrom"],
    says: ["no deployment waits for an approval", "such as prod"],
  },
  {
    what: "lazy loading that is neither on nor off",
    edits: { "delivery.build": { lazyLoading: "soci" } },
    place: "delivery.build.lazyLoading",
    says: ['"soci"', "true or false"],
  },
  {
    what: "builds in a VPC without a way out",
    edits: {
      "delivery.build": { inVpc: true },
      "network.nat": "none",
      "network.endpoints": "auto",
      bootstrapImage: "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/busybox:1",
      "logging.routerImage": "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/router:1",
    },
    place: "delivery.build.inVpc",
    says: ["given true", "nat: none", "nat: single"],
  },
  {
    what: "an approver without an address",
    edits: { "delivery.approverEmails": ["ops"] },
    place: "delivery.approverEmails[0]",
    says: ['"ops"', "an e-mail address"],
  },
  {
    what: "a key of another kind of deployment, with the keys of this one",
    edits: { "services[0].deployment": { type: "linear", traffic: "canary" } },
    place: "services[0].deployment.traffic",
    says: ["allowed: type, stepPercent, stepMinutes, bakeMinutes\n"],
  },
  {
    what: "a branch by its full reference",
    edits: { "delivery.branch": "refs/heads/main" },
    says: ['"refs/heads/main"', "a branch name"],
  },
  {
    what: "a service whose roles are those of another one's pipeline",
    edits: { "services[1].name": "frontend-pipeline", "services[0].calls": [] },
    says: ['"frontend-pipeline"', "frontend's pipeline", "Rename"],
  },
];
