import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const resource = z.object({
  type: z.string(),
  name: z.string(),
  parent: z.string(),
  inputs: z.record(z.string(), z.json()),
  dependsOn: z.array(z.string()),
});

const recording = z.object({
  args: z.record(z.string(), z.json()),
  error: z.string().nullable(),
  outputs: z.record(z.string(), z.json()).nullable(),
  resources: z.array(resource),
});

/**
 * What `awsx.ec2.Vpc`, named `net`, makes of some arguments. `${type#name}` in it stands for the id of that resource,
 * `${type#name.property}` for another output of it.
 */
export type Recording = z.infer<typeof recording>;

/** One aws resource of a {@link Recording}; `parent` and `dependsOn` are written `type#name`. */
export type RecordedResource = z.infer<typeof resource>;

/** A recording file; in place of its content, what is wrong with it. */
export type RecordingFile = { readonly name: string } & (
  | { readonly recording: Recording; readonly mistake?: undefined }
  | { readonly recording?: undefined; readonly mistake: string }
);

/**
 * Reads all `*.json` of a folder, in the order of their names.
 *
 * @throws Error if there is no such folder, or no such file in it.
 */
export function readRecordings(dir: string): RecordingFile[] {
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`${dir} is no folder: name the one that holds the recordings (*.json).`);
  }
  const names = readdirSync(dir).filter((name) => name.endsWith(".json"));
  if (names.length === 0) {
    throw new Error(`${dir} holds no recordings: there is no *.json in it.`);
  }
  return names.sort().map((name) => ({ name, ...read(join(dir, name)) }));
}

function read(file: string): { recording: Recording } | { mistake: string } {
  try {
    const { data, error } = recording.safeParse(JSON.parse(readFileSync(file, "utf8")));
    return data ? { recording: data } : { mistake: z.prettifyError(error).replace(/\s*\n\s*/g, " ") };
  } catch (error) {
    return { mistake: error instanceof Error ? error.message : String(error) };
  }
}
