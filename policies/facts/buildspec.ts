import * as yaml from "yaml";
import { type Command, Shell } from "./shell/run";
import { FAILED, OK, type Ways } from "./shell/ways";

/** A build specification of CodeBuild, as far as it tells which commands run. */
export interface Buildspec {
  /** `env.variables`. */
  readonly variables: ReadonlyMap<string, string>;
  readonly phases: readonly Phase[];
}

interface Phase {
  readonly name: (typeof PHASES)[number];
  readonly commands: readonly string[];
  /** Run whether the commands succeed or not. */
  readonly finally: readonly string[];
  readonly onFailure: unknown;
}

const PHASES = ["install", "pre_build", "build", "post_build"] as const;

/** What CodeBuild sets to 1 as long as nothing has failed, and to 0 from then on. */
const SUCCEEDING = "CODEBUILD_BUILD_SUCCEEDING";

const specs = new Map<string, Buildspec | undefined>();

/**
 * The buildspec in a project's `source.buildspec`; nothing if that is the path or the ARN of a file, which cannot be
 * seen. JSON is YAML.
 */
export function inlineBuildspec(text: unknown): Buildspec | undefined {
  if (typeof text !== "string") {
    return undefined;
  }
  if (!specs.has(text)) {
    specs.set(text, read(text));
  }
  return specs.get(text);
}

/** What several entries test has one answer in all of them, and of so many tests both answers are tried. */
const MAX_TRIED = 4;

/**
 * The commands that a build may reach, if some surely fail. It follows the build through all the ways it may take, as CodeBuild does: a phase ends at the first command that fails;
 * what comes after a failed phase is left out, but after a failed `build` the phase `post_build` still runs, unless
 * `on-failure` says otherwise.
 */
export function reachedIn(
  spec: Buildspec,
  variables: ReadonlyMap<string, string>,
  fails: (command: Command) => boolean,
): readonly Command[] {
  const build = (answers: ReadonlyMap<string, boolean>) => {
    const shell = new Shell(fails, answers, new Map([...spec.variables, ...variables, [SUCCEEDING, "1"]]));
    follow(shell, spec.phases);
    return shell;
  };
  const first = build(new Map());
  const { repeated } = first;
  return repeated.length === 0
    ? first.reached
    : combinations(repeated.slice(0, MAX_TRIED)).flatMap((answers) => build(answers).reached);
}

function combinations([test, ...others]: readonly string[]): ReadonlyMap<string, boolean>[] {
  return test === undefined
    ? [new Map()]
    : combinations(others).flatMap((rest) => [true, false].map((answer) => new Map([...rest, [test, answer]])));
}

function follow(shell: Shell, [phase, ...rest]: readonly Phase[]): Ways {
  if (phase === undefined) {
    return OK;
  }
  const ways = commands(shell, phase.commands);
  // They may fail on their own, and run after a failure as well.
  shell.fork(() => commands(shell, phase.finally));
  const isFollowed = phase.onFailure === "CONTINUE" || (phase.name === "build" && phase.onFailure !== "ABORT");
  const success = () => follow(shell, rest);
  const failure = () => {
    shell.set(SUCCEEDING, "0");
    return follow(shell, rest);
  };
  return shell.fork(...((ways & OK) === 0 ? [] : [success]), ...((ways & FAILED) !== 0 && isFollowed ? [failure] : []));
}

/** One after the other, until one fails. */
function commands(shell: Shell, texts: readonly string[]): Ways {
  let failed = 0;
  for (const text of texts) {
    const ways = shell.entry(text);
    failed |= ways & FAILED;
    if ((ways & OK) === 0) {
      return failed;
    }
  }
  return failed | OK;
}

function read(text: string): Buildspec | undefined {
  const document = parse(text);
  const phases = field(document, "phases");
  if (typeof phases !== "object" || phases === null) {
    return undefined;
  }
  const variables = field(field(document, "env"), "variables");
  return {
    variables: new Map(
      Object.entries(typeof variables === "object" && variables !== null ? variables : {}).map(([name, value]) => [
        name,
        String(value),
      ]),
    ),
    phases: PHASES.map((name) => {
      const phase = field(phases, name);
      return {
        name,
        commands: texts(field(phase, "commands")),
        finally: texts(field(phase, "finally")),
        onFailure: field(phase, "on-failure"),
      };
    }),
  };
}

function parse(text: string): unknown {
  try {
    return yaml.parse(text, { logLevel: "silent" });
  } catch {
    return undefined;
  }
}

function field(holder: unknown, key: string): unknown {
  return typeof holder === "object" && holder !== null && Object.hasOwn(holder, key)
    ? (holder as Record<string, unknown>)[key]
    : undefined;
}

/** CodeBuild takes a single command for a list of one. */
function texts(list: unknown): string[] {
  return (Array.isArray(list) ? list : [list]).filter((text) => typeof text === "string");
}
