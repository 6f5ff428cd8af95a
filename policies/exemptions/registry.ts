import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import type { ResourceIdentity } from "../facts/property";
import { quoted } from "../message";
import type { Finding } from "../rule";
import { type Exemption, type Fault, readExemptions, type Terms } from "./exemption";
import { endsAs } from "./pattern";

/** One rule at one resource that an exemption covers. */
export interface Covered {
  readonly exemption: Exemption;
  /** What the rule found there; never empty. */
  readonly findings: readonly [Finding, ...Finding[]];
}

/** How messages name the pack's configuration, where other exemptions name a resource. */
const CONFIGURATION: ResourceIdentity = { type: "pack-configuration", name: "exemptions", urn: "" };

const PROPERTY = "policyExemptions";

/**
 * The exemptions of one run. The engine asks about every resource once, parents before children, so when a resource is
 * judged, all exemptions that its parents carry are known.
 */
export class Exemptions {
  private configured: readonly Exemption[] | undefined;
  private readonly carried = new Map<string, readonly Exemption[]>();
  private readonly parents = new Map<string, string | undefined>();
  private readonly found = new Map<string, Covered>();

  constructor(private readonly terms: Terms) {}

  /** Takes the exemptions of the pack's configuration, once; the answer is what is wrong with them. */
  configure(entries: unknown): readonly Fault[] {
    if (this.configured !== undefined) {
      return [];
    }
    const { exemptions, faults } = readExemptions(CONFIGURATION, "entries", () => entries, this.terms);
    this.configured = exemptions;
    return faults;
  }

  /** Takes note of a resource and of what it carries; the answer is what is wrong with that. */
  enter(args: ResourceValidationArgs): readonly Fault[] {
    const isNew = !this.parents.has(args.urn);
    this.parents.set(args.urn, args.opts.parent);
    if (!isComponent(args)) {
      return [];
    }
    const { exemptions, faults } = readExemptions(args, PROPERTY, () => args.props[PROPERTY] as unknown, this.terms);
    this.carried.set(args.urn, exemptions);
    const isLate = isNew && [...this.parents.values()].includes(args.urn);
    return isLate ? [...faults, ...exemptions.map(late)] : faults;
  }

  /** Takes note of what the plan has and nobody asked about alone: resources that are only read. */
  enterPlan(resources: readonly PolicyResource[]): void {
    for (const { urn, parent } of resources) {
      if (!this.parents.has(urn)) {
        this.parents.set(urn, parent?.urn);
      }
    }
  }

  /** The rules from which anything is exempt: at that resource, or, without one, anywhere. */
  rules(urn?: string): ReadonlySet<string> {
    const candidates =
      urn === undefined ? this.all() : [...this.lineage(urn).flatMap((at) => this.of(at)), ...(this.configured ?? [])];
    return new Set(candidates.map(({ rule }) => rule));
  }

  /** The exemption that counts: the nearest one, the first one of a list, and the configuration's last. */
  covering(rule: string, urn: string): Exemption | undefined {
    const lineage = this.lineage(urn);
    const near = lineage.flatMap((carrier, depth) =>
      this.of(carrier).filter(
        (exemption) => exemption.rule === rule && reaches(exemption, lineage.slice(0, depth + 1)),
      ),
    );
    return near[0] ?? this.configured?.find((exemption) => exemption.rule === rule && reaches(exemption, lineage));
  }

  /** The findings that no exemption covers. */
  remaining(rule: string, findings: readonly Finding[]): Finding[] {
    return findings.filter((finding) => this.covering(rule, finding.at.resource.urn) === undefined);
  }

  /** Takes note of what the exemptions of a rule cover. */
  record(rule: string, findings: readonly Finding[]): void {
    for (const finding of findings) {
      const { urn } = finding.at.resource;
      const exemption = this.covering(rule, urn);
      if (exemption !== undefined) {
        const key = `${rule} ${urn}`;
        const before = this.found.get(key)?.findings;
        this.found.set(key, { exemption, findings: before === undefined ? [finding] : [...before, finding] });
      }
    }
  }

  /** What was covered, the exemption that ends first at the front. */
  covered(): readonly Covered[] {
    return [...this.found.values()].sort((a, b) => a.exemption.expires - b.exemption.expires);
  }

  /** What is wrong with the exemptions that nothing needs. */
  unused(): readonly Fault[] {
    const used = new Set(this.covered().map(({ exemption }) => exemption));
    return this.all()
      .filter((exemption) => !used.has(exemption))
      .map((exemption) => this.faultOfUnused(exemption));
  }

  private faultOfUnused({ rule, resource, at }: Exemption): Fault {
    const carrier = at.resource;
    const below = [...this.parents.keys()]
      .map((urn) => this.lineage(urn))
      .filter((lineage) => carrier === CONFIGURATION || lineage.includes(carrier.urn));
    const isMeant = ({ exemption, findings: [first] }: Covered): boolean =>
      exemption.rule === rule && below.some(([urn]) => urn === first.at.resource.urn);
    let [reason, fix] = ["nothing there breaks the rule", "take it out"];
    if (carrier !== CONFIGURATION && below.length === 1) {
      reason = `no resource has ${quoted(carrier.name)} as its parent`;
      fix = "give it to what is exempt: { parent: … }";
    } else if (resource !== undefined && !below.some(([urn = ""]) => endsAs(urn, resource))) {
      reason = `no resource there ends in ${quoted(resource)}`;
      fix = 'resource: "…", the end of a URN, such as "aws:ecs/cluster:Cluster::main"';
    } else if (this.covered().some(isMeant)) {
      reason = "another one comes before it";
    }
    const what = `the exemption from ${quoted(rule)} covers nothing: ${reason}.`;
    return { at, what, why: "It would silently cover whatever comes to break the rule there.", fix };
  }

  private all(): readonly Exemption[] {
    return [...[...this.carried.values()].flat(), ...(this.configured ?? [])];
  }

  private of(carrier: string): readonly Exemption[] {
    return this.carried.get(carrier) ?? [];
  }

  /** The resource, its parent, and so on up to the stack. */
  private lineage(urn: string): string[] {
    const lineage: string[] = [];
    for (let at: string | undefined = urn; at !== undefined && !lineage.includes(at); at = this.parents.get(at)) {
      lineage.push(at);
    }
    return lineage;
  }
}

/** Whether it is for the resource at the front, by way of one of the others. */
function reaches({ resource }: Exemption, lineage: readonly string[]): boolean {
  return resource === undefined || lineage.some((urn) => endsAs(urn, resource));
}

/** Providers have no provider either, and their arguments are a plugin's. */
function isComponent({ type, provider }: ResourceValidationArgs): boolean {
  return provider === undefined && !type.startsWith("pulumi:providers:");
}

function late({ rule, at }: Exemption): Fault {
  return {
    at,
    what: `the exemption from ${quoted(rule)} came after resources that it is meant for.`,
    why: "They were judged without it.",
    fix: "register the component that carries it before its children",
  };
}
