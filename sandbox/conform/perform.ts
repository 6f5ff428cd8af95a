import { Vpc } from "@pulumi/awsx/ec2/vpc";
import type { automation } from "@pulumi/pulumi";

import type { Engine } from "../engine";
import { plainText } from "../plain";
import { Workspace } from "../workspace";
import { REGION } from "./assigned";
import type { RecordedResource, Recording } from "./recording";
import { keyOfUrn } from "./urn";

/** A resource as `pulumi stack export` shows it. */
interface ExportedResource {
  readonly urn: string;
  readonly type: string;
  readonly parent?: string;
  readonly inputs?: RecordedResource["inputs"];
  readonly outputs?: Recording["outputs"];
  readonly dependencies?: readonly string[];
}

const project = { name: "conform", dir: "", settings: "name: conform\nruntime: nodejs\n" };
const config = `config:\n  aws:region: ${REGION}\n`;

/** What all recordings are run with. */
export interface Laboratory {
  readonly engine: Engine;
  /** Folder of the state. */
  readonly state: string;
  /** The providers to attach to, as `PULUMI_DEBUG_PROVIDERS` names them. */
  readonly providers: string;
}

/**
 * Runs the engine with the arguments of a recording, and records what comes of it. One at a time: the engine's SDK
 * takes every uncaught error of the process for one of the program under way.
 *
 * @param stack name of the stack to make in the state; a new one for each recording.
 */
export async function perform(
  recording: Recording,
  stack: string,
  { engine, state, providers }: Laboratory,
): Promise<Recording> {
  const workspace = new Workspace({ project, stack, state }, engine, config);
  try {
    const opened = await workspace.open(() => Promise.resolve(program(recording)));
    opened.workspace.envVars = { PULUMI_DEBUG_PROVIDERS: providers };
    const error = await up(opened);
    const exported = JSON.parse(await workspace.cli("stack", "export", "--stack", stack)) as {
      deployment: { resources?: readonly ExportedResource[] };
    };
    const resources = exported.deployment.resources ?? [];
    return {
      args: recording.args,
      error,
      outputs: error === null ? (resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {}) : null,
      resources: resources.filter(({ type }) => type.startsWith("aws:")).map(recorded),
    };
  } finally {
    workspace.remove();
  }
}

function program({ args, outputs }: Recording): Record<string, unknown> {
  const vpc: object = new Vpc("net", args);
  const given = new Map<string, unknown>(Object.entries(vpc));
  return Object.fromEntries(Object.keys(outputs ?? {}).map((name) => [name, given.get(name)]));
}

/** Brings the stack up and answers with the engine's first error, if any. */
async function up(stack: automation.Stack): Promise<string | null> {
  const errors: string[] = [];
  try {
    await stack.up({
      color: "never",
      onEvent: ({ diagnosticEvent }) => {
        if (diagnosticEvent?.severity === "error") {
          errors.push(plainText(diagnosticEvent.message).replace(/^error: /, ""));
        }
      },
    });
    return null;
  } catch (error) {
    const said = errors.find((text) => text.includes(" has a problem: ")) ?? errors[0];
    return said ?? (error instanceof Error ? error.message : String(error));
  }
}

function recorded({ urn, type, parent, inputs, dependencies }: ExportedResource): RecordedResource {
  return {
    type,
    name: urn.split("::").slice(3).join("::"),
    parent: keyOfUrn(parent ?? ""),
    inputs: inputs ?? {},
    dependsOn: (dependencies ?? []).map(keyOfUrn),
  };
}
