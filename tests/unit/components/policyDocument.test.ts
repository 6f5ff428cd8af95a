import { expect } from "chai";

import { policyDocument } from "../../../components";

describe("policyDocument", () => {
  it("renders statements in IAM's spelling", () => {
    const document: unknown = JSON.parse(
      policyDocument([
        {
          sid: "Read",
          actions: ["s3:GetObject"],
          resources: "arn:aws:s3:::b/*",
          conditions: { Bool: { "aws:SecureTransport": "true" } },
        },
      ]),
    );
    expect(document).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Read",
          Effect: "Allow",
          Action: ["s3:GetObject"],
          Resource: "arn:aws:s3:::b/*",
          Condition: { Bool: { "aws:SecureTransport": "true" } },
        },
      ],
    });
  });

  it("shows the reason for a wildcard as the statement's id", () => {
    const text = policyDocument([{ anyResource: "TokenHasNoResource", actions: "ecr:GetAuthorizationToken" }]);
    expect(JSON.parse(text)).to.deep.include({
      Statement: [{ Sid: "TokenHasNoResource", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" }],
    });
  });

  it("refuses a statement id that IAM would refuse", () => {
    expect(() => policyDocument([{ anyResource: "has no resource", actions: "a:b" }])).to.throw(/"has no resource"/);
  });
});
