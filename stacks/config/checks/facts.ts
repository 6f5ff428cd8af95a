import { z } from "zod";
import { enumerate, Mistake, pathText } from "../mistake";
import { stackSchema } from "../schema";
import { Draft, Path } from "../walk";

/** What a check sees of a config: whatever is right of it, so that one wrong field hides no other mistake. */
export interface Facts {
  readonly project: string;
  readonly stack: string;
  /** Undefined while it is missing or wrong. */
  readonly region: string | undefined;
  readonly draft: Draft<z.output<typeof stackSchema>>;
  /** Where something is wrong already. */
  readonly wrong: readonly Path[];
}

/** Compares several fields of a config; paths begin with a key such as `network`. */
export type Check = (facts: Facts) => Iterable<Mistake>;

/** A service's draft, and its place in the list. */
export interface PlacedService {
  readonly service: NonNullable<NonNullable<Facts["draft"]["services"]>[number]>;
  readonly path: Path;
}

/** The services of which something is right. */
export function services(facts: Facts): PlacedService[] {
  return (facts.draft.services ?? []).flatMap((service, index) =>
    service === undefined ? [] : [{ service, path: ["services", index] }],
  );
}

/** True when the value at `path`, or a part of it, was found wrong: its absence from the draft then means nothing. */
export function isWrong(facts: Facts, path: Path): boolean {
  const place = pathText(path);
  return facts.wrong.some((wrong) => {
    const other = pathText(wrong);
    return isBelow(place, other) || isBelow(other, place);
  });
}

function isBelow(place: string, other: string): boolean {
  return place === other || place.startsWith(`${other}.`) || place.startsWith(`${other}[`);
}

/** How many availability zones the stack spans. */
export function zoneCount({ draft }: Facts): number | undefined {
  const zones = draft.network?.availabilityZones;
  return typeof zones === "object" ? zones.length : zones;
}

/** True for the stack whose services must survive the loss of a zone. */
export function isProduction({ stack }: Facts): boolean {
  return stack === "prod";
}

/** The names of services, in words. */
export function namesOf(placed: readonly PlacedService[]): string {
  return enumerate(placed.map(({ service }) => service.name ?? "a service without a name"));
}

/** True when a service has a load balancer. */
export function hasLoadBalancer({ service }: PlacedService): boolean {
  return service.exposure === "public" || service.exposure === "internal";
}
