import { random } from "../place";
import { Refusal } from "../refusal";
import { knownStrings, type Properties, text } from "../value";
import { requireDocument } from "./documents";
import type { FactsTable, Mistake } from "./facts";

const ARN = "arn:{partition}:iam::{account}:";

/** IAM paths begin and end with a slash; without one, a name follows the type directly. */
const pathOf = ({ path }: Properties): string => knownStrings(path)[0] ?? "/";

const MALFORMED = "MalformedPolicyDocument";

const conflict = (what: string) => ({
  by: ["name"],
  global: true as const,
  code: "EntityAlreadyExists",
  message: `${what} with name {name} already exists.`,
});

const NOW = (): string => new Date().toISOString().replace(/\.\d+Z$/, "Z");

export const IAM: FactsTable = {
  "aws:iam/role:Role": {
    id: "{name}",
    outputs: {
      arn: ({ inputs, place }) =>
        `arn:${place.partition}:iam::${place.account}:role${pathOf(inputs)}${text(inputs.name)}`,
      uniqueId: "AROA{CAPITALS:17}",
      createDate: NOW,
    },
    fallbacks: { path: "/", maxSessionDuration: 3600 },
    naming: { property: "name", longest: 64 },
    replaces: ["name", "namePrefix", "path"],
    sets: ["inlinePolicies"],
    unique: conflict("Role"),
    check: (inputs) => nameMistakes(inputs, 64),
    admit: ({ inputs, cloud }) =>
      requireDocument({ property: "assumeRolePolicy", kind: "trust", code: MALFORMED }, inputs, cloud),
  },
  "aws:iam/rolePolicy:RolePolicy": {
    id: "{role}:{name}",
    replaces: ["name", "namePrefix", "role"],
    check: (inputs) => nameMistakes(inputs, 128),
    admit: ({ inputs, cloud }) =>
      requireDocument({ property: "policy", kind: "identity", code: MALFORMED }, inputs, cloud),
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    id: "{role}/{policyArn}",
    replaces: ["role", "policyArn"],
    deleteBeforeReplace: true,
  },
  "aws:iam/policy:Policy": {
    id: "{arn}",
    outputs: {
      arn: ({ inputs, place }) =>
        `arn:${place.partition}:iam::${place.account}:policy${pathOf(inputs)}${text(inputs.name)}`,
      policyId: "ANPA{CAPITALS:17}",
      attachmentCount: () => 0,
    },
    fallbacks: { path: "/" },
    replaces: ["description", "name", "namePrefix", "path"],
    unique: conflict("A policy"),
    check: (inputs) => nameMistakes(inputs, 128),
    admit: ({ inputs, cloud }) =>
      requireDocument({ property: "policy", kind: "identity", code: MALFORMED }, inputs, cloud),
  },
  "aws:iam/policyAttachment:PolicyAttachment": {
    id: "{name}",
    replaces: ["name", "policyArn"],
    deleteBeforeReplace: true,
  },
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": { replaces: "all", deleteBeforeReplace: true },
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": { replaces: "all", deleteBeforeReplace: true },
  "aws:iam/instanceProfile:InstanceProfile": {
    id: "{name}",
    outputs: {
      arn: ({ inputs, place }) =>
        `arn:${place.partition}:iam::${place.account}:instance-profile${pathOf(inputs)}${text(inputs.name)}`,
      uniqueId: "AIPA{CAPITALS:17}",
      createDate: NOW,
    },
    fallbacks: { path: "/" },
    replaces: ["name", "namePrefix", "path"],
    unique: conflict("Instance Profile"),
  },
  "aws:iam/serviceLinkedRole:ServiceLinkedRole": {
    id: "{arn}",
    outputs: {
      name: ({ inputs }) => `AWSServiceRoleFor${serviceOf(inputs)}`,
      path: "/aws-service-role/{awsServiceName}/",
      arn: `${ARN}role/aws-service-role/{awsServiceName}/{name}`,
      uniqueId: "AROA{CAPITALS:17}",
      createDate: NOW,
    },
    replaces: ["awsServiceName", "customSuffix"],
    naming: false,
    admit: ({ inputs, cloud, old }) => {
      const roles = cloud.ofTypes(["aws:iam/serviceLinkedRole:ServiceLinkedRole"]);
      const twin = roles.find((role) => role.inputs.awsServiceName === inputs.awsServiceName);
      if (twin && !old) {
        throw new Refusal(
          "InvalidInput",
          `Service role name ${text(twin.outputs.name)} has been taken in this account, please try a different suffix.`,
        );
      }
    },
  },
  "aws:iam/user:User": {
    id: "{name}",
    outputs: {
      arn: ({ inputs, place }) =>
        `arn:${place.partition}:iam::${place.account}:user${pathOf(inputs)}${text(inputs.name)}`,
      uniqueId: "AIDA{CAPITALS:17}",
    },
    fallbacks: { path: "/" },
    updates: ["name", "path"],
    unique: conflict("User"),
  },
  "aws:iam/accessKey:AccessKey": {
    id: "AKIA{CAPITALS:16}",
    outputs: { secret: () => random("letters", 40), createDate: NOW },
    replaces: ["user", "pgpKey"],
  },
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
    id: "{arn}",
    outputs: {
      arn: ({ inputs, place }) =>
        `arn:${place.partition}:iam::${place.account}:oidc-provider/` + text(inputs.url).replace(/^https:\/\//, ""),
    },
    replaces: ["url"],
  },
};

function serviceOf({ awsServiceName, customSuffix }: Properties): string {
  const [service = ""] = knownStrings(awsServiceName)[0]?.split(".") ?? [];
  const suffix = knownStrings(customSuffix)[0];
  const name = /^(ecs|ecr|ssm|rds)$/.test(service)
    ? service.toUpperCase()
    : service.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
  return suffix === undefined ? name : `${name}_${suffix}`;
}

function nameMistakes(inputs: Properties, longest: number): Mistake[] {
  const [name] = knownStrings(inputs.name);
  if (name === undefined || (name.length <= longest && /^[\w+=,.@-]+$/.test(name))) {
    return [];
  }
  const reason =
    name.length > longest
      ? `expected length of name to be in the range (1 - ${longest}), got ${name}`
      : `invalid value for name (must match [\\w+=,.@-]): ${name}`;
  return [{ path: "name", reason }];
}
