import { expect } from "chai";
import { rules } from "../../policies/rules";
import { casesOf } from "./cases";
import { askResource, askStack, type Resource } from "./harness";

/** Where the published catalogues' own identifiers come from. */
const FORMS = {
  securityHub: /^[A-Z][A-Za-z0-9]+\.\d+$/,
  cis: /^v\d+\.\d+\.\d+\/\d+(\.\d+)+$/,
  checkov: /^CKV2?_AWS_\d+$/,
  cdkNag: /^(AwsSolutions|NIST\.800\.53\.R5)-[A-Za-z0-9]+$/,
};

/** The resource, and the names of the properties that somebody read of it. */
function watched(resource: Resource): { resource: Resource; read: Set<string> } {
  const read = new Set<string>();
  const props = new Proxy(resource.props as object, {
    get: (target, key) => {
      read.add(String(key));
      return Reflect.get(target, key) as unknown;
    },
  });
  return { resource: { ...resource, props }, read };
}

describe("the catalogue", () => {
  it("has the rules that a stack relies on", () => {
    expect(rules.map(({ id }) => id)).to.have.members(Object.keys(casesOf));
  });

  for (const rule of rules) {
    it(`describes ${rule.id} completely`, () => {
      expect(rule.id).to.match(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      for (const sentence of [rule.title, rule.why, rule.remediation]) {
        expect(sentence).to.match(/^[A-Z][^\n]{20,}\.$/);
      }
      expect(rule.why, "one sentence").not.to.match(/\. [A-Z]/);
      for (const [catalogue, form] of Object.entries(FORMS)) {
        for (const id of rule.controls[catalogue as keyof typeof FORMS] ?? []) {
          expect(id).to.match(form);
        }
      }
    });

    it(`reads, for ${rule.id}, resource types that @pulumi/aws has`, async () => {
      for (const { type } of rule.reads.filter((read) => read.type.startsWith("aws:"))) {
        const [, module = "", name = ""] = type.split(":");
        const exported = (await import(`@pulumi/aws/${module}.js`)) as Record<string, { __pulumiType?: string }>;
        expect(exported[name]?.__pulumiType).to.equal(type);
      }
    });

    it(`lets ${rule.id} read no property that it does not declare`, () => {
      for (const { beside = [], ...example } of casesOf[rule.id] ?? []) {
        const plan = [example, ...beside].map(watched);
        const resources = plan.map(({ resource }) => resource);
        askResource([rule], { ...example, props: resources[0]?.props });
        askStack([rule], resources);
        for (const { resource, read } of plan) {
          const declared = rule.reads
            .filter(({ type }) => type === resource.type)
            .flatMap(({ properties }) => properties.map((path) => (/^\w+/.exec(path) ?? [""])[0]));
          expect(declared).to.include.members([...read]);
        }
      }
    });
  }

  it("gives every type a verdict of its own or none at all", () => {
    const other = { type: "aws:sqs/queue:Queue", props: {} };
    expect(askResource(rules, other).notApplicable).to.have.members([...rules.map(({ id }) => id), "inconclusive"]);
    expect(askStack(rules, [other]).reports).to.deep.equal([]);
  });
});
