import { ownedPrefixLists } from "../prefixLists";
import { isObject, knownStrings, type Properties, text } from "../value";
import { accountOfLogDelivery } from "../logDelivery";
import { LOAD_BALANCER_ZONES } from "../resources/loadBalancers";
import { zonesIn } from "../zones";
import type { FunctionRequest, FunctionTable } from "./request";

/** Functions about the account, its region and what AWS itself owns. */
export const ACCOUNT_FUNCTIONS: FunctionTable = {
  "aws:index/getCallerIdentity:getCallerIdentity": ({ place }) => ({
    id: place.account,
    accountId: place.account,
    arn: `arn:${place.partition}:iam::${place.account}:user/sandbox`,
    userId: "AIDASANDBOXSANDBOX234",
  }),
  "aws:index/getRegion:getRegion": ({ args, place }) => {
    const region = knownStrings(args.name)[0] ?? place.region;
    return {
      id: region,
      name: region,
      region,
      description: region,
      endpoint: `ec2.${region}.${place.dnsSuffix}`,
    };
  },
  "aws:index/getPartition:getPartition": ({ place }) => ({
    id: place.partition,
    partition: place.partition,
    dnsSuffix: place.dnsSuffix,
    reverseDnsPrefix: place.dnsSuffix.split(".").reverse().join("."),
  }),
  "aws:index/getDefaultTags:getDefaultTags": ({ place, defaultTags }) => ({ id: place.partition, tags: defaultTags }),
  "aws:index/getServicePrincipal:getServicePrincipal": ({ args, place }) => {
    const service = text(args.serviceName);
    return {
      id: `${service}.${place.region}.amazonaws.com`,
      name: `${service}.amazonaws.com`,
      suffix: "amazonaws.com",
      region: place.region,
    };
  },
  "aws:index/getAvailabilityZones:getAvailabilityZones": availabilityZones,
  "aws:ec2/getPrefixList:getPrefixList": (request) => ({ ...prefixList(request), cidrBlocks: ["52.219.0.0/20"] }),
  "aws:ec2/getManagedPrefixList:getManagedPrefixList": (request) => ({
    ...prefixList(request),
    addressFamily: "IPv4",
    arn: `arn:${request.place.partition}:ec2:${request.place.region}:aws:prefix-list/${text(prefixList(request).id)}`,
    entries: [{ cidr: "52.219.0.0/20", description: "" }],
    maxEntries: 0,
    ownerId: "AWS",
    tags: {},
    version: 0,
  }),
  "aws:elb/getServiceAccount:getServiceAccount": serviceAccount,
  "aws:alb/getServiceAccount:getServiceAccount": serviceAccount,
  "aws:elb/getHostedZoneId:getHostedZoneId": ({ place }) => ({
    id: LOAD_BALANCER_ZONES[place.region] ?? "Z00000000SANDBOX",
  }),
  "aws:lb/getHostedZoneId:getHostedZoneId": ({ place }) => ({
    id: LOAD_BALANCER_ZONES[place.region] ?? "Z00000000SANDBOX",
  }),
};

function availabilityZones({ args, place }: FunctionRequest): Properties {
  const zones = zonesIn(place.region).map(({ name, id }) => {
    const facts: Record<string, string> = {
      "zone-name": name,
      "zone-id": id,
      "region-name": place.region,
      state: "available",
      "opt-in-status": "opt-in-not-required",
      "zone-type": "availability-zone",
      "group-name": place.region,
    };
    return { name, zoneId: id, facts };
  });
  const filters = (Array.isArray(args.filters) ? args.filters : []).filter(isObject);
  const chosen = zones.filter(
    ({ name, zoneId, facts }) =>
      (args.state === undefined || args.state === "available") &&
      !knownStrings(args.excludeNames).includes(name) &&
      !knownStrings(args.excludeZoneIds).includes(zoneId) &&
      filters.every((filter) => knownStrings(filter.values).includes(facts[text(filter.name)] ?? "")),
  );
  return {
    id: place.region,
    names: chosen.map(({ name }) => name),
    zoneIds: chosen.map(({ zoneId }) => zoneId),
    groupNames: [place.region],
  };
}

function prefixList({ args, place }: FunctionRequest): Properties {
  const lists = ownedPrefixLists(place.region);
  const filters = (Array.isArray(args.filters) ? args.filters : []).filter(isObject);
  const names = [
    ...knownStrings(args.name),
    ...filters.filter((one) => one.name === "prefix-list-name").flatMap((one) => knownStrings(one.values)),
  ];
  const ids = [...knownStrings(args.prefixListId), ...knownStrings(args.id)];
  const found = [...lists].find(([name, id]) => names.includes(name) || ids.includes(id));
  if (!found) {
    throw new Error("no matching EC2 Prefix List found");
  }
  return { name: found[0], id: found[1] };
}

function serviceAccount({ place }: FunctionRequest): Properties {
  const id = accountOfLogDelivery(place.region);
  if (id === undefined) {
    throw new Error(`unknown AWS region: "${place.region}"`);
  }
  return { id, arn: `arn:${place.partition}:iam::${id}:root` };
}
