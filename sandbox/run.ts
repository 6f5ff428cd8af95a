import type { automation } from "@pulumi/pulumi";
import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";

import type { Operation } from "./cli";
import { theEngine } from "./engine";
import { inSandbox } from "./environment";
import { failureOf, traceOfBug, withoutTrace } from "./failure";
import { messageOf, plainText } from "./plain";
import { policyConfigOf } from "./policyConfig";
import { readProject } from "./project";
import { type Change, factsOf, noChanges, type Report, type Violation } from "./report";
import { readStackFile } from "./stackFile";
import { isKnown, requireUnlocked, type StackPlace, Workspace } from "./workspace";

/** One operation on one stack. */
export interface Request {
  operation: Operation;
  stack: string;
  /** The Pulumi program; what it returns are the stack's outputs. */
  program: automation.PulumiFn;
  /** Folder of Pulumi.yaml. */
  projectDir: string;
  /** Folder of the engine's state and of the sandbox cloud; made when missing. Share it between stacks. */
  state: string;
  /** Stands in for `Pulumi.<stack>.yaml` of the project. */
  configFile?: string;
  /** Folder of the policy pack; without it nothing is judged. Its `config/<stack>.json` configures it, if present. */
  policyPack?: string;
  /** A destroy takes what the program protects as well, as after `pulumi state unprotect --all`. */
  unprotect?: boolean;
  /** Receives lines of progress for the user. */
  onProgress?: (line: string) => void;
  /** Is told when the engine has started and the program will be needed soon. */
  onStarted?: () => void;
  /** Ends the operation as Ctrl-C does: the engine finishes what is under way and stops. */
  signal?: AbortSignal;
}

/** What came of a {@link Request}. */
export interface Result {
  report: Report;
  /** The changes one by one: made, or in a preview planned. */
  steps: Change[];
  /** What could not be judged. */
  inconclusive: Violation[];
  /** The state as `pulumi stack export` prints it, for that operation. */
  deployment?: string;
}

/** `pulumi stack export` of a stack without resources. */
const emptyDeployment = `${JSON.stringify({ version: 3, deployment: {} }, null, 4)}\n`;

/**
 * Runs one operation for one stack on the real engine, against the sandbox cloud.
 *
 * Never throws for what goes wrong with config, engine, program or policies: the report's `error` says it. Run one at
 * a time in a process.
 *
 * @example
 * ```ts
 * const { report } = await runOperation({
 *   operation: "up", stack: "dev", projectDir, state,
 *   program: async () => ({ bucket: new aws.s3.Bucket("logs").bucket }),
 * });
 * ```
 */
export async function runOperation(request: Request): Promise<Result> {
  const started = Date.now();
  const { operation, stack } = request;
  const result: Result = {
    report: {
      stack,
      operation,
      changes: noChanges(),
      policy: { violations: [], exempted: [], inconclusive: 0 },
      outputs: {},
      durationMs: 0,
    },
    steps: [],
    inconclusive: [],
  };
  const said = new Set<string>();
  const onProgress = (line: string): void => {
    // The preview of an `up` and the `up` itself warn of the same things.
    if (!said.has(line)) {
      said.add(line);
      request.onProgress?.(line);
    }
  };
  try {
    await inSandbox(request.state, () => perform({ ...request, onProgress }, result));
  } catch (error) {
    result.report.error = messageOf(error);
  }
  result.report.durationMs = Date.now() - started;
  return result;
}

async function perform(request: Request, result: Result): Promise<void> {
  const { operation, stack, state } = request;
  const say = request.onProgress ?? (() => undefined);
  const place: StackPlace = { project: readProject(request.projectDir), stack, state };
  const config = readStackFile(configFile(request), place.project.name);
  if (request.policyPack !== undefined && !existsSync(join(request.policyPack, "PulumiPolicy.yaml"))) {
    throw new Error(`${request.policyPack} is no policy pack: it has no PulumiPolicy.yaml`);
  }
  if (operation === "preview" || operation === "up") {
    // Before the engine starts, which tells a mistake in the pack's config without the file's name.
    policyOptions(request);
  }
  if (!isKnown(place) && operation !== "preview" && operation !== "up") {
    // Never brought up: there is nothing to ask the engine about.
    result.deployment = operation === "export" ? emptyDeployment : undefined;
    return;
  }
  const engine = await theEngine(say);
  if (operation === "up" || operation === "refresh" || operation === "destroy") {
    requireUnlocked(place, say);
  }
  const workspace = new Workspace(place, engine, config);
  try {
    if (operation === "export") {
      result.deployment = await workspace.cli("stack", "export", "--stack", stack);
    } else if (operation === "outputs") {
      const outputs = await workspace.cli("stack", "output", "--json", "--stack", stack);
      result.report.outputs = JSON.parse(outputs) as Report["outputs"];
    } else {
      if (operation === "destroy" && request.unprotect === true) {
        await workspace.cli("state", "unprotect", "--all", "--yes", "--stack", stack);
      }
      if (operation === "up") {
        // As `pulumi up` does: what the config or a rule refuses is refused before anything is made.
        await run(request, workspace, "preview", result);
      }
      await run(request, workspace, operation, result);
    }
  } finally {
    workspace.remove();
  }
}

/** Runs the engine once and writes what its events tell into the result. */
async function run(
  request: Request,
  workspace: Workspace,
  operation: "preview" | "up" | "refresh" | "destroy",
  result: Result,
): Promise<void> {
  const say = request.onProgress ?? (() => undefined);
  request.signal?.throwIfAborted();
  const events: automation.EngineEvent[] = [];
  const failures: { program?: unknown; engine?: unknown; stderr: string } = { stderr: "" };
  const stack = await workspace.open(async () => {
    // Pulumi keeps a stack trace of every promise; to map them all to source takes a large program a second.
    process.setSourceMapsEnabled(false);
    try {
      return await request.program();
    } catch (error) {
      failures.program = error;
      process.setSourceMapsEnabled(true);
      const trace = traceOfBug(error);
      if (trace !== undefined) {
        say(trace);
      }
      throw withoutTrace(error);
    }
  });
  const watch = progress(request.stack, operation, say);
  const options = {
    color: "never" as const,
    onEvent: (event: automation.EngineEvent) => {
      events.push(event);
      if (events.length === 1) {
        request.onStarted?.();
      }
      watch(event);
    },
    onError: (text: string) => (failures.stderr += text),
    signal: request.signal,
  };
  try {
    await (operation === "refresh" || operation === "destroy"
      ? stack[operation](options)
      : stack[operation]({ ...options, ...policyOptions(request) }));
  } catch (error) {
    failures.engine = error;
  } finally {
    process.setSourceMapsEnabled(true);
  }
  const facts = factsOf(events);
  result.inconclusive = facts.inconclusive;
  result.report.policy.violations = facts.violations;
  result.report.policy.exempted = facts.exempted;
  result.report.policy.inconclusive = facts.inconclusive.length;
  // The preview of an `up` changes nothing, and the plan of a program that broke off half way is none.
  const brokeOff = failures.program !== undefined || facts.errors.length > 0;
  if (operation === request.operation && !(operation === "preview" && brokeOff)) {
    result.steps = facts.steps;
    result.report.changes = facts.changes;
    result.report.outputs = facts.outputs;
  }
  if (failures.engine !== undefined) {
    const reason = request.signal?.aborted === true ? "interrupted" : failureOf(facts, failures);
    // Engine and program know the config file by the name that it has in the work folder.
    throw new Error(reason.replaceAll(`Pulumi.${request.stack}.yaml`, configFile(request)));
  }
}

function configFile({ configFile: given, projectDir, stack }: Request): string {
  const file = given ?? join(projectDir, `Pulumi.${stack}.yaml`);
  const fromHere = relative(process.cwd(), resolve(file));
  return fromHere.startsWith("..") ? file : fromHere;
}

function policyOptions({
  policyPack,
  stack,
}: Request): Pick<automation.UpOptions, "policyPacks" | "policyPackConfigs"> {
  if (policyPack === undefined) {
    return {};
  }
  const config = policyConfigOf(policyPack, stack);
  return {
    policyPacks: [resolve(policyPack)],
    policyPackConfigs: config === undefined ? undefined : [resolve(config)],
  };
}

/** Milliseconds between two lines of progress. */
const progressEvery = 5_000;

/** Tells warnings as they come, and every few seconds how far the engine is. */
function progress(stack: string, operation: string, say: (line: string) => void) {
  let done = 0;
  let told = Date.now();
  say(`${stack}: ${operation}`);
  return ({ diagnosticEvent, resourcePreEvent }: automation.EngineEvent): void => {
    if (diagnosticEvent?.severity === "warning" && !/^using \S+ from \$PATH at /.test(diagnosticEvent.message)) {
      say(`${stack}: warning: ${plainText(diagnosticEvent.message)}`);
    }
    done += resourcePreEvent === undefined ? 0 : 1;
    if (Date.now() - told >= progressEvery) {
      told = Date.now();
      say(`${stack}: ${operation}, resources so far: ${done}`);
    }
  };
}
