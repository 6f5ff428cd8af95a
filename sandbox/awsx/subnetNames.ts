import type { SubnetSpec } from "./arguments";

/** The region's part of a zone name, up to its number: `us-east-` of us-east-1a, `us-west-` of us-west-2-lax-1a. */
const REGION_PREFIX = /^[a-z]{2}(?:-[a-z]+)+-/;

/** The names of one subnet and of what hangs on it. */
export interface SubnetNames {
  /** Pulumi resource name; counts the zones, so that the tag strategy never replaces a subnet. */
  readonly resourceName: string;
  /** Value of the tag `Name`. */
  readonly nameTag: string;
}

/**
 * Names a subnet.
 *
 * @param azIndex position of its zone, from 0; names count from 1.
 * @param byZone whether the tag ends in the zone (`1a`) instead of its number.
 */
export function subnetNames(
  vpcName: string,
  spec: Pick<SubnetSpec, "name" | "type">,
  azIndex: number,
  azName: string,
  byZone: boolean,
): SubnetNames {
  const stem = `${vpcName}-${spec.name ?? spec.type.toLowerCase()}`;
  const resourceName = `${stem}-${azIndex + 1}`;
  return { resourceName, nameTag: byZone ? `${stem}-${zoneSuffix(azName)}` : resourceName };
}

/**
 * Refuses zones that would give two subnets the same tag.
 *
 * @throws Error with the published component's text.
 */
export function checkZoneSuffixes(azNames: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const azName of azNames) {
    const suffix = zoneSuffix(azName);
    const earlier = seen.get(suffix);
    if (earlier !== undefined) {
      throw new Error(
        `subnetNameTagStrategy="AvailabilityZone" requires availability zones with distinct suffixes, but ` +
          `"${earlier}" and "${azName}" both reduce to "${suffix}".`,
      );
    }
    seen.set(suffix, azName);
  }
}

function zoneSuffix(azName: string): string {
  return azName.replace(REGION_PREFIX, "");
}
