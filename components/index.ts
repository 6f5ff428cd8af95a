/** The components of the platform; each can be used alone, by any Pulumi program. */
export { Bastion, type BastionArgs, type BastionMode } from "./bastion/Bastion";
export { BastionUsers, type BastionUsersArgs } from "./bastion/BastionUsers";
export { SessionPreferences, type SessionPreferencesArgs } from "./bastion/SessionPreferences";
export { Bucket, type BucketArgs, type ObjectLifecycle } from "./bucket/Bucket";
export { BuildProject, type BuildProjectArgs } from "./build/BuildProject";
export { Cluster, type ClusterArgs, type ContainerInsights } from "./cluster/Cluster";
export { ExecUsers, type ExecUsersArgs } from "./cluster/ExecUsers";
export { type ApplicationArgs, type HealthCheck } from "./container-service/applicationContainer";
export { capacityProviderStrategy } from "./container-service/capacityProviderStrategy";
export { ContainerService, type ContainerServiceArgs, type TaskCount } from "./container-service/ContainerService";
export { defaultBootstrapImage } from "./container-service/bootstrap";
export { privateImage, type PrivateImage } from "./container-service/images";
export { type SecretReference } from "./container-service/secrets";
export { type ScalingPolicy } from "./container-service/scalingPolicy";
export { type Schedule } from "./container-service/schedule";
export { ServiceScaling, type ServiceScalingArgs } from "./container-service/ServiceScaling";
export { type Deployment, isNativeBlueGreen, type NativeBlueGreen } from "./container-service/deployment";
export { TaskDefinition, type TaskDefinitionArgs, type TaskSize } from "./container-service/TaskDefinition";
export { appSpec, type AppSpecArgs } from "./deployment/appSpec";
export { DeploymentBundle, type DeploymentBundleArgs } from "./deployment/DeploymentBundle";
export { DeploymentGroup, type DeploymentGroupArgs } from "./deployment/DeploymentGroup";
export { ServiceDeployer, type ServiceDeployerArgs } from "./deployment/ServiceDeployer";
export { type TrafficRouting } from "./deployment/trafficRouting";
export { ValidationHook, type ValidationHookArgs } from "./deployment/ValidationHook";
export { EncryptionKey, type EncryptionKeyArgs } from "./encryption-key/EncryptionKey";
export { type KeyGrants } from "./encryption-key/keyPolicy";
export { keyStatement } from "./encryption-key/keyStatement";
export { policyDocument, type Statement } from "./iam/policyDocument";
export { Role, type RoleArgs } from "./iam/Role";
export { type Trust, trustPolicy, trustRole, trustRoleToCome, trustService } from "./iam/trust";
export {
  LoadBalancer,
  type LoadBalancerAlias,
  type LoadBalancerArgs,
  type Protocol,
  type TrafficController,
} from "./load-balancer/LoadBalancer";
export { TargetGroup, type TargetGroupArgs, type TargetHealthCheck } from "./load-balancer/TargetGroup";
export { accountOf, arn, type Location } from "./location";
export { type CloudWatchSelection } from "./logging/fluentBitConfig";
export { Logging, type LoggingArgs } from "./logging/Logging";
export { LogRouter, type LogRouterArgs } from "./logging/LogRouter";
export { defaultRouterImage } from "./logging/logRouterContainer";
export { AlarmTopic, type AlarmTopicArgs } from "./monitoring/AlarmTopic";
export { type AlarmThresholds } from "./monitoring/alarms";
export { Dashboard, type DashboardArgs } from "./monitoring/Dashboard";
export { FailureEvents, type FailureEventsArgs } from "./monitoring/FailureEvents";
export { ServiceAlarms, type ServiceAlarmsArgs } from "./monitoring/ServiceAlarms";
export { physicalName, type NameKind } from "./names";
export { interfaceEndpointServices, type InterfaceEndpointService } from "./network/endpoints";
export { Network, type NetworkArgs } from "./network/Network";
export { subnetMasks, type SubnetMasks } from "./network/subnets";
export { ApproverPolicy, type ApproverPolicyArgs } from "./pipeline/ApproverPolicy";
export { ApprovalTopic, type ApprovalTopicArgs } from "./pipeline/ApprovalTopic";
export { artifactPrefix, ArtifactStore, type ArtifactStoreArgs } from "./pipeline/ArtifactStore";
export { Pipeline, type PipelineArgs, type PushTrigger, rolePurpose } from "./pipeline/Pipeline";
export { type PipelineAction, type PipelineStage } from "./pipeline/PipelineAction";
export { imageTagged, objectWritten, PipelineTrigger, type PipelineTriggerArgs } from "./pipeline/PipelineTrigger";
export {
  bundleSource,
  commitSource,
  connectionSource,
  imageSource,
  readCommitActions,
  sourceNames,
} from "./pipeline/sources";
export { approvalAction, approveName, buildAction, buildName, codeDeployAction, invokeAction } from "./pipeline/steps";
export { LambdaFunction, type LambdaFunctionArgs } from "./lambda-function/LambdaFunction";
export { CandidateMark, type CandidateMarkArgs } from "./promotion/CandidateMark";
export { defaultRetention, Registry, type RegistryArgs } from "./registry/Registry";
export { type ImageRetention } from "./registry/lifecyclePolicy";
export { SecurityGroup, type SecurityGroupArgs } from "./security-group/SecurityGroup";
export { ForeignReader, type ForeignReaderArgs } from "./source/ForeignReader";
export { PipelineStarter, type PipelineStarterArgs } from "./source/PipelineStarter";
export { SourceRepository, type SourceRepositoryArgs } from "./source/SourceRepository";
export { Topic, type TopicArgs } from "./topic/Topic";
export {
  type CollectorKind,
  collectorPorts,
  defaultCollectorImages,
  traceCollector,
  type TraceCollector,
} from "./tracing/traceCollector";
export { Tracing, type TracingArgs } from "./tracing/Tracing";
