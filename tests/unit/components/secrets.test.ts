import { expect } from "chai";

import { secretStatements, valueFrom } from "../../../components/container-service/secrets";
import { location } from "../mocks";

const secretArn = "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret";

describe("secrets by reference", () => {
  it("composes what ECS takes from a name, an ARN and a JSON key", () => {
    expect(valueFrom(location, { secretsManager: "prod/db" })).to.equal(`${secretArn}:prod/db`);
    expect(valueFrom(location, { secretsManager: "prod/db", jsonKey: "password" })).to.equal(
      `${secretArn}:prod/db:password::`,
    );
    expect(valueFrom(location, { secretsManager: `${secretArn}:prod/db-a1B2c3` })).to.equal(
      `${secretArn}:prod/db-a1B2c3`,
    );
    expect(valueFrom(location, { parameter: "/app/key" })).to.equal(
      "arn:aws:ssm:ap-northeast-1:123456789012:parameter/app/key",
    );
  });

  it("lets the execution role read these secrets and nothing else", () => {
    const statements = secretStatements(location, [
      { secretsManager: "prod/db", jsonKey: "user" },
      { secretsManager: "prod/db", jsonKey: "password" },
      { secretsManager: `${secretArn}:mail-a1B2c3` },
      { parameter: "app/key" },
    ]);
    expect(statements).to.deep.equal([
      {
        sid: "ReadParameters",
        actions: "ssm:GetParameters",
        resources: ["arn:aws:ssm:ap-northeast-1:123456789012:parameter/app/key"],
      },
      {
        sid: "ReadSecrets",
        actions: "secretsmanager:GetSecretValue",
        resources: [`${secretArn}:prod/db-??????`, `${secretArn}:mail-a1B2c3`, `${secretArn}:mail-a1B2c3-??????`],
      },
    ]);
    expect(secretStatements(location, [])).to.deep.equal([]);
  });
});
