import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import * as path from "node:path";

import { LambdaFunction, LambdaFunctionArgs } from "../../../components/lambda-function/LambdaFunction";
import { Plan, planOf } from "../mocks";
import { functionBase } from "./lambdaFixture";

const lambdaType = "aws:lambda/function:Function";
const functionArn = "arn:aws:lambda:ap-northeast-1:123456789012:function:shop-start";

interface RenderedStatement {
  Sid: string;
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
  Condition?: unknown;
}

function plan(overrides: Partial<LambdaFunctionArgs> = {}, preview = false): Promise<Plan> {
  const args = {
    ...functionBase,
    functionName: "shop-start",
    roleName: "shop-start-role",
    description: "Starts pipelines",
    entry: path.join(__dirname, "../../../components/source/startPipelines.ts"),
    timeoutSeconds: 30,
    statements: [{ sid: "Own", actions: "s3:GetObject", resources: "arn:aws:s3:::shop/*" }],
    ...overrides,
  };
  return planOf(() => new LambdaFunction("start", args), { preview });
}

async function statements(overrides: Partial<LambdaFunctionArgs> = {}): Promise<RenderedStatement[]> {
  const policy = (await plan(overrides)).document("aws:iam/rolePolicy:RolePolicy", "start", "policy") as {
    Statement: RenderedStatement[];
  };
  return policy.Statement;
}

const vpc = { subnetIds: ["subnet-1", "subnet-2"], securityGroupIds: ["sg-1"] };

describe("LambdaFunction", () => {
  it("runs the compiled handler on ARM with Node.js 22", async () => {
    const inputs = (await plan()).one(lambdaType);
    expect(inputs).to.deep.include({
      name: "shop-start",
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      handler: "index.handler",
      timeout: 30,
      memorySize: 128,
      tracingConfig: { mode: "PassThrough" },
    });
    const files = await (inputs["code"] as pulumi.asset.AssetArchive).assets;
    expect(Object.keys(files)).to.deep.equal(["index.js"]);
    expect(await (files["index.js"] as pulumi.asset.StringAsset).text).to.include("StartPipelineExecutionCommand");
  });

  it("knows its name and ARN in the first preview", async () => {
    await planOf(
      () => {
        const made = new LambdaFunction("start", {
          ...functionBase,
          functionName: "shop-start",
          roleName: "shop-start-role",
          description: "Starts pipelines",
          entry: path.join(__dirname, "../../../components/source/startPipelines.ts"),
          timeoutSeconds: 30,
          statements: [],
        });
        expect([made.functionName, made.arn]).to.deep.equal(["shop-start", functionArn]);
      },
      { preview: true },
    );
    expect((await plan({}, true)).one(lambdaType)["role"]).to.equal("arn:aws:iam::123456789012:role/shop-start-role");
  });

  it("logs to a group of its own, encrypted and with an end, and may write no other", async () => {
    const made = await plan();
    expect(made.one("aws:cloudwatch/logGroup:LogGroup")).to.deep.include({
      name: "/aws/lambda/shop-start",
      retentionInDays: 30,
      kmsKeyId: functionBase.kmsKeyArn,
    });
    expect(made.one(lambdaType)["loggingConfig"]).to.deep.equal({
      logFormat: "JSON",
      logGroup: "/aws/lambda/shop-start",
    });
    expect((await statements())[0]).to.deep.include({
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: "arn:aws:logs:ap-northeast-1:123456789012:log-group:/aws/lambda/shop-start:*",
    });
  });

  it("may do what it is told and nothing else", async () => {
    expect((await statements()).map(({ Sid }) => Sid)).to.deep.equal(["WriteOwnLog", "Own"]);
  });

  it("gives its role to Lambda in this account alone", async () => {
    const trust = (await plan()).document("aws:iam/role:Role", "start", "assumeRolePolicy");
    expect(trust).to.have.nested.property("Statement[0].Principal.Service", "lambda.amazonaws.com");
    expect(trust)
      .to.have.nested.property("Statement[0].Condition")
      .that.deep.equals({
        StringEquals: { "aws:SourceAccount": "123456789012" },
      });
  });

  it("encrypts its environment, and names no key without one, which Lambda would forget", async () => {
    expect((await plan({ environment: { A: "1" } })).one(lambdaType)).to.deep.include({
      environment: { variables: { A: "1" } },
      kmsKeyArn: functionBase.kmsKeyArn,
    });
    expect((await plan()).one(lambdaType)).to.not.have.any.keys("environment", "kmsKeyArn");
  });

  it("joins a VPC with permissions that its code cannot use", async () => {
    const inputs = (await plan({ vpc })).one(lambdaType);
    expect(inputs["vpcConfig"]).to.deep.equal(vpc);
    const [, allow, deny] = await statements({ vpc });
    expect(allow).to.include({ Effect: "Allow", Resource: "*" });
    expect(allow?.Action).to.include("ec2:CreateNetworkInterface");
    expect(deny).to.deep.include({
      Effect: "Deny",
      Action: allow?.Action,
      Condition: { ArnEquals: { "lambda:SourceFunctionArn": functionArn } },
    });
  });

  it("asks for nothing of EC2 outside of a VPC", async () => {
    expect(JSON.stringify(await statements())).not.to.include("ec2:");
  });
});
