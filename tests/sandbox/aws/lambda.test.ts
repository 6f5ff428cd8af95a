import { expect } from "chai";

import { diff } from "../../../sandbox/aws/diff";
import { type Properties, text } from "../../../sandbox/aws/value";
import { archive, roleArn, Shop } from "../delivery/fixture";
import { ACCOUNT_ID, type Cases, expectRefusals, refusal, REGION } from "./account";

const FUNCTION = "aws:lambda/function:Function";
const RULE = "aws:cloudwatch/eventRule:EventRule";
const TARGET = "aws:cloudwatch/eventTarget:EventTarget";
const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";

function without(name: string, inputs: Properties): Properties {
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => key !== name));
}

describe("functions, events, code and bundles", () => {
  let shop: Shop;
  before(() => {
    shop = new Shop();
    shop.role("build", { Service: "codebuild.amazonaws.com" }, []);
    shop.role("networked", { Service: ["codebuild.amazonaws.com", "lambda.amazonaws.com"] }, [
      { Action: "ec2:*", Resource: "*" },
    ]);
    shop.role("events", { Service: "events.amazonaws.com" }, []);
  });
  after(() => shop.close());

  const attempt = (type: string, inputs: Properties): Promise<string | undefined> =>
    refusal(() => shop.account.create(type, inputs));

  const expectRefused = (type: string, cases: Cases): Promise<void> => expectRefusals(shop.account, type, cases);

  it("calls functions that Lambda may run, one of a name", async () => {
    const lambda = (more: Properties): Properties => ({
      name: "own",
      role: roleArn("hook"),
      handler: "index.handler",
      runtime: "nodejs22.x",
      code: archive({ "index.js": "exports.handler = () => {};" }),
      ...more,
    });
    const { subnets, group } = shop.network;
    const vpcConfig = { subnetIds: [subnets[0].id], securityGroupIds: [group.id] };
    await expectRefused(FUNCTION, [
      ["role", lambda({ role: roleArn("build") }), "cannot be assumed by Lambda"],
      ["network's role", lambda({ vpcConfig }), "permissions to call CreateNetworkInterface"],
      ["network", lambda({ vpcConfig: { ...vpcConfig, securityGroupIds: [] } }), "must coexist"],
      ["subnet", lambda({ vpcConfig: { ...vpcConfig, subnetIds: ["subnet-0"] } }), "subnet-0"],
      ["name", lambda({ name: "shop-hook" }), "ResourceConflictException"],
      ["timeout", lambda({ timeout: 901 }), "expected timeout to be in the range (1 - 900)"],
      ["code twice", lambda({ s3Bucket: "b", s3Key: "k" }), "Conflicting configuration arguments"],
      ["no code", without("code", lambda({})), "filename,image_uri,s3_bucket"],
    ]);
    const made = shop.account.create(FUNCTION, lambda({ role: roleArn("networked"), vpcConfig }));
    const permission = {
      function: made.id,
      action: "lambda:InvokeFunction",
      principal: "s3.amazonaws.com",
      statementId: "s3",
    };
    shop.account.create("aws:lambda/permission:Permission", permission);
    expect(await attempt("aws:lambda/permission:Permission", permission)).to.contain("ResourceConflictException");
    const changed = shop.account.update(made, { ...made.inputs, code: archive({ "index.js": "" }) });
    expect(changed.sourceCodeHash).to.not.equal(made.outputs.sourceCodeHash);
    const notify = (lambdaFunctionArn: string): Promise<string | undefined> =>
      attempt("aws:s3/bucketNotification:BucketNotification", {
        bucket: "shop-artifacts",
        lambdaFunctions: [{ lambdaFunctionArn, events: ["s3:ObjectCreated:*"] }],
      });
    expect(await notify(`arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:shop-hook`)).to.contain(
      "InvalidArgument: Unable to validate",
    );
    expect(await notify(text(made.outputs.arn))).to.equal(undefined);
  });

  it("starts by rules with a pattern, whose targets EventBridge may reach", async () => {
    await expectRefused(RULE, [
      ["no JSON", { name: "r", eventPattern: "source" }, "InvalidEventPatternException"],
      [
        "no list",
        { name: "r", eventPattern: '{"source": "aws.ecr"}' },
        `"source" must be an object or a non-empty array`,
      ],
      ["nothing", { name: "r" }, "event_pattern,schedule_expression"],
    ]);
    const rule = shop.account.create(RULE, { name: "r", eventPattern: '{"source": ["aws.ecr"]}' });
    const pipeline = `arn:aws:codepipeline:${REGION}:${ACCOUNT_ID}:shop-api`;
    await expectRefused(TARGET, [
      [
        "rule",
        { rule: "none", arn: pipeline, roleArn: roleArn("events") },
        "Rule none does not exist on EventBus default",
      ],
      ["role", { rule: "r", arn: pipeline }, `RoleArn is required for target ${pipeline}`],
      [
        "trust",
        { rule: "r", arn: pipeline, roleArn: roleArn("hook") },
        "cannot be assumed by principal 'events.amazonaws.com'",
      ],
      ["ARN", { rule: "r", arn: "shop-api" }, "Provided Arn is not in correct format"],
    ]);
    const target = shop.account.create(TARGET, { rule: "r", arn: pipeline, roleArn: roleArn("events") });
    expect(await refusal(() => shop.account.delete(rule))).to.contain("can't be deleted since it has targets");
    await shop.account.delete(target);
    await shop.account.delete(rule);
  });

  it("keeps code in a repository whose branches have rules", async () => {
    const { account } = shop;
    const template = (content: object): Properties => ({ name: "main", content: JSON.stringify(content) });
    const approvers = { Type: "Approvers", NumberOfApprovalsNeeded: 1 };
    const good = { Version: "2018-11-08", DestinationReferences: ["refs/heads/main"], Statements: [approvers] };
    const TEMPLATE = "aws:codecommit/approvalRuleTemplate:ApprovalRuleTemplate";
    await expectRefused(TEMPLATE, [
      ["version", template({ ...good, Version: "1" }), "InvalidApprovalRuleTemplateContentException"],
      ["branch", template({ ...good, DestinationReferences: ["main"] }), "got main"],
      ["count", template({ ...good, Statements: [{ ...approvers, NumberOfApprovalsNeeded: 0 }] }), "at least 1"],
    ]);
    const rule = account.create(TEMPLATE, template(good));
    const REPOSITORY = "aws:codecommit/repository:Repository";
    await expectRefused(REPOSITORY, [["name", { repositoryName: "shop.git" }, "InvalidRepositoryNameException"]]);
    account.create(REPOSITORY, { repositoryName: "shop" });
    await expectRefused(REPOSITORY, [["twice", { repositoryName: "shop" }, "RepositoryNameExistsException"]]);
    const ASSOCIATION = "aws:codecommit/approvalRuleTemplateAssociation:ApprovalRuleTemplateAssociation";
    await expectRefused(ASSOCIATION, [
      ["repository", { approvalRuleTemplateName: "main", repositoryName: "none" }, "RepositoryDoesNotExistException"],
      [
        "template",
        { approvalRuleTemplateName: "none", repositoryName: "shop" },
        "ApprovalRuleTemplateDoesNotExistException",
      ],
    ]);
    const association = account.create(ASSOCIATION, { approvalRuleTemplateName: "main", repositoryName: "shop" });
    expect(association.id).to.equal("main,shop");
    expect(await refusal(() => account.delete(rule))).to.contain("ApprovalRuleTemplateInUseException");
  });

  it("has bundles whose version changes with their content alone", () => {
    const { account, bundle } = shop;
    const before = account.read(bundle);
    account.update(bundle, { ...bundle.inputs, tags: { a: "b" } });
    expect(account.read(bundle)).to.deep.include({ etag: before?.etag, versionId: before?.versionId });
    const changed = account.update(bundle, { ...bundle.inputs, source: archive({ "taskdef.json": "{}" }) });
    expect(changed.etag)
      .to.match(/^[0-9a-f]{32}$/)
      .and.to.not.equal(before?.etag);
    expect(changed.versionId).to.not.equal(before?.versionId);
    const change = diff(OBJECT, "it", bundle.inputs, { ...bundle.inputs, source: archive({ "taskdef.json": "{}" }) });
    expect(change.properties).to.deep.equal([{ path: "source", kind: "update", replaces: false }]);
    expect(diff(OBJECT, "it", bundle.inputs, shop.bundleInputs()).properties).to.deep.equal([]);
  });
});
