import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { AwsError, refusal } from "../../../../cli/bastion/Aws";
import { Missing } from "../../../../cli/bastion/Missing";
import { answers, stack } from "./fakeAws";

/** Programs on the PATH of the command. */
type Program = "aws" | "session-manager-plugin";

describe("npm run bastion", function () {
  // Each run starts Node.js.
  this.timeout(60_000);
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "bastion-cli-"));
    cpSync(join(__dirname, "fakes"), join(root, "bin"), { recursive: true });
    const files = {
      "list-tasks": answers["list-tasks bastion"],
      "describe-tasks": answers["describe-tasks b1"],
      "get-service-setting": answers["get-service-setting"],
      "describe-instance-information": answers["describe-instance-information"],
    };
    for (const [operation, answer] of Object.entries(files)) {
      writeFileSync(join(root, `${operation}.json`), JSON.stringify(answer));
    }
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  function run(args: readonly string[], without: readonly Program[] = []) {
    without.forEach((program) => {
      rmSync(join(root, "bin", program));
    });
    const command = ["--require", require.resolve("tsx/cjs"), join(__dirname, "command.ts"), ...args];
    // The machine's own AWS CLI must not answer where the fake one is missing.
    const path = [join(root, "bin"), ...(without.includes("aws") ? [] : ["/usr/bin", "/bin"])].join(":");
    const { status, stdout, stderr } = spawnSync(process.execPath, command, {
      encoding: "utf8",
      env: { PATH: path, HOME: root, STACK: JSON.stringify(stack) },
    });
    return { status, stdout, stderr };
  }

  const calls = () => (existsSync(join(root, "calls")) ? readFileSync(join(root, "calls"), "utf8") : "");

  it("says the command, hands over to it, and ends as it does", () => {
    const { status, stdout, stderr } = run(["connect", "--stack", "dev"]);
    expect(stderr).to.contain(
      "$ aws ssm start-session --target mi-newer --document-name shop-dev-session --region ap-northeast-1\n",
    );
    expect(stdout).to.equal("the session\n");
    expect(status).to.equal(7);
  });

  it("hands arguments over as they are", () => {
    run(["forward", "--stack", "dev", "--to", "backend"]);
    expect(calls()).to.contain('\n{"host":["10.0.1.9"],"portNumber":["9090"],"localPortNumber":["9090"]}\n');
  });

  it("prints the command alone with --print, and needs no plugin for that", () => {
    const { status, stdout, stderr } = run(["connect", "--stack", "dev", "--print"], ["session-manager-plugin"]);
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
    expect(stdout).to.equal(
      "aws ssm start-session --target mi-newer --document-name shop-dev-session --region ap-northeast-1\n",
    );
    expect(calls()).not.to.contain("start-session");
  });

  for (const [program, message] of [
    ["aws", "There is no AWS CLI on the PATH."],
    ["session-manager-plugin", "The AWS CLI has no Session Manager plugin"],
  ] as const) {
    it(`says that there is no ${program}, in one paragraph`, () => {
      const { status, stdout, stderr } = run(["connect", "--stack", "dev"], [program]);
      expect(status).to.equal(1);
      expect(stdout).to.equal("");
      expect(stderr)
        .to.contain(message)
        .and.match(/^.+\n$/);
    });
  }

  it("says what AWS refused, without a stack trace", () => {
    writeFileSync(
      join(root, "list-tasks.error"),
      "\nAn error occurred (ClusterNotFoundException) when calling the ListTasks operation: Cluster not found.\n",
    );
    const { status, stderr } = run(["connect", "--stack", "dev"]);
    expect(status).to.equal(1);
    expect(stderr)
      .to.contain("pulumi up -s dev")
      .and.match(/^.+\n$/);
  });

  it("reads the config of the stack that is named", () => {
    const command = ["--require", require.resolve("tsx/cjs"), join(__dirname, "../../../../cli/bastion.ts")];
    const { status, stderr } = spawnSync(process.execPath, [...command, "connect", "--stack", "nowhere"], {
      encoding: "utf8",
    });
    expect(status).to.equal(1);
    expect(stderr)
      .to.contain("Pulumi.nowhere.yaml")
      .and.match(/^.+\n$/);
  });

  it("ends with 2 and the usage when the command line makes no sense", () => {
    const { status, stdout, stderr } = run(["conect"]);
    expect({ status, stdout }).to.deep.equal({ status: 2, stdout: "" });
    expect(stderr).to.match(/^Unknown command "conect"\. .*\n\nUsage: /);
  });
});

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
      expect(refusal(`\n${text}\n`)).to.be.instanceOf(Missing);
    });
  }

  it("has AWS's code and message otherwise", () => {
    const error = refusal(
      "\nAn error occurred (AccessDeniedException) when calling the ListTasks operation: User: arn:aws:iam::1:user/x is not\n",
    );
    expect(error).to.be.instanceOf(AwsError);
    expect(error).to.include({ code: "AccessDeniedException", message: "User: arn:aws:iam::1:user/x is not" });
    expect(refusal("Could not connect to the endpoint URL")).to.include({
      code: "",
      message: "Could not connect to the endpoint URL",
    });
  });
});
