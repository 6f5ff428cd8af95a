import { parse } from "yaml";

import { Refusal } from "../aws/refusal";
import { isObject, knownStrings, type Properties, type Value } from "../aws/value";

/** What an appspec.yaml says of the tasks that CodeDeploy is to start. */
export interface AppSpec {
  containerName: string;
  containerPort: number;
  platformVersion?: string;
  networkConfiguration?: { subnets: string[]; securityGroups: string[]; assignPublicIp: boolean };
  capacityProviderStrategies?: { capacityProvider: string; base: number; weight: number }[];
  /** Functions by the event at which they are called. */
  hooks: { event: string; function: string }[];
}

const EVENTS = ["BeforeInstall", "AfterInstall", "AfterAllowTestTraffic", "BeforeAllowTraffic", "AfterAllowTraffic"];

const invalid = (reason: string): Refusal =>
  new Refusal("InvalidRevisionException", `The AppSpec file is not valid: ${reason}`);

/**
 * Reads an AppSpec file for ECS; what is not of its structure is refused.
 *
 * https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html
 *
 * @throws Refusal for the first thing that is wrong
 */
export function readAppSpec(text: string): AppSpec {
  const spec = object(yaml(text), "the file", ["version", "Resources", "Hooks"]);
  if (spec.version !== 0 && spec.version !== "0.0") {
    throw invalid("version must be 0.0");
  }
  const [resource, ...others] = list(spec.Resources, "Resources");
  if (others.length > 0) {
    throw invalid("Resources must have one target service");
  }
  const { TargetService } = object(resource, "Resources[0]", ["TargetService"]);
  const { Type, Properties: given } = object(TargetService, "TargetService", ["Type", "Properties"]);
  if (Type !== "AWS::ECS::Service") {
    throw invalid("Type must be AWS::ECS::Service");
  }
  const properties = object(given, "Properties", [
    "TaskDefinition",
    "LoadBalancerInfo",
    "PlatformVersion",
    "NetworkConfiguration",
    "CapacityProviderStrategy",
  ]);
  if (properties.TaskDefinition !== "<TASK_DEFINITION>") {
    throw invalid("TaskDefinition must be <TASK_DEFINITION>, which the pipeline replaces by the new revision");
  }
  const balancer = object(properties.LoadBalancerInfo, "LoadBalancerInfo", ["ContainerName", "ContainerPort"]);
  return {
    containerName: string(balancer.ContainerName, "ContainerName"),
    containerPort: number(balancer.ContainerPort, "ContainerPort"),
    ...(properties.PlatformVersion === undefined
      ? {}
      : { platformVersion: string(properties.PlatformVersion, "PlatformVersion") }),
    ...(properties.NetworkConfiguration === undefined
      ? {}
      : { networkConfiguration: networkOf(properties.NetworkConfiguration) }),
    ...(properties.CapacityProviderStrategy === undefined
      ? {}
      : {
          capacityProviderStrategies: list(properties.CapacityProviderStrategy, "CapacityProviderStrategy").map(
            strategyOf,
          ),
        }),
    hooks: spec.Hooks === undefined ? [] : list(spec.Hooks, "Hooks").map(hookOf),
  };
}

function yaml(text: string): Value {
  try {
    return parse(text) as Value;
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

function networkOf(value: Value): NonNullable<AppSpec["networkConfiguration"]> {
  const { AwsvpcConfiguration } = object(value, "NetworkConfiguration", ["AwsvpcConfiguration"]);
  const network = object(AwsvpcConfiguration, "AwsvpcConfiguration", ["Subnets", "SecurityGroups", "AssignPublicIp"]);
  const address = network.AssignPublicIp ?? "DISABLED";
  if (address !== "ENABLED" && address !== "DISABLED") {
    throw invalid("AssignPublicIp must be ENABLED or DISABLED");
  }
  return {
    subnets: strings(network.Subnets, "Subnets"),
    securityGroups: strings(network.SecurityGroups, "SecurityGroups"),
    assignPublicIp: address === "ENABLED",
  };
}

function strategyOf(value: Value): NonNullable<AppSpec["capacityProviderStrategies"]>[number] {
  const item = object(value, "CapacityProviderStrategy[]", ["CapacityProvider", "Base", "Weight"]);
  return {
    capacityProvider: string(item.CapacityProvider, "CapacityProvider"),
    base: number(item.Base ?? 0, "Base"),
    weight: number(item.Weight ?? 0, "Weight"),
  };
}

function hookOf(value: Value): AppSpec["hooks"][number] {
  const hook = object(value, "Hooks[]", EVENTS);
  const [event, ...others] = Object.keys(hook);
  if (event === undefined || others.length > 0) {
    throw invalid("each of Hooks must have one lifecycle event");
  }
  return { event, function: string(hook[event], event) };
}

function object(value: Value | undefined, what: string, members: readonly string[]): Properties {
  if (!isObject(value)) {
    throw invalid(`${what} must be a map`);
  }
  const stray = Object.keys(value).find((name) => !members.includes(name));
  if (stray !== undefined) {
    throw invalid(`${what} has an unknown member ${stray}; it takes ${members.join(", ")}`);
  }
  return value;
}

function list(value: Value | undefined, what: string): Value[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw invalid(`${what} must be a list that is not empty`);
  }
  return value;
}

function strings(value: Value | undefined, what: string): string[] {
  const items = list(value, what);
  if (knownStrings(items).length < items.length) {
    throw invalid(`${what} must be a list of strings`);
  }
  return knownStrings(items);
}

function string(value: Value | undefined, what: string): string {
  if (typeof value !== "string" || value === "") {
    throw invalid(`${what} must be a string`);
  }
  return value;
}

function number(value: Value | undefined, what: string): number {
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw invalid(`${what} must be a whole number`);
  }
  return value;
}
