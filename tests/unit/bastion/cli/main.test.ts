import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { main } from "../../../../cli/bastion/main";
import { checkout, stacksOf } from "../../../../sandbox/project";
import { answers, stack } from "./fakeAws";

/** Programs on the PATH of the command. */
type Program = "aws" | "session-manager-plugin";

describe("npm run bastion", () => {
  const machinePath = process.env["PATH"];
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
    process.env["PATH"] = machinePath;
    rmSync(root, { recursive: true });
  });

  const binary = (program: Program) => join(root, "bin", program);
  // The machine's own AWS CLI must not answer where the fake one does not.
  const paths = (own: boolean) => [join(root, "bin"), ...(own ? [] : ["/usr/bin", "/bin"])].join(":");

  /** Runs the command in this process, which cannot see what a session prints. */
  async function run(args: readonly string[], { alone = false } = {}) {
    process.env["PATH"] = paths(alone);
    const said = { stdout: "", stderr: "" };
    const status = await main(args, {
      stacks: ["dev"],
      readStack: () => stack,
      print: (text) => (said.stdout += text),
      say: (text) => (said.stderr += text),
    });
    return { status, ...said };
  }

  /** Runs the command as a process of its own. */
  function start(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const command = ["--require", require.resolve("tsx/cjs"), script, ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, {
      encoding: "utf8",
      env: { PATH: paths(false), HOME: root, ...env },
    });
    return { status, stdout, stderr };
  }

  const calls = () => (existsSync(join(root, "calls")) ? readFileSync(join(root, "calls"), "utf8") : "");

  describe("as a process", function () {
    // Each run starts Node.js.
    this.timeout(60_000);

    it("says the command, hands the terminal over to it, and ends as it does", () => {
      const { status, stdout, stderr } = start(join(__dirname, "command.ts"), ["connect", "--stack", "dev"], {
        STACK: JSON.stringify(stack),
      });
      expect(stderr).to.contain(
        "$ aws ssm start-session --target mi-newer --document-name shop-dev-session --region ap-northeast-1\n",
      );
      expect(stdout).to.equal("the session\n");
      expect(status).to.equal(7);
    });

    const script = join(checkout, "cli/bastion.ts");

    it("knows the stacks of the project", () => {
      const { status, stdout, stderr } = start(script, ["connect", "--stack", "nowhere"]);
      expect({ status, stdout }).to.deep.equal({ status: 2, stdout: "" });
      expect(stderr)
        .to.contain(`Unknown stack "nowhere". Stacks: ${stacksOf(checkout).join(", ")}\n\nUsage: `)
        .and.not.contain(".yaml does not exist");
    });

    it("reads the config of the stack that is named", () => {
      const { status, stderr } = start(script, ["forward", "--stack", "prod", "--to", "none"]);
      expect(status).to.equal(1);
      expect(stderr)
        .to.contain("Pulumi.prod.yaml")
        .and.match(/^.+\n$/);
    });
  });

  it("hands arguments over as they are", async () => {
    // The session's own words stay out of the test's.
    writeFileSync(binary("aws"), readFileSync(binary("aws"), "utf8").replace('echo "the session"', "true"));
    expect((await run(["forward", "--stack", "dev", "--to", "backend"])).status).to.equal(7);
    expect(calls()).to.contain('\n{"host":["10.0.1.9"],"portNumber":["9090"],"localPortNumber":["9090"]}\n');
  });

  it("prints the command alone with --print, and needs no plugin for that", async () => {
    rmSync(binary("session-manager-plugin"));
    const { status, stdout, stderr } = await run(["connect", "--stack", "dev", "--print"]);
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
    expect(stdout).to.equal(
      "aws ssm start-session --target mi-newer --document-name shop-dev-session --region ap-northeast-1\n",
    );
    expect(calls()).not.to.contain("start-session");
  });

  /** What the command says, in one paragraph, when it cannot do its work. */
  async function trouble(alone = false): Promise<string> {
    const { status, stdout, stderr } = await run(["connect", "--stack", "dev"], { alone });
    expect({ status, stdout }).to.deep.equal({ status: 1, stdout: "" });
    expect(stderr).to.match(/^.+\n$/);
    return stderr;
  }

  it("says that there is no aws", async () => {
    rmSync(binary("aws"));
    expect(await trouble(true)).to.contain("There is no AWS CLI on the PATH.");
  });

  it("says that there is no session-manager-plugin", async () => {
    rmSync(binary("session-manager-plugin"));
    expect(await trouble()).to.contain("The AWS CLI has no Session Manager plugin");
  });

  for (const program of ["aws", "session-manager-plugin"] as const) {
    // What another file needs to be found first is on the PATH as well.
    it(`says which ${program} may not be executed, and what to do`, async () => {
      chmodSync(binary(program), 0o644);
      expect(await trouble(program === "aws"))
        .to.contain(`${binary(program)} is not executable`)
        .and.contain(`chmod +x ${binary(program)}`);
    });
  }

  it("says which aws does not start for want of what runs it", async () => {
    writeFileSync(binary("aws"), "#!/none/python\n");
    expect(await trouble(true))
      .to.contain(`${binary("aws")} does not start (ENOENT)`)
      .and.contain("nstall");
  });

  for (const [how, last, says] of [
    ["without a word", "exit 3", "aws ecs list-tasks ended with status 3"],
    ["by a signal", "kill -KILL $$", "aws ecs list-tasks ended by SIGKILL"],
    ["by a signal and with a word", "echo 'bad omen' >&2; kill -KILL $$", "aws ecs list-tasks ended by SIGKILL"],
  ] as const) {
    it(`says how aws ended: ${how}`, async () => {
      writeFileSync(binary("aws"), `#!/bin/bash\n${last}\n`);
      expect(await trouble()).to.contain(says);
    });
  }

  it("says what AWS refused, without a stack trace", async () => {
    writeFileSync(
      join(root, "list-tasks.error"),
      "\nAn error occurred (ClusterNotFoundException) when calling the ListTasks operation: Cluster not found.\n",
    );
    expect(await trouble()).to.contain("pulumi up -s dev");
  });

  it("ends with 2 and the usage when the command line makes no sense", async () => {
    const { status, stdout, stderr } = await run(["conect"]);
    expect({ status, stdout }).to.deep.equal({ status: 2, stdout: "" });
    expect(stderr).to.match(/^Unknown command "conect"\. .*\n\nUsage: /);
  });
});
