import { createEntry, deleteEntry, findEntry, updateEntry } from "./account";
import { check, type Failure, type Subject } from "./check";
import { Cloud, CLOUD_VARIABLE, type Entry } from "./cloud";
import { type Configuration, configurationFailures, readConfiguration } from "./configuration";
import { type Change, diff } from "./diff";
import { inform } from "./engine";
import { invoke } from "./functions";
import { allTags, plannedOutputs } from "./outputs";
import { placeOf } from "./place";
import { type Draft } from "./resources";
import { schemaOf } from "./schema";
import { SDK_VERSION } from "./schema/declarations";
import { equal, type Properties } from "./value";

export type { Change } from "./diff";

/** The stand-in: each method answers one request of the engine. */
export class Provider {
  readonly version = SDK_VERSION;
  #cloud: Cloud | undefined;
  #configuration: Configuration | undefined;

  /**
   * @param engine the address at which the engine takes messages for its user
   * @param patience how long a deletion waits for others, in milliseconds
   */
  constructor(
    readonly engine?: string,
    readonly patience = 10_000,
  ) {}

  description(): Record<string, string> {
    return {
      name: "aws",
      version: this.version,
      description: "A stand-in for the aws provider: its cloud is a file on this machine.",
    };
  }

  checkConfig(name: string, news: Properties): { inputs: Properties; failures: Failure[] } {
    const failures = configurationFailures(name, news);
    if (!process.env[CLOUD_VARIABLE]) {
      failures.push({
        reason: `This is the sandbox's stand-in for the aws provider: ${CLOUD_VARIABLE} must name the file of its cloud.`,
      });
    }
    return { inputs: news, failures };
  }

  diffConfig(olds: Properties, news: Properties): Change {
    const names = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter((name) => name !== "version");
    const properties = names
      .filter((name) => !equal(olds[name], news[name]))
      .map((name) => ({ path: name, kind: "update" as const, replaces: name === "region" }));
    return { properties, deleteBeforeReplace: false };
  }

  configure(config: Properties): void {
    this.#configuration = readConfiguration(config);
    const file = process.env[CLOUD_VARIABLE] ?? "";
    this.#cloud = new Cloud(file);
    inform(this.engine, `aws is the sandbox's stand-in: nothing reaches AWS, its cloud is ${file}`);
  }

  check(subject: Subject, olds: Properties, news: Properties, seed: Uint8Array) {
    return check(subject, olds, news, seed);
  }

  /** The tags of the provider are compared with what the resource has: they are no input of its own. */
  diff(subject: Subject, olds: Properties, news: Properties, state: Properties): Change {
    const change = diff(subject.type, subject.name, olds, news);
    const tags = allTags(news.tags, this.#require().configuration.defaultTags);
    const hasTags = schemaOf(subject.type)?.outputs.tagsAll !== undefined && state.tagsAll !== undefined;
    if (hasTags && !equal(state.tagsAll, tags)) {
      change.properties.push({ path: "tagsAll", kind: "update", replaces: false });
    }
    return change;
  }

  create(subject: Subject, inputs: Properties, preview: boolean): { id: string; outputs: Properties } {
    const draft = this.#draft(subject, inputs);
    const { defaultTags } = this.#require().configuration;
    return preview ? { id: "", outputs: plannedOutputs(draft, defaultTags) } : createEntry(draft, defaultTags);
  }

  /** What a resource is now. Its inputs are what it is, not what it was asked to be, so that a refresh shows drift. */
  read(subject: Subject, id: string, state: Properties): Pick<Entry, "id" | "inputs" | "outputs"> | undefined {
    const { cloud } = this.#require();
    const entry = cloud.look(() => findEntry(subject.type, id, state, cloud));
    if (!entry) {
      return undefined;
    }
    const inputs = Object.entries(entry.inputs).map(([name, value]) => [name, entry.outputs[name] ?? value] as const);
    return { id: entry.id, inputs: Object.fromEntries(inputs), outputs: entry.outputs };
  }

  update(subject: Subject, id: string, olds: Properties, news: Properties, preview: boolean): Properties {
    const draft = this.#draft(subject, news);
    const { defaultTags } = this.#require().configuration;
    return preview ? plannedOutputs(draft, defaultTags, olds) : updateEntry(draft, id, olds, defaultTags).outputs;
  }

  async delete(subject: Subject, id: string, state: Properties): Promise<void> {
    await deleteEntry(subject.type, id, state, this.#require().cloud, this.patience);
  }

  invoke(token: string, args: Properties): { result: Properties; failures: Failure[] } {
    const { cloud, configuration } = this.#require();
    return cloud.look(() => invoke(token, args, configuration, cloud));
  }

  #draft({ type, name }: Subject, inputs: Properties): Draft {
    const { cloud, configuration } = this.#require();
    const place = typeof inputs.region === "string" ? placeOf(inputs.region) : configuration.place;
    return { type, name, inputs, place, cloud };
  }

  #require(): { cloud: Cloud; configuration: Configuration } {
    if (!this.#cloud || !this.#configuration) {
      throw new Error("the provider is not configured");
    }
    return { cloud: this.#cloud, configuration: this.#configuration };
  }
}
