import { expect } from "chai";
import * as fc from "fast-check";
import { type ExpiryDate, type Exemption } from "../../policies/exempt";
import { dateOf, dayOf } from "../../policies/exemptions/day";
import { endsAs } from "../../policies/exemptions/pattern";
import { rules } from "../../policies/rules";
import { pathIn, preview, type Report, type Resource, UNKNOWN } from "./harness";

const DAY = dayOf("2026-06-01") ?? 0;

const exemption: Exemption = {
  rule: "ecr-scan-on-push",
  reason: "Scanned elsewhere.",
  owner: "shop team",
  expires: "2026-07-01",
};

const carrier = (policyExemptions: unknown): Resource => ({
  type: "shop:index:Group",
  name: "app",
  isComponent: true,
  props: { policyExemptions },
});
const broken: Resource = {
  type: "aws:ecr/repository:Repository",
  name: "child",
  parent: "shop:index:Group app",
  props: { imageTagMutability: "IMMUTABLE" },
};

const reportsOf = (list: unknown, ...others: readonly Resource[]): readonly Report[] =>
  preview(rules, [carrier(list), ...others], { day: DAY }).reports;
const without = (key: keyof Exemption): object =>
  Object.fromEntries(Object.entries(exemption).filter(([name]) => name !== key));

/** A date, and whether the compiler takes it; a wrong answer does not compile. */
const date = <T extends string>(expires: T, compiles: T extends ExpiryDate ? true : false) => ({ expires, compiles });

describe("a wrong exemption", () => {
  const faults: readonly (readonly [what: string, list: unknown, at: string, says: string])[] = [
    ["no list", "ecr-scan-on-push", "policyExemptions", "is no list of exemptions"],
    ["not in a list", exemption, "policyExemptions", "is no list of exemptions"],
    ["no object", ["ecr-scan-on-push"], "policyExemptions[0]", "is no exemption"],
    ["no rule", [without("rule")], "policyExemptions[0].rule", "has no rule"],
    ["an unknown rule", [{ ...exemption, rule: "ecr-scan" }], "policyExemptions[0].rule", 'no rule "ecr-scan"'],
    ["no reason", [without("reason")], "policyExemptions[0].reason", "has no reason"],
    ["a blank reason", [{ ...exemption, reason: " \n" }], "policyExemptions[0].reason", "has no reason"],
    ["a reason that is no text", [{ ...exemption, reason: 1 }], "policyExemptions[0].reason", "has no reason"],
    ["no owner", [without("owner")], "policyExemptions[0].owner", "has no owner"],
    ["no date", [without("expires")], "policyExemptions[0].expires", "has no expires"],
    ["another form", [{ ...exemption, expires: "1.7.2026" }], "policyExemptions[0].expires", "is no date"],
    ["no such day", [{ ...exemption, expires: "2026-06-31" }], "policyExemptions[0].expires", "is no date"],
    ["expired", [{ ...exemption, expires: "2026-05-31" }], "policyExemptions[0].expires", "expired on 2026-05-31"],
    ["for years", [{ ...exemption, expires: "2028-01-01" }], "policyExemptions[0].expires", "more than a year"],
    ["a blank resource", [{ ...exemption, resource: "" }], "policyExemptions[0].resource", "has no resource"],
    ["a misspelt field", [{ ...exemption, resorce: "child" }], "policyExemptions[0]", '"resorce"'],
    ["an unknown list", UNKNOWN, "policyExemptions", "unknown until the deployment"],
    ["an unknown entry", [UNKNOWN], "policyExemptions[0]", "unknown until the deployment"],
    ["an unknown value", [{ ...exemption, owner: UNKNOWN }], "policyExemptions[0].owner", "unknown until"],
  ];
  for (const [what, list, at, says] of faults) {
    it(`is a violation and covers nothing: ${what}`, () => {
      const reports = reportsOf(list, broken);
      expect(reports.map(({ policy }) => policy)).to.deep.equal(["exemptions", "ecr-scan-on-push"]);
      const [message = ""] = reports.map((report) => report.message);
      expect(pathIn(message)).to.equal(at);
      expect(message.split("\n")[0]).to.include(says);
    });
  }

  it("has one violation for each thing that is wrong", () => {
    const all = [{ rule: "nothing-like-it", reason: "", expires: "2020-01-01" }, exemption];
    const paths = reportsOf(all, broken)
      .filter(({ policy }) => policy === "exemptions")
      .map(({ message }) => pathIn(message));
    expect(paths).to.deep.equal(["rule", "reason", "owner", "expires"].map((field) => `policyExemptions[0].${field}`));
  });

  it("suggests the rule that was probably meant", () => {
    const [first] = reportsOf([{ ...exemption, rule: "no-root-container" }]);
    expect(first?.message).to.include('fix:   rule: "no-root-containers"');
  });

  it("does not compile either, where the form of the date says it all", () => {
    const dates = [
      date("2026-07-01", true),
      date("2026-12-31", true),
      date("2026-7-01", false),
      date("2026-00-10", false),
      date("2026-13-01", false),
      date("2026-07-32", false),
      date("01-07-2026", false),
      date("soon", false),
    ];
    for (const { expires, compiles } of dates) {
      const { length } = reportsOf([{ ...exemption, expires }], broken).filter(({ policy }) => policy === "exemptions");
      expect(length, expires).to.equal(compiles ? 0 : 1);
    }
  });
});

describe("an exemption that covers nothing", () => {
  const messageOf = (list: unknown, ...others: readonly Resource[]): string => {
    const reports = reportsOf(list, ...others).filter(({ policy }) => policy === "exemptions");
    expect(reports).to.have.length(1);
    return reports[0]?.message ?? "";
  };

  it("says that nothing has the component as its parent", () => {
    const stranger = { ...broken, parent: undefined };
    expect(messageOf([exemption], stranger)).to.include('covers nothing: no resource has "app" as its parent.');
  });

  it("is reported at the component that carries it", () => {
    const reports = reportsOf([exemption]).filter(({ urn }) => urn?.endsWith("::app") === true);
    expect(reports.map(({ policy }) => policy)).to.deep.equal(["exemptions"]);
  });

  it("says that nothing has the name", () => {
    const narrowed = { ...exemption, resource: "another" };
    expect(messageOf([narrowed], broken)).to.include('covers nothing: no resource there ends in "another".');
  });

  it("says that nothing breaks the rule", () => {
    const scanned = {
      ...broken,
      props: { ...(broken.props as object), imageScanningConfiguration: { scanOnPush: true } },
    };
    expect(messageOf([exemption], scanned)).to.include("covers nothing: nothing there breaks the rule.");
  });

  it("is not complained about twice where it is wrong anyway", () => {
    expect(messageOf([{ ...exemption, expires: "2026-05-31" }])).to.include("expired");
  });
});

it("an exemption that comes after what it is for is refused", () => {
  const { reports } = preview(rules, [broken, carrier([exemption])], { day: DAY });
  expect(reports.map(({ policy }) => policy)).to.include.members(["ecr-scan-on-push", "exemptions"]);
  expect(reports.find(({ policy }) => policy === "exemptions")?.message).to.include(
    "came after resources that it is meant for",
  );
});

describe("messages about exemptions", () => {
  it("tell in five lines what is exempt, why, who answers for it and for how long", () => {
    const [report] = reportsOf([exemption], broken);
    expect(report?.policy).to.equal("exempted");
    expect(report?.message.split("\n")).to.deep.equal([
      "ecr-scan-on-push: exempt until 2026-07-01, 30 days left.",
      '  where:  aws:ecr/repository:Repository "child", imageScanningConfiguration.scanOnPush',
      "  what:   the repository does not scan images on push.",
      "  reason: Scanned elsewhere.",
      "  owner:  shop team",
    ]);
  });

  it("name the one that ends first first", () => {
    const list = [exemption, { ...exemption, rule: "ecr-immutable-tags", expires: "2026-06-02" }];
    const reports = reportsOf(list, { ...broken, props: {} });
    expect(reports.map(({ message }) => message.split("\n")[0])).to.deep.equal([
      "ecr-immutable-tags: exempt until 2026-06-02, 1 day left.",
      "ecr-scan-on-push: exempt until 2026-07-01, 30 days left.",
    ]);
  });

  it("are readable whatever stands in place of exemptions", () => {
    const field = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(UNKNOWN, null, undefined, 7), fc.lorem());
    const close = fc.record(
      {
        rule: fc.oneof(fc.constantFrom("ecr-scan-on-push", "no-root-containers"), field),
        reason: field,
        owner: field,
        expires: fc.oneof(fc.integer({ min: DAY - 2, max: DAY + 370 }).map(dateOf), field),
        resource: fc.oneof(fc.constantFrom("child", "*", "(["), field),
        more: field,
      },
      { requiredKeys: [], noNullPrototype: true },
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.array(fc.oneof(close, fc.anything()), { maxLength: 3 })), (list) => {
        for (const { policy, message } of reportsOf(list, broken)) {
          const lines = message.split("\n");
          expect(lines, message).to.have.length(policy === "exempted" ? 5 : 4);
          expect(message.length).to.be.lessThan(1500);
          expect(message).not.to.match(/undefined|\[object|Symbol\(|NaN/);
          expect(message).not.to.include(UNKNOWN);
        }
      }),
      { numRuns: 200 },
    );
  }).timeout(60_000);
});

describe("the end of a URN", () => {
  const urn = "urn:pulumi:prod::shop::shop:index:Group$aws:ecs/cluster:Cluster::main";

  it("is a name, a type and a name, with parents, or the whole", () => {
    for (const end of ["main", "aws:ecs/cluster:Cluster::main", urn.split("::").slice(2).join("::"), urn]) {
      expect(endsAs(urn, end), end).to.be.true;
    }
    for (const end of ["ain", "Cluster::main", "mai", "other"]) {
      expect(endsAs(urn, end), end).to.be.false;
    }
  });

  it("is text apart from the asterisk", () => {
    expect(endsAs(urn, "aws:ecs/*::main")).to.be.true;
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary", minLength: 1 }), (before, name) => {
        const end = name.replaceAll("*", "x");
        expect(endsAs(`${before}::${end}`, end)).to.be.true;
        expect(endsAs(`${before}::${end}~`, end)).to.be.false;
      }),
    );
  });
});

it("every day has one date, and nothing else is one", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 100_000 }), (day) => dayOf(dateOf(day)) === day));
  fc.assert(fc.property(fc.string(), (text) => dayOf(text) === undefined));
  expect(dayOf("2026-02-29")).to.equal(undefined);
});
