import * as pulumi from "@pulumi/pulumi";
import type { RuleId } from "./ruleIds";

type Month = "01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09" | "10" | "11" | "12";
type Day = `0${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}` | `${1 | 2}${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}` | "30" | "31";

/** A date as `YYYY-MM-DD`. */
export type ExpiryDate = `20${number}-${Month}-${Day}`;

/** One rule, set aside for a reason, by somebody, and for a time. */
export interface Exemption {
  /** The rule that is set aside. */
  readonly rule: RuleId;
  /** Why the rule cannot be kept here, in one line. It is shown in every run. */
  readonly reason: string;
  /** Who answers for it: a team or a person. */
  readonly owner: string;
  /** The last day, in UTC, on which it holds; at most a year from now, so that somebody looks again. */
  readonly expires: ExpiryDate;
  /**
   * Narrows it to the resources below the component whose URN ends so, and to what is below those: a name, or
   * `type::name` as in `aws:ecs/taskDefinition:TaskDefinition::bastion`. `*` stands for any text.
   *
   * @default everything below the component, and the component itself
   */
  readonly resource?: string;
}

/** What a component passes on to the policy pack, among the arguments of its `super` call. */
export interface PolicyExemptions {
  readonly policyExemptions: readonly Exemption[];
}

/**
 * Sets rules aside for the resources whose `parent` it is, and for all below them. It exists in Pulumi's state only.
 *
 * A child gets an alias of where it would be without this parent, so putting a resource that is deployed already below
 * it changes nothing. The way back has no alias: once the exemption is over, leave the component with an empty list.
 *
 * @example
 * ```ts
 * const exempted = new Exempted("jobs-exempted", [
 *   { rule: "no-root-containers", reason: "the vendor's agent runs as root only", owner: "data team", expires: "2027-03-31" },
 * ]);
 * new aws.ecs.TaskDefinition("jobs", { ... }, { parent: exempted });
 * ```
 */
export class Exempted extends pulumi.ComponentResource {
  private readonly place: pulumi.Resource | undefined;

  constructor(name: string, exemptions: readonly Exemption[], opts: pulumi.ComponentResourceOptions = {}) {
    const args: PolicyExemptions = { policyExemptions: exemptions };
    super("fargate-platform:policy:Exempted", name, args, {
      ...opts,
      transformations: [...(opts.transformations ?? []), (child) => Exempted.alias(opts.parent, child)],
    });
    this.place = opts.parent;
    this.registerOutputs();
  }

  /** A URN contains the types of all parents, so without an alias a new parent would mean a new resource. */
  private static alias(
    place: pulumi.Resource | undefined,
    { props, opts }: pulumi.ResourceTransformationArgs,
  ): pulumi.ResourceTransformationResult | undefined {
    if (!(opts.parent instanceof Exempted) || opts.parent.place !== place) {
      return undefined;
    }
    return {
      props,
      opts: { ...opts, aliases: [...(opts.aliases ?? []), { parent: place ?? pulumi.rootStackResource }] },
    };
  }
}
