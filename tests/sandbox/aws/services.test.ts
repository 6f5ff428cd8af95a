import { expect } from "chai";

import { type Properties, text } from "../../../sandbox/aws/value";
import { Account, type Created, refusal } from "./account";
import { createNetwork, type TestNetwork } from "./network";

const SERVICE = "aws:ecs/service:Service";
const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

function without(name: string, inputs: Properties): Properties {
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => key !== name));
}

describe("networks", () => {
  let account: Account;
  let network: TestNetwork;
  beforeEach(() => {
    account = new Account();
    network = createNetwork(account);
  });
  afterEach(() => account.close());

  const subnet = (cidrBlock: string, more: Properties = {}): Promise<string | undefined> =>
    refusal(() => account.create("aws:ec2/subnet:Subnet", { vpcId: network.vpc.id, cidrBlock, ...more }));

  it("have subnets inside the VPC that share no address", async () => {
    expect(await subnet("10.0.2.0/24")).to.equal(undefined);
    expect(await subnet("10.1.0.0/24")).to.contain("InvalidSubnet.Range");
    expect(await subnet("10.0.0.128/25")).to.contain("InvalidSubnet.Conflict");
    expect(await subnet("10.0.3.0/29"), "AWS's smallest is /28").to.contain("InvalidSubnet.Range");
    expect(await subnet("10.0.3.0/24", { availabilityZone: "ap-northeast-1b" })).to.contain("availability zones");
  });

  it("have security group rules with one peer, ports that fit, and no twin", async () => {
    const rule = (more: Properties): Promise<string | undefined> =>
      refusal(() => account.create(RULE, { securityGroupId: network.group.id, ipProtocol: "tcp", ...more }));
    expect(await rule({ cidrIpv4: "10.0.0.0/8", fromPort: 80, toPort: 80 })).to.equal(undefined);
    expect(await rule({ cidrIpv4: "10.0.0.0/8", fromPort: 80, toPort: 80 })).to.contain("InvalidPermission.Duplicate");
    expect(await rule({ cidrIpv4: "10.0.0.0/8", fromPort: 80, toPort: 81 })).to.equal(undefined);
    expect(await rule({ fromPort: 80, toPort: 80 })).to.contain("exactly one of");
    expect(await rule({ cidrIpv4: "10.0.0.0/8", cidrIpv6: "::/0", fromPort: 80, toPort: 80 })).to.contain(
      "exactly one of",
    );
    expect(await rule({ cidrIpv4: "10.0.0.0/8" })).to.contain("Must specify both from and to ports");
    expect(await rule({ cidrIpv4: "10.0.0.0/8", fromPort: 81, toPort: 80 })).to.contain("Invalid TCP/UDP port range");
    const other = createNetwork(account, "10.1");
    expect(await rule({ referencedSecurityGroupId: other.group.id, fromPort: 1, toPort: 1 })).to.contain(
      "different networks",
    );
  });

  it("keep their internet gateway while something has a public address, and have but one", async () => {
    const gateway = account.create("aws:ec2/internetGateway:InternetGateway", { vpcId: network.vpc.id });
    const second = (): Created => account.create("aws:ec2/internetGateway:InternetGateway", { vpcId: network.vpc.id });
    expect(await refusal(second)).to.contain("Resource.AlreadyAssociated");
    const address = account.create("aws:ec2/eip:Eip", {});
    const nat = account.create("aws:ec2/natGateway:NatGateway", {
      allocationId: address.id,
      subnetId: network.subnets[0].id,
    });
    expect(nat.outputs.publicIp).to.equal(address.outputs.publicIp);
    expect(await refusal(() => account.delete(gateway))).to.contain("mapped public address");
    expect(await refusal(() => account.delete(address))).to.contain("InvalidIPAddress.InUse");
    for (const created of [nat, address, gateway]) {
      await account.delete(created);
    }
  });
});

describe("services behind a load balancer", () => {
  let account: Account;
  let network: TestNetwork;
  let group: Created;
  let cluster: Created;
  beforeEach(() => {
    account = new Account();
    network = createNetwork(account);
    cluster = account.create("aws:ecs/cluster:Cluster", { name: "main" });
    group = targetGroup();
  });
  afterEach(() => account.close());

  function targetGroup(more: Properties = {}): Created {
    const base = { port: 8080, protocol: "HTTP", targetType: "ip", vpcId: network.vpc.id };
    return account.create("aws:lb/targetGroup:TargetGroup", { ...base, ...more });
  }

  function balancer(more: Properties = {}): Created {
    return account.create("aws:lb/loadBalancer:LoadBalancer", {
      subnets: network.subnets.map(({ id }) => id),
      securityGroups: [network.group.id],
      ...more,
    });
  }

  function listener(target = group, more: Properties = {}): Created {
    return account.create("aws:lb/listener:Listener", {
      loadBalancerArn: balancer().id,
      port: 80,
      protocol: "HTTP",
      defaultActions: [{ type: "forward", targetGroupArn: target.id }],
      ...more,
    });
  }

  function taskDefinition(image = "app:1"): Created {
    return account.create("aws:ecs/taskDefinition:TaskDefinition", {
      family: "web",
      cpu: "256",
      memory: "512",
      networkMode: "awsvpc",
      requiresCompatibilities: ["FARGATE"],
      containerDefinitions: JSON.stringify([{ name: "app", image, portMappings: [{ containerPort: 8080 }] }]),
    });
  }

  const inputsOf = (task: Created, more: Properties = {}): Properties => ({
    name: "web",
    cluster: cluster.id,
    taskDefinition: text(task.outputs.arn),
    launchType: "FARGATE",
    networkConfiguration: { subnets: network.subnets.map(({ id }) => id), securityGroups: [network.group.id] },
    loadBalancers: [{ targetGroupArn: group.id, containerName: "app", containerPort: 8080 }],
    ...more,
  });
  const run = (more: Properties = {}): Promise<string | undefined> =>
    refusal(() => account.create(SERVICE, inputsOf(taskDefinition(), more)));

  it("need a listener that forwards to their target group", async () => {
    expect(await run()).to.contain(
      `InvalidParameterException: The target group with targetGroupArn ${group.id} does not have an associated load balancer.`,
    );
    listener();
    expect(await run()).to.equal(undefined);
    expect(await run(), "another of the same name").to.contain("not idempotent");
  });

  it("are also attached by a listener's rule and by a weighted action", async () => {
    const other = targetGroup();
    const front = listener(other);
    account.create("aws:lb/listenerRule:ListenerRule", {
      listenerArn: front.id,
      conditions: [{ pathPattern: { values: ["/"] } }],
      actions: [{ type: "forward", forward: { targetGroups: [{ arn: group.id, weight: 1 }] } }],
    });
    expect(await run()).to.equal(undefined);
  });

  it("are refused with what does not fit together", async () => {
    listener();
    const balancers = (more: Properties): Properties => ({
      loadBalancers: [{ targetGroupArn: group.id, containerName: "app", containerPort: 8080, ...more }],
    });
    const outside = createNetwork(account, "10.1");
    const instances = targetGroup({ targetType: "instance" });
    listener(instances, { port: 81, loadBalancerArn: balancer({ internal: true }).id });
    expect(await run(balancers({ containerName: "web" }))).to.contain("container web does not exist");
    expect(await run(balancers({ containerPort: 80 }))).to.contain("did not have a container port 80");
    expect(await run(balancers({ targetGroupArn: instances.id }))).to.contain(
      "incompatible with the awsvpc network mode",
    );
    expect(await run({ taskDefinition: "nothing:1" })).to.contain("TaskDefinition not found");
    expect(
      await run({ networkConfiguration: { subnets: [network.subnets[0].id], securityGroups: [outside.group.id] } }),
    ).to.contain("different networks");
    const rest = without("networkConfiguration", inputsOf(taskDefinition()));
    expect(await refusal(() => account.create(SERVICE, rest))).to.contain("Network Configuration must be provided");
  });

  it("take capacity providers of their cluster only, and no launch type besides", async () => {
    listener();
    const strategy = { capacityProviderStrategies: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }] };
    expect(await run(strategy)).to.contain("Conflicting configuration arguments");
    const inputs = without("launchType", inputsOf(taskDefinition(), strategy));
    expect(await refusal(() => account.create(SERVICE, inputs))).to.contain("not associated with the cluster");
    account.create("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", {
      clusterName: "main",
      capacityProviders: ["FARGATE", "FARGATE_SPOT"],
    });
    expect(account.create(SERVICE, inputs).outputs.launchType).to.equal("");
  });

  it("are changed by CodeDeploy alone where it is their controller", async () => {
    listener();
    const [first, second] = [taskDefinition(), taskDefinition("app:2")];
    const controlled = { deploymentController: { type: "CODE_DEPLOY" } };
    const service = account.create(SERVICE, inputsOf(first, controlled));
    const change = (task: Created, more: Properties): Promise<string | undefined> =>
      refusal(() => account.update(service, inputsOf(task, { ...controlled, ...more })));
    expect(await change(second, {})).to.contain(
      "Unable to update task definition on services with a CODE_DEPLOY deployment controller. " +
        "Use AWS CodeDeploy to trigger a new deployment.",
    );
    expect(await change(first, { loadBalancers: [] })).to.contain("Unable to update load balancers");
    expect(await change(first, { networkConfiguration: { subnets: [network.subnets[0].id] } })).to.contain(
      "Unable to update network parameters",
    );
    expect(await change(first, { desiredCount: 3, healthCheckGracePeriodSeconds: 30 })).to.equal(undefined);
  });

  it("hold their cluster, as listeners hold their target groups", async () => {
    const front = listener();
    const service = account.create(SERVICE, inputsOf(taskDefinition()));
    expect(await refusal(() => account.delete(cluster))).to.contain("ClusterContainsServicesException");
    expect(await refusal(() => account.delete(group))).to.contain("ResourceInUse: Target group");
    for (const created of [service, cluster, front, group]) {
      await account.delete(created);
    }
  });

  it("scale once they exist", async () => {
    const target = {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: "service/main/web",
      minCapacity: 1,
      maxCapacity: 3,
    };
    const type = "aws:appautoscaling/target:Target";
    expect(await refusal(() => account.create(type, target))).to.contain("ECS service doesn't exist: service/main/web");
    listener();
    await run();
    expect(await refusal(() => account.create(type, { ...target, minCapacity: 4 }))).to.contain("Maximum capacity");
    expect(account.create(type, target).id).to.equal("service/main/web");
  });

  it("have load balancers in two zones, each protected as it says", async () => {
    expect(await refusal(() => balancer({ subnets: [network.subnets[0].id] }))).to.contain(
      "two different Availability Zones",
    );
    const outside = createNetwork(account, "10.1");
    expect(await refusal(() => balancer({ securityGroups: [outside.group.id] }))).to.contain("different networks");
    const guarded = balancer({ name: "web", enableDeletionProtection: true });
    expect(await refusal(() => balancer({ name: "web" }))).to.contain("DuplicateLoadBalancerName");
    expect(await refusal(() => account.delete(guarded))).to.contain("OperationNotPermitted");
    account.update(guarded, { ...guarded.inputs, enableDeletionProtection: false });
    await account.delete(guarded);
  });

  it("serve a certificate once it is validated, or one from outside the stacks", async () => {
    const secure = (certificateArn: string, port = 443): Promise<string | undefined> =>
      refusal(() => listener(group, { protocol: "HTTPS", port, certificateArn }));
    const { id } = account.create("aws:acm/certificate:Certificate", { domainName: "example.com" });
    expect(await secure(id)).to.contain("UnsupportedCertificate");
    account.create("aws:acm/certificateValidation:CertificateValidation", { certificateArn: id });
    expect(await secure(id)).to.equal(undefined);
    expect(await secure(id.replace(/[^/]+$/, "2f6c1a7e-5b0d-4c39-8e21-7d9a40b3c511"))).to.equal(undefined);
  });

  it("have listeners with a certificate where they are secure, one to a port, gone with their load balancer", async () => {
    const front = listener();
    expect(await refusal(() => listener(group, { loadBalancerArn: text(front.inputs.loadBalancerArn) }))).to.contain(
      "DuplicateListener",
    );
    expect(await refusal(() => listener(group, { protocol: "HTTPS" }))).to.contain("A certificate must be specified");
    const before = account.count();
    const arn = text(front.inputs.loadBalancerArn);
    await account.delete({ ...front, type: "aws:lb/loadBalancer:LoadBalancer", id: arn, outputs: {} });
    expect(account.count(), "the load balancer and its listener").to.equal(before - 2);
    expect(account.read(front)).to.equal(undefined);
  });
});
