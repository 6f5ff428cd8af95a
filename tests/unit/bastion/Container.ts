import { ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const imageFolder = join(__dirname, "../../../images/bastion");

/** What the fake Systems Manager holds. */
export interface State {
  readonly activations: readonly {
    readonly ActivationId: string;
    readonly DefaultInstanceName: string;
    readonly RegistrationLimit: number;
    readonly RegistrationsCount: number;
    readonly Expired: boolean;
  }[];
  readonly instances: readonly {
    readonly InstanceId: string;
    readonly Name: string;
    readonly PingStatus: "Online" | "ConnectionLost";
    readonly RegistrationDate: string;
  }[];
}

/** Where the complaints of fakes come from: an operation of Systems Manager, or the agent's registration. */
type Failing =
  | "create-activation"
  | "delete-activation"
  | "describe-instance-information"
  | "describe-activations"
  | "deregister-managed-instance"
  | "register";

const name = "shop-dev-bastion";

/**
 * Looks until it is so.
 *
 * @throws Error when it is not so for half a minute.
 */
export async function until(what: string, isSo: () => boolean): Promise<void> {
  const end = performance.now() + 30_000;
  while (!isSo()) {
    if (performance.now() > end) {
      throw new Error(`Waited in vain for: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A container of the bastion's image whose AWS CLI, agent and sleep are fakes. */
export class Container {
  readonly root = mkdtempSync(join(tmpdir(), "bastion-"));
  /** Part of each activation's code and id, and of nothing else. */
  readonly secret = `s3cr3t${this.root.slice(-6)}`;
  log = "";
  private process?: ChildProcess;
  private exited?: Promise<number | null>;

  constructor() {
    cpSync(join(__dirname, "fakes"), join(this.root, "bin"), { recursive: true });
    mkdirSync(join(this.root, "agent"));
    this.write({ activations: [], instances: [] });
  }

  get state(): State {
    return JSON.parse(readFileSync(join(this.root, "state.json"), "utf8")) as State;
  }

  /** What others left in Systems Manager. */
  write(state: State): void {
    const counters = { made: 0, registered: 0, secret: this.secret };
    writeFileSync(join(this.root, "state.json"), JSON.stringify({ ...counters, ...state }));
  }

  /** Changes what Systems Manager says of all instances. */
  say(change: Partial<State["instances"][number]>): void {
    const file = join(this.root, "state.json");
    const state = JSON.parse(readFileSync(file, "utf8")) as State;
    const instances = state.instances.map((instance) => ({ ...instance, ...change }));
    writeFileSync(file, JSON.stringify({ ...state, instances }));
  }

  /** The next calls of this operation fail, each with one of these complaints. */
  fails(operation: Failing, complaints: readonly string[]): void {
    writeFileSync(join(this.root, `fail.${operation}`), complaints.map((line) => `${line}\n`).join(""));
  }

  /** Puts down a mark that a fake looks for. */
  mark(what: "crash" | "stubborn" | "slow.register" | "tick"): void {
    writeFileSync(join(this.root, what), "");
  }

  /** The task's volume is new, as it is in a task that takes the place of another. */
  renewVolume(): void {
    rmSync(join(this.root, "agent"), { recursive: true });
    mkdirSync(join(this.root, "agent"));
  }

  private get environment(): Record<string, string> {
    return {
      PATH: `${join(this.root, "bin")}:${process.env["PATH"] ?? ""}`,
      BASTION_AGENT_HOME: join(this.root, "agent"),
      BASTION_MODE: "session-manager",
      BASTION_NAME: name,
      BASTION_INSTANCE_ROLE: "shop-dev-bastion-instance",
      AWS_REGION: "ap-northeast-1",
      AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/v2/credentials/of-the-task",
      ECS_CONTAINER_METADATA_URI_V4: "http://169.254.170.2/v4/of-the-task",
    };
  }

  /** Starts the script. A variable that is undefined is left out. */
  start(environment: Readonly<Record<string, string | undefined>> = {}): void {
    rmSync(join(this.root, "agent.running"), { force: true });
    this.process = spawn(join(imageFolder, "entrypoint.sh"), {
      env: { ...this.environment, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, so that all of it can be killed as a container is.
      detached: true,
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on("data", (data: Buffer) => (this.log += data.toString()));
    }
    this.exited = once(this.process, "exit").then(([status]) => status as number | null);
  }

  /** Starts the script, and waits until the agent runs. */
  async run(): Promise<void> {
    this.start();
    await until("a running agent", () => existsSync(join(this.root, "agent.running")));
  }

  /** SIGTERM to the script alone, as init passes it on, and the status that it ends with. */
  async stop(): Promise<number | null> {
    this.process?.kill("SIGTERM");
    return await this.end();
  }

  /** The status that the script ends with. */
  async end(): Promise<number | null> {
    return (await this.exited) ?? null;
  }

  /** SIGKILL to everything. */
  async kill(): Promise<void> {
    const { process: child } = this;
    if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      process.kill(-child.pid, "SIGKILL");
      await this.end();
    }
  }

  isHealthy(environment: Readonly<Record<string, string>> = {}): boolean {
    const env = { ...this.environment, ...environment };
    return spawnSync(join(imageFolder, "healthcheck.sh"), { env }).status === 0;
  }

  /** All calls of the fakes, in order. */
  get calls(): readonly string[] {
    return this.lines("calls");
  }

  /** Seconds of all sleeps, as asked for. */
  get sleeps(): readonly string[] {
    return this.lines("sleeps");
  }

  /** Names of the variables that the agent, and with it every session, has. */
  get agentVariables(): readonly string[] {
    return this.lines("agent.environment").map((line) => line.split("=")[0] ?? "");
  }

  private lines(file: string): string[] {
    const path = join(this.root, file);
    return existsSync(path) ? readFileSync(path, "utf8").trimEnd().split("\n") : [];
  }

  /**
   * Places that hold a code or an id of an activation and are kept: the log, files, and what every process of this machine
   * shows of its arguments and its environment. What the fakes write down themselves is none of them.
   */
  leaks(): string[] {
    const own = ["calls", "state.json"];
    const files = readdirSync(this.root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !own.includes(entry.name))
      .map((entry) => join(entry.parentPath, entry.name));
    const processes = readdirSync("/proc")
      .filter((entry) => /^\d+$/.test(entry))
      .flatMap((id) => [`/proc/${id}/cmdline`, `/proc/${id}/environ`]);
    return [
      ...(this.log.includes(this.secret) ? [`the log: ${this.log}`] : []),
      ...[...files, ...processes].filter((path) => readable(path).includes(this.secret)),
    ];
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** The content, or nothing where a process has gone or belongs to somebody else. */
function readable(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
