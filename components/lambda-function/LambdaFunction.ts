import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { Statement } from "../iam/policyDocument";
import { Role } from "../iam/Role";
import { trustService } from "../iam/trust";
import { arn, Location } from "../location";
import { bundle } from "./bundle";

/** What {@link LambdaFunction} and the components made of one have in common. */
export interface LambdaFunctionBase {
  readonly location: Location;
  /** Days that CloudWatch Logs keeps the function's log; one of the values that it allows. */
  readonly retentionDays: number;
  /** Encrypts the log and the environment. Its policy must let CloudWatch Logs use it for `/aws/lambda/<name>`. */
  readonly kmsKeyArn: pulumi.Input<string>;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** Arguments of {@link LambdaFunction}. */
export interface LambdaFunctionArgs extends LambdaFunctionBase {
  /** Physical name; fixed, because pipelines, hooks and policies name the function before it exists. */
  readonly functionName: string;
  /** Shown in the console. */
  readonly description: string;
  /** Physical name of the role that the function has. */
  readonly roleName: string;
  /** What the function may do, beyond writing its log. */
  readonly statements: readonly Statement[];
  /** Absolute path of the TypeScript file that exports `handler`. */
  readonly entry: string;
  /** Plain text that everybody who may see the function can read: no secrets. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** How long one invocation may take; at most 900. */
  readonly timeoutSeconds: number;
  /** Decides the share of a CPU as well. @default 128, AWS's least */
  readonly memoryMiB?: number;
  /** Runs the function inside of a VPC. @default outside, with AWS's APIs in reach */
  readonly vpc?: {
    readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
    readonly securityGroupIds: pulumi.Input<string>[];
  };
}

/** What Lambda does in the function's name to put it into a VPC; the actions of AWSLambdaVPCAccessExecutionRole. */
const networkInterfaceActions = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];

/**
 * A Lambda function written in TypeScript, with its role and its encrypted log group. It is compiled when the program
 * starts, so there is no build to forget.
 *
 * {@link https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html | Node.js functions}
 *
 * @example
 * new LambdaFunction("cleanup", {
 *   functionName: "shop-cleanup", roleName: "shop-cleanup", description: "Deletes old drafts", location,
 *   entry: path.join(__dirname, "cleanup.ts"), environment: { TABLE: "drafts" }, timeoutSeconds: 30,
 *   statements: [{ actions: "dynamodb:DeleteItem", resources: arn(location, "dynamodb", "table/drafts") }],
 *   retentionDays: 30, kmsKeyArn: key.arn,
 * });
 */
export class LambdaFunction extends pulumi.ComponentResource {
  /** Known at preview. */
  readonly functionName: string;
  /** Known at preview. */
  readonly arn: string;
  /** The function, for `dependsOn`: it can run when this is ready. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: LambdaFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:lambda-function:LambdaFunction", name, {}, opts);
    const parent = { parent: this };
    this.functionName = args.functionName;
    this.arn = arn(args.location, "lambda", `function:${args.functionName}`);
    const logGroupName = `/aws/lambda/${args.functionName}`;

    const logGroup = new aws.cloudwatch.LogGroup(
      name,
      { name: logGroupName, retentionInDays: args.retentionDays, kmsKeyId: args.kmsKeyArn, tags: args.tags },
      parent,
    );
    const role = new Role(
      name,
      {
        roleName: args.roleName,
        description: `What the function ${args.functionName} may do`,
        location: args.location,
        // By account alone: AWS documents aws:SourceArn for those who call a function, not for Lambda when it assumes
        // the function's role, and a condition on a key that is not sent would leave the function without a role.
        trust: trustService(args.location, "lambda.amazonaws.com"),
        statements: [
          {
            sid: "WriteOwnLog",
            actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
            resources: arn(args.location, "logs", `log-group:${logGroupName}:*`),
          },
          ...(args.vpc === undefined ? [] : networkStatements(this.arn)),
          ...args.statements,
        ],
        tags: args.tags,
      },
      parent,
    );

    const hasEnvironment = Object.keys(args.environment ?? {}).length > 0;
    const lambda = new aws.lambda.Function(
      name,
      {
        name: args.functionName,
        description: args.description,
        role: role.arn,
        runtime: "nodejs22.x",
        architectures: ["arm64"],
        handler: "index.handler",
        code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(bundle(args.entry)) }),
        timeout: args.timeoutSeconds,
        memorySize: args.memoryMiB ?? 128,
        // Without an environment Lambda forgets the key, which would show as a change for ever.
        ...(hasEnvironment ? { environment: { variables: { ...args.environment } }, kmsKeyArn: args.kmsKeyArn } : {}),
        loggingConfig: { logFormat: "JSON", logGroup: logGroupName },
        tracingConfig: { mode: "PassThrough" },
        ...(args.vpc === undefined
          ? {}
          : { vpcConfig: { subnetIds: args.vpc.subnetIds, securityGroupIds: args.vpc.securityGroupIds } }),
        tags: args.tags,
      },
      // The log group first: a function that runs without one has Lambda make it, unencrypted and for ever.
      { ...parent, dependsOn: [logGroup, ...role.ready] },
    );
    this.ready = [lambda];
    this.registerOutputs({ functionName: this.functionName, arn: this.arn });
  }
}

/**
 * Lambda attaches the function to its subnets with the function's own role. The code of the function gets none of it.
 *
 * {@link https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html | Lambda in a VPC},
 * {@link https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html | lambda:SourceFunctionArn}
 */
function networkStatements(functionArn: string): Statement[] {
  return [
    { anyResource: "LambdaMakesNetworkInterfacesWhoseIdsNobodyKnowsBefore", actions: networkInterfaceActions },
    {
      effect: "Deny",
      anyResource: "CodeOfTheFunctionTouchesNoNetworkInterface",
      actions: networkInterfaceActions,
      conditions: { ArnEquals: { "lambda:SourceFunctionArn": functionArn } },
    },
  ];
}
