import { expect } from "chai";
import fc from "fast-check";

import type { Properties } from "../../../sandbox/aws/value";
import { Account, refusal } from "./account";

const TYPE = "aws:ecs/taskDefinition:TaskDefinition";

const APP = { name: "app", image: "app:1", essential: true, portMappings: [{ containerPort: 8080 }] };
const ROUTER = { name: "log", image: "fluent-bit:1", user: "0", firelensConfiguration: { type: "fluentbit" } };
const LOGGING = { logConfiguration: { logDriver: "awsfirelens" } };

describe("task definitions", () => {
  let account: Account;
  beforeEach(() => {
    account = new Account();
  });
  afterEach(() => account.close());

  const inputsOf = (containers: Properties[], more: Properties = {}): Properties => ({
    family: "web",
    cpu: "256",
    memory: "512",
    networkMode: "awsvpc",
    requiresCompatibilities: ["FARGATE"],
    containerDefinitions: JSON.stringify(containers),
    ...more,
  });
  const register = (containers: Properties[], more: Properties = {}): Promise<string | undefined> =>
    refusal(() => account.create(TYPE, inputsOf(containers, more)));

  it("with a FireLens router that the others log to are taken", async () => {
    expect(await register([{ ...APP, ...LOGGING }, ROUTER])).to.equal(undefined);
  });

  it("take the pairs of CPU and memory that Fargate has, and no other", async () => {
    const pairs: Record<number, number[]> = { 256: [512, 1024, 2048], 512: [1024, 2048, 3072, 4096] };
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(256, 512), fc.integer({ min: 1, max: 18 }), async (cpu, half) => {
        const memory = half * 512;
        const message = await register([APP], { cpu: `${cpu}`, memory: `${memory}` });
        if (pairs[cpu]?.includes(memory)) {
          expect(message).to.equal(undefined);
        } else {
          expect(message).to.contain(`No Fargate configuration exists for given values: ${cpu} CPU, ${memory} memory`);
        }
      }),
    );
    expect(await register([APP], { cpu: ".25 vCPU", memory: "512" })).to.contain("cpu and memory");
    expect(await register([APP], { cpu: "1 vCPU", memory: "2 GB" })).to.equal(undefined);
  });

  const refused: [string, Properties[], Properties, string][] = [
    ["two containers of one name", [APP, APP], {}, "Duplicate container name: app"],
    ["no essential container", [{ ...APP, essential: false }], {}, "any essential container"],
    [
      "a dependency on no container",
      [{ ...APP, dependsOn: [{ containerName: "db", condition: "START" }] }],
      {},
      "depends on db",
    ],
    [
      "an unknown volume",
      [{ ...APP, mountPoints: [{ sourceVolume: "tmp", containerPath: "/tmp" }] }],
      {},
      "Unknown volume 'tmp'",
    ],
    ["awsfirelens without a router", [{ ...APP, ...LOGGING }], {}, "must have a firelensConfiguration"],
    ["two routers", [APP, ROUTER, { ...ROUTER, name: "log2" }], {}, "Only one container"],
    ["a router that is not root", [APP, { ...ROUTER, user: "1000" }], {}, "User must be empty or 0"],
    [
      "a router that logs to itself",
      [APP, { ...ROUTER, ...LOGGING }],
      {},
      "cannot use the awsfirelens log driver itself",
    ],
    ["privilege on Fargate", [{ ...APP, privileged: true }], {}, "does not support privileged"],
    ["another network mode on Fargate", [APP], { networkMode: "bridge" }, "only supports network mode 'awsvpc'"],
    [
      "more CPU for containers than for the task",
      [
        { ...APP, cpu: 200 },
        { ...ROUTER, cpu: 100 },
      ],
      {},
      "300 > 256",
    ],
    ["secrets without an execution role", [{ ...APP, secrets: [{ name: "A", valueFrom: "b" }] }], {}, "execution role"],
    ["no memory on Fargate", [APP], { memory: "" }, "cpu and memory specified at the task level"],
  ];
  for (const [what, containers, more, answer] of refused) {
    it(`with ${what} are refused`, async () => {
      expect(await register(containers, more)).to.contain(answer);
    });
  }

  it("are refused in the preview where their JSON has not the form of container definitions", () => {
    const reasons = (definitions: string): string =>
      account.check(TYPE, { family: "web", containerDefinitions: definitions }).reasons.join("\n");
    expect(reasons("not json")).to.contain("Error decoding JSON");
    expect(reasons('{"name":"app"}')).to.contain("Error decoding JSON");
    const strange = [{ ...APP, logConfiguration: { logDriver: "syslogd" }, readOnlyRootFilesystem: true, cpu: "1" }];
    expect(reasons(JSON.stringify(strange)).split("\n")).to.have.length(3);
    expect(reasons(JSON.stringify(strange))).to.contain("Invalid or unknown key at [0].readOnlyRootFilesystem");
    expect(
      reasons(JSON.stringify([{ ...APP, linuxParameters: { tmpfs: [{ containerPath: "/tmp", size: 64 }] } }])),
    ).to.equal("");
  });
});
