import { expect } from "chai";

import { parseRequest } from "../../../../cli/bastion/arguments";
import { AwsError } from "../../../../cli/bastion/Aws";
import { Missing } from "../../../../cli/bastion/Missing";
import { sessionOf } from "../../../../cli/bastion/session";
import { BastionStack } from "../../../../cli/bastion/stack";
import { answers, execStack, FakeAws, stack, task } from "./fakeAws";

const denied = new AwsError("AccessDeniedException", "User: x is not authorized to perform: y");

function commandOf(line: string, config: BastionStack = stack, aws = new FakeAws()): readonly string[] {
  const request = parseRequest(line.split(" "), [config.stack]);
  if (request.command === "help") {
    throw new Error("That is no session.");
  }
  return sessionOf(request, config, aws).command;
}

/** The one paragraph that says what is missing. */
function missing(line: string, config: BastionStack, change: Readonly<Record<string, unknown>> = {}): string {
  try {
    commandOf(line, config, new FakeAws(change));
  } catch (error) {
    expect(error).to.be.instanceOf(Missing);
    const { message } = error as Missing;
    expect(message).not.to.contain("\n");
    return message;
  }
  throw new Error("Nothing was missing.");
}

const option = (command: readonly string[], name: string) => command[command.indexOf(name) + 1];

const connect = "connect --stack dev";
const forward = "forward --stack dev --to backend:9090";

describe("a session on the bastion", () => {
  describe("of Session Manager", () => {
    it("goes to the managed node that registered last and is online, with the stack's preferences", () => {
      expect(commandOf(connect).join(" ")).to.equal(
        "ssm start-session --target mi-newer --document-name shop-dev-session --region ap-northeast-1",
      );
    });

    it("looks for nodes of this stack's bastion alone", () => {
      const aws = new FakeAws();
      commandOf(connect, stack, aws);
      expect(aws.calls).to.include(
        "ssm describe-instance-information --filters Key=tag:Bastion,Values=shop-dev-bastion",
      );
    });

    it("forwards to the private address of a healthy task of the service", () => {
      const command = commandOf(`${forward} --local-port 9000`);
      expect(option(command, "--target")).to.equal("mi-newer");
      expect(option(command, "--document-name")).to.equal("AWS-StartPortForwardingSessionToRemoteHost");
      expect(JSON.parse(option(command, "--parameters") ?? "")).to.deep.equal({
        host: ["10.0.1.21"],
        portNumber: ["9090"],
        localPortNumber: ["9000"],
      });
    });

    it("takes the service's port where none is given, on both sides", () => {
      const command = commandOf("forward --stack dev --to backend");
      expect(JSON.parse(option(command, "--parameters") ?? "")).to.deep.include({
        portNumber: ["9090"],
        localPortNumber: ["9090"],
      });
    });

    it("takes a task that is not healthy where there is no other", () => {
      const only = { tasks: [task("backend", "t1", "10.0.1.20", { healthStatus: "UNKNOWN" })] };
      const command = commandOf(forward, stack, new FakeAws({ "describe-tasks t1": only }));
      expect(option(command, "--parameters")).to.contain("10.0.1.20");
    });

    it("opens for users who may not read the tier", () => {
      expect(option(commandOf(connect, stack, new FakeAws({ "get-service-setting": denied })), "--target")).to.equal(
        "mi-newer",
      );
    });
  });

  describe("of ECS Exec", () => {
    it("is a shell in the bastion's container, and asks nothing of Systems Manager", () => {
      const aws = new FakeAws();
      expect(commandOf(connect, execStack, aws).join(" ")).to.equal(
        "ecs execute-command --cluster shop-dev --task b1 --container bastion --interactive --command /bin/bash" +
          " --region ap-northeast-1",
      );
      expect(aws.calls.filter((call) => call.startsWith("ssm"))).to.deep.equal([]);
    });

    it("forwards by way of the bastion's container, not of its log router", () => {
      expect(option(commandOf(forward, execStack), "--target")).to.equal("ecs:shop-dev_b1_b1-2");
    });
  });

  describe("says what is missing:", () => {
    it("a bastion in the config", () => {
      expect(missing(connect, { ...stack, bastion: undefined }))
        .to.contain("Pulumi.dev.yaml has no shop:bastion")
        .and.contain("pulumi up -s dev");
    });

    it("a service of that name", () => {
      expect(missing("forward --stack dev --to back:1", stack)).to.contain("frontend, backend, worker");
    });

    it("reachableFromBastion", () => {
      expect(missing("forward --stack dev --to frontend", stack)).to.contain("Set reachableFromBastion: true");
    });

    it("a port of the service", () => {
      expect(missing("forward --stack dev --to worker", stack)).to.contain("worker has no port");
      expect(missing("forward --stack dev --to backend:80", stack)).to.contain("listens on port 9090");
    });

    it("an image, without asking AWS", () => {
      const config: BastionStack = { ...stack, bastion: { mode: "session-manager" } };
      const aws = new FakeAws();
      expect(() => commandOf(connect, config, aws)).to.throw(Missing, /no image yet.*docs\/bastion\.md/);
      expect(aws.calls).to.deep.equal([]);
    });

    it("tasks outside of its hours, and how to start one", () => {
      const schedule = { timeZone: "Asia/Tokyo", days: ["MON", "TUE"], from: "08:00", to: "20:00" };
      const config: BastionStack = { ...stack, bastion: { mode: "session-manager", image: "x", schedule } };
      const none = { "list-tasks bastion": { taskArns: [] }, "describe-services": { services: [{ desiredCount: 0 }] } };
      expect(missing(connect, config, none))
        .to.contain("its hours are MON, TUE from 08:00 to 20:00, Asia/Tokyo")
        .and.contain("--resource-id service/shop-dev/bastion")
        .and.contain("--min-capacity 1 --max-capacity 1");
      // Also without the right to look at the service.
      expect(missing(connect, config, { ...none, "describe-services": denied })).to.contain("its hours are");
    });

    it("tasks that start, or fail to, with what ECS says", () => {
      const events = [{ message: "(service bastion) was unable to pull its image." }, { message: "older" }];
      const service = { services: [{ desiredCount: 1, events }] };
      const message = missing(connect, stack, { "list-tasks bastion": { taskArns: [] }, "describe-services": service });
      expect(message).to.contain("unable to pull its image").and.not.contain("older");
    });

    it("the advanced-instances tier, with its price, the command and the way round", () => {
      const standard = { "get-service-setting": { ServiceSetting: { SettingValue: "standard" } } };
      expect(missing(connect, stack, standard))
        .to.contain("US$ 0.00695 an hour")
        .and.contain("--setting-id /ssm/managed-instance/activation-tier --setting-value advanced")
        .and.contain("mode: ecs-exec");
    });

    it("a node that is online", () => {
      const [dead] = answers["describe-instance-information"].InstanceInformationList;
      expect(
        missing(connect, stack, { "describe-instance-information": { InstanceInformationList: [dead] } }),
      ).to.contain("no managed node shop-dev-bastion is online yet");
    });

    it("an agent of ECS Exec that runs", () => {
      const started = { tasks: [task("bastion", "b1", "", { containers: [{ name: "bastion", runtimeId: "r" }] })] };
      expect(missing(connect, execStack, { "describe-tasks b1": started })).to.contain(
        "its agent of ECS Exec does not yet",
      );
    });

    it("a task of the service", () => {
      expect(missing(forward, stack, { "list-tasks backend": { taskArns: [] } })).to.contain(
        "backend has no running task",
      );
    });

    it("the stack itself", () => {
      const unknown = new AwsError("ClusterNotFoundException", "Cluster not found.");
      expect(missing(connect, stack, { "list-tasks bastion": unknown })).to.contain("pulumi up -s dev");
    });

    it("a permission", () => {
      expect(missing(connect, stack, { "list-tasks bastion": denied }))
        .to.contain("not authorized to perform: y")
        .and.contain("pulumi stack output -s dev");
    });

    it("whatever else AWS refuses, in its words", () => {
      const other = new AwsError("ThrottlingException", "Rate exceeded");
      expect(missing(connect, stack, { "list-tasks bastion": other })).to.equal(
        "AWS refused: Rate exceeded (ThrottlingException)",
      );
    });
  });
});
