import type { Cloud, Entry } from "../cloud";
import { ACCOUNT } from "../place";
import { isOwnedPrefixList } from "../prefixLists";
import { Refusal } from "../refusal";
import { text } from "../value";

/** A kind of thing that resources refer to. */
export interface Kind {
  types: readonly string[];
  /** What a reference of this kind looks like; a value of another form is not judged. */
  form: RegExp;
  /** Outputs, besides the id and the ARN, that a reference may hold. */
  names?: readonly string[];
  /** Things that exist without a resource of their own, such as a VPC's default security group. */
  builtIn?: (value: string, cloud: Cloud) => boolean;
  /**
   * What AWS says where a reference leads nowhere. Left out for what a team owns before its first stack, and names in
   * its configuration: the sandbox's account holds whatever of that kind is asked for.
   */
  missing?: (value: string) => Refusal;
  /** What AWS says when something is to be deleted that others still refer to. */
  inUse?: (entry: Entry) => Refusal;
}

const OWN_ARN = (service: string, resource: string): RegExp =>
  new RegExp(`^arn:[\\w-]+:${service}:[\\w-]*:(?:${ACCOUNT})?:${resource}`);

const twins = (name: string, type: string): string[] => [`aws:lb/${name}:${type}`, `aws:alb/${name}:${type}`];

const dependent = (message: (entry: Entry) => string) => (entry: Entry) =>
  new Refusal("DependencyViolation", message(entry), true);

const outputOfVpc =
  (...outputs: string[]) =>
  (value: string, cloud: Cloud): boolean =>
    cloud.ofTypes(KINDS.vpc.types).some((vpc) => outputs.some((output) => vpc.outputs[output] === value));

export const KINDS = {
  vpc: {
    types: ["aws:ec2/vpc:Vpc", "aws:ec2/defaultVpc:DefaultVpc"],
    form: /^vpc-/,
    missing: (id) => new Refusal("InvalidVpcID.NotFound", `The vpc ID '${id}' does not exist`),
    inUse: dependent(({ id }) => `The vpc '${id}' has dependencies and cannot be deleted.`),
  },
  subnet: {
    types: ["aws:ec2/subnet:Subnet", "aws:ec2/defaultSubnet:DefaultSubnet"],
    form: /^subnet-/,
    missing: (id) => new Refusal("InvalidSubnetID.NotFound", `The subnet ID '${id}' does not exist`),
    inUse: dependent(({ id }) => `The subnet '${id}' has dependencies and cannot be deleted.`),
  },
  securityGroup: {
    types: ["aws:ec2/securityGroup:SecurityGroup", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"],
    form: /^sg-/,
    builtIn: outputOfVpc("defaultSecurityGroupId"),
    missing: (id) => new Refusal("InvalidGroup.NotFound", `The security group '${id}' does not exist`),
    inUse: dependent(({ id }) => `resource ${id} has a dependent object`),
  },
  routeTable: {
    types: ["aws:ec2/routeTable:RouteTable", "aws:ec2/defaultRouteTable:DefaultRouteTable"],
    form: /^rtb-/,
    builtIn: outputOfVpc("mainRouteTableId", "defaultRouteTableId"),
    missing: (id) => new Refusal("InvalidRouteTableID.NotFound", `The routeTable ID '${id}' does not exist`),
    inUse: dependent(({ id }) => `The routeTable '${id}' has dependencies and cannot be deleted.`),
  },
  internetGateway: {
    types: ["aws:ec2/internetGateway:InternetGateway"],
    form: /^igw-/,
    missing: (id) => new Refusal("InvalidInternetGatewayID.NotFound", `The internetGateway ID '${id}' does not exist`),
  },
  natGateway: {
    types: ["aws:ec2/natGateway:NatGateway"],
    form: /^nat-/,
    missing: (id) => new Refusal("NatGatewayNotFound", `The Nat Gateway ${id} was not found`),
  },
  address: {
    types: ["aws:ec2/eip:Eip"],
    form: /^eipalloc-/,
    missing: (id) => new Refusal("InvalidAllocationID.NotFound", `The allocation ID '${id}' does not exist`),
    inUse: ({ outputs }) =>
      new Refusal("InvalidIPAddress.InUse", `The address ${text(outputs.publicIp)} is in use.`, true),
  },
  endpoint: {
    types: ["aws:ec2/vpcEndpoint:VpcEndpoint"],
    form: /^vpce-/,
    missing: (id) => new Refusal("InvalidVpcEndpointId.NotFound", `The Vpc Endpoint Id '${id}' does not exist`),
  },
  prefixList: {
    types: ["aws:ec2/managedPrefixList:ManagedPrefixList"],
    form: /^pl-/,
    builtIn: (id) => isOwnedPrefixList(id),
    missing: (id) => new Refusal("InvalidPrefixListID.NotFound", `The prefix list ID '${id}' does not exist`),
  },
  loadBalancer: {
    types: twins("loadBalancer", "LoadBalancer"),
    form: OWN_ARN("elasticloadbalancing", "loadbalancer/"),
    missing: (arn) => new Refusal("LoadBalancerNotFound", `Load balancers '[${arn}]' not found`),
  },
  targetGroup: {
    types: twins("targetGroup", "TargetGroup"),
    form: OWN_ARN("elasticloadbalancing", "targetgroup/"),
    missing: (arn) => new Refusal("TargetGroupNotFound", `Target groups '[${arn}]' not found`),
    inUse: ({ id }) =>
      new Refusal("ResourceInUse", `Target group '${id}' is currently in use by a listener or a rule`, true),
  },
  listener: {
    types: twins("listener", "Listener"),
    form: OWN_ARN("elasticloadbalancing", "listener/"),
    missing: (arn) => new Refusal("ListenerNotFound", `One or more listeners not found: '[${arn}]'`),
  },
  listenerRule: {
    types: twins("listenerRule", "ListenerRule"),
    form: OWN_ARN("elasticloadbalancing", "listener-rule/"),
    missing: (arn) => new Refusal("RuleNotFound", `One or more rules not found: '[${arn}]'`),
  },
  role: {
    types: ["aws:iam/role:Role"],
    form: new RegExp(`^arn:[\\w-]+:iam::${ACCOUNT}:role/(?!aws-service-role/)|^[\\w+=,.@-]+$`),
    names: ["name"],
    missing: (role) =>
      role.startsWith("arn:")
        ? new Refusal("InvalidParameterException", `Role is not valid: ${role} does not exist`)
        : new Refusal("NoSuchEntity", `The role with name ${role} cannot be found.`),
    inUse: () => new Refusal("DeleteConflict", "Cannot delete entity, must detach all policies first."),
  },
  policy: {
    types: ["aws:iam/policy:Policy"],
    form: new RegExp(`^arn:[\\w-]+:iam::${ACCOUNT}:policy/`),
    missing: (arn) => new Refusal("NoSuchEntity", `Policy ${arn} does not exist or is not attachable.`),
    inUse: () => new Refusal("DeleteConflict", "Cannot delete a policy attached to entities."),
  },
  cluster: {
    types: ["aws:ecs/cluster:Cluster"],
    form: /./,
    names: ["name"],
    missing: () => new Refusal("ClusterNotFoundException", "Cluster not found."),
    inUse: () =>
      new Refusal("ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active.", true),
  },
  key: {
    types: ["aws:kms/key:Key", "aws:kms/alias:Alias", "aws:kms/externalKey:ExternalKey"],
    form: OWN_ARN("kms", ""),
    names: ["keyId", "name"],
    builtIn: (value) => /alias\/aws\//.test(value),
    missing: (arn) => new Refusal("NotFoundException", `Key '${arn}' does not exist`),
  },
  bucket: {
    types: ["aws:s3/bucket:Bucket"],
    form: /^[a-z0-9][a-z0-9.-]+$/,
    names: ["bucket"],
    missing: (name) => new Refusal("NoSuchBucket", `The specified bucket does not exist: ${name}`),
  },
  logGroup: {
    types: ["aws:cloudwatch/logGroup:LogGroup"],
    form: new RegExp(`^arn:[\\w-]+:logs:[\\w-]*:${ACCOUNT}:log-group:|^[\\w./#-]+$`),
    names: ["name"],
    missing: () => new Refusal("ResourceNotFoundException", "The specified log group does not exist."),
  },
  logDestination: {
    types: ["aws:cloudwatch/logGroup:LogGroup", "aws:s3/bucket:Bucket"],
    form: new RegExp(`^arn:[\\w-]+:(?:logs:[\\w-]*:${ACCOUNT}:log-group:.*|s3:::[^/]+)$`),
    missing: (arn) => new Refusal("InvalidParameter", `LogDestination: ${arn} does not exist.`),
  },
  repository: {
    types: ["aws:ecr/repository:Repository"],
    form: /^[a-z0-9]/,
    names: ["name"],
    missing: (name) =>
      new Refusal(
        "RepositoryNotFoundException",
        `The repository with name '${name}' does not exist in the registry with id '${ACCOUNT}'`,
      ),
  },
  topic: {
    types: ["aws:sns/topic:Topic"],
    form: OWN_ARN("sns", ""),
    missing: () => new Refusal("NotFound", "Topic does not exist"),
  },
  zone: {
    types: ["aws:route53/zone:Zone"],
    form: /^Z/,
    inUse: () =>
      new Refusal(
        "HostedZoneNotEmpty",
        "The specified hosted zone contains non-required resource record sets and so cannot be deleted.",
      ),
  },
  certificate: {
    types: ["aws:acm/certificate:Certificate"],
    form: OWN_ARN("acm", "certificate/"),
    inUse: ({ id }) =>
      new Refusal("ResourceInUseException", `Certificate ${id} in account ${ACCOUNT} is in use.`, true),
  },
  secret: {
    types: ["aws:secretsmanager/secret:Secret"],
    form: OWN_ARN("secretsmanager", "secret:"),
    names: ["name"],
    missing: () => new Refusal("ResourceNotFoundException", "Secrets Manager can't find the specified secret."),
  },
  queue: {
    types: ["aws:sqs/queue:Queue"],
    form: /^https:\/\/sqs\./,
    missing: () => new Refusal("QueueDoesNotExist", "The specified queue does not exist."),
  },
  project: {
    types: ["aws:codebuild/project:Project"],
    form: /./,
    names: ["name"],
    missing: (name) => new Refusal("ResourceNotFoundException", `Project cannot be found: ${name}`),
  },
  application: {
    types: ["aws:codedeploy/application:Application"],
    form: /./,
    names: ["name"],
    missing: (name) => new Refusal("ApplicationDoesNotExistException", `No application found for name: ${name}`),
  },
  function: {
    types: ["aws:lambda/function:Function"],
    form: new RegExp(`^arn:[\\w-]+:lambda:[\\w-]*:${ACCOUNT}:function:[^:]+$|^[\\w-]+$`),
    names: ["name"],
    missing: (name) => new Refusal("ResourceNotFoundException", `Function not found: ${name}`),
  },
  eventRule: {
    types: ["aws:cloudwatch/eventRule:EventRule"],
    form: /./,
    names: ["name"],
    inUse: () => new Refusal("ValidationException", "Rule can't be deleted since it has targets.", true),
  },
  approvalRuleTemplate: {
    types: ["aws:codecommit/approvalRuleTemplate:ApprovalRuleTemplate"],
    form: /./,
    names: ["name"],
    missing: (name) =>
      new Refusal("ApprovalRuleTemplateDoesNotExistException", `The approval rule template ${name} does not exist`),
    inUse: () =>
      new Refusal(
        "ApprovalRuleTemplateInUseException",
        "The approval rule template is associated with repositories",
        true,
      ),
  },
  codeRepository: {
    types: ["aws:codecommit/repository:Repository"],
    form: /./,
    names: ["repositoryName"],
    missing: (name) => new Refusal("RepositoryDoesNotExistException", `${name} does not exist`),
  },
  namespace: {
    types: [
      "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace",
      "aws:servicediscovery/publicDnsNamespace:PublicDnsNamespace",
      "aws:servicediscovery/httpNamespace:HttpNamespace",
    ],
    form: /^ns-/,
    missing: (id) => new Refusal("NamespaceNotFound", `The specified namespace does not exist: ${id}`),
    inUse: () => new Refusal("ResourceInUse", "Namespace has associated services; delete the services first", true),
  },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;
