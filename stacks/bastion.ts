import { Bastion, BastionUsers } from "../components";
import { Exempted } from "../policies/exempt";
import { StackConfig, toUnits } from "./config";
import { bastionNeedsInternet } from "./endpoints";
import { Foundation, serviceTags } from "./foundation";
import { createImageRepository } from "./images";
import { createLogRouter } from "./logRouter";
import { bastionName } from "./names";
import { DeployedService } from "./services";

/** What a stack tells of its bastion. */
export interface BastionOutputs {
  readonly mode: string;
  readonly serviceName: string;
  /** Where its image is pushed to. */
  readonly repositoryUrl: string;
  /** Managed policy of those who may come in. */
  readonly usersPolicyArn: string;
}

/** Creates the bastion with its image repository, opens to it the services that want that, and names who may come in. */
export function createBastion(
  config: StackConfig,
  foundation: Foundation,
  services: readonly DeployedService[],
): BastionOutputs | undefined {
  const { bastion: given } = config;
  if (given === undefined) {
    return undefined;
  }
  const { cluster, key, location, logging, names, network } = foundation;
  const tags = serviceTags(foundation, bastionName);
  const repository = createImageRepository(config, foundation, bastionName);
  const logRouter = createLogRouter(config, foundation, bastionName);
  const bastion = new Bastion(
    bastionName,
    {
      location,
      mode: given.mode,
      bastionName: names.bastion,
      cluster,
      network,
      logRouter,
      image: given.image,
      bootstrapImage: config.bootstrapImage,
      names: {
        service: bastionName,
        family: names.family(bastionName),
        taskRole: names.taskRole(bastionName),
        executionRole: names.executionRole(bastionName),
        instanceRole: names.role(bastionName, "instance"),
        sessionDocument: names.sessionDocument,
        sessionLogGroup: names.logGroup(bastionName, "sessions"),
      },
      kmsKeyArn: key.arn,
      keyAlias: names.keyAlias,
      logBucketName: logging.bucket.bucketName,
      retentionDays: config.logging.retentionDays,
      idleTimeoutMinutes: given.idleTimeoutMinutes,
      size: toUnits(given.size),
      architecture: given.architecture === "arm64" ? "ARM64" : "X86_64",
      schedule: given.schedule === undefined ? undefined : { ...given.schedule, otherwise: 0 },
      internetEgress: bastionNeedsInternet(config),
      tags,
    },
    { parent: exempted(given.mode), dependsOn: [...logging.bucket.ready] },
  );
  for (const { config: service, service: deployed } of services) {
    if (service.reachableFromBastion && service.port !== undefined) {
      bastion.reach(deployed.securityGroup, service.port, `Users of the bastion reach ${service.name}`);
    }
  }
  const users = new BastionUsers("bastion-users", {
    policyName: names.policy("bastion-users"),
    location,
    bastion,
    clusterName: cluster.clusterName,
    keyAlias: names.keyAlias,
    tags,
  });
  return {
    mode: given.mode,
    serviceName: bastion.serviceName,
    repositoryUrl: repository.url,
    usersPolicyArn: users.arn,
  };
}

/**
 * The one thing that the policies forbid: Systems Manager's agent gives shells to another user, which only root can. Without
 * need it is there as well, and empty: another parent would make another bastion of it when the mode changes.
 */
function exempted(mode: string): Exempted {
  const root = {
    rule: "no-root-containers",
    reason: "The agent of Systems Manager gives shells to an unprivileged user, which takes root",
    owner: "platform team",
    expires: "2027-10-31",
  } as const;
  return new Exempted("bastion-exempted", mode === "session-manager" ? [root] : []);
}
