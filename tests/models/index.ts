export { putMetricAlarmInput, putMetricFilterInput } from "./alarm";
export { mistakesAgainst } from "./awsModel";
export { dashboardSchema, type DashboardModel } from "./dashboard";
export { createDeploymentGroupInput } from "./deploymentGroup";
export { pipelineDeclaration } from "./pipeline";
export { createProjectInput } from "./project";
export { type Made, namespaces, strangers } from "./metrics";
