import { expect } from "chai";

import { Container, State, until } from "./Container";

const throttled = "An error occurred (ThrottlingException) when calling an operation: Rate exceeded";
const denied = "An error occurred (AccessDeniedException) when calling an operation: not authorized";

const old = "2026-01-01T00:00:00.000000+00:00";

const instance = (InstanceId: string, change: Partial<State["instances"][number]> = {}) => ({
  InstanceId,
  Name: "shop-dev-bastion",
  PingStatus: "ConnectionLost" as const,
  RegistrationDate: old,
  ...change,
});

const activation = (ActivationId: string, change: Partial<State["activations"][number]> = {}) => ({
  ActivationId,
  DefaultInstanceName: "shop-dev-bastion",
  RegistrationLimit: 1,
  RegistrationsCount: 1,
  Expired: false,
  ...change,
});

describe("the bastion's entrypoint", function () {
  // Many short processes, on a machine that may be busy.
  this.timeout(60_000);
  let container: Container;

  beforeEach(() => (container = new Container()));

  afterEach(async () => {
    try {
      // In whatever way it ended.
      expect(container.leaks()).to.deep.equal([]);
      expect(
        container.calls.filter((call) => call.includes(`code-`) && !call.startsWith("amazon-ssm-agent -register ")),
        "calls that got a code",
      ).to.deep.equal([]);
    } finally {
      await container.remove();
    }
  });

  const count = (start: string) => container.calls.filter((call) => call.startsWith(start)).length;
  /** It has looked for leftovers so many times, both runs counted, and waits for the next time. */
  const looked = (times: number) =>
    until("the wait for the next look", () => container.sleeps.filter((seconds) => seconds === "600").length === times);
  const ids = () => container.state.instances.map(({ InstanceId }) => InstanceId);

  describe("at the start", () => {
    it("makes an activation for one registration, short-lived, with its name, tag and role, and runs the agent", async () => {
      await container.run();
      const call = container.calls.find((line) => line.startsWith("aws ssm create-activation")) ?? "";
      expect(call)
        .to.contain("--registration-limit 1")
        .and.contain("--default-instance-name shop-dev-bastion")
        .and.contain("--tags Key=Bastion,Value=shop-dev-bastion")
        .and.contain("--iam-role shop-dev-bastion-instance")
        .and.contain("--region ap-northeast-1");
      const expires = Date.parse(/--expiration-date (\S+)/.exec(call)?.[1] ?? "");
      expect(expires - Date.now()).to.be.within(1 * 60_000, 16 * 60_000);
      expect(container.calls.at(-1)).to.equal("amazon-ssm-agent");
      expect(container.log).to.contain("registered as mi-1");
    });

    it("shows the code to nobody once the agent runs, though it was in use", async () => {
      await container.run();
      expect(container.calls.filter((call) => call.includes(`-code code-1-${container.secret}`))).to.have.lengthOf(1);
      expect(container.leaks()).to.deep.equal([]);
    });

    it("starts the agent, and so sessions, without the way to the credentials of the task's role", async () => {
      await container.run();
      expect(container.agentVariables).to.include("PATH");
      expect(container.agentVariables.filter((variable) => /AWS|ECS|BASTION/.test(variable))).to.deep.equal([]);
    });

    it("is healthy while the agent runs", async () => {
      expect(container.isHealthy()).to.equal(false);
      await container.run();
      expect(container.isHealthy()).to.equal(true);
      await container.stop();
      expect(container.isHealthy()).to.equal(false);
    });
  });

  describe("at the end", () => {
    it("passes SIGTERM on to the agent, then deregisters and deletes the activation", async () => {
      await container.run();
      expect(await container.stop()).to.equal(0);
      const end = container.calls.slice(container.calls.indexOf("amazon-ssm-agent got TERM"));
      expect(end.map((call) => call.split(" ").slice(0, 3).join(" "))).to.deep.equal([
        "amazon-ssm-agent got TERM",
        "aws ssm deregister-managed-instance",
        "aws ssm delete-activation",
      ]);
      expect(container.state).to.deep.include({ activations: [], instances: [] });
    });

    it("does the same with an agent that does not end", async () => {
      container.mark("stubborn");
      await container.run();
      expect(await container.stop()).to.equal(0);
      expect(container.log).to.contain("it is killed");
      expect(container.state).to.deep.include({ activations: [], instances: [] });
    });

    it("does the same when the agent ends by itself, and fails, so that ECS starts another task", async () => {
      await container.run();
      container.mark("crash");
      expect(await container.end()).to.equal(1);
      expect(container.log).to.contain("The agent ended by itself with status 3");
      expect(container.state).to.deep.include({ activations: [], instances: [] });
    });

    it("leaves nothing when the signal comes while it waits to register again", async () => {
      container.fails("register", Array<string>(4).fill(throttled));
      container.start();
      await until("a first attempt", () => count("amazon-ssm-agent -register") > 0);
      expect(await container.stop()).to.equal(0);
      expect(container.calls).not.to.include("amazon-ssm-agent");
      expect(container.state).to.deep.include({ activations: [], instances: [] });
    });

    it("says what it could not clean up, without the id of the activation", async () => {
      await container.run();
      container.fails("deregister-managed-instance", [denied]);
      container.fails("delete-activation", [`${denied}: id-1-${container.secret}`]);
      expect(await container.stop()).to.equal(0);
      expect(container.log).to.contain("mi-1 is still registered").and.contain("[hidden]");
    });
  });

  describe("after a predecessor that was killed", () => {
    it("cleans up its registration and its activation when it starts in another task", async () => {
      await container.run();
      await container.kill();
      expect(ids()).to.deep.equal(["mi-1"]);
      container.say({ PingStatus: "ConnectionLost", RegistrationDate: old });
      container.renewVolume();
      await container.run();
      expect(ids()).to.deep.equal(["mi-2"]);
      expect(container.state.activations).to.have.lengthOf(1);
      expect(await container.stop()).to.equal(0);
      expect(container.state).to.deep.include({ activations: [], instances: [] });
    });

    it("deregisters it at once when it starts in the same task, whatever Systems Manager still thinks", async () => {
      await container.run();
      await container.kill();
      await container.run();
      expect(ids()).to.deep.equal(["mi-2"]);
    });

    it("cleans it up later when Systems Manager has not noticed yet", async () => {
      await container.run();
      await container.kill();
      container.renewVolume();
      await container.run();
      expect(ids()).to.deep.equal(["mi-1", "mi-2"]);
      // Also what it says of the own one, which is not deregistered whatever it says.
      container.say({ PingStatus: "ConnectionLost", RegistrationDate: old });
      await looked(2);
      container.mark("tick");
      await looked(3);
      expect(ids()).to.deep.equal(["mi-2"]);
    });

    it("leaves alone what is online, has just registered, may still register, or is another bastion's", async () => {
      const instances = [
        instance("mi-online", { PingStatus: "Online" }),
        instance("mi-young", { RegistrationDate: new Date().toISOString() }),
        instance("mi-other", { Name: "shop-prod-bastion" }),
      ];
      const activations = [
        activation("unused", { RegistrationsCount: 0 }),
        activation("other", { DefaultInstanceName: "shop-prod-bastion" }),
      ];
      container.write({
        instances: [...instances, instance("mi-dead")],
        activations: [...activations, activation("used"), activation("late", { RegistrationsCount: 0, Expired: true })],
      });
      await container.run();
      await container.stop();
      expect(container.state).to.deep.include({ activations, instances });
    });

    it("starts also when it cannot look for what was left", async () => {
      container.fails("describe-instance-information", [denied]);
      await container.run();
      expect(container.log).to.contain("describe-instance-information failed").and.contain("registered as mi-1");
    });
  });

  describe("when Systems Manager refuses", () => {
    it("tries again where it is throttled, after waits that grow and vary, with the same activation", async () => {
      container.fails("create-activation", [throttled, throttled]);
      container.fails("register", [throttled, throttled, throttled]);
      await container.run();
      expect(count("aws ssm create-activation")).to.equal(3);
      expect(count("amazon-ssm-agent -register")).to.equal(4);
      const waits = container.sleeps.slice(0, 5).map(Number);
      [1, 2, 1, 2, 4].forEach((most, index) => {
        expect(waits[index]).to.be.within(most / 2, most);
      });
      expect(waits.some((wait) => wait % 0.5 !== 0)).to.equal(true);
    });

    it("gives up after five attempts, and says where to look", async () => {
      container.fails("register", Array<string>(9).fill(throttled));
      container.start();
      expect(await container.end()).to.equal(1);
      expect(count("amazon-ssm-agent -register")).to.equal(5);
      expect(container.log).to.match(/Not registered after 5 attempts\. Is ssm\.ap-northeast-1 reachable .*\n$/);
      expect(container.state).to.deep.include({ activations: [], instances: [] });
    });

    it("takes another activation when one has expired", async () => {
      container.fails("register", ["ERROR Registration failed due to InvalidActivation: the activation has expired"]);
      await container.run();
      expect(count("aws ssm create-activation")).to.equal(2);
      expect(container.calls).to.include.members([
        `amazon-ssm-agent -register -y -code code-2-${container.secret} -id id-2-${container.secret} -region ap-northeast-1`,
      ]);
      expect(container.state.activations.map(({ ActivationId }) => ActivationId)).to.deep.equal([
        `id-2-${container.secret}`,
      ]);
      expect(ids()).to.deep.equal(["mi-1"]);
    });

    it("shows what the agent says of a failure, without the code that it repeats", async () => {
      container.fails("register", ["ERROR no route to host"]);
      await container.run();
      expect(container.log).to.contain("no route to host").and.contain("-code [hidden] -id [hidden]");
    });

    it("ends at once where it lacks a permission, and names it", async () => {
      container.fails("create-activation", [denied]);
      container.start();
      expect(await container.end()).to.equal(1);
      expect(count("aws ssm create-activation")).to.equal(1);
      expect(container.log).to.contain("ssm:CreateActivation").and.contain("iam:PassRole");
    });
  });

  describe("with ECS Exec", () => {
    it("waits, asks nothing of anybody, is healthy, and ends at SIGTERM", async () => {
      container.start({ BASTION_MODE: "ecs-exec", BASTION_NAME: undefined, BASTION_INSTANCE_ROLE: undefined });
      await until("a sleep", () => container.sleeps.includes("infinity"));
      expect(container.isHealthy({ BASTION_MODE: "ecs-exec" })).to.equal(true);
      expect(await container.stop()).to.equal(0);
      expect(container.calls).to.deep.equal([]);
    });
  });

  for (const [what, environment, message] of [
    ["no mode", { BASTION_MODE: undefined }, 'BASTION_MODE is ""; allowed are session-manager and ecs-exec.'],
    ["an unknown mode", { BASTION_MODE: "ssh" }, 'BASTION_MODE is "ssh"; allowed are session-manager and ecs-exec.'],
    ["no region", { AWS_REGION: undefined }, "AWS_REGION is not set; it is needed in session-manager mode."],
    ["an empty name", { BASTION_NAME: "" }, "BASTION_NAME is not set; it is needed in session-manager mode."],
  ] as const) {
    it(`ends with a clear message with ${what}`, async () => {
      container.start(environment);
      expect(await container.end()).to.equal(1);
      expect(container.log).to.equal(`bastion: ${message}\n`);
      expect(container.calls).to.deep.equal([]);
    });
  }
});
