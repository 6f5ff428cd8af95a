import { expect } from "chai";

import { type Properties } from "../../../sandbox/aws/value";
import { Account, ACCOUNT_ID, refusal, REGION } from "./account";

describe("functions", () => {
  let account: Account;
  const call = (token: string, args: Properties = {}): Properties => account.provider.invoke(token, args).result;
  beforeEach(() => {
    account = new Account();
  });
  afterEach(() => account.close());

  it("tell who and where the provider is", () => {
    expect(call("aws:index/getCallerIdentity:getCallerIdentity")).to.include({ accountId: ACCOUNT_ID });
    expect(call("aws:index/getRegion:getRegion")).to.include({ region: REGION, name: REGION });
    expect(call("aws:index/getPartition:getPartition")).to.include({ partition: "aws", dnsSuffix: "amazonaws.com" });
    expect(call("aws:elb/getServiceAccount:getServiceAccount")).to.include({ arn: "arn:aws:iam::582318560864:root" });
  });

  it("list the zones of a region as AWS has them, and respect filters", () => {
    const token = "aws:index/getAvailabilityZones:getAvailabilityZones";
    const letters = (args: Properties): string =>
      (call(token, args).names as string[]).map((name) => name.slice(-1)).join("");
    expect(letters({ state: "available" })).to.equal("acd");
    expect(letters({ region: "us-east-1" })).to.equal("abcdef");
    expect(letters({ region: "eu-west-3" })).to.equal("abc");
    expect(letters({ excludeNames: [`${REGION}a`] })).to.equal("cd");
    expect(letters({ filters: [{ name: "zone-name", values: [`${REGION}c`] }] })).to.equal("c");
    expect(letters({ filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }] })).to.equal("acd");
    expect(letters({ state: "impaired" })).to.equal("");
  });

  it("give AWS's prefix lists an id that stays", async () => {
    const managed = call("aws:ec2/getManagedPrefixList:getManagedPrefixList", { name: `com.amazonaws.${REGION}.s3` });
    expect(managed.id).to.match(/^pl-[0-9a-f]{8}$/);
    expect(call("aws:ec2/getPrefixList:getPrefixList", { name: `com.amazonaws.${REGION}.s3` }).id).to.equal(managed.id);
    const nowhere = refusal(() => call("aws:ec2/getPrefixList:getPrefixList", { name: "com.amazonaws.mars.s3" }));
    expect(await nowhere).to.contain("no matching EC2 Prefix List found");
  });

  it("render policy documents as the provider does", () => {
    const { json, minifiedJson } = call("aws:iam/getPolicyDocument:getPolicyDocument", {
      sourcePolicyDocuments: [
        JSON.stringify({ Statement: [{ Sid: "One", Effect: "Deny", Action: "s3:*", Resource: "*" }] }),
      ],
      statements: [
        {
          sid: "One",
          actions: ["s3:GetObject", "s3:PutObject"],
          resources: ["arn:aws:s3:::logs/*"],
          principals: [{ type: "Service", identifiers: ["logs.amazonaws.com"] }],
          conditions: [{ test: "StringEquals", variable: "aws:SourceAccount", values: [ACCOUNT_ID] }],
        },
        { effect: "Deny", actions: ["*"], resources: ["*"], principals: [{ type: "*", identifiers: ["*"] }] },
      ],
    });
    const document = {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "One",
          Effect: "Allow",
          Principal: { Service: "logs.amazonaws.com" },
          Action: ["s3:PutObject", "s3:GetObject"],
          Resource: "arn:aws:s3:::logs/*",
          Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT_ID } },
        },
        { Effect: "Deny", Principal: "*", Action: "*", Resource: "*" },
      ],
    };
    expect(json).to.equal(JSON.stringify(document, undefined, 2));
    expect(minifiedJson).to.equal(JSON.stringify(document));
  });

  it("look up what is in the cloud, and only that", async () => {
    const token = "aws:ssm/getParameter:getParameter";
    expect(await refusal(() => call(token, { name: "/a" }))).to.contain("SSM Parameter (/a): couldn't find resource");
    account.create("aws:ssm/parameter:Parameter", { name: "/a", type: "String", value: "x" });
    expect(call(token, { name: "/a" })).to.include({ value: "x", type: "String" });
  });

  it("are refused by name where there are none, and where their arguments are wrong", async () => {
    expect(await refusal(() => call("aws:foo/getBar:getBar"))).to.equal("unrecognized function: aws:foo/getBar:getBar");
    expect(await refusal(() => call("aws:ec2/getAmi:getAmi"))).to.contain("has no answer to aws:ec2/getAmi:getAmi");
    const { failures } = account.provider.invoke("aws:ssm/getParameter:getParameter", { nam: "a" });
    expect(failures.map(({ reason }) => reason)).to.deep.equal([
      "Invalid or unknown key. Examine values at 'getParameter.nam'.",
      'Missing required argument. The argument "name" is required, but no definition was found.. ' +
        "Examine values at 'getParameter.name'.",
    ]);
  });
});

describe("provider configuration", () => {
  it("is checked as a whole", () => {
    const account = new Account();
    const reasons = (name: string, config: Properties): string[] =>
      account.provider.checkConfig(name, config).failures.map(({ reason }) => reason);
    expect(reasons("default_7_48_0", { region: REGION, version: "7.48.0" })).to.deep.equal([]);
    expect(
      reasons("default", { region: REGION, defaultTags: '{"tags":{"a":"b"}}', allowedAccountIds: `["${ACCOUNT_ID}"]` }),
    ).to.deep.equal([]);
    expect(reasons("default", { region: "mars", regino: "x", forbiddenAccountIds: `["${ACCOUNT_ID}"]` })).to.deep.equal(
      [
        "could not validate provider configuration: Invalid or unknown key. Check `pulumi config get aws:regino`.",
        "Invalid AWS Region: mars",
        `AWS account ID not allowed: ${ACCOUNT_ID}`,
      ],
    );
    expect(reasons("tokyo", { region: REGION, defaultTags: "x" })[0]).to.contain(
      "Examine values at 'tokyo.defaultTags'.",
    );
    account.close();
  });
});
