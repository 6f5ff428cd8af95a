import { type Resource, UNKNOWN } from "../harness";
import { type Case, otherResource } from "./case";

export const GROUP = "aws:ec2/securityGroup:SecurityGroup";
export const RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
export const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const BALANCER = "aws:lb/loadBalancer:LoadBalancer";

const EVERYBODY = "0.0.0.0/0";

/** As the plan shows it: the provider will fill the ingress in. */
export const group = (name: string, props: object = {}, sources: Resource["sources"] = {}): Resource => ({
  type: GROUP,
  name,
  props: { ingress: UNKNOWN, ...props },
  sources,
});

export const ofGroup = (name: string) => ({ securityGroupId: [`${GROUP} ${name}`] });

/** A rule of its own for the group "front". */
const opens = (what: string, props: object, beside: readonly Resource[] = [], expected: Partial<Case> = {}): Case => ({
  what,
  type: INGRESS_RULE,
  props: { securityGroupId: UNKNOWN, ipProtocol: "tcp", fromPort: 443, toPort: 443, ...props },
  sources: ofGroup("front"),
  beside: [group("front"), ...beside],
  ...expected,
});

const balancer = (internal: unknown, name = "front", sources: Resource["sources"] = {}): Resource => ({
  type: BALANCER,
  props: { internal, securityGroups: [UNKNOWN] },
  sources: { securityGroups: [`${GROUP} ${name}`], ...sources },
});
const PUBLIC = balancer(false);

/** A rule in a group itself. */
const inline = (what: string, entry: object, beside: readonly Resource[] = [], expected: Partial<Case> = {}): Case => ({
  what: `${what}, in the group itself`,
  type: GROUP,
  name: "front",
  props: { ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: [EVERYBODY], ...entry }] },
  beside,
  ...expected,
});

const AT = { violations: [""] };

export const securityGroupIngress: readonly Case[] = [
  otherResource,
  opens("a group", { referencedSecurityGroupId: UNKNOWN }),
  opens("a network", { cidrIpv4: "10.0.0.0/8" }),
  opens("everybody at 443 of a load balancer for the internet", { cidrIpv4: EVERYBODY }, [PUBLIC]),
  opens("everybody at 80, with IPv6", { cidrIpv6: "::/0", fromPort: 80, toPort: 80, ipProtocol: "6" }, [PUBLIC]),
  opens("everybody at a load balancer whose scheme is omitted", { cidrIpv4: EVERYBODY }, [balancer(undefined)]),
  opens("everybody at one whose scheme is filled in", { cidrIpv4: EVERYBODY }, [balancer(UNKNOWN)]),
  opens("everybody at a Classic one", { cidrIpv4: EVERYBODY }, [
    { ...PUBLIC, type: "aws:elb/loadBalancer:LoadBalancer" },
  ]),
  opens("everybody at a group without a load balancer", { cidrIpv4: EVERYBODY }, [], {
    ...AT,
    says: 'the whole internet ("0.0.0.0/0") is let in at tcp port 443',
  }),
  opens("everybody at another group than the load balancer's", { cidrIpv4: EVERYBODY }, [balancer(false, "other")], AT),
  opens("everybody at an internal load balancer", { cidrIpv4: EVERYBODY }, [balancer(true)], AT),
  opens("everybody at 22", { cidrIpv4: EVERYBODY, fromPort: 22, toPort: 22 }, [PUBLIC], { ...AT, says: "tcp port 22" }),
  opens("everybody at 80 to 443", { cidrIpv4: EVERYBODY, fromPort: 80 }, [PUBLIC], { ...AT, says: "ports 80 to 443" }),
  opens("everybody at all", { cidrIpv6: "::/0", ipProtocol: "-1", fromPort: undefined, toPort: undefined }, [PUBLIC], {
    ...AT,
    says: "ports of every number",
  }),
  opens("everybody by UDP", { cidrIpv4: EVERYBODY, ipProtocol: "udp" }, [PUBLIC], AT),
  ...["10.0.0.0/0", "0.0.0.0/00", " ::/0 "].map((cidrIpv4) =>
    opens(`another way to say it: ${cidrIpv4}`, { cidrIpv4 }, [], AT),
  ),
  opens("addresses unknown", { cidrIpv4: UNKNOWN }, [], { inconclusive: ["cidrIpv4"] }),
  opens("addresses unknown, which would be allowed", { cidrIpv4: UNKNOWN }, [PUBLIC]),
  opens("an Elastic IP address yet to be created", { cidrIpv4: UNKNOWN }, [{ type: "aws:ec2/eip:Eip", props: {} }], {
    sources: { ...ofGroup("front"), cidrIpv4: ["aws:ec2/eip:Eip subject"] },
  }),
  opens("port unknown", { cidrIpv4: EVERYBODY, toPort: UNKNOWN }, [PUBLIC], { inconclusive: ["toPort"] }),
  opens("port unknown, without a load balancer", { cidrIpv4: EVERYBODY, toPort: UNKNOWN }, [], AT),
  opens("scheme unknown", { cidrIpv4: EVERYBODY }, [balancer(UNKNOWN, "front", { internal: [`${GROUP} front`] })], {
    inconclusive: ["internal"],
  }),
  {
    ...opens("a group of another program, and its load balancer", { cidrIpv4: EVERYBODY, securityGroupId: "sg-1" }, [
      { type: BALANCER, props: { securityGroups: ["sg-1"] } },
    ]),
    sources: {},
  },
  opens(
    "a rule of the older type",
    {},
    [
      {
        type: RULE,
        props: { type: "ingress", protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["10.0.0.0/8", EVERYBODY] },
        sources: ofGroup("front"),
      },
    ],
    { ...AT, says: "SecurityGroupRule" },
  ),
  opens("a rule of the older type for what goes out", {}, [
    { type: RULE, props: { type: "egress", cidrBlocks: [EVERYBODY] }, sources: ofGroup("front") },
  ]),
  opens(
    "a rule of the older type, unknown for what",
    {},
    [{ type: RULE, props: { type: UNKNOWN, ipv6CidrBlocks: ["::/0"] }, sources: ofGroup("front") }],
    { inconclusive: ["type"] },
  ),
  inline("a group", { cidrBlocks: undefined, securityGroups: [UNKNOWN] }),
  inline("everybody at 443 of a load balancer for the internet", {}, [PUBLIC]),
  inline("everybody at 443", {}, [], { violations: ["ingress[0]"] }),
  inline("everybody with IPv6", { cidrBlocks: [], ipv6CidrBlocks: ["::/0"] }, [], { violations: ["ingress[0]"] }),
  inline("addresses unknown", { cidrBlocks: [UNKNOWN] }, [], { inconclusive: ["ingress[0].cidrBlocks[0]"] }),
  {
    ...inline("the VPC's range, yet unknown", { cidrBlocks: [UNKNOWN] }, [{ type: "aws:ec2/vpc:Vpc", props: {} }]),
    sources: { ingress: ["aws:ec2/vpc:Vpc subject"] },
  },
  {
    ...inline("all unknown", {}, [group("other")], { inconclusive: ["ingress"] }),
    props: { ingress: UNKNOWN },
    sources: { ingress: [`${GROUP} other`] },
  },
  {
    ...inline("everybody in the default group", {}, [], { violations: ["ingress[0]"] }),
    type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
  },
];
