/** The components of the platform; each can be used alone, by any Pulumi program. */
export { Bucket, type BucketArgs, type ObjectLifecycle } from "./bucket/Bucket";
export { Cluster, type ClusterArgs } from "./cluster/Cluster";
export { type ApplicationArgs, type HealthCheck } from "./container-service/applicationContainer";
export { ContainerService, type ContainerServiceArgs, type TaskCount } from "./container-service/ContainerService";
export { defaultBootstrapImage } from "./container-service/bootstrap";
export { privateImage, type PrivateImage } from "./container-service/images";
export { type SecretReference } from "./container-service/secrets";
export { TaskDefinition, type TaskDefinitionArgs, type TaskSize } from "./container-service/TaskDefinition";
export { EncryptionKey, type EncryptionKeyArgs } from "./encryption-key/EncryptionKey";
export { type KeyGrants } from "./encryption-key/keyPolicy";
export { policyDocument, type Statement } from "./iam/policyDocument";
export { Role, type RoleArgs } from "./iam/Role";
export { type Trust, trustPolicy, trustRole, trustRoleToCome, trustService } from "./iam/trust";
export {
  LoadBalancer,
  type LoadBalancerAlias,
  type LoadBalancerArgs,
  type Protocol,
} from "./load-balancer/LoadBalancer";
export { TargetGroup, type TargetGroupArgs, type TargetHealthCheck } from "./load-balancer/TargetGroup";
export { arn, type Location } from "./location";
export { type CloudWatchSelection } from "./logging/fluentBitConfig";
export { Logging, type LoggingArgs } from "./logging/Logging";
export { LogRouter, type LogRouterArgs } from "./logging/LogRouter";
export { defaultRouterImage } from "./logging/logRouterContainer";
export { physicalName, type NameKind } from "./names";
export { interfaceEndpointServices, type InterfaceEndpointService } from "./network/endpoints";
export { Network, type NetworkArgs } from "./network/Network";
export { subnetMasks, type SubnetMasks } from "./network/subnets";
export { Registry, type RegistryArgs } from "./registry/Registry";
export { type ImageRetention } from "./registry/lifecyclePolicy";
export { SecurityGroup, type SecurityGroupArgs } from "./security-group/SecurityGroup";
