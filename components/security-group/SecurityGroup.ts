import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Arguments of {@link SecurityGroup}. */
export interface SecurityGroupArgs {
  readonly vpcId: pulumi.Input<string>;
  /** What the group is for; AWS cannot change it later, and shows it beside every rule that names the group. */
  readonly description: string;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** One direction of traffic to something that is not a security group of ours. */
export interface Destination {
  readonly cidrIpv4?: pulumi.Input<string>;
  readonly prefixListId?: pulumi.Input<string>;
}

/**
 * A security group that lets nothing in and nothing out until a rule says so.
 *
 * Rules are resources of their own, and each names its peer: in AWS a rule that names a group stays right when
 * addresses change, and in Pulumi two groups may name each other without a cycle.
 *
 * @example
 * const web = new SecurityGroup("web", { vpcId, description: "Web tasks" });
 * const db = new SecurityGroup("db", { vpcId, description: "Database" });
 * web.allowTo(db, 5432, "Web reads and writes the database");
 */
export class SecurityGroup extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;
  /** The rules that name this group, for `dependsOn`: what sends traffic should go before they do. */
  readonly rules: pulumi.Resource[] = [];
  private readonly name: string;

  constructor(name: string, args: SecurityGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:security-group:SecurityGroup", name, {}, opts);
    this.name = name;
    const group = new aws.ec2.SecurityGroup(
      name,
      { vpcId: args.vpcId, description: args.description, tags: args.tags },
      { parent: this },
    );
    this.id = group.id;
    this.registerOutputs({ id: this.id });
  }

  /** Lets this group open TCP connections to `target` at `port`: one rule out of here, one into there. */
  allowTo(target: SecurityGroup, port: number, description: string): void {
    const rule = { fromPort: port, toPort: port, ipProtocol: "tcp", description };
    const out = new aws.vpc.SecurityGroupEgressRule(
      `${this.name}-to-${target.name}-${port}`,
      { ...rule, securityGroupId: this.id, referencedSecurityGroupId: target.id },
      { parent: this },
    );
    const into = new aws.vpc.SecurityGroupIngressRule(
      `${target.name}-from-${this.name}-${port}`,
      { ...rule, securityGroupId: target.id, referencedSecurityGroupId: this.id },
      { parent: target },
    );
    this.rules.push(out, into);
    target.rules.push(out, into);
  }

  /** Lets this group open TCP connections to addresses that no group of ours stands for. */
  allowOut(name: string, destination: Destination, port: number, description: string): void {
    const rule = new aws.vpc.SecurityGroupEgressRule(
      `${this.name}-to-${name}-${port}`,
      { ...destination, fromPort: port, toPort: port, ipProtocol: "tcp", description, securityGroupId: this.id },
      { parent: this },
    );
    this.rules.push(rule);
  }

  /** Lets everybody on the internet open TCP connections to this group at `port`. */
  allowFromInternet(port: number, description: string): void {
    this.allowFrom("internet", "0.0.0.0/0", port, description);
  }

  /** Lets addresses that no group of ours stands for open TCP connections to this group at `port`. */
  allowFrom(name: string, cidrIpv4: pulumi.Input<string>, port: number, description: string): void {
    const rule = new aws.vpc.SecurityGroupIngressRule(
      `${this.name}-from-${name}-${port}`,
      { cidrIpv4, fromPort: port, toPort: port, ipProtocol: "tcp", description, securityGroupId: this.id },
      { parent: this },
    );
    this.rules.push(rule);
  }
}
