import type { automation } from "@pulumi/pulumi";
import { createRequire } from "node:module";

const load = createRequire(__filename);

/** The platform's own program, loaded when the engine asks for it. */
export const platform: automation.PulumiFn = () => program()();

/** Loads the program ahead of time: it takes a second, in which the engine starts its plugins. */
export function preload(): void {
  setImmediate(() => {
    try {
      program();
    } catch {
      // What is wrong with the program is told where it is run.
    }
  });
}

function program(): automation.PulumiFn {
  return load("../index") as typeof import("../index");
}
