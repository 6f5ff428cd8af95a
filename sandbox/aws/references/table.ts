import type { KindName } from "./kinds";

/** One row: a property that names a thing. */
export interface Reference {
  /** The property's name, or the end of its path, wherever it is in the inputs. */
  property: string;
  /** Only where the property is one of the resource itself, and not of an object inside. */
  top?: true;
  kind: KindName;
  /** The resource types it is meant for; by default, all. */
  types?: readonly string[];
  /** AWS deletes the resource together with the thing it names. */
  owned?: true;
  /** As long as the resource exists, AWS refuses to delete the thing it names: always, or for these types. */
  holds?: true | readonly string[];
}

const LISTENERS = ["aws:lb/listener:Listener", "aws:alb/listener:Listener"];
const LISTENER_RULES = ["aws:lb/listenerRule:ListenerRule", "aws:alb/listenerRule:ListenerRule"];
const LOAD_BALANCERS = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"];
const GROUP_RULES = [
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  "aws:ec2/securityGroupRule:SecurityGroupRule",
];
/** What puts network interfaces into subnets. */
const INTERFACES = [
  ...LOAD_BALANCERS,
  "aws:ec2/natGateway:NatGateway",
  "aws:ec2/vpcEndpoint:VpcEndpoint",
  "aws:ec2/networkInterface:NetworkInterface",
  "aws:ec2/instance:Instance",
  "aws:ecs/service:Service",
  "aws:efs/mountTarget:MountTarget",
  "aws:lambda/function:Function",
  "aws:rds/subnetGroup:SubnetGroup",
];
const IN_VPC = [
  "aws:ec2/subnet:Subnet",
  "aws:ec2/internetGateway:InternetGateway",
  "aws:ec2/routeTable:RouteTable",
  "aws:ec2/securityGroup:SecurityGroup",
  "aws:ec2/vpcEndpoint:VpcEndpoint",
  "aws:ec2/networkAcl:NetworkAcl",
];
const LOG_GROUP_PARTS = [
  "aws:cloudwatch/logStream:LogStream",
  "aws:cloudwatch/logMetricFilter:LogMetricFilter",
  "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter",
  "aws:cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy",
];
const REPOSITORY_PARTS = ["aws:ecr/repositoryPolicy:RepositoryPolicy", "aws:ecr/lifecyclePolicy:LifecyclePolicy"];
const APPROVAL_RULES = ["aws:codecommit/approvalRuleTemplateAssociation:ApprovalRuleTemplateAssociation"];
const IAM_ROLE_PARTS = ["aws:iam/rolePolicy:RolePolicy", "aws:iam/rolePolicyAttachment:RolePolicyAttachment"];

/**
 * Which properties name which things, reviewed against AWS's API reference. The first row that fits a property counts.
 * Names of container images and log groups inside container definitions are not here: AWS does not look at them when
 * a task definition is registered.
 */
export const REFERENCES: readonly Reference[] = [
  { property: "vpcId", kind: "vpc", holds: IN_VPC },
  { property: "vpc", kind: "vpc" },
  { property: "subnetId", kind: "subnet", types: ["aws:ec2/routeTableAssociation:RouteTableAssociation"], owned: true },
  { property: "subnetId", kind: "subnet", holds: INTERFACES },
  { property: "subnetIds", kind: "subnet", holds: INTERFACES },
  { property: "subnets", kind: "subnet", holds: INTERFACES },
  { property: "securityGroupId", kind: "securityGroup", types: GROUP_RULES, owned: true },
  { property: "securityGroupId", kind: "securityGroup", holds: true },
  { property: "securityGroupIds", kind: "securityGroup", holds: true },
  { property: "securityGroups", kind: "securityGroup", holds: true },
  { property: "vpcSecurityGroupIds", kind: "securityGroup", holds: true },
  { property: "referencedSecurityGroupId", kind: "securityGroup", holds: true },
  { property: "sourceSecurityGroupId", kind: "securityGroup", holds: true },
  { property: "routeTableId", kind: "routeTable", types: ["aws:ec2/route:Route"], owned: true },
  { property: "routeTableId", kind: "routeTable", holds: true },
  { property: "routeTableIds", kind: "routeTable" },
  { property: "gatewayId", kind: "internetGateway" },
  { property: "internetGatewayId", kind: "internetGateway" },
  { property: "natGatewayId", kind: "natGateway" },
  { property: "allocationId", kind: "address", holds: true },
  { property: "prefixListId", kind: "prefixList" },
  { property: "prefixListIds", kind: "prefixList" },
  { property: "destinationPrefixListId", kind: "prefixList" },
  { property: "vpcEndpointId", kind: "endpoint", owned: true },

  { property: "loadBalancerArn", kind: "loadBalancer", types: LISTENERS, owned: true },
  { property: "loadBalancerArn", kind: "loadBalancer" },
  { property: "listenerArn", kind: "listener", types: LISTENER_RULES, owned: true },
  { property: "listenerArn", kind: "listener", owned: true },
  { property: "listenerArns", kind: "listener" },
  { property: "productionListenerRule", kind: "listenerRule" },
  { property: "testListenerRule", kind: "listenerRule" },
  { property: "targetGroupArn", kind: "targetGroup", holds: [...LISTENERS, ...LISTENER_RULES] },
  { property: "targetGroupArns", kind: "targetGroup" },
  { property: "alternateTargetGroupArn", kind: "targetGroup" },
  { property: "forward.targetGroups[].arn", kind: "targetGroup", holds: true },
  { property: "certificateArn", kind: "certificate", holds: true },

  { property: "role", kind: "role", types: IAM_ROLE_PARTS, holds: true },
  { property: "role", kind: "role", types: ["aws:iam/instanceProfile:InstanceProfile"], holds: true },
  {
    property: "role",
    kind: "role",
    types: ["aws:lambda/function:Function", "aws:s3/bucketReplicationConfig:BucketReplicationConfig"],
  },
  { property: "roles", kind: "role", types: ["aws:iam/policyAttachment:PolicyAttachment"], holds: true },
  { property: "roleArn", kind: "role" },
  { property: "iamRoleArn", kind: "role" },
  { property: "taskRoleArn", kind: "role" },
  { property: "executionRoleArn", kind: "role" },
  { property: "serviceRole", kind: "role", types: ["aws:codebuild/project:Project"] },
  { property: "serviceRoleArn", kind: "role" },
  { property: "policyArn", kind: "policy", holds: true },

  { property: "cluster", kind: "cluster", types: ["aws:ecs/service:Service", "aws:ecs/taskSet:TaskSet"], holds: true },
  {
    property: "clusterName",
    kind: "cluster",
    types: ["aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"],
    owned: true,
  },
  { property: "clusterName", kind: "cluster", types: ["aws:codedeploy/deploymentGroup:DeploymentGroup"] },

  { property: "targetKeyId", kind: "key", owned: true },
  { property: "keyId", kind: "key", types: ["aws:kms/keyPolicy:KeyPolicy", "aws:kms/grant:Grant"], owned: true },
  { property: "kmsKeyId", kind: "key" },
  { property: "kmsKeyArn", kind: "key" },
  { property: "kmsKey", kind: "key" },
  { property: "kmsMasterKeyId", kind: "key" },
  { property: "encryptionKey", kind: "key", types: ["aws:codebuild/project:Project"] },

  { property: "logGroupName", kind: "logGroup", types: LOG_GROUP_PARTS, owned: true },
  { property: "logGroup", kind: "logGroup", types: LOG_GROUP_PARTS, owned: true },
  { property: "logDestination", kind: "logDestination", types: ["aws:ec2/flowLog:FlowLog"] },
  { property: "cloudWatchLogGroupName", kind: "logGroup" },
  { property: "repository", kind: "repository", types: REPOSITORY_PARTS, owned: true },
  { property: "zoneId", kind: "zone", types: ["aws:route53/record:Record"], top: true, holds: true },

  { property: "topicArn", kind: "topic" },
  { property: "arn", kind: "topic", types: ["aws:sns/topicPolicy:TopicPolicy"], owned: true },
  { property: "topic", kind: "topic", types: ["aws:sns/topicSubscription:TopicSubscription"], owned: true },
  { property: "alarmActions", kind: "topic" },
  { property: "okActions", kind: "topic" },
  { property: "insufficientDataActions", kind: "topic" },
  { property: "queueUrl", kind: "queue", types: ["aws:sqs/queuePolicy:QueuePolicy"], owned: true },

  { property: "secretId", kind: "secret", owned: true },
  { property: "secretArn", kind: "secret", types: ["aws:secretsmanager/secretPolicy:SecretPolicy"], owned: true },
  { property: "appName", kind: "application", types: ["aws:codedeploy/deploymentGroup:DeploymentGroup"], owned: true },
  { property: "function", kind: "function", types: ["aws:lambda/permission:Permission"], owned: true },
  { property: "rule", kind: "eventRule", types: ["aws:cloudwatch/eventTarget:EventTarget"], holds: true },
  { property: "approvalRuleTemplateName", kind: "approvalRuleTemplate", types: APPROVAL_RULES, holds: true },
  { property: "repositoryName", kind: "codeRepository", types: APPROVAL_RULES, owned: true },
  { property: "triggerTargetArn", kind: "topic", types: ["aws:codedeploy/deploymentGroup:DeploymentGroup"] },
  { property: "namespaceId", kind: "namespace", holds: true },

  { property: "s3BucketName", kind: "bucket" },
  { property: "accessLogs.bucket", kind: "bucket" },
  { property: "artifactStores[].location", kind: "bucket" },
];

/** Every resource of S3 that belongs to a bucket names it so. */
export const BUCKET_PART: Reference = { property: "bucket", kind: "bucket", owned: true };
