import type { Facts, FactsTable } from "./facts";

const DESCRIBED: Facts = { defaults: { description: "Managed by Pulumi" } };

const named = (property: string, more: object = {}): Facts => ({ naming: { property, ...more }, replaces: [property] });

/** Types of other services whose automatic names or defaults differ from the rule: from the Pulumi bridge's overrides. */
export const OTHERS: FactsTable = {
  "aws:apigateway/apiKey:ApiKey": DESCRIBED,
  "aws:docdb/subnetGroup:SubnetGroup": DESCRIBED,
  "aws:ec2/keyPair:KeyPair": { naming: { property: "keyName" }, replaces: ["keyName", "keyNamePrefix", "publicKey"] },
  "aws:efs/fileSystem:FileSystem": { id: "fs-0{hex:16}", ...named("creationToken") },
  "aws:efs/mountTarget:MountTarget": { id: "fsmt-0{hex:16}", deleteBeforeReplace: true },
  "aws:eks/fargateProfile:FargateProfile": named("fargateProfileName"),
  "aws:eks/nodeGroup:NodeGroup": named("nodeGroupName"),
  "aws:elasticache/cluster:Cluster": named("clusterId", { longest: 50, lower: true }),
  "aws:elasticache/parameterGroup:ParameterGroup": DESCRIBED,
  "aws:elasticache/replicationGroup:ReplicationGroup": named("replicationGroupId", { longest: 40, lower: true }),
  "aws:elasticache/subnetGroup:SubnetGroup": DESCRIBED,
  "aws:elasticsearch/domain:Domain": named("domainName", { longest: 28, lower: true }),
  "aws:mq/broker:Broker": named("brokerName", { longest: 55 }),
  "aws:msk/cluster:Cluster": named("clusterName"),
  "aws:msk/serverlessCluster:ServerlessCluster": named("clusterName"),
  "aws:neptune/subnetGroup:SubnetGroup": DESCRIBED,
  "aws:opensearch/domain:Domain": named("domainName"),
  "aws:rds/clusterParameterGroup:ClusterParameterGroup": DESCRIBED,
  "aws:rds/instance:Instance": { naming: { property: "identifier", separator: "" } },
  "aws:rds/optionGroup:OptionGroup": { defaults: { optionGroupDescription: "Managed by Pulumi" } },
  "aws:rds/parameterGroup:ParameterGroup": DESCRIBED,
  "aws:rds/subnetGroup:SubnetGroup": DESCRIBED,
  "aws:redshift/parameterGroup:ParameterGroup": DESCRIBED,
  "aws:redshift/subnetGroup:SubnetGroup": DESCRIBED,
};
