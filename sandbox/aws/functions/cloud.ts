import { find } from "../references";
import { knownStrings, type Properties, text } from "../value";
import type { FunctionRequest, FunctionTable } from "./request";

/** Functions that look up what exists in the cloud of the sandbox. */
export const CLOUD_FUNCTIONS: FunctionTable = {
  "aws:ec2/getVpc:getVpc": ({ args, cloud }) => found("VPC", find("vpc", args.id, cloud)),
  "aws:ecr/getRepository:getRepository": ({ args, cloud }) =>
    found(`ECR Repository (${text(args.name)})`, find("repository", args.name, cloud)),
  "aws:ecs/getCluster:getCluster": ({ args, cloud }) => ({
    ...found(`ECS Cluster (${text(args.clusterName)})`, find("cluster", args.clusterName, cloud)),
    status: "ACTIVE",
    pendingTasksCount: 0,
    runningTasksCount: 0,
    registeredContainerInstancesCount: 0,
  }),
  "aws:iam/getRole:getRole": ({ args, cloud }) =>
    found(`IAM Role (${text(args.name)})`, find("role", args.name, cloud)),
  "aws:kms/getKey:getKey": ({ args, cloud }) => found(`KMS Key (${text(args.keyId)})`, find("key", args.keyId, cloud)),
  "aws:route53/getZone:getZone": zone,
  "aws:secretsmanager/getSecret:getSecret": ({ args, cloud }) =>
    found("Secrets Manager Secret", find("secret", args.arn ?? args.name, cloud)),
  "aws:ssm/getParameter:getParameter": parameter,
};

function found(what: string, entry: { id: string; outputs: Properties } | undefined): Properties {
  if (!entry) {
    throw new Error(`reading ${what}: couldn't find resource`);
  }
  return { ...entry.outputs, id: entry.id };
}

function zone({ args, cloud }: FunctionRequest): Properties {
  const [id] = knownStrings(args.zoneId);
  const [name] = knownStrings(args.name);
  const entry = cloud
    .ofTypes(["aws:route53/zone:Zone"])
    .find((one) => one.id === id || text(one.outputs.name).replace(/\.$/, "") === name?.replace(/\.$/, ""));
  if (!entry) {
    throw new Error("no matching Route 53 Hosted Zone found");
  }
  return { ...entry.outputs, id: entry.id, zoneId: entry.id, privateZone: entry.inputs.vpcs !== undefined };
}

function parameter({ args, cloud }: FunctionRequest): Properties {
  const entry = cloud.ofTypes(["aws:ssm/parameter:Parameter"]).find(({ outputs }) => outputs.name === args.name);
  return found(`SSM Parameter (${text(args.name)})`, entry);
}
