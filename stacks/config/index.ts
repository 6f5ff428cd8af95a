/** The typed, checked config of a stack. */
export { urlVariable } from "./checks/service";
export { usedEndpoints } from "./endpoints";
export { toUnits, type FargateSize } from "./fargateSize";
export { type RawConfig } from "./keys";
export { loadConfig, parseConfig } from "./load";
export { ConfigError, type Mistake } from "./mistake";
export { type DeploymentConfig } from "./deployment";
export { type ServiceConfig, type StackConfig } from "./schema";
