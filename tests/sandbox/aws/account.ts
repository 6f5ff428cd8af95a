import { expect } from "chai";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { CLOUD_VARIABLE } from "../../../sandbox/aws/cloud";
import { Provider } from "../../../sandbox/aws/provider";
import type { Properties } from "../../../sandbox/aws/value";

export const REGION = "ap-northeast-1";
export const ACCOUNT_ID = "123456789012";

/** A resource that a test created. */
export interface Created {
  type: string;
  name: string;
  id: string;
  inputs: Properties;
  outputs: Properties;
}

/** An account of its own for each test, used the way the engine uses the provider. */
export class Account {
  readonly folder = mkdtempSync(join(tmpdir(), "sandbox-aws-"));
  readonly file = join(this.folder, "cloud.json");
  readonly provider: Provider;

  constructor(config: Properties = {}) {
    this.provider = this.connect(config);
  }

  /** Another provider on the same cloud, as another stack has it. */
  connect(config: Properties = {}, patience = 0): Provider {
    const provider = new Provider(undefined, patience);
    process.env[CLOUD_VARIABLE] = this.file;
    provider.configure({ region: REGION, ...config });
    return provider;
  }

  check(
    type: string,
    inputs: Properties,
    name = "it",
    olds: Properties = {},
  ): { inputs: Properties; reasons: string[] } {
    const checked = this.provider.check({ type, name }, olds, inputs, new Uint8Array());
    return { inputs: checked.inputs, reasons: checked.failures.map(({ reason }) => reason) };
  }

  create(type: string, given: Properties, name = "it"): Created {
    const { inputs, reasons } = this.check(type, given, name);
    if (reasons.length > 0) {
      throw new Error(reasons.join("\n"));
    }
    return { type, name, inputs, ...this.provider.create({ type, name }, inputs, false) };
  }

  update(created: Created, given: Properties): Properties {
    const { inputs } = this.check(created.type, given, created.name, created.inputs);
    return this.provider.update(created, created.id, created.outputs, inputs, false);
  }

  async delete({ type, name, id, outputs }: Created): Promise<void> {
    await this.provider.delete({ type, name }, id, outputs);
  }

  read({ type, name, id, outputs }: Created): Properties | undefined {
    return this.provider.read({ type, name }, id, outputs)?.outputs;
  }

  /** How many resources the cloud's file holds. */
  count(): number {
    const stored = JSON.parse(readFileSync(this.file, "utf8")) as { resources: Record<string, unknown> };
    return Object.keys(stored.resources).length;
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The message that an action fails with, or nothing where it succeeds. */
export async function refusal(action: () => unknown): Promise<string | undefined> {
  try {
    await action();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Cases of what is refused: what is wrong, the inputs, and what the refusal contains. */
export type Cases = readonly (readonly [what: string, inputs: Properties, answer: string])[];

/** Expects each of the cases to be refused in its creation. */
export async function expectRefusals(account: Account, type: string, cases: Cases): Promise<void> {
  for (const [what, inputs, answer] of cases) {
    expect(await refusal(() => account.create(type, inputs)), what).to.contain(answer);
  }
}
