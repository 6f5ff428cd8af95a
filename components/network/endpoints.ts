/** AWS services that tasks of this platform reach by interface endpoint, as AWS names them after `com.amazonaws.<region>.`. */
export const interfaceEndpointServices = [
  "ecr.api",
  "ecr.dkr",
  "logs",
  "ssm",
  "ssmmessages",
  "ec2messages",
  "secretsmanager",
  "kms",
  "xray",
  "monitoring",
] as const;

/** One of {@link interfaceEndpointServices}. */
export type InterfaceEndpointService = (typeof interfaceEndpointServices)[number];
