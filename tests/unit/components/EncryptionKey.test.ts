import { expect } from "chai";

import { EncryptionKey, type KeyGrants } from "../../../components";
import { keyPolicy } from "../../../components/encryption-key/keyPolicy";
import { location, planOf } from "../mocks";

interface Statement {
  readonly Principal: Record<string, string>;
  readonly Action: string | string[];
  readonly Condition?: Record<string, Record<string, unknown>>;
}

function statements(grants: KeyGrants): Statement[] {
  return (JSON.parse(keyPolicy(location, grants)) as { Statement: Statement[] }).Statement;
}

const role = "arn:aws:iam::123456789012:role/shop-api-task";

describe("EncryptionKey", () => {
  it("rotates, and gives time to undo a deletion", async () => {
    const plan = await planOf(
      () => new EncryptionKey("key", { alias: "shop", description: "Logs of the shop", location, grants: {} }),
    );
    expect(plan.one("aws:kms/key:Key")).to.deep.include({ enableKeyRotation: true, deletionWindowInDays: 30 });
    expect(plan.one("aws:kms/alias:Alias")["name"]).to.equal("alias/shop");
  });

  it("is administered by its account, and used by nobody who was not named", () => {
    expect(statements({})).to.deep.equal([
      {
        Sid: "KeyPolicySpeaksOfThisKeyAndAccountAdministersIt",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::123456789012:root" },
        Action: "kms:*",
        Resource: "*",
      },
    ]);
  });

  it("lets CloudWatch Logs encrypt the named log groups only", () => {
    const [, logs] = statements({ logGroupPrefixes: ["/shop/"] });
    expect(logs?.Principal).to.deep.equal({ Service: "logs.ap-northeast-1.amazonaws.com" });
    expect(logs?.Condition).to.deep.equal({
      ArnLike: {
        "kms:EncryptionContext:aws:logs:arn": ["arn:aws:logs:ap-northeast-1:123456789012:log-group:/shop/*"],
      },
    });
  });

  it("lets the named roles of this account use it by way of S3 only", () => {
    const [, objects] = statements({ s3RoleArns: [role] });
    expect(objects?.Action).to.deep.equal(["kms:GenerateDataKey", "kms:Decrypt"]);
    expect(objects?.Condition).to.deep.equal({
      StringEquals: { "kms:CallerAccount": "123456789012", "kms:ViaService": "s3.ap-northeast-1.amazonaws.com" },
      ArnEquals: { "aws:PrincipalArn": [role] },
    });
  });

  it("lets the tasks of the named roles open encrypted sessions", () => {
    const [, exec] = statements({ execRoleArns: [role] });
    expect(exec?.Action).to.equal("kms:Decrypt");
    expect(exec?.Condition?.["ArnEquals"]).to.deep.equal({ "aws:PrincipalArn": [role] });
  });
});
