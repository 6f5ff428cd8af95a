import { UnknownValueError } from "@pulumi/policy";
import { Property, type ResourceIdentity } from "../facts/property";
import { quoted } from "../message";
import { dateOf, type Day, dayOf } from "./day";

/** An exemption that is in force. */
export interface Exemption {
  readonly rule: string;
  readonly reason: string;
  readonly owner: string;
  readonly expires: Day;
  readonly daysLeft: number;
  /** Narrows it to URNs that end so; see {@link endsAs}. */
  readonly resource: string | undefined;
  /** Where it is written. */
  readonly at: Property;
}

/** What is wrong with an exemption, why that matters, and the change that cures it. */
export interface Fault {
  readonly at: Property;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
}

/** What is in force of a list of exemptions, and what is wrong with the others. */
export interface Reading {
  readonly exemptions: readonly Exemption[];
  readonly faults: readonly Fault[];
}

/** What the reading depends on. */
export interface Terms {
  readonly rules: readonly string[];
  readonly today: Day;
}

/** A year, also across a 29th of February. What holds for longer is no exemption any more: the rule is wrong there. */
const LONGEST_DAYS = 366;

const FIELDS = ["rule", "reason", "owner", "expires", "resource"] as const;
type Field = (typeof FIELDS)[number];

const COMPLETE = '{ rule: "…", reason: "…", owner: "…", expires: "YYYY-MM-DD" }';
const WHY_COMPLETE = "A rule is set aside for a reason, by somebody and for a time, or not at all.";
const UNKNOWN = Symbol("known after the deployment only");

/**
 * Reads a list of exemptions, whatever is there. What has a fault is not in force.
 *
 * @param carrier the resource or the document in which the list stands, at `path`.
 * @param list gives the list; it may throw `UnknownValueError`.
 */
export function readExemptions(carrier: ResourceIdentity, path: string, list: () => unknown, terms: Terms): Reading {
  const at = (below: string): Property => Property.of(carrier, path + below, undefined);
  const written = known(list);
  if (written === undefined || written === null) {
    return { exemptions: [], faults: [] };
  }
  if (!Array.isArray(written)) {
    return { exemptions: [], faults: [written === UNKNOWN ? unknown(at("")) : shapeless(at(""))] };
  }
  const readings = Array.from({ length: written.length }, (_, index) => {
    const entry = known(() => written[index] as unknown);
    const here = at(`[${index}]`);
    if (typeof entry !== "object" || entry === null) {
      return { exemptions: [], faults: [entry === UNKNOWN ? unknown(here) : shapeless(here)] };
    }
    return new Entry(entry, here, (field) => at(`[${index}].${field}`), terms).reading();
  });
  return {
    exemptions: readings.flatMap(({ exemptions }) => exemptions),
    faults: readings.flatMap(({ faults }) => faults),
  };
}

/** One exemption while it is read. */
class Entry {
  private readonly faults: Fault[] = [];
  private readonly name: string;

  constructor(
    private readonly entry: object,
    private readonly here: Property,
    private readonly at: (field: Field) => Property,
    private readonly terms: Terms,
  ) {
    const rule = this.value("rule");
    this.name = `the exemption from ${typeof rule === "string" ? quoted(rule) : "an unnamed rule"}`;
  }

  reading(): Reading {
    const fields: readonly string[] = FIELDS;
    for (const key of Object.keys(this.entry).filter((key) => !fields.includes(key))) {
      const what = `${this.name} has ${quoted(key)}, which means nothing.`;
      this.faults.push({
        at: this.here,
        what,
        why: WHY_COMPLETE,
        fix: `take it out, or make it one of ${fields.join(", ")}`,
      });
    }
    const rule = this.rule();
    const reason = this.text("reason", "says why the rule cannot be kept here");
    const owner = this.text("owner", "names the team or the person who answers for it");
    const expires = this.expires();
    const resource = this.value("resource") === undefined ? undefined : this.text("resource", "is the end of a URN");
    const isComplete = rule !== undefined && reason !== undefined && owner !== undefined && expires !== undefined;
    if (!isComplete || this.faults.length > 0) {
      return { exemptions: [], faults: this.faults };
    }
    const daysLeft = expires - this.terms.today;
    return { exemptions: [{ rule, reason, owner, expires, daysLeft, resource, at: this.here }], faults: [] };
  }

  private rule(): string | undefined {
    const rule = this.text("rule", "names the rule");
    if (rule !== undefined && !this.terms.rules.includes(rule)) {
      const why = "It covers nothing, and what it was meant for is not known.";
      this.fault("rule", `there is no rule ${quoted(rule)}.`, why, `rule: ${quoted(closest(rule, this.terms.rules))}`);
    }
    return rule;
  }

  private expires(): Day | undefined {
    const { today } = this.terms;
    const text = this.text("expires", "is the last day on which it holds, in UTC");
    if (text === undefined) {
      return undefined;
    }
    const expires = dayOf(text);
    if (expires === undefined) {
      const fix = `expires: "${dateOf(today + 90)}"`;
      this.fault("expires", `${this.name} expires on ${quoted(text)}, which is no date.`, WHY_COMPLETE, fix);
    } else if (expires < today) {
      const why = "What it covered is judged like everything else again.";
      const fix = `keep the rule and take the exemption out, or decide anew: expires: "${dateOf(today + 90)}"`;
      this.fault("expires", `${this.name} expired on ${text}.`, why, fix);
    } else if (expires > today + LONGEST_DAYS) {
      const why = "Whoever answers for it looks again once a year; what holds for longer is another rule.";
      const fix = `expires: "${dateOf(today + LONGEST_DAYS)}" or earlier`;
      this.fault("expires", `${this.name} holds until ${text}, more than a year.`, why, fix);
    }
    return expires;
  }

  /** The text of a field, on one line. */
  private text(field: Field, meaning: string): string | undefined {
    const value = this.value(field);
    if (value === UNKNOWN) {
      this.faults.push(unknown(this.at(field)));
      return undefined;
    }
    const text = typeof value === "string" ? value.replace(/[\s\p{Cc}]+/gu, " ").trim() : "";
    if (text === "") {
      this.fault(field, `${this.name} has no ${field}.`, WHY_COMPLETE, `${field}: "…", which ${meaning}`);
      return undefined;
    }
    return text;
  }

  private value(field: Field): unknown {
    const value = known(() => (this.entry as Record<string, unknown>)[field]);
    return value ?? undefined;
  }

  private fault(field: Field, what: string, why: string, fix: string): void {
    this.faults.push({ at: this.at(field), what, why, fix });
  }
}

function unknown(at: Property): Fault {
  const why = "Whether a rule is set aside must be settled before anything is created.";
  return {
    at,
    what: `${at.path} is unknown until the deployment.`,
    why,
    fix: "write it as plain text, without outputs",
  };
}

function shapeless(at: Property): Fault {
  return {
    at,
    what: `${at.path} is no ${at.path.endsWith("]") ? "exemption" : "list of exemptions"}.`,
    why: WHY_COMPLETE,
    fix: COMPLETE,
  };
}

function known(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnknownValueError) {
      return UNKNOWN;
    }
    throw error;
  }
}

/** The rule that shares most words with what was written. */
function closest(written: string, rules: readonly string[]): string {
  const words = written.toLowerCase().split(/[^a-z0-9]+/);
  const shared = (rule: string): number => rule.split("-").filter((word) => words.includes(word)).length;
  return [...rules].sort((a, b) => shared(b) - shared(a))[0] ?? "";
}
