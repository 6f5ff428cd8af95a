import { expect } from "chai";
import { dateOf, dayOf } from "../../policies/exemptions/day";
import { rules } from "../../policies/rules";
import { type Outcome, pathIn, preview, type Resource, type Start, UNKNOWN } from "./harness";

const DAY = dayOf("2026-06-01") ?? 0;
const REPOSITORY = "aws:ecr/repository:Repository";
const GROUP = "shop:index:Group";
const EXEMPTED = "fargate-platform:policy:Exempted";

const exemption = { rule: "ecr-scan-on-push", reason: "Scanned elsewhere.", owner: "shop team", expires: "2026-07-01" };

const carrier = (policyExemptions: unknown, more: Partial<Resource> = {}): Resource => ({
  type: EXEMPTED,
  name: "exempted",
  isComponent: true,
  props: { policyExemptions },
  ...more,
});
const group = (name: string, parent?: string): Resource => ({
  type: GROUP,
  name,
  isComponent: true,
  props: {},
  parent,
});
const repository = (name: string, parent?: string, scanOnPush: unknown = false): Resource => ({
  type: REPOSITORY,
  name,
  parent,
  props: { name, imageTagMutability: "IMMUTABLE", imageScanningConfiguration: { scanOnPush } },
});
const below = `${EXEMPTED} exempted`;

/** Policy and resource of each report, in order. */
function run(resources: readonly Resource[], start: Start = {}): string[] {
  return namesOf(preview(rules, resources, { day: DAY, ...start }));
}

function namesOf({ reports }: Outcome): string[] {
  return reports.map(({ policy, urn, message }) => `${policy} ${urn?.split("::").at(-1) ?? nameIn(message)}`);
}

function nameIn(message: string): string {
  return /^ {2}where: +\S+ "([^"]*)"/m.exec(message)?.[1] ?? "";
}

/** What is said of the exemptions themselves. */
function complaints(resources: readonly Resource[], start: Start = {}): string[] {
  const { reports } = preview(rules, resources, { day: DAY, ...start });
  return reports.filter(({ policy }) => policy === "exemptions").map(({ message }) => message);
}

describe("an exemption", () => {
  it("covers the resources below the component that carries it, however deep, and no others", () => {
    const resources = [
      carrier([exemption]),
      repository("child", below),
      group("inner", below),
      repository("grandchild", `${GROUP} inner`),
      repository("outside"),
    ];
    expect(run(resources)).to.deep.equal(["ecr-scan-on-push outside", "exempted child", "exempted grandchild"]);
  });

  it("may be carried by any component", () => {
    const own = { ...group("own"), props: { size: 3, policyExemptions: [exemption] } };
    expect(run([own, repository("child", `${GROUP} own`)])).to.deep.equal(["exempted child"]);
  });

  it("need not be there: a component may carry an empty list", () => {
    expect(run([carrier([]), repository("child", below)])).to.deep.equal(["ecr-scan-on-push child"]);
  });

  it("covers that rule and no other", () => {
    const mutable = { ...repository("child", below), props: { imageTagMutability: "MUTABLE" } };
    expect(run([carrier([exemption]), mutable])).to.deep.equal(["ecr-immutable-tags child", "exempted child"]);
  });

  it("covers what only the whole plan shows", () => {
    const bucket = (name: string, parent?: string): Resource => ({
      type: "aws:s3/bucket:Bucket",
      name,
      parent,
      props: {},
    });
    const resources = [
      carrier([{ ...exemption, rule: "s3-public-access-block" }]),
      bucket("inside", below),
      bucket("outside"),
    ];
    expect(run(resources)).to.deep.equal(["s3-public-access-block outside", "exempted inside"]);
  });

  it("covers what cannot be judged", () => {
    const resources = [carrier([exemption]), repository("in", below, UNKNOWN), repository("out", undefined, UNKNOWN)];
    expect(run(resources)).to.deep.equal(["inconclusive out", "exempted in"]);
  });

  it("lets a rule count neither as passed nor as failed", () => {
    const { notApplicable } = preview(rules, [carrier([exemption]), repository("child", below)], { day: DAY });
    const all = preview(rules, [carrier([]), repository("child", below, true)], { day: DAY }).notApplicable;
    const count = (names: readonly string[]): number => names.filter((name) => name === exemption.rule).length;
    expect(count(notApplicable)).to.equal(count(all) + 1);
  });

  it("is narrowed to the resources that it names, and to what is below those", () => {
    const narrowed = (resource: string): string[] =>
      run([
        carrier([{ ...exemption, resource }]),
        repository("jobs", below),
        repository("jobs-old", below),
        group("inner", below),
        repository("deep", `${GROUP} inner`),
      ])
        .filter((line) => line.startsWith("exempted "))
        .map((line) => line.slice("exempted ".length));
    expect(narrowed("jobs")).to.deep.equal(["jobs"]);
    expect(narrowed("jobs*")).to.deep.equal(["jobs", "jobs-old"]);
    expect(narrowed(`${REPOSITORY}::jobs`)).to.deep.equal(["jobs"]);
    expect(narrowed(`${REPOSITORY}::*`)).to.deep.equal(["jobs", "jobs-old", "deep"]);
    expect(narrowed(`${GROUP}::inner`)).to.deep.equal(["deep"]);
    expect(narrowed("obs")).to.deep.equal([]);
  });

  it("never reaches beyond the component, whatever it names", () => {
    expect(run([carrier([{ ...exemption, resource: "*" }]), repository("in", below), repository("out")])).to.deep.equal(
      ["ecr-scan-on-push out", "exempted in"],
    );
  });

  it("is not taken from resources and providers, whose properties are a plugin's", () => {
    const props = { policyExemptions: [exemption] };
    const custom: Resource = { type: "pulumi-nodejs:dynamic:Resource", name: "a", props };
    const provider: Resource = { type: "pulumi:providers:aws", name: "b", isComponent: true, props };
    const resources = [custom, repository("c", `${custom.type} a`), provider, repository("d", `${provider.type} b`)];
    expect(run(resources)).to.deep.equal(["ecr-scan-on-push c", "ecr-scan-on-push d"]);
  });

  it("holds up to and including its last day", () => {
    const on = (expires: number): string[] =>
      run([carrier([{ ...exemption, expires: dateOf(expires) }]), repository("child", below)]);
    expect(on(DAY)).to.deep.equal(["exempted child"]);
    expect(on(DAY - 1)).to.deep.equal(["exemptions exempted", "ecr-scan-on-push child"]);
    expect(on(DAY + 366)).to.deep.equal(["exempted child"]);
    expect(on(DAY + 367)).to.deep.equal(["exemptions exempted", "ecr-scan-on-push child"]);
  });
});

describe("of several exemptions from a rule", () => {
  const inner = (list: unknown): Resource => carrier(list, { name: "inner", parent: below });
  const child = repository("child", `${EXEMPTED} inner`);

  it("the nearest counts, and the other one is not needed", () => {
    const resources = [carrier([exemption]), inner([{ ...exemption, reason: "Nearer." }]), child];
    expect(run(resources)).to.deep.equal(["exemptions exempted", "exempted child"]);
    expect(preview(rules, resources, { day: DAY }).reports.at(-1)?.message).to.include("reason: Nearer.");
    expect(complaints(resources)[0]).to.include("covers nothing: another one comes before it.");
  });

  it("one that is wrong counts for nothing", () => {
    const resources = [carrier([exemption]), inner([{ ...exemption, expires: "2026-05-31" }]), child];
    expect(run(resources)).to.deep.equal(["exemptions inner", "exempted child"]);
  });

  it("the first of a list counts", () => {
    const list = [{ ...exemption, resource: "other" }, exemption, { ...exemption, reason: "Third." }];
    const paths = complaints([carrier(list), repository("child", below)]).map(pathIn);
    expect(paths).to.deep.equal(["policyExemptions[0]", "policyExemptions[2]"]);
  });

  it("those in the program come before those in the configuration", () => {
    const start = { config: { exemptions: { entries: [{ ...exemption, resource: "child" }] } } };
    expect(run([carrier([exemption]), repository("child", below)], start)).to.deep.equal([
      "exemptions exemptions",
      "exempted child",
    ]);
  });
});

describe("the configuration of the pack", () => {
  const entries = (...list: readonly object[]): Start => ({ config: { exemptions: { entries: list } } });

  it("exempts resources and what is below them", () => {
    const resources = [group("app"), repository("child", `${GROUP} app`), repository("other")];
    const start = entries({ ...exemption, resource: `${GROUP}::app` });
    expect(run(resources, start)).to.deep.equal(["ecr-scan-on-push other", "exempted child"]);
  });

  it("is judged as those in programs are, and once", () => {
    const start = entries({ ...exemption, expires: "2026-05-31", resource: "a" }, { ...exemption, resource: "z" });
    const said = complaints([repository("a"), repository("b")], start);
    expect(said.map(pathIn)).to.deep.equal(["entries[0].expires", "entries[1]"]);
    expect(said[0]).to.include("expired on 2026-05-31.");
    expect(said[1]).to.include('covers nothing: no resource there ends in "z".');
  });
});

describe("a level in the configuration", () => {
  const resources = [carrier([exemption]), repository("child", below)];

  it("takes all exemptions back where it disables the policy that judges them", () => {
    expect(run(resources, { disabled: ["exemptions"] })).to.deep.equal(["ecr-scan-on-push child"]);
  });

  it("does not make an exemption needless by disabling its rule", () => {
    expect(run(resources, { disabled: ["ecr-scan-on-push"] })).to.deep.equal(["exempted child"]);
  });
});
