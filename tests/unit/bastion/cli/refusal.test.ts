import { expect } from "chai";

import { AwsError, refusal } from "../../../../cli/bastion/Aws";
import { Missing } from "../../../../cli/bastion/Missing";

const said = (stderr: string) => refusal("aws ecs list-tasks", { status: 254, signal: null, stderr });

describe("what the AWS CLI says when it fails", () => {
  for (const [what, text] of [
    ["none", 'Unable to locate credentials. You can configure credentials by running "aws login".'],
    [
      "old ones",
      "An error occurred (ExpiredTokenException) when calling the ListTasks operation: The security token ...",
    ],
    ["a session that is over", "Error when retrieving token from sso: Token has expired and refresh failed"],
    ["a profile that is none", "The config profile (shop) could not be found"],
  ] as const) {
    it(`is a matter of credentials with ${what}`, () => {
      expect(said(`\n${text}\n`))
        .to.be.instanceOf(Missing)
        .with.property("message")
        .that.contains("aws sso login");
    });
  }

  for (const text of [
    'Could not connect to the endpoint URL: "https://ecs.ap-northeast-9.amazonaws.com/"',
    'Connect timeout on endpoint URL: "https://ecs.ap-northeast-1.amazonaws.com/"',
    'Failed to connect to proxy URL: "http://proxy.example:3128"',
  ]) {
    it(`is a matter of the network with "${text.replace(/:.*/, "")}"`, () => {
      const error = said(`\n${text}\n`);
      expect(error).to.be.instanceOf(Missing);
      expect(error.message)
        .to.contain("AWS was not reached")
        .and.contain(text)
        .and.match(/network.*VPN.*region/)
        .and.not.contain("refused");
    });
  }

  it("has AWS's code and message otherwise", () => {
    const error = said(
      "\nAn error occurred (AccessDeniedException) when calling the ListTasks operation: User: arn:aws:iam::1:user/x is not\n",
    );
    expect(error).to.be.instanceOf(AwsError);
    expect(error).to.include({ code: "AccessDeniedException", message: "User: arn:aws:iam::1:user/x is not" });
  });

  it("has AWS's message also after retries", () => {
    expect(
      said(
        "An error occurred (ThrottlingException) when calling the ListTasks operation (reached max retries: 2): Rate exceeded",
      ),
    ).to.include({ code: "ThrottlingException", message: "Rate exceeded" });
  });

  it("is the last line where the AWS CLI itself gave up", () => {
    expect(said("aws: [ERROR]: a\n\nInvalid choice: 'x'.\n")).to.include({ code: "", message: "Invalid choice: 'x'" });
  });
});
