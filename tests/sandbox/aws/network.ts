import type { Account, Created } from "./account";

/** A VPC with two public subnets in two zones and a security group. */
export interface TestNetwork {
  vpc: Created;
  subnets: [Created, Created];
  group: Created;
}

export function createNetwork(account: Account, cidr = "10.0"): TestNetwork {
  const vpc = account.create("aws:ec2/vpc:Vpc", { cidrBlock: `${cidr}.0.0/16` });
  const subnet = (index: number, zone: string): Created =>
    account.create("aws:ec2/subnet:Subnet", {
      vpcId: vpc.id,
      cidrBlock: `${cidr}.${index}.0/24`,
      availabilityZone: `ap-northeast-1${zone}`,
    });
  const subnets: [Created, Created] = [subnet(0, "a"), subnet(1, "c")];
  return { vpc, subnets, group: account.create("aws:ec2/securityGroup:SecurityGroup", { vpcId: vpc.id }) };
}
