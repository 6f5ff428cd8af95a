import { find } from "../references";
import { Refusal } from "../refusal";
import { isAsset, isObject, knownStrings, type Properties, text, valuesAt } from "../value";
import type { Draft, FactsTable, Mistake } from "./facts";
import { requireGroupsIn, vpcOf } from "./networks";
import { mayDo, requireAssumable } from "./roles";

/** Lambda. */
export const LAMBDA: FactsTable = {
  "aws:lambda/function:Function": {
    id: "{name}",
    outputs: {
      arn: "arn:{partition}:lambda:{region}:{account}:function:{name}",
      invokeArn: "arn:{partition}:apigateway:{region}:lambda:path/2015-03-31/functions/{arn}/invocations",
      qualifiedArn: "{arn}:$LATEST",
      version: () => "$LATEST",
      architectures: () => ["x86_64"],
      sourceCodeHash: ({ inputs: { code } }) => (isAsset(code) ? text(code.hash) : ""),
      codeSha256: ({ inputs: { code } }) => (isAsset(code) ? text(code.hash) : ""),
      lastModified: () => new Date().toISOString(),
      loggingConfig: ({ inputs }) => ({ logFormat: "Text", logGroup: `/aws/lambda/${text(inputs.name)}` }),
      ephemeralStorage: () => ({ size: 512 }),
      tracingConfig: () => ({ mode: "PassThrough" }),
    },
    recomputed: ["sourceCodeHash", "codeSha256", "lastModified"],
    recomputedBy: ["code", "imageUri", "s3Key", "s3ObjectVersion"],
    naming: { property: "name", longest: 64 },
    replaces: ["name", "packageType"],
    unique: { by: ["name"], code: "ResourceConflictException", message: "Function already exist: {name}" },
    check: functionMistakes,
    admit: admitFunction,
  },
  "aws:lambda/permission:Permission": {
    id: "{statementId}",
    naming: { property: "statementId", longest: 100 },
    replaces: "all",
    unique: {
      by: ["function", "statementId"],
      code: "ResourceConflictException",
      message:
        "The statement id ({statementId}) provided already exists. Please provide a new statement id, or remove the existing statement.",
    },
  },
};

function functionMistakes(inputs: Properties): Mistake[] {
  const mistakes: Mistake[] = [];
  const isZip = (inputs.packageType ?? "Zip") === "Zip";
  const packages = ["code", "imageUri", "s3Bucket"].filter((name) => inputs[name] !== undefined);
  if (packages.length !== 1) {
    mistakes.push({ path: "code", reason: "one of `filename,image_uri,s3_bucket` must be specified" });
  }
  if (isZip && (inputs.handler === undefined || inputs.runtime === undefined)) {
    mistakes.push({ path: "handler", reason: "handler and runtime must be set when PackageType is Zip" });
  }
  for (const [name, least, most] of [
    ["timeout", 1, 900],
    ["memorySize", 128, 10240],
  ] as const) {
    const value = inputs[name];
    if (typeof value === "number" && (value < least || value > most)) {
      mistakes.push({ path: name, reason: `expected ${name} to be in the range (${least} - ${most}), got ${value}` });
    }
  }
  return mistakes;
}

const invalid = (message: string): Refusal => new Refusal("InvalidParameterValueException", message);

function admitFunction(draft: Draft): void {
  const { inputs, cloud, place } = draft;
  requireAssumable(
    inputs.role,
    {
      principal: "lambda.amazonaws.com",
      sourceArn: `arn:${place.partition}:lambda:${place.region}:${place.account}:function:${text(inputs.name)}`,
    },
    draft,
    invalid("The role defined for the function cannot be assumed by Lambda."),
  );
  const role = find("role", inputs.role, cloud);
  if (!isObject(inputs.vpcConfig)) {
    return;
  }
  const subnets = knownStrings(inputs.vpcConfig.subnetIds);
  const groups = knownStrings(inputs.vpcConfig.securityGroupIds);
  if (subnets.length > 0 !== valuesAt(inputs, "vpcConfig.securityGroupIds[]").length > 0) {
    throw invalid("SubnetIds and SecurityGroupIds must coexist or be both empty list.");
  }
  requireGroupsIn(vpcOf(subnets, cloud), groups, cloud);
  if (subnets.length > 0 && role && !mayDo(role, { action: "ec2:CreateNetworkInterface" }, cloud)) {
    throw invalid("The provided execution role does not have permissions to call CreateNetworkInterface on EC2");
  }
}
