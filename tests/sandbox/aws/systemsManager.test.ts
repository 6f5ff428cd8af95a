import { expect } from "chai";

import { diff } from "../../../sandbox/aws/diff";
import type { Properties } from "../../../sandbox/aws/value";
import { Account, ACCOUNT_ID, expectRefusals, refusal, REGION } from "./account";

const DOCUMENT = "aws:ssm/document:Document";
const ACTIVATION = "aws:ssm/activation:Activation";
const SETTING = "aws:ssm/serviceSetting:ServiceSetting";
const PARAMETER = "aws:ssm/parameter:Parameter";

const SESSION = {
  schemaVersion: "1.0",
  description: "Shells",
  sessionType: "Standard_Stream",
  inputs: { idleSessionTimeout: "20", runAsEnabled: true, shellProfile: { linux: "pwd" } },
};

const session = (changes: object = {}, more: Properties = {}): Properties => ({
  name: "shop-session",
  documentType: "Session",
  content: JSON.stringify({ ...SESSION, ...changes }),
  ...more,
});

const inputs = (changes: object): Properties => session({ inputs: { ...SESSION.inputs, ...changes } });

const trust = (service: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });

describe("Systems Manager", () => {
  let account: Account;
  beforeEach(() => {
    account = new Account();
  });
  afterEach(() => account.close());

  it("knows documents by their name, of which there is one", async () => {
    const made = account.create(DOCUMENT, session());
    expect(made.id).to.equal("shop-session");
    expect(made.outputs).to.deep.include({
      arn: `arn:aws:ssm:${REGION}:${ACCOUNT_ID}:document/shop-session`,
      schemaVersion: "1.0",
      description: "Shells",
      latestVersion: "1",
      defaultVersion: "1",
      owner: ACCOUNT_ID,
    });
    await expectRefusals(account, DOCUMENT, [["twice", session(), "DocumentAlreadyExists"]]);
  });

  it("gives a document another version when its content changes, and only then", () => {
    const made = account.create(DOCUMENT, session());
    account.update(made, { ...made.inputs, tags: { a: "b" } });
    expect(account.read(made)).to.deep.include({ latestVersion: "1", hash: made.outputs.hash });
    const changed = account.update(made, inputs({ idleSessionTimeout: "30" }));
    expect(changed).to.deep.include({ latestVersion: "2", defaultVersion: "2", documentVersion: "2" });
    expect(changed.hash)
      .to.match(/^[0-9a-f]{64}$/)
      .and.to.not.equal(made.outputs.hash);
  });

  it("replaces a document for another name alone", () => {
    const replaced = (news: Properties) =>
      diff(DOCUMENT, "it", session(), news)
        .properties.filter(({ replaces }) => replaces)
        .map(({ path }) => path);
    expect(replaced(inputs({ idleSessionTimeout: "30" }))).to.deep.equal([]);
    expect(replaced(session({}, { name: "other-session" }))).to.deep.equal(["name"]);
  });

  it("takes names of three to 128 letters, digits and _-. that are not AWS's", async () => {
    await expectRefusals(account, DOCUMENT, [
      ["character", session({}, { name: "shop/session" }), "alphanumeric, underscore, hyphen, or period"],
      ["short", session({}, { name: "ab" }), "range (3 - 128)"],
      ["long", session({}, { name: "a".repeat(129) }), "range (3 - 128)"],
      ["AWS's", session({}, { name: "AWS-Session" }), "prefix that AWS reserves"],
      ["type", session({}, { documentType: "Sessions" }), "expected documentType to be one of"],
    ]);
    expect(await refusal(() => account.create(DOCUMENT, session({}, { name: "a".repeat(128) })))).to.equal(undefined);
  });

  it("takes session documents of the one schema", async () => {
    await expectRefusals(account, DOCUMENT, [
      ["no JSON", session({}, { content: "shell" }), "InvalidDocumentContent"],
      ["version", session({ schemaVersion: "2.2" }), "InvalidDocumentSchemaVersion"],
      ["type", session({ sessionType: "Shell" }), "sessionType must be one of"],
      ["no inputs", session({ inputs: undefined }), "Standard_Stream needs inputs"],
      ["element", session({ mainSteps: [] }), "unknown element mainSteps"],
      ["input", inputs({ idleTimeout: "20" }), "unknown input idleTimeout"],
      ["number", inputs({ idleSessionTimeout: 20 }), "input idleSessionTimeout is 20"],
      ["idle", inputs({ idleSessionTimeout: "61" }), `input idleSessionTimeout is "61"`],
      ["duration", inputs({ maxSessionDuration: "1441" }), `input maxSessionDuration is "1441"`],
      ["flag", inputs({ runAsEnabled: "true" }), `input runAsEnabled is "true"`],
      ["profile", inputs({ shellProfile: { macos: "" } }), "input shellProfile"],
      ["size", inputs({ kmsKeyId: "k".repeat(65536) }), "MaxDocumentSizeExceeded"],
    ]);
    expect(await refusal(() => account.create(DOCUMENT, inputs({ kmsKeyId: "{{ key }}", s3BucketName: "" })))).to.equal(
      undefined,
    );
  });

  it("does not judge documents of other types by that schema", async () => {
    const content = JSON.stringify({ schemaVersion: "2.2", mainSteps: [] });
    expect(await refusal(() => account.create(DOCUMENT, session({}, { documentType: "Command", content })))).to.equal(
      undefined,
    );
  });

  it("activates nodes with a role that it may assume, for 30 days at most", async () => {
    account.create("aws:iam/role:Role", { name: "node", assumeRolePolicy: trust("ssm.amazonaws.com") }, "node");
    account.create("aws:iam/role:Role", { name: "task", assumeRolePolicy: trust("ecs-tasks.amazonaws.com") }, "task");
    const after = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
    await expectRefusals(account, ACTIVATION, [
      ["no role", { iamRole: "none" }, "Nonexistent role or missing ssm service principal in trust policy"],
      ["another's role", { iamRole: "task" }, "Nonexistent role or missing ssm service principal in trust policy"],
      ["limit", { iamRole: "node", registrationLimit: 1001 }, "Registration limit 1001"],
      ["late", { iamRole: "node", expirationDate: after(31) }, "not within the next 30 days"],
      ["past", { iamRole: "node", expirationDate: after(-1) }, "not within the next 30 days"],
    ]);
    const made = account.create(ACTIVATION, { iamRole: "node", name: "bastion", expirationDate: after(29) });
    expect(made.id).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(made.outputs.activationCode).to.match(/^\w{20,}$/);
    const { properties } = diff(ACTIVATION, "it", made.inputs, { ...made.inputs, description: "Another" });
    expect(properties).to.deep.equal([{ path: "description", kind: "add", replaces: true }]);
  });

  it("has settings of account and region, with the values that each takes", async () => {
    const tier = "/ssm/managed-instance/activation-tier";
    await expectRefusals(account, SETTING, [
      ["setting", { settingId: "/ssm/tier", settingValue: "advanced" }, "ServiceSettingNotFound"],
      ["value", { settingId: tier, settingValue: "Advanced" }, "Setting value Advanced"],
    ]);
    const arn = `arn:aws:ssm:${REGION}:${ACCOUNT_ID}:servicesetting${tier}`;
    expect(account.create(SETTING, { settingId: tier, settingValue: "advanced" }).outputs).to.deep.include({
      arn,
      status: "Customized",
    });
    expect(account.create(SETTING, { settingId: arn, settingValue: "standard" }, "by-arn").outputs.arn).to.equal(arn);
  });

  it("counts the versions of a parameter", () => {
    const made = account.create(PARAMETER, { name: "/shop/level", type: "String", value: "info" });
    expect(made.outputs).to.deep.include({
      arn: `arn:aws:ssm:${REGION}:${ACCOUNT_ID}:parameter/shop/level`,
      version: 1,
    });
    expect(account.update(made, { ...made.inputs, value: "debug" }).version).to.equal(2);
  });
});
