import { expect } from "chai";
import * as fc from "fast-check";
import { rules } from "../../policies/rules";
import { askResource, askStack, type Outcome, type Resource, UNKNOWN } from "./harness";

/** Every property name that some rule reads, so that arbitrary data often has it. */
const NAMES = [
  ...new Set(
    rules.flatMap(({ reads }) => reads.flatMap(({ properties }) => properties.flatMap((p) => p.split(/[.[\]]+/)))),
  ),
].filter((name) => name !== "");
const KEYS = [...NAMES, "name", "options", "__proto__", "constructor", "toString", "length", ""];
/** The inputs that rules look behind. */
const INPUTS = [...new Set(rules.flatMap(({ reads }) => reads.flatMap(({ properties }) => properties.map(topOf))))];
const TYPES = [...new Set(rules.flatMap(({ reads }) => reads.map(({ type }) => type)))];

/** What rules look for, and what is easily mistaken for it. */
const WORDS = [
  "0",
  "root",
  "latest",
  "a:b/c:",
  "@",
  "*",
  "awslogs",
  "awsfirelens",
  "fluentbit",
  "ALL",
  "PASSWORD",
  "Deploy",
  "Approval",
  "Lambda",
  "CodeDeployToECS",
  "0.0.0.0/0",
  "10.0.0.0/28",
  "-1",
  "ingress",
  "bastion",
  "FARGATE",
  "FARGATE_SPOT",
  "1 vCPU",
  "OVERRIDE",
  "Session",
  "ALARM(a)",
  "service/a/bastion",
  "docker push app",
  "version: 0.2\nphases: {build: {commands: [trivy image, docker push app]}}",
  '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
  '{"Statement":{"Principal":{"Service":"codebuild.amazonaws.com"}}}',
  UNKNOWN,
];

const leaf = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.string(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(null, undefined, UNKNOWN),
);

const value = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 5, depthSize: "large" },
    leaf,
    fc.array(tie("node"), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.constantFrom(...KEYS), tie("node")), { maxLength: 8 })
      .map((entries) => Object.fromEntries(entries)),
  ),
})).node;

const inputs = fc
  .array(fc.tuple(fc.constantFrom(...KEYS), value), { maxLength: 10 })
  .map((entries): unknown => Object.fromEntries(entries));

/** Half of the task definitions are lists of objects in JSON, so that the rules see containers at all. */
const containers = fc.oneof(
  fc.string(),
  fc.json(),
  fc.array(inputs, { maxLength: 4 }).map((list) => JSON.stringify(list)),
);

const resource: fc.Arbitrary<Resource> = fc
  .tuple(
    fc.constantFrom(...TYPES, "aws:sqs/queue:Queue"),
    inputs,
    fc.option(containers),
    fc.string({ unit: "binary" }),
    fc.constantFrom("prod", "dev"),
  )
  .map(([type, props, containerDefinitions, name, stack]) => ({
    type,
    name,
    stack,
    props: containerDefinitions === null ? props : { ...(props as object), containerDefinitions },
  }));

/** Resources that refer to each other, and to what is not there. */
const plan: fc.Arbitrary<Resource[]> = fc
  .tuple(
    fc.array(resource, { maxLength: 6 }),
    fc.array(fc.tuple(fc.nat(5), fc.constantFrom(...INPUTS), fc.nat(5)), { maxLength: 12 }),
  )
  .map(([resources, references]) =>
    resources.map((one, index) => ({
      ...one,
      sources: Object.fromEntries(
        references
          .filter(([from]) => from === index)
          .map(([, input, to]) => [input, [`${resources[to]?.type ?? ""} ${resources[to]?.name ?? ""}`]]),
      ),
    })),
  );

/** Messages are complete whatever was in the inputs: a fixed number of lines, and nothing that leaked through. */
function expectReadable({ reports }: Outcome): void {
  for (const { policy, message } of reports) {
    const lines = message.split("\n");
    expect(lines, message).to.have.length(policy === "inconclusive" ? 3 : 4);
    expect(message).not.to.match(/undefined|\[object|Symbol\(|NaN/);
    expect(message).not.to.include(UNKNOWN);
  }
}

describe("every rule", () => {
  it("answers for arbitrary inputs of a resource, and never throws", () => {
    fc.assert(
      fc.property(resource, (any) => {
        expectReadable(askResource(rules, any));
      }),
      { numRuns: 1000 },
    );
  }).timeout(60_000);

  it("answers for arbitrary plans, and never throws", () => {
    fc.assert(
      fc.property(plan, (any) => {
        expectReadable(askStack(rules, any));
      }),
      { numRuns: 200 },
    );
  }).timeout(60_000);

  it("says inconclusive, never passed, if all inputs are unknown", () => {
    for (const rule of rules) {
      const judged = rule.reads.filter(({ inStackOnly, properties }) => inStackOnly !== true && properties.length > 0);
      for (const { type, properties } of judged) {
        const top = properties.map(topOf);
        const { reports, notApplicable } = askResource([rule], {
          type,
          stack: "prod",
          props: Object.fromEntries(top.map((name) => [name, UNKNOWN])),
        });
        expect(reports.map(({ policy }) => policy))
          .to.include("inconclusive")
          .and.not.include(rule.id);
        expect(notApplicable).to.include(rule.id);
      }
    }
  });

  it("reports an unknown once, however many questions it leaves open", () => {
    const unknownTwice = { type: "aws:ecs/cluster:Cluster", props: { settings: UNKNOWN } };
    expect(askResource(rules, unknownTwice).reports).to.have.length(1);
  });
});

function topOf(path: string): string {
  return (/^\w+/.exec(path) ?? [""])[0];
}
