import * as pulumi from "@pulumi/pulumi";

/** A resource that a program registered. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

/** What a program registered, to be asked by type and name. */
export class Plan {
  constructor(readonly resources: readonly Registered[]) {}

  all(type: string): Registered[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  /** Inputs of the one resource with this type (and name); fails with what there is when there is not exactly one. */
  one(type: string, name?: string): Record<string, unknown> {
    const found = this.all(type).filter((resource) => name === undefined || resource.name === name);
    const [first, second] = found;
    if (first === undefined || second !== undefined) {
      const present = this.resources.map((resource) => `${resource.type} ${resource.name}`).join("\n  ");
      throw new Error(`expected one ${type} ${name ?? ""}, found ${found.length} among\n  ${present}`);
    }
    return first.inputs;
  }

  /** The same, parsed: the JSON document that an input holds. */
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
        resources.push({ type, name, inputs: given });
        return preview ? { id: undefined, state: given } : { id: `${name}-id`, state: computed(type, name, given) };
      },
      call: ({ token }) => call(token),
    },
    "fargate-platform",
    "test",
    preview,
  );
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
