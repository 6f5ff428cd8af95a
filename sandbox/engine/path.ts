import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

import { messageOf } from "../plain";

import type { Way } from ".";
import { checkEngine } from "./check";

/** The user's own installation. */
export const onPath: Way = {
  name: "on PATH",
  async locate({ version }) {
    const place = find("pulumi");
    if (place === undefined) {
      throw new Error("there is no `pulumi` on PATH");
    }
    try {
      return { command: await checkEngine(version), source: `on PATH at ${place}` };
    } catch (error) {
      throw new Error(`${place}: ${messageOf(error)}`);
    }
  },
};

function find(executable: string): string | undefined {
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, executable))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
