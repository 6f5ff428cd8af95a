import { defaultBootstrapImage } from "../../../components/container-service/bootstrap";
import { privateImage } from "../../../components/container-service/images";
import { defaultRouterImage } from "../../../components/logging/logRouterContainer";
import { subnetMasks } from "../../../components/network/subnets";
import { defaultCollectorImages } from "../../../components/tracing/traceCollector";
import { smallestVpc } from "../../plan/addresses";
import { addressDemand } from "../../plan/demand";
import { usedEndpoints } from "../endpoints";
import { Mistake, shown } from "../mistake";
import { zoneLimit } from "../network";
import { describeValue } from "../report";
import { Path } from "../walk";
import { Check, isWrong, namesOf, services, zoneCount } from "./facts";
import { collectorImageOf, collectorOf } from "./operations";

const zonesPath = ["network", "availabilityZones"];

/** A load balancer refuses a subnet smaller than this. */
const loadBalancerPrefix = 27;

/** Zones named in config are zones of the stack's region. */
export const zonesAreInRegion: Check = function* ({ draft, region }) {
  const zones = draft.network?.availabilityZones;
  if (region === undefined || typeof zones !== "object") {
    return;
  }
  for (const [index, zone] of zones.entries()) {
    if (zone !== undefined && zone.slice(0, -1) !== region) {
      yield {
        path: [...zonesPath, index],
        given: shown(zone),
        allowed: `zones of aws:region, which is ${region}`,
        fix: `Name a zone such as ${region}a, or change aws:region.`,
      };
    }
  }
};

/** The VPC has room for the subnets of all zones. */
export const rangeIsLargeEnough: Check = function* (facts) {
  const zones = zoneCount(facts);
  const cidr = facts.draft.network?.cidr;
  if (zones === undefined || zones < 1 || zones > zoneLimit || cidr === undefined) {
    return;
  }
  const largest = 16;
  const bitsTaken = subnetMasks(`10.0.0.0/${largest}`, zones).public - largest;
  const forLoadBalancers = loadBalancerPrefix - bitsTaken;
  const [address = "", prefix = ""] = cidr.split("/");
  if (Number(prefix) > forLoadBalancers) {
    // A range that is told here must last for the tasks as well.
    const needed = Math.min(forLoadBalancers, smallestVpc(zones, addressDemand(facts.draft)) ?? largest);
    yield {
      path: ["network", "cidr"],
      given: shown(cidr),
      allowed: `/${largest} to /${needed} with ${zones} zones, as a load balancer's subnet must be a /${loadBalancerPrefix} at least`,
      fix: `Take a larger range that starts at its first address, such as ${address.replace(/\d+\.\d+$/, "0.0")}/${largest}${zones > 2 ? ", or fewer zones" : ""}.`,
    };
  }
};

/** Without NAT, tasks reach private ECR of their region through endpoints, and no other registry. */
export const imagesAreReachable: Check = function* (facts) {
  const { draft, region } = facts;
  if (draft.network?.nat !== "none") {
    return;
  }
  const isReachable = (image: string) => {
    const found = privateImage(image)?.region;
    return found !== undefined && (region === undefined || found === region);
  };
  const unreachable = function* (path: Path, image: string | undefined, given: string): Iterable<Mistake> {
    if (image !== undefined && !isReachable(image)) {
      yield {
        path,
        given,
        allowed: `with nat: none, images in private ECR of ${region ?? "aws:region"} only`,
        fix: `Mirror the image to <account>.dkr.ecr.${region ?? "<region>"}.amazonaws.com, or set nat: single.`,
      };
    }
  };
  const waiting = services(facts).filter(
    ({ service, path }) => service.image === undefined && !isWrong(facts, [...path, "image"]),
  );
  for (const { service, path } of services(facts)) {
    yield* unreachable([...path, "image"], service.image, describeValue(service.image));
  }
  if (waiting.length > 0) {
    const given = `${describeDefault(draft.bootstrapImage, defaultBootstrapImage)}, for ${namesOf(waiting)}`;
    yield* unreachable(["bootstrapImage"], draft.bootstrapImage, given);
  }
  yield* unreachable(["bastion", "image"], draft.bastion?.image, describeValue(draft.bastion?.image));
  const collectors = services(facts).flatMap((placed) => collectorOf(facts, placed) ?? []);
  for (const kind of new Set(collectors)) {
    const image = collectorImageOf(facts, kind);
    const given = image === defaultCollectorImages[kind] ? `nothing, so ${image} for ${kind}` : describeValue(image);
    yield* unreachable(["tracing", "collectorImage"], image, given);
  }
  const routerImage = draft.logging?.routerImage;
  yield* unreachable(["logging", "routerImage"], routerImage, describeDefault(routerImage, defaultRouterImage));
};

function describeDefault(image: string | undefined, usual: string): string {
  return image === usual ? `nothing, so ${image}` : describeValue(image);
}

/** Without NAT, endpoints must stand for every AWS service that tasks talk to. */
export const endpointsReplaceNat: Check = function* (facts) {
  const endpoints = facts.draft.network?.endpoints;
  if (facts.draft.network?.nat !== "none" || endpoints === undefined || endpoints === "auto") {
    return;
  }
  const listed = endpoints === "gateway" ? [] : endpoints;
  const used = usedEndpoints(
    services(facts).map(({ service }) => service),
    facts.draft,
  );
  const missing = used.filter((endpoint) => !listed.includes(endpoint));
  if (missing.length > 0) {
    yield {
      path: ["network", "endpoints"],
      given: Array.isArray(endpoints) ? `a list without ${missing.join(", ")}` : shown(endpoints),
      allowed: `with nat: none, auto, or a list that holds ${missing.join(", ")}`,
      fix: "Set endpoints: auto, or nat: single.",
    };
  }
};
