import type { ServiceError } from "@grpc/grpc-js";
import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest, RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb";

/** A resource that a program registered. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  readonly urn: string;
  /** URNs of what must exist first: `dependsOn`, components expanded, and the origin of inputs. */
  readonly dependencies: readonly string[];
  readonly ignoreChanges: readonly string[];
  readonly protect: boolean;
  readonly customTimeouts: { readonly create?: string; readonly update?: string };
}

/** What a program registered, to be asked by type and name. */
export class Plan {
  constructor(readonly resources: readonly Registered[]) {}

  all(type: string): Registered[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  /** Inputs of the one resource with this type (and name); fails with what there is when there is not exactly one. */
  one(type: string, name?: string): Record<string, unknown> {
    return this.registered(type, name).inputs;
  }

  /** The one resource with this type (and name), with its options. */
  registered(type: string, name?: string): Registered {
    const found = this.all(type).filter((resource) => name === undefined || resource.name === name);
    const [first, second] = found;
    if (first === undefined || second !== undefined) {
      const present = this.resources.map((resource) => `${resource.type} ${resource.name}`).join("\n  ");
      throw new Error(`expected one ${type} ${name ?? ""}, found ${found.length} among\n  ${present}`);
    }
    return first;
  }

  /** The JSON document that an input holds. */
  document(type: string, name: string, property: string): unknown {
    return JSON.parse(String(this.one(type, name)[property]));
  }
}

const accountId = "123456789012";
const region = "ap-northeast-1";

function computed(type: string, name: string, inputs: Record<string, unknown>): Record<string, unknown> {
  const base = { ...inputs, arn: `arn:mock:${type}:${name}`, name: inputs["name"] ?? name };
  switch (type) {
    case "awsx:ec2:Vpc":
      return {
        ...base,
        vpcId: "vpc-1",
        publicSubnetIds: ["subnet-public-1", "subnet-public-2"],
        privateSubnetIds: ["subnet-private-1", "subnet-private-2"],
        isolatedSubnetIds: ["subnet-isolated-1", "subnet-isolated-2"],
        routeTables: [],
        eips: [{ publicIp: "203.0.113.1" }, { publicIp: "203.0.113.2" }, { publicIp: "203.0.113.3" }],
      };
    case "aws:ec2/vpcEndpoint:VpcEndpoint":
      return { ...base, prefixListId: "pl-1" };
    case "aws:lb/loadBalancer:LoadBalancer":
      return { ...base, dnsName: `${name}.elb.example`, zoneId: "Z1", arnSuffix: `app/${name}/1` };
    case "aws:lb/targetGroup:TargetGroup":
      return { ...base, arnSuffix: `targetgroup/${name}/1` };
    default:
      return base;
  }
}

function call(token: string): Record<string, unknown> {
  switch (token) {
    case "aws:index/getCallerIdentity:getCallerIdentity":
      return { accountId };
    case "aws:index/getPartition:getPartition":
      return { partition: "aws" };
    case "aws:index/getAvailabilityZones:getAvailabilityZones":
      return { names: [`${region}a`, `${region}c`, `${region}d`] };
    default:
      throw new Error(`no mock for ${token}`);
  }
}

const noOptions = { urn: "", dependencies: [], ignoreChanges: [], protect: false, customTimeouts: {} };

/** What this file needs of Pulumi's monitor, through which every resource is registered. */
interface Monitor {
  registerResource(request: RegisterResourceRequest, callback: RegisterCallback): unknown;
}

type RegisterCallback = (error: ServiceError | null, response: RegisterResourceResponse) => void;

/** Mocks are not told of URNs and options: adds them to what `newResource`, called at once, appends. */
function addOptions(resources: readonly Registered[]): void {
  const monitor: Monitor | undefined = pulumi.runtime.getMonitor();
  if (monitor === undefined) {
    throw new Error("The mocks have no monitor.");
  }
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    const index = resources.length;
    return register(request, (error, response) => {
      Object.assign(resources[index] ?? {}, {
        urn: error === null ? response.getUrn() : "",
        dependencies: request.getDependenciesList(),
        ignoreChanges: request.getIgnorechangesList(),
        protect: request.getProtect() ?? false,
        customTimeouts: {
          create: request.getCustomtimeouts()?.getCreate(),
          update: request.getCustomtimeouts()?.getUpdate(),
        },
      } satisfies Partial<Registered>);
      callback(error, response);
    });
  };
}

/**
 * Runs a program against mocked resources and returns what it registered.
 *
 * With `preview`, what AWS would compute is unknown, as in a first preview; an unknown input is `undefined` then.
 */
export async function planOf(program: () => unknown, { preview = false } = {}): Promise<Plan> {
  const resources: Registered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        const given = inputs as Record<string, unknown>;
        resources.push({ type, name, inputs: given, ...noOptions });
        return preview ? { id: undefined, state: given } : { id: `${name}-id`, state: computed(type, name, given) };
      },
      call: ({ token }) => call(token),
    },
    "fargate-platform",
    "test",
    preview,
  );
  addOptions(resources);
  // Pulumi keeps a stack trace of every promise, and mapping them all to source takes most of the time.
  process.setSourceMapsEnabled(false);
  try {
    await program();
    await pulumi.runtime.disconnect();
  } finally {
    process.setSourceMapsEnabled(true);
  }
  return new Plan(resources);
}

/** Where the mocked resources live. */
export const location = { partition: "aws", region, accountId };
