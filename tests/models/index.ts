export { mistakesAgainst } from "./awsModel";
export { createDeploymentGroupInput } from "./deploymentGroup";
export { pipelineDeclaration } from "./pipeline";
export { createProjectInput } from "./project";
